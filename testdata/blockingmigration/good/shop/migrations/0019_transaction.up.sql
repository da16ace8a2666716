BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN tip int;
COMMIT;
UPDATE orders SET tip = 0;

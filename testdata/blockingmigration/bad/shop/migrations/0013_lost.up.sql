BEGIN; -- want "BEGIN without COMMIT"
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN tip int;

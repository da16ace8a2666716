-- +goose NO TRANSACTION
-- +goose Up
UPDATE items SET stock = 0 WHERE stock IS NULL;
BEGIN;
SET LOCAL lock_timeout = '1s';
ALTER TABLE items ALTER COLUMN stock SET DEFAULT 0;
COMMIT;

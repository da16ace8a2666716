-- +goose Up
SET lock_timeout = '1s';
BEGIN; -- want "BEGIN within the transaction of goose, which the next COMMIT ends early"
ALTER TABLE items ADD COLUMN size text;
COMMIT;
-- +goose Down
ALTER TABLE items DROP COLUMN size;

-- +goose Up
SET lock_timeout = '1s';
ALTER TABLE items ADD COLUMN stock int;
-- +goose Down
ALTER TABLE items DROP COLUMN stock;

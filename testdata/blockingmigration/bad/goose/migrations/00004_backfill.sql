-- +goose Up
SET lock_timeout = '1s';
ALTER TABLE items ADD COLUMN stock int;
UPDATE items SET stock = 0; -- want "UPDATE of all of items"
ALTER TABLE items ALTER COLUMN stock SET NOT NULL; -- want "SET NOT NULL on items.stock"
-- +goose Down
ALTER TABLE items DROP COLUMN stock;

-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY items_name ON items (name);
VACUUM ANALYZE items;
-- +goose Down
DROP INDEX items_name;

-- +goose Up
-- +goose StatementBegin
CREATE INDEX CONCURRENTLY items_name ON items (name); -- want "fails in a transaction, which goose opens: put it in a file with -- \\+goose NO TRANSACTION"
-- +goose StatementEnd
-- +goose Down
DROP INDEX items_name;

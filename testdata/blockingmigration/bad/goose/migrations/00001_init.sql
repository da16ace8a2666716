-- +goose Up
CREATE TABLE items (id bigserial PRIMARY KEY, name text, price int);
-- +goose Down
DROP TABLE items;

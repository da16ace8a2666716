-- +goose Up
CREATE TABLE carts (id bigserial PRIMARY KEY, visitor text NOT NULL UNIQUE);

-- +goose Down
DROP TABLE carts;

-- +goose Up
CREATE TABLE carts (
    id bigserial PRIMARY KEY,
    visitor_id uuid NOT NULL,
    touched_at timestamptz NOT NULL
);

-- +goose Down
DROP TABLE carts;

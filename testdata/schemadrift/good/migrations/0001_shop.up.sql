CREATE TABLE users (
    id bigserial PRIMARY KEY,
    name text NOT NULL,
    doc jsonb NOT NULL DEFAULT '{}',
    "createdAt" timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    total bigint NOT NULL,
    placed_at timestamptz NOT NULL
);
CREATE INDEX ON orders (user_id);
CREATE VIEW spenders AS SELECT user_id, sum(total) AS spent FROM orders GROUP BY user_id;
CREATE TABLE copied AS SELECT id, name FROM users;
CREATE TABLE odd (id bigserial PRIMARY KEY);

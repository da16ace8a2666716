CREATE TABLE users (
    id bigserial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    bio text,
    state text NOT NULL,
    admin boolean NOT NULL DEFAULT false,
    settings jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, name)
);
CREATE INDEX ON users (lower(name));
CREATE INDEX ON users (created_at DESC);

CREATE TYPE mood AS ENUM ('good', 'bad');

CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    number text NOT NULL,
    feeling mood,
    placed_at timestamptz NOT NULL,
    deleted_at timestamptz,
    search tsvector
);
CREATE INDEX orders_user ON orders (user_id, placed_at);
CREATE INDEX orders_number ON orders (number) WHERE deleted_at IS NULL;
CREATE INDEX orders_search ON orders USING gin (search);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders (id),
    line integer NOT NULL,
    sku text NOT NULL,
    PRIMARY KEY (order_id, line)
);

-- No index of any kind: what this table is for is not known.
CREATE TABLE log (at timestamptz, who text);

CREATE TABLE measurements (
    id bigint NOT NULL,
    device_id text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE VIEW buyers AS SELECT user_id FROM orders;

CREATE TABLE broken_one (id bigserial PRIMARY KEY, ref text);

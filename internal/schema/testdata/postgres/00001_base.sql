-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TYPE order_state AS ENUM ('new', 'paid', 'gone');

CREATE TABLE tenants (
    id bigserial PRIMARY KEY,
    name varchar(80) NOT NULL UNIQUE,
    plan text DEFAULT 'free' CHECK (plan IN ('free', 'team')),
    created timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE customers (
    id integer GENERATED ALWAYS AS IDENTITY,
    tenant_id bigint NOT NULL REFERENCES tenants ON DELETE CASCADE,
    email text NOT NULL,
    "Nick Name" varchar,
    balance numeric(12, 2) DEFAULT 0,
    score numeric(5),
    tags text[] NOT NULL DEFAULT '{}',
    born date,
    seen timestamp(3),
    wait interval,
    flags bit(4),
    PRIMARY KEY (id),
    CONSTRAINT one_email UNIQUE (tenant_id, email)
);

CREATE TABLE orders (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    tenant_id bigint NOT NULL,
    customer_id int NOT NULL,
    state order_state NOT NULL DEFAULT 'new',
    total double precision,
    note char(10),
    doc jsonb NOT NULL DEFAULT '{}'::jsonb,
    placed timestamp with time zone,
    FOREIGN KEY (customer_id) REFERENCES customers (id) ON UPDATE CASCADE ON DELETE SET NULL,
    CHECK (total >= 0),
    CHECK (total < 100000 OR note IS NOT NULL)
);
CREATE INDEX ON orders (tenant_id, placed DESC);
CREATE INDEX ON orders (lower(note));
CREATE INDEX orders_doc ON orders USING gin (doc jsonb_path_ops) WHERE state <> 'gone';
CREATE UNIQUE INDEX orders_once ON orders (tenant_id, customer_id) INCLUDE (total);

CREATE TABLE lines (
    order_id uuid REFERENCES orders (id),
    n smallserial,
    sku text,
    PRIMARY KEY (order_id, n)
);

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.placed := now(); -- a semicolon; in a comment
    RETURN NEW;
END
$$;
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();

-- +goose Down
DROP TABLE lines, orders, customers, tenants;

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'customers' AND column_name = 'phone') THEN
        ALTER TABLE customers ADD COLUMN phone text;
    END IF;
    EXECUTE 'ALTER TABLE customers ADD COLUMN IF NOT EXISTS fax text';
END
$$;
-- +goose StatementEnd
ALTER TABLE customers
    ADD COLUMN lang text NOT NULL DEFAULT 'en',
    DROP COLUMN born,
    ALTER COLUMN balance TYPE numeric(14, 4),
    ALTER COLUMN "Nick Name" SET NOT NULL,
    ALTER COLUMN score SET DEFAULT 1;
ALTER TABLE customers RENAME COLUMN fax TO telefax;
ALTER TABLE customers RENAME COLUMN "Nick Name" TO nick;
DROP INDEX orders_lower_idx;
ALTER TABLE orders DROP COLUMN note;
ALTER TABLE orders ADD COLUMN total_net double precision GENERATED ALWAYS AS (total * 0.8) STORED;
ALTER TABLE lines RENAME TO order_lines;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_sku CHECK (sku <> '') NOT VALID;
ALTER TABLE order_lines VALIDATE CONSTRAINT order_lines_sku;
ALTER TABLE order_lines ADD FOREIGN KEY (order_id) REFERENCES orders NOT VALID;
ALTER TYPE order_state ADD VALUE 'back' BEFORE 'gone';
ALTER TYPE order_state RENAME VALUE 'back' TO 'returned';
ALTER TABLE tenants DROP CONSTRAINT tenants_plan_check;
ALTER TABLE tenants RENAME CONSTRAINT tenants_name_key TO tenants_by_name;
ALTER INDEX orders_doc RENAME TO orders_by_doc;

CREATE SCHEMA audit;
CREATE TABLE audit.entries (LIKE tenants INCLUDING ALL);
ALTER TABLE audit.entries ADD COLUMN who int;
CREATE TABLE audit.copies (LIKE customers);
CREATE TABLE audit.short AS SELECT id, name FROM tenants;

CREATE TABLE events (
    id bigint NOT NULL,
    at timestamptz NOT NULL,
    body text,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX events_body ON events (body);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- +goose Down
SELECT 1;

-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_email_trgm ON customers USING gin (email gin_trgm_ops);
CREATE UNIQUE INDEX CONCURRENTLY orders_by_total ON orders (tenant_id, total);
ALTER TABLE orders ADD CONSTRAINT orders_total_once UNIQUE USING INDEX orders_by_total;
CREATE TABLE staff () INHERITS (customers);
ALTER TABLE staff ADD PRIMARY KEY (id);
CREATE TABLE bookings (room int, during tsrange, EXCLUDE USING gist (during WITH &&));
CREATE TABLE gone (id int);
DROP TABLE gone;
CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents, twin int UNIQUE REFERENCES children (id));
DROP TABLE parents CASCADE;
ALTER TABLE children SET SCHEMA audit;
CREATE TABLE a_name_that_is_quite_long_for_a_table_in_this_database (another_quite_long_name_of_a_column_in_this_table int UNIQUE, b int CHECK (b > 0));
CREATE VIEW paid_orders AS SELECT id, total FROM orders WHERE state = 'paid';
CREATE MATERIALIZED VIEW totals AS SELECT tenant_id, sum(total) AS total FROM orders GROUP BY 1;
CREATE UNIQUE INDEX totals_tenant ON totals (tenant_id);
CREATE TABLE twins (id int UNIQUE, a int, b int UNIQUE, PRIMARY KEY (id), CONSTRAINT b_once UNIQUE (b), UNIQUE (a, b));
-- +goose Down

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL, note text NOT NULL, maker text NOT NULL);
CREATE INDEX products_name ON products USING gin (name gin_trgm_ops);
CREATE INDEX products_note ON products USING gist (lower(note) gist_trgm_ops);
CREATE INDEX products_maker ON products (maker);

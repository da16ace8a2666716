CREATE TEMPORARY TABLE moved (id bigint);
CREATE INDEX ON moved (id);
ALTER TABLE moved ADD COLUMN at timestamptz NOT NULL;

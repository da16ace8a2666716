CREATE TABLE late (id bigserial PRIMARY KEY, ref text, other text);
CREATE INDEX late_other ON late (other);
DO $$ BEGIN
    EXECUTE 'ALTER TABLE ' || 'broken_one' || ' ADD COLUMN x text';
END $$;

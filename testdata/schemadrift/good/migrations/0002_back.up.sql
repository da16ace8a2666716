ALTER TABLE users DROP COLUMN name;
ALTER TABLE users ADD COLUMN name text;
DO $$ BEGIN
    EXECUTE 'ALTER TABLE ' || 'odd' || ' ADD COLUMN extra text';
END $$;

SET lock_timeout = '2s';
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'users_name_idx') THEN
        CREATE INDEX users_name_idx ON users (team_id); -- want "building index users_name_idx stops writes to users"
    END IF;
END
$$;
DO $do$
BEGIN
    ALTER TABLE orders ADD CONSTRAINT orders_positive CHECK (id > 0); -- want "the CHECK on orders reads all rows"
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$do$;
DO $$
BEGIN
    EXECUTE 'CREATE UNIQUE INDEX users_team_idx ON users (team_id, email)'; -- want "building index users_team_idx stops writes to users"
    EXECUTE 'CREATE INDEX CONCURRENTLY users_other_idx ON users (team_id)'; -- want "fails in a transaction, which code in the database opens"
END
$$ LANGUAGE plpgsql;
CREATE FUNCTION add_note() RETURNS void AS $$
BEGIN
    ALTER TABLE orders ADD COLUMN serial_no bigserial;
END
$$ LANGUAGE plpgsql;
SELECT add_note(); -- want "adding the numbered column orders.serial_no writes the table anew"
DO $$ BEGIN ALTER TABLE orders ADD COLUMN colour text; UPDATE orders SET colour = 'red'; END $$; -- want "UPDATE of all of orders"

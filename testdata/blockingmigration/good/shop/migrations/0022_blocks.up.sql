SET lock_timeout = '2s';
-- A table of this file, in a block.
DO $$
BEGIN
    CREATE TABLE IF NOT EXISTS notes (id bigint PRIMARY KEY, body text);
    CREATE INDEX notes_body_idx ON notes (body);
END
$$;
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'colour') THEN
        ALTER TABLE users ADD COLUMN colour text;
        ALTER TABLE users ADD CONSTRAINT users_colour CHECK (colour <> '') NOT VALID;
    END IF;
END
$$;
-- Whether it runs is decided by something else.
DO $$
BEGIN
    IF current_setting('server_version_num')::int < 90600 THEN
        CREATE INDEX users_old_idx ON users (email);
    END IF;
END
$$;
-- A function that is only made.
CREATE FUNCTION never_called() RETURNS void AS $$
BEGIN
    CREATE INDEX users_never_idx ON users (email);
END
$$ LANGUAGE plpgsql;
-- It is text.
DO $$
BEGIN
    RAISE NOTICE 'CREATE INDEX users_text_idx ON users (email)';
    PERFORM 1 FROM users WHERE id = 1 FOR UPDATE;
    UPDATE users SET email = lower(email) WHERE id = 1;
END
$$;

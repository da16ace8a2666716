-- want+8 selectstar "SELECT * on buckets"
-- want+9 selectstar "SELECT * on buckets"
-- want+16 selectstar "SELECT * on buckets"
CREATE OR REPLACE FUNCTION take(_key text) RETURNS boolean AS $$
DECLARE
    b record;
    whole buckets%ROWTYPE;
BEGIN
    SELECT * FROM buckets WHERE key = _key FOR UPDATE SKIP LOCKED LIMIT 1 INTO b;
    IF b IS NULL THEN
        SELECT * INTO STRICT b FROM buckets LIMIT 1;
    END IF;
    SELECT * INTO whole FROM buckets WHERE key = _key;
    CREATE TEMPORARY TABLE IF NOT EXISTS scratch ON COMMIT DROP AS SELECT statement_timestamp();
    SELECT * FROM scratch LIMIT 1 INTO b;
    IF EXISTS (SELECT * FROM users WHERE name = _key) THEN
        PERFORM * FROM users WHERE name = _key;
    END IF;
    FOR b IN SELECT * FROM buckets WHERE tokens > 0 LOOP
        UPDATE buckets SET tokens = tokens - 1 WHERE key = b.key;
    END LOOP;
    RETURN b.tokens > 0;
END;
$$ LANGUAGE plpgsql;

CREATE FUNCTION all_users() RETURNS SETOF users LANGUAGE plpgsql AS $body$
BEGIN
    RETURN QUERY SELECT * FROM users;
END;
$body$;

CREATE FUNCTION first_users() RETURNS SETOF users LANGUAGE sql AS $$ SELECT * FROM users LIMIT 1 $$;

CREATE OR REPLACE FUNCTION old_take(_key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT tokens FROM buckets WHERE key = _key) > 0;
END;
$$;

DROP FUNCTION moved(text);

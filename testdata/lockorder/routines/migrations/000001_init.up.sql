CREATE TABLE parts (id bigint PRIMARY KEY, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE tasks (id bigint PRIMARY KEY, state text NOT NULL);
CREATE INDEX tasks_state ON tasks (state);

CREATE FUNCTION app_drop_index(_name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP INDEX %I', _name);
    RETURN true;
END;
$$;

CREATE FUNCTION app_add_partition(_name text, _from timestamptz, _to timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I PARTITION OF parts FOR VALUES FROM (%L) TO (%L)', _name, _from, _to);
END;
$$;

CREATE FUNCTION app_bounded(_name text) RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    EXECUTE format('DROP INDEX %I', _name);
END;
$$;

CREATE FUNCTION app_count(_state text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    CREATE TEMPORARY TABLE IF NOT EXISTS seen (id bigint);
    RETURN (SELECT count(*) FROM tasks WHERE state = _state);
END;
$$;

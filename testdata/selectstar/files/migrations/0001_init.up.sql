CREATE TABLE teams (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, team_id bigint NOT NULL REFERENCES teams (id), seen_at timestamptz);
CREATE INDEX teams_name ON teams (name);
CREATE INDEX users_team ON users (team_id);
CREATE INDEX users_seen ON users (seen_at);
CREATE TABLE old_users (id bigint PRIMARY KEY, name text NOT NULL, team_id bigint NOT NULL, seen_at timestamptz);
CREATE TABLE buckets (key text PRIMARY KEY, tokens int NOT NULL, expires_at timestamptz NOT NULL);

CREATE FUNCTION old_take(_key text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    b record;
BEGIN
    SELECT * FROM buckets WHERE key = _key INTO b;
    RETURN b.tokens > 0;
END;
$$;

CREATE FUNCTION moved(_key text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    b record;
BEGIN
    SELECT * FROM buckets WHERE key = _key INTO b;
END;
$$;

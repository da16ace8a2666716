CREATE TABLE teams (id bigserial PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (id bigserial PRIMARY KEY, team_id bigint, email varchar(100) NOT NULL, name varchar(200), age int, note text, legacy text, born timestamp, code char(4), score numeric(8,2));
CREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint, total int, state text, data json, placed_at timestamptz);
CREATE TABLE events (id bigserial, at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE old_events (id bigint, kind text);
CREATE INDEX users_age_idx ON users (age);

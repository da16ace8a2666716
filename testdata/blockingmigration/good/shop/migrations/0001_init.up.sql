CREATE TABLE teams (id bigserial PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (id bigserial PRIMARY KEY, team_id bigint, email varchar(100) NOT NULL, name varchar(200), age int, legacy text, code varchar(4), score numeric(8,2), at timestamp(3), net cidr);
CREATE TABLE orders (id bigserial PRIMARY KEY, user_id bigint, total int, state text, legacy text);
CREATE TABLE events (id bigint, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE unused (id bigint);
-- All of this is the first migration.
CREATE INDEX users_age_idx ON users (age);
ALTER TABLE users ADD CONSTRAINT users_team FOREIGN KEY (team_id) REFERENCES teams (id);
ALTER TABLE users ALTER COLUMN age TYPE bigint;
ALTER TABLE users RENAME COLUMN age TO years;
ALTER TABLE users RENAME COLUMN years TO age;

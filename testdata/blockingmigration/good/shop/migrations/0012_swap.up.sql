SET lock_timeout = '2s';
CREATE TABLE teams_new (id bigserial PRIMARY KEY, name text NOT NULL, size int NOT NULL DEFAULT 0);
INSERT INTO teams_new (id, name) SELECT id, name FROM teams;
ALTER TABLE teams RENAME TO teams_old;
ALTER TABLE teams_new RENAME TO teams;

-- migrate:up transaction:false
ALTER TABLE users ADD COLUMN phone TEXT;
ALTER TABLE users ADD COLUMN active BOOLEAN NOT NULL DEFAULT 1;
ALTER TABLE users RENAME COLUMN "full name" TO full_name;
ALTER TABLE users DROP COLUMN balance;
DROP INDEX IF EXISTS users_email;
CREATE TABLE users_new (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    email TEXT NOT NULL UNIQUE,
    full_name TEXT,
    phone TEXT,
    active BOOLEAN NOT NULL DEFAULT TRUE
);
INSERT INTO users_new SELECT id, tenant_id, email, full_name, phone, active FROM users;
PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = ON;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX users_phone ON users (phone DESC) WHERE phone IS NOT NULL;
CREATE TABLE logs (at INTEGER, line TEXT);
ALTER TABLE logs RENAME TO journal;
CREATE TABLE strange ([order] int, `group` int, 'quoted' text, "select" blob, none);
CREATE INDEX "odd index" ON strange ("order", `group`);
CREATE TABLE keyed (id INTEGER, x INT, PRIMARY KEY (id));
CREATE TABLE down (id INTEGER PRIMARY KEY DESC, parent REFERENCES down);
CREATE VIEW seniors AS SELECT id FROM users;
CREATE VIRTUAL TABLE search USING fts5 (body);
-- migrate:down

ALTER TABLE users RENAME COLUMN nick TO handle; -- want blockingmigration "renaming users.nick"
ALTER TABLE users DROP COLUMN legacy_id, DROP COLUMN login; -- want blockingmigration "dropping users.legacy_id" blockingmigration "dropping users.login"
ALTER TABLE orders DROP COLUMN note; -- want blockingmigration "dropping orders.note"

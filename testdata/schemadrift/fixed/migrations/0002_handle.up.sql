ALTER TABLE users RENAME COLUMN nick TO handle; -- want blockingmigration "renaming users.nick"

SET lock_timeout = '2s';
ALTER TABLE users RENAME COLUMN note TO remark; -- want "renaming users.note to remark breaks code that is still running"
ALTER TABLE old_events RENAME TO archived_events; -- want "renaming old_events to archived_events"
ALTER TABLE archived_events SET SCHEMA archive; -- want "moving archived_events to another schema"
ALTER SCHEMA archive RENAME TO attic; -- want "renaming the schema archive"

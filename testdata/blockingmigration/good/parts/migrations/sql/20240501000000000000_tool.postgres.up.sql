SET lock_timeout = '2s';
CREATE UNIQUE INDEX schema_migrations_version ON schema_migrations (version);

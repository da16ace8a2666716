SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY users_name_idx ON users (name); -- want "CREATE INDEX CONCURRENTLY fails in a transaction, which the server opens: make it the only one of a file"

CREATE INDEX CONCURRENTLY ON users (lower(email));

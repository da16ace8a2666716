-- +migrate Up notransaction
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY IF NOT EXISTS books_title ON books (title);
-- +migrate Down notransaction
DROP INDEX CONCURRENTLY books_title;

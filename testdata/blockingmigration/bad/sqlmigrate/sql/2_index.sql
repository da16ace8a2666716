-- +migrate Up
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY IF NOT EXISTS books_title ON books (title); -- want "which sql-migrate opens: put it in a file with -- \\+migrate Up notransaction"
-- +migrate Down
DROP INDEX IF EXISTS books_title;

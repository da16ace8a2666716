SET lock_timeout = '2s';
-- No code names these any more: orders.legacy is another column.
ALTER TABLE users DROP COLUMN legacy;
DROP TABLE unused;
DROP TABLE IF EXISTS never_there;

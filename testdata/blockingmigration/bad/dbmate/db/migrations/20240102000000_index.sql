-- migrate:up
CREATE INDEX CONCURRENTLY books_title ON books (title); -- want "which dbmate opens: put it in a file with -- migrate:up transaction:false"
-- migrate:down
DROP INDEX books_title;

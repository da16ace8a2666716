CREATE INDEX CONCURRENTLY books_id ON books (id);
CREATE INDEX CONCURRENTLY books_title ON books (title);

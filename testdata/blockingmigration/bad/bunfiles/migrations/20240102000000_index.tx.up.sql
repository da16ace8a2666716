CREATE INDEX CONCURRENTLY books_title ON books (title); -- want "which bun opens: put it in a file NAME.up.sql, without .tx"

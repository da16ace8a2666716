-- atlas:txmode none

-- Create index "books_title" to table: "books"
CREATE INDEX CONCURRENTLY "books_title" ON "books" ("title");

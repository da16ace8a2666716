CREATE INDEX CONCURRENTLY "books_title" ON "books" ("title"); -- want "which atlas opens: put it in a file with -- atlas:txmode none"

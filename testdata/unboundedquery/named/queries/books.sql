-- name: list-books
SELECT id, title FROM books ORDER BY title; -- want:info unboundedquery "all rows of books"

-- name: list-authors
SELECT id, name FROM authors -- want:info unboundedquery "all rows of authors"
WHERE deleted_at IS NULL;

-- name: book-stats
SELECT shelf_id, count(*) AS n FROM books GROUP BY shelf_id; -- want analyticalquery "GROUP BY over all of books"

-- name: search-books
SELECT id, title FROM books WHERE title ILIKE $1 LIMIT $2; -- want leadingwildcard "ILIKE '%…' on books.title"

-- name: prefix-books
SELECT id, title FROM books WHERE title LIKE $1 LIMIT $2;

-- name: page-books
SELECT id, title FROM books ORDER BY id LIMIT $1;

-- name: filter-books
SELECT id, title FROM books WHERE (CASE WHEN $1 > 0 THEN id = $1 ELSE TRUE END);

-- name: get-book
SELECT id, title FROM books WHERE id = $1;

-- name: count-shelf
SELECT shelf_id, count(*) AS n FROM books WHERE shelf_id = $1 GROUP BY shelf_id;

-- name: nobody-asks
SELECT id, title FROM books;

-- name: dot-loans
SELECT id, book_id FROM loans; -- want:info unboundedquery "all rows of loans"

-- name: dot-loan
SELECT id, book_id FROM loans WHERE id = $1;

-- name: dot-late
SELECT reader_id, count(*) FROM loans WHERE late = true GROUP BY reader_id; -- want analyticalquery "GROUP BY over all of loans"

-- name: ListBooks :many
SELECT * FROM books -- want:info selectstar "SELECT * on books"
ORDER BY title; -- want-1 unboundedquery "all rows of books"

-- name: ListShelf :many
SELECT id, title FROM books WHERE shelf_id = $1;

-- name: PageBooks :many
SELECT id, title FROM books ORDER BY id LIMIT $1;

-- name: SearchBooks :many
SELECT id, title FROM books WHERE title LIKE $1 LIMIT 20; -- want leadingwildcard "LIKE '%…' on books.title"

-- name: BookStats :many
SELECT shelf_id, count(*) FROM books GROUP BY shelf_id; -- want analyticalquery "GROUP BY over all of books"

-- name: NobodyAsks :many
SELECT id, title FROM books;

-- name: GetBook :one
SELECT id, title FROM books WHERE id = $1;

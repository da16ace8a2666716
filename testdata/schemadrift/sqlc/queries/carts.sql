-- name: CartByVisitor :one
SELECT id FROM carts WHERE visitor = $1;

-- name: Touch :exec
UPDATE carts SET touched_at = now() WHERE id = @id; -- want "no migration gives carts a column touched_at"

-- name: Cart :one
SELECT sqlc.embed(carts) FROM carts WHERE carts.id = sqlc.arg(id);

-- name: List :many
SELECT id FROM carts WHERE visitor = ANY(sqlc.slice('visitors'))

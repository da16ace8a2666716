-- name: CartByVisitor :one
SELECT id FROM carts WHERE visitor_id = $1; -- want "CREATE INDEX CONCURRENTLY ON carts (visitor_id)"

-- name: Cart :one
SELECT visitor_id FROM carts WHERE id = @id;

-- name: Stale :many
SELECT id FROM carts -- want "carts.touched_at"
WHERE touched_at < sqlc.arg(before);

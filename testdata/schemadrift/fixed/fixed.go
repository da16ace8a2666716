// Package fixed uses the new name.
package fixed

import (
	"context"
	"database/sql"
)

func handle(ctx context.Context, db *sql.DB, id int64) *sql.Row {
	return db.QueryRowContext(ctx, "SELECT handle FROM users WHERE id = $1", id)
}

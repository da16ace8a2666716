// Package elsewhere asks a database whose migrations lie in another repository, and one table of this one.
package elsewhere

import (
	"context"
	"database/sql"
)

func read(ctx context.Context, db *sql.DB, id int64) {
	_ = db.QueryRowContext(ctx, "SELECT state, owner FROM jobs WHERE id = $1", id)
	_ = db.QueryRowContext(ctx, "SELECT email FROM accounts WHERE id = $1", id)
	_ = db.QueryRowContext(ctx, "SELECT total FROM invoices WHERE id = $1", id)
}

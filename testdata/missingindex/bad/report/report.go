// Package report asks for rows from another package.
package report

import (
	"context"
	"database/sql"
	"time"
)

// Shipped counts what was shipped since.
func Shipped(ctx context.Context, db *sql.DB, since time.Time) *sql.Row {
	return db.QueryRowContext(ctx, "SELECT count(*) FROM orders WHERE shipped_at BETWEEN $1 AND now()", since) // want:program "orders.shipped_at"
}

// Actor lists what someone did.
func Actor(ctx context.Context, db *sql.DB, actor int64) (*sql.Rows, error) {
	stmt, err := db.PrepareContext(ctx, "SELECT id FROM events WHERE actor_id = $1")
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	return stmt.QueryContext(ctx, actor) // want:program "events.actor_id"
}

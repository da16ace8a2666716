// Package dbutil runs the statements of others.
package dbutil

import (
	"context"
	"database/sql"
)

// Rows runs a query.
func Rows(ctx context.Context, db *sql.DB, query string, args ...any) (*sql.Rows, error) {
	return db.QueryContext(ctx, query, args...)
}

// Get reads one value.
func Get[T any](ctx context.Context, db *sql.DB, query string) (out T, err error) {
	err = db.QueryRowContext(ctx, query).Scan(&out)
	return out, err
}

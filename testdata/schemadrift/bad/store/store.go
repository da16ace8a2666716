// Package store talks to the same database from elsewhere.
package store

import (
	"context"
	"database/sql"
)

type runner interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Score reads a column that nobody has.
func Score(ctx context.Context, r runner, id int64) *sql.Row {
	return r.QueryRowContext(ctx, "SELECT score FROM users WHERE id = $1", id) // want:program "users a column score"
}

// Package fixed has the indexes that the rule asks for.
package fixed

import (
	"context"
	"database/sql"
)

func find(ctx context.Context, db *sql.DB, mail string, team int64) (*sql.Rows, error) {
	if mail != "" {
		return db.QueryContext(ctx, "SELECT id FROM users WHERE lower(email) = lower($1)", mail)
	}
	return db.QueryContext(ctx, "SELECT id FROM users WHERE team_id = $1", team)
}

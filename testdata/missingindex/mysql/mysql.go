// Package mysql talks to a database that makes indexes for foreign keys.
package mysql

import (
	"context"
	"database/sql"

	_ "github.com/go-sql-driver/mysql"
)

func email(ctx context.Context, db *sql.DB, mail string) *sql.Row {
	return db.QueryRowContext(ctx, "SELECT id FROM users WHERE email = ?", mail) // want:program "CREATE INDEX users_email ON users (email)"
}

func team(ctx context.Context, db *sql.DB, id int64) (*sql.Rows, error) {
	return db.QueryContext(ctx, "SELECT `id` FROM `users` WHERE `team_id` = ? LIMIT ?", id, 10) // want:program "CREATE INDEX users_team_id ON users (team_id)"
}

func orders(ctx context.Context, db *sql.DB, user int64) (*sql.Rows, error) {
	return db.QueryContext(ctx, "SELECT id FROM orders WHERE user_id = ?", user)
}

func unpaid(ctx context.Context, db *sql.DB) (*sql.Rows, error) {
	return db.QueryContext(ctx, "SELECT id FROM orders WHERE paid = ?", false)
}

// Package shop holds a database.
package shop

import (
	"context"
	"database/sql"
	_ "github.com/golang-migrate/migrate/v4"
	_ "github.com/lib/pq"
)

// Store reads users.
type Store struct{ DB *sql.DB }

// Email names columns that stay.
func (s *Store) Email(ctx context.Context, id int64) (email string, err error) {
	err = s.DB.QueryRowContext(ctx, "SELECT u.email, o.legacy FROM users u JOIN orders o ON o.user_id = u.id WHERE u.id = $1", id).Scan(&email)
	return email, err
}

// Package dropped holds a database.
package dropped

import (
	"context"
	"database/sql"
	_ "github.com/lib/pq"
)

// Store reads customers.
type Store struct{ DB *sql.DB }

// Phone reads a column that a migration drops.
func (s *Store) Phone(ctx context.Context, id int64) (phone string, err error) {
	err = s.DB.QueryRowContext(ctx, "SELECT phone FROM customers WHERE id = $1", id).Scan(&phone)
	return phone, err
}

// Fax reads a table that a migration drops, and a column of it by its alias.
func (s *Store) Fax(ctx context.Context, id int64) (fax string, err error) {
	err = s.DB.QueryRowContext(ctx, "SELECT f.number FROM customers c JOIN faxes f ON f.customer_id = c.id WHERE c.id = $1", id).Scan(&fax)
	return fax, err
}

// Rename writes a column that a migration drops.
func (s *Store) Rename(ctx context.Context, id int64, nick string) error {
	_, err := s.DB.ExecContext(ctx, "UPDATE customers SET nick = $1 WHERE id = $2", nick, id)
	return err
}

// Package store is used by the service.
package store

import (
	"context"
	"database/sql"
)

// Store keeps jobs.
type Store struct{ DB *sql.DB }

// Clear is run by a handler.
func (s *Store) Clear(ctx context.Context) error {
	_, err := s.DB.ExecContext(ctx, "DELETE FROM jobs") // want "DELETE FROM jobs has no WHERE"
	return err
}

// Exec runs what it is given.
func (s *Store) Exec(ctx context.Context, q string) error {
	_, err := s.DB.ExecContext(ctx, q)
	return err
}

// Package routines has functions of the database change the schema while it serves.
package routines

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Store is the database.
type Store struct {
	db   *sql.DB
	pool *pgxpool.Pool
}

// Adopt drops an index on the start of the program.
func (s *Store) Adopt(ctx context.Context, name string) (dropped bool, err error) {
	err = s.pool.QueryRow(ctx, `SELECT app_drop_index($1)`, name).Scan(&dropped) // want:info blockingmigration "without lock_timeout, app_drop_index() waits"
	return dropped, err
}

// Tomorrow adds a partition.
func (s *Store) Tomorrow(ctx context.Context, at time.Time) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "SELECT public.app_add_partition($1, $2, $3)", at.Format("parts_20060102"), at, at.AddDate(0, 0, 1)); err != nil { // want:info blockingmigration "without lock_timeout, app_add_partition() waits"
		return err
	}
	return tx.Commit()
}

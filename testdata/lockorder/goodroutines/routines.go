// Package goodroutines has functions of the database change the schema, each with a bound on how long it waits for its lock, or without a lock.
package goodroutines

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store is the database.
type Store struct {
	db   *sql.DB
	pool *pgxpool.Pool
}

const bound = "2s"

// Adopt bounds the wait for the transaction.
func (s *Store) Adopt(ctx context.Context, name string) (dropped bool, err error) {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '`+bound+`'`); err != nil {
		return false, err
	}
	if err := drop(ctx, tx, name).Scan(&dropped); err != nil {
		return false, err
	}
	return dropped, tx.Commit(ctx)
}

// drop is called where the wait is bounded.
func drop(ctx context.Context, tx pgx.Tx, name string) pgx.Row {
	return tx.QueryRow(ctx, `SELECT app_drop_index($1)`, name)
}

// Bounded calls a function that bounds the wait itself.
func (s *Store) Bounded(ctx context.Context, name string) error {
	_, err := s.db.ExecContext(ctx, `SELECT app_bounded($1)`, name)
	return err
}

// Count calls a function that changes no table of others.
func (s *Store) Count(ctx context.Context, state string) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT app_count($1)`, state).Scan(&n)
	return n, err
}

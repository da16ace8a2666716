// Package goodpast uses the pool where no transaction covers it, or another database.
package goodpast

import (
	"context"
	"database/sql"
)

// Store has two databases.
type Store struct {
	db    *sql.DB
	stats *sql.DB
}

// New opens both.
func New(dsn, stats string) (*Store, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	other, err := sql.Open("pgx", stats)
	if err != nil {
		return nil, err
	}
	other.SetMaxOpenConns(8)
	return &Store{db, other}, nil
}

// Before reads first.
func (s *Store) Before(ctx context.Context, id int64) (n int, err error) {
	if err := s.db.QueryRowContext(ctx, "SELECT n FROM stock WHERE id = $1", id).Scan(&n); err != nil {
		return 0, err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET n = $2 WHERE id = $1", id, n); err != nil {
		return 0, err
	}
	return n, tx.Commit()
}

// After reads when all is committed.
func (s *Store) After(ctx context.Context, id int64) (n int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
		return 0, err
	}
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	err = s.db.QueryRowContext(ctx, "SELECT n FROM stock WHERE id = $1", id).Scan(&n)
	return n, err
}

// Other counts in another database.
func (s *Store) Other(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
		return err
	}
	if _, err := s.stats.ExecContext(ctx, "INSERT INTO sales (order_id) VALUES ($1)", id); err != nil {
		return err
	}
	return tx.Commit()
}

// Failed notes the failure past the transaction, which is rolled back.
func (s *Store) Failed(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
		_, _ = s.db.ExecContext(ctx, "INSERT INTO failures (order_id) VALUES ($1)", id)
		return err
	}
	return tx.Commit()
}

type conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (s *Store) paid(ctx context.Context, c conn, id int64) error {
	_, err := c.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id)
	return err
}

// Both gives the helper the transaction, and elsewhere the pool.
func (s *Store) Both(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := s.paid(ctx, tx, id); err != nil {
		return err
	}
	return tx.Commit()
}

func insert(ctx context.Context, c conn, id int64) error {
	_, err := c.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id)
	return err
}

// First inserts on the pool.
func (s *Store) First(ctx context.Context, id int64) error { return insert(ctx, s.db, id) }

// Second inserts in a transaction.
func (s *Store) Second(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := insert(ctx, tx, id); err != nil {
		return err
	}
	return tx.Commit()
}

// Alone uses the pool.
func (s *Store) Alone(ctx context.Context, id int64) error { return s.paid(ctx, s.db, id) }

// Prepared is bound to the transaction.
func (s *Store) Prepared(ctx context.Context, stmt *sql.Stmt, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.StmtContext(ctx, stmt).ExecContext(ctx, id); err != nil {
		return err
	}
	return tx.Commit()
}

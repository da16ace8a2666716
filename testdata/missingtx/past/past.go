// Package past goes past the transaction that is open.
package past

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// Store has a database.
type Store struct {
	db   *sql.DB
	pool *pgxpool.Pool
	orm  *gorm.DB
}

// Open opens one.
func Open(dsn string) (*Store, error) {
	orm, err := gorm.Open(postgres.Open(dsn))
	if err != nil {
		return nil, err
	}
	db, err := orm.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	return &Store{orm: orm}, nil
}

// Direct uses the pool between begin and commit.
func (s *Store) Direct(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, "INSERT INTO invoices (order_id) VALUES ($1)", id); err != nil { // want missingtx "which goes through the pool"
		return err
	}
	return tx.Commit()
}

// Handed is given a transaction, and uses the pool.
func (s *Store) Handed(ctx context.Context, tx *sql.Tx, id int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "INSERT INTO invoices (order_id) VALUES ($1)", id) // want missingtx "which goes through the pool"
	return err
}

// Locks takes a lock past the transaction.
func (s *Store) Locks(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO versions (n) VALUES (2)"); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "LOCK TABLE versions IN EXCLUSIVE MODE") // want missingtx "which goes through the pool"
	return err
}

// Read asks the pool for what the transaction has changed.
func (s *Store) Read(ctx context.Context, id int64) (n int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO invoices (order_id) VALUES ($1)", id); err != nil {
		return 0, err
	}
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM invoices WHERE order_id = $1", id).Scan(&n); err != nil { // want missingtx "which goes through the pool"
		return 0, err
	}
	return n, tx.Commit()
}

func (s *Store) invoice(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO invoices (order_id) VALUES ($1)", id)
	return err
}

// Helper calls a method that uses the pool.
func (s *Store) Helper(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
		return err
	}
	if err := s.invoice(ctx, id); err != nil { // want missingtx "which goes through the pool"
		return err
	}
	return tx.Commit()
}

func (s *Store) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Closure uses the pool in what a helper runs.
func (s *Store) Closure(ctx context.Context, id int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
			return err
		}
		return s.invoice(ctx, id) // want missingtx "which goes through the pool"
	})
}

// Pgx uses the pool in BeginFunc.
func (s *Store) Pgx(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
			return err
		}
		_, err := s.pool.Exec(ctx, "INSERT INTO invoices (order_id) VALUES ($1)", id) // want missingtx "which goes through the pool"
		return err
	})
}

// Invoice is a row.
type Invoice struct {
	ID      int64
	OrderID int64
}

// Gorm uses the outer handle.
func (s *Store) Gorm(ctx context.Context, inv *Invoice) error {
	return s.orm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE orders SET paid = true WHERE id = ?", inv.OrderID).Error; err != nil {
			return err
		}
		return s.orm.Create(inv).Error // want missingtx "which goes through the pool"
	})
}

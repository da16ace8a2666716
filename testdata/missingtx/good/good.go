// Package good writes in one transaction what belongs together, and apart what does not.
package good

import (
	"context"
	"database/sql"
	"log"
	"net/http"

	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
)

// Shop sells.
type Shop struct {
	db    *sql.DB
	dbx   *sqlx.DB
	orm   *gorm.DB
	stats *sql.DB
}

// InOne writes both in a transaction.
func (s *Shop) InOne(ctx context.Context, order, article int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders (id, article) VALUES ($1, $2)", order, article); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = $1", article); err != nil {
		return err
	}
	return tx.Commit()
}

// Statement does both at once.
func (s *Shop) Statement(ctx context.Context, order, article int64) error {
	_, err := s.db.ExecContext(ctx, "WITH o AS (INSERT INTO orders (id, article) VALUES ($1, $2) RETURNING article) UPDATE stock SET n = n - 1 FROM o WHERE stock.article = o.article", order, article)
	return err
}

// Querier is the pool or a transaction.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Either is given whichever the caller has.
func Either(ctx context.Context, q Querier, order, article int64) error {
	if _, err := q.ExecContext(ctx, "INSERT INTO orders (id, article) VALUES ($1, $2)", order, article); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = $1", article)
	return err
}

// Audited notes what has been done.
func (s *Shop) Audited(ctx context.Context, order int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", order); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "INSERT INTO audit_log (order_id) VALUES ($1)", order)
	return err
}

// Soft goes on when the second write fails.
func (s *Shop) Soft(ctx context.Context, order int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", order); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, "UPDATE recommendations SET stale = true WHERE order_id = $1", order); err != nil {
		log.Print(err)
	}
	return nil
}

// Unrelated writes two things that have nothing to do with each other.
func (s *Shop) Unrelated(ctx context.Context, order, user int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", order); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE users SET greeted = true WHERE id = $1", user)
	return err
}

// EitherOr writes one of two.
func (s *Shop) EitherOr(ctx context.Context, id int64, gift bool) error {
	if gift {
		_, err := s.db.ExecContext(ctx, "UPDATE gifts SET sent = true WHERE id = $1", id)
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE orders SET sent = true WHERE id = $1", id)
	return err
}

// Fallback writes the second where the first failed.
func (s *Shop) Fallback(ctx context.Context, id int64) error {
	if _, err := s.db.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id); err != nil {
		_, err = s.db.ExecContext(ctx, "INSERT INTO rejects (id) VALUES ($1)", id)
		return err
	}
	return nil
}

// One writes once, and reads.
func (s *Shop) One(ctx context.Context, id int64) (n int, err error) {
	if err := s.db.QueryRowContext(ctx, "SELECT n FROM stock WHERE id = $1", id).Scan(&n); err != nil {
		return 0, err
	}
	_, err = s.db.ExecContext(ctx, "UPDATE orders SET n = $2 WHERE id = $1", id, n)
	return n, err
}

// Same writes twice to one table.
func (s *Shop) Same(ctx context.Context, id int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE orders SET seen = true WHERE id = $1", id); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE orders SET n = n + 1 WHERE id = $1", id)
	return err
}

// Gorm writes in a closure.
func (s *Shop) Gorm(id int64) error {
	return s.orm.Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE orders SET paid = true WHERE id = ?", id).Error; err != nil {
			return err
		}
		return tx.Exec("INSERT INTO invoices (order_id) VALUES (?)", id).Error
	})
}

// Unknown is a handle of which nobody knows whether it is a transaction.
func Unknown(db *gorm.DB, id int64) error {
	if err := db.Exec("UPDATE orders SET paid = true WHERE id = ?", id).Error; err != nil {
		return err
	}
	return db.Exec("INSERT INTO invoices (order_id) VALUES (?)", id).Error
}

func (s *Shop) place(ctx context.Context, tx *sqlx.Tx, id int64) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO shipments (order_id) VALUES ($1)", id)
	return err
}

// Handler begins for its helper.
func (s *Shop) Handler(w http.ResponseWriter, r *http.Request) {
	tx, err := s.dbx.BeginTxx(r.Context(), nil)
	if err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
		return
	}
	defer tx.Rollback()
	if err := s.place(r.Context(), tx, 1); err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
		return
	}
	if err := tx.Commit(); err != nil {
		http.Error(w, "sorry", http.StatusInternalServerError)
	}
}

// Elsewhere counts in another database.
func (s *Shop) Elsewhere(ctx context.Context, id int64) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE orders SET paid = true WHERE id = $1", id); err != nil {
		return err
	}
	_, err := s.stats.ExecContext(ctx, "UPDATE sales SET n = n + 1 WHERE order_id = $1", id)
	return err
}

// Package good locks tables in one order, or where no two can meet.
package good

import (
	"context"
	"database/sql"
	"sync"
)

// Shop sells.
type Shop struct {
	db *sql.DB
	mu sync.Mutex
}

func exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	_, err := tx.ExecContext(ctx, statement, args...)
	return err
}

func (s *Shop) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
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

// Buy locks orders, then stock.
func (s *Shop) Buy(ctx context.Context, order, article int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE orders SET state = 'paid' WHERE id = $1", order); err != nil {
			return err
		}
		return exec(ctx, tx, "UPDATE stock SET n = n - 1 WHERE article = $1", article)
	})
}

// Cancel takes the same order.
func (s *Shop) Cancel(ctx context.Context, order, article int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE orders SET state = 'cancelled' WHERE id = $1", order); err != nil {
			return err
		}
		return exec(ctx, tx, "UPDATE stock SET n = n + 1 WHERE article = $1", article)
	})
}

// New adds an order of its own: nobody else has it.
func (s *Shop) New(ctx context.Context, order, article int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE stock SET n = n - 1 WHERE article = $1", article); err != nil {
			return err
		}
		return exec(ctx, tx, "INSERT INTO orders (id, article) VALUES ($1, $2)", order, article)
	})
}

// Apart writes in two transactions.
func (s *Shop) Apart(ctx context.Context, order, article int64) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		return exec(ctx, tx, "UPDATE stock SET n = n - 1 WHERE article = $1", article)
	})
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *sql.Tx) error {
		return exec(ctx, tx, "UPDATE orders SET state = 'paid' WHERE id = $1", order)
	})
}

// Either writes one of the two.
func (s *Shop) Either(ctx context.Context, order, article int64, back bool) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if back {
			return exec(ctx, tx, "UPDATE stock SET n = n + 1 WHERE article = $1", article)
		}
		return exec(ctx, tx, "UPDATE orders SET state = 'paid' WHERE id = $1", order)
	})
}

// Reads reads the stock first, and locks nothing by that.
func (s *Shop) Reads(ctx context.Context, order, article int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT n FROM stock WHERE article = $1", article).Scan(&n); err != nil {
			return err
		}
		return exec(ctx, tx, "UPDATE orders SET n = $2 WHERE id = $1", order, n)
	})
}

// Gate locks the customer before all else, as Gated does.
func (s *Shop) Gate(ctx context.Context, customer int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE customers SET seen = now() WHERE id = $1", customer); err != nil {
			return err
		}
		if err := exec(ctx, tx, "UPDATE carts SET n = 0 WHERE customer_id = $1", customer); err != nil {
			return err
		}
		return exec(ctx, tx, "UPDATE wishes SET n = 0 WHERE customer_id = $1", customer)
	})
}

// Gated takes the others the other way round, behind the same gate.
func (s *Shop) Gated(ctx context.Context, customer int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE customers SET seen = now() WHERE id = $1", customer); err != nil {
			return err
		}
		if err := exec(ctx, tx, "UPDATE wishes SET n = 1 WHERE customer_id = $1", customer); err != nil {
			return err
		}
		return exec(ctx, tx, "UPDATE carts SET n = 1 WHERE customer_id = $1", customer)
	})
}

// Alone runs one at a time, as Turn does.
func (s *Shop) Alone(ctx context.Context, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE shelves SET n = 1 WHERE id = $1", id); err != nil {
			return err
		}
		return exec(ctx, tx, "UPDATE boxes SET n = 1 WHERE shelf_id = $1", id)
	})
}

// Turn takes them the other way round under the same mutex.
func (s *Shop) Turn(ctx context.Context, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if err := exec(ctx, tx, "UPDATE boxes SET n = 2 WHERE shelf_id = $1", id); err != nil {
			return err
		}
		return exec(ctx, tx, "UPDATE shelves SET n = 2 WHERE id = $1", id)
	})
}

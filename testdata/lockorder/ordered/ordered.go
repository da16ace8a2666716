// Package ordered locks several rows of a table where no two transactions wait for each other.
package ordered

import (
	"context"
	"database/sql"
	"slices"
	"sort"

	"github.com/jmoiron/sqlx"
)

// Shop sells.
type Shop struct {
	db *sql.DB
	x  *sqlx.DB
}

// Line is a part of an order.
type Line struct {
	Article int64
	N       int
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

// Sorted takes the articles in the order of their keys.
func (s *Shop) Sorted(ctx context.Context, lines []Line) error {
	sort.Slice(lines, func(i, j int) bool { return lines[i].Article < lines[j].Article })
	return s.inTx(ctx, func(tx *sql.Tx) error {
		for _, l := range lines {
			if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - $1 WHERE article = $2", l.N, l.Article); err != nil { // want writeinloop "UPDATE on stock"
				return err
			}
		}
		return nil
	})
}

// Copied sorts a copy.
func (s *Shop) Copied(ctx context.Context, ids []int64) error {
	keys := slices.Clone(ids)
	slices.Sort(keys)
	return s.inTx(ctx, func(tx *sql.Tx) error {
		for _, id := range keys {
			if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = $1", id); err != nil { // want writeinloop "UPDATE on stock"
				return err
			}
		}
		return nil
	})
}

// Handed is given what its caller has sorted.
func (s *Shop) Handed(ctx context.Context, ids []int64) error {
	slices.Sort(ids)
	return s.each(ctx, ids)
}

func (s *Shop) each(ctx context.Context, ids []int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = $1", id); err != nil { // want writeinloop "UPDATE on stock"
				return err
			}
		}
		return nil
	})
}

// Apiece has a transaction for each row.
func (s *Shop) Apiece(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		err := s.inTx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = $1", id) // want writeinloop "UPDATE on stock"
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Owned changes rows of one list, which its owner alone has.
func (s *Shop) Owned(ctx context.Context, user int64, ids []int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		for i, id := range ids {
			if _, err := tx.ExecContext(ctx, "UPDATE wishes SET place = place + $1 WHERE id = $2 AND user_id = $3", i, id, user); err != nil { // want writeinloop "UPDATE on wishes"
				return err
			}
		}
		return nil
	})
}

// Places writes places of rows, which nobody else writes in another order.
func (s *Shop) Places(ctx context.Context, ids []int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		for i, id := range ids {
			if _, err := tx.ExecContext(ctx, "UPDATE pictures SET place = $1 WHERE id = $2", i, id); err != nil { // want writeinloop "UPDATE on pictures"
				return err
			}
		}
		return nil
	})
}

// Gate locks the order first, so that two of them queue.
func (s *Shop) Gate(ctx context.Context, order int64, lines []Line) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		var state string
		if err := tx.QueryRowContext(ctx, "SELECT state FROM orders WHERE id = $1 FOR UPDATE", order).Scan(&state); err != nil {
			return err
		}
		for _, l := range lines {
			if _, err := tx.ExecContext(ctx, "UPDATE order_lines SET n = n - $1 WHERE id = $2", l.N, l.Article); err != nil { // want writeinloop "UPDATE on order_lines"
				return err
			}
		}
		return nil
	})
}

// Adds inserts rows of its own.
func (s *Shop) Adds(ctx context.Context, lines []Line) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		for _, l := range lines {
			if _, err := tx.ExecContext(ctx, "INSERT INTO sales (article, n) VALUES ($1, $2)", l.Article, l.N); err != nil { // want writeinloop "INSERT on sales"
				return err
			}
		}
		return nil
	})
}

// Transfer locks the lower key first.
func (s *Shop) Transfer(ctx context.Context, from, to int64, amount int) error {
	low, high, n := from, to, -amount
	if low > high {
		low, high, n = high, low, -n
	}
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE accounts SET balance = balance + $1 WHERE id = $2", n, low); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE accounts SET balance = balance + $1 WHERE id = $2", -n, high)
		return err
	})
}

func add(ctx context.Context, tx *sql.Tx, id int64, amount int) error {
	_, err := tx.ExecContext(ctx, "UPDATE wallets SET balance = balance + $1 WHERE id = $2", amount, id)
	return err
}

// Branches asks which of the keys is the lower one.
func (s *Shop) Branches(ctx context.Context, from, to int64, amount int) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if from < to {
			if err := add(ctx, tx, from, -amount); err != nil {
				return err
			}
			return add(ctx, tx, to, amount)
		}
		if err := add(ctx, tx, to, amount); err != nil {
			return err
		}
		return add(ctx, tx, from, -amount)
	})
}

// Twice locks one row, and changes it then.
func (s *Shop) Twice(ctx context.Context, id int64) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT n FROM boxes WHERE id = $1 FOR UPDATE", id).Scan(&n); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE boxes SET n = n - 1 WHERE id = $1", id)
		return err
	})
}

// Skips takes what is free.
func (s *Shop) Skips(ctx context.Context, ids []int64) (out []int64, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			var n int64
			if err := tx.QueryRowContext(ctx, "SELECT n FROM jobs WHERE id = $1 FOR UPDATE SKIP LOCKED", id).Scan(&n); err != nil { // want nplusone "jobs"
				return err
			}
			out = append(out, n)
		}
		return nil
	})
	return out, err
}

// Read takes the rows in the order of a query.
func (s *Shop) Read(ctx context.Context) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		var ids []int64
		rows, err := tx.QueryContext(ctx, "SELECT article FROM stock WHERE n < 3 ORDER BY article LIMIT 100")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n + 10 WHERE article = $1", id); err != nil { // want writeinloop "UPDATE on stock"
				return err
			}
		}
		return nil
	})
}

// Fixed locks two rows that the code names.
func (s *Shop) Fixed(ctx context.Context) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE counters SET n = n + 1 WHERE name = 'a'"); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE counters SET n = n + 1 WHERE name = 'b'")
		return err
	})
}

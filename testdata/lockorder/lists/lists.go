// Package lists locks rows of a table one after the other, in the order in which callers list or name them.
package lists

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Line is a part of an order.
type Line struct {
	Article int64 `json:"article"`
	N       int   `json:"n"`
}

// Order is what somebody buys.
type Order struct {
	Lines []Line `json:"lines"`
}

// Shop sells.
type Shop struct {
	db   *sql.DB
	x    *sqlx.DB
	pool *pgxpool.Pool
	orm  *gorm.DB
	bun  *bun.DB
}

// Reserve takes the articles as the caller lists them.
func (s *Shop) Reserve(ctx context.Context, lines []Line) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, l := range lines {
		if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - $1 WHERE article = $2", l.N, l.Article); err != nil { // want lockorder "in the order of lines" writeinloop "UPDATE on stock"
			return err
		}
	}
	return tx.Commit()
}

// ServeHTTP takes them as the request has them.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var o Order
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&o); err != nil {
		http.Error(w, "bad order", http.StatusBadRequest)
		return
	}
	if err := s.place(r.Context(), o); err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func (s *Shop) place(ctx context.Context, o Order) error {
	tx, err := s.x.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, l := range o.Lines {
		if _, err := tx.ExecContext(ctx, "UPDATE articles SET sold = sold + $1 WHERE id = $2", l.N, l.Article); err != nil { // want lockorder "in the order of o.Lines" writeinloop "UPDATE on articles"
			return err
		}
	}
	return tx.Commit()
}

func take(ctx context.Context, tx pgx.Tx, seat int64) error {
	var free bool
	return tx.QueryRow(ctx, "SELECT free FROM seats WHERE id = $1 FOR UPDATE", seat).Scan(&free) // want lockorder "locks rows of seats in the order of seats"
}

// Book locks seats by a helper.
func (s *Shop) Book(ctx context.Context, seats []int64) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		for _, seat := range seats {
			if err := take(ctx, tx, seat); err != nil { // want nplusone "seat"
				return err
			}
		}
		return nil
	})
}

// Counter is a row that everybody adds to.
type Counter struct {
	ID int64
	N  int
}

// Count adds to rows by an object mapper.
func (s *Shop) Count(ctx context.Context, ids []int64) error {
	return s.orm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		for _, id := range ids {
			if err := tx.Exec("UPDATE counters SET n = n + 1 WHERE id = ?", id).Error; err != nil { // want lockorder "in the order of ids" writeinloop "UPDATE on counters"
				return err
			}
		}
		return nil
	})
}

// Lock locks rows by an object mapper.
func (s *Shop) Lock(ctx context.Context, ids []int64) error {
	return s.orm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		for _, id := range ids {
			var c Counter
			if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).First(&c).Error; err != nil { // want lockorder "in the order of ids" nplusone "counter|Counter|id"
				return err
			}
		}
		return nil
	})
}

// Transfer locks the two accounts as they are named.
func (s *Shop) Transfer(ctx context.Context, from, to int64, amount int) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET balance = balance - $1 WHERE id = $2", amount, from); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET balance = balance + $1 WHERE id = $2", amount, to); err != nil { // want lockorder "two rows of accounts"
		return err
	}
	return tx.Commit()
}

func add(ctx context.Context, tx *sql.Tx, wallet int64, amount int) error {
	_, err := tx.ExecContext(ctx, "UPDATE wallets SET balance = balance + $1 WHERE id = $2", amount, wallet) // want lockorder "two rows of wallets"
	return err
}

// Pay does so by a helper.
func (s *Shop) Pay(ctx context.Context, from, to int64, amount int) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := add(ctx, tx, from, -amount); err != nil {
		return err
	}
	if err := add(ctx, tx, to, amount); err != nil {
		return err
	}
	return tx.Commit()
}

// Move locks both rows to look at them.
func (s *Shop) Move(ctx context.Context, from, to int64) (a, b int, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, "SELECT n FROM shelves WHERE id = $1 FOR UPDATE", from).Scan(&a); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "SELECT n FROM shelves WHERE id = $1 FOR UPDATE", to).Scan(&b) // want lockorder "two rows of shelves"
	})
	return a, b, err
}

// Swap is told by a request.
type Swap struct{ Left, Right int64 }

// Exchange locks two rows by fields of what it is told.
func (s *Shop) Exchange(ctx context.Context, w Swap) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE boxes SET n = n - 1 WHERE id = $1", w.Left); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE boxes SET n = n + 1 WHERE id = $1", w.Right); err != nil { // want lockorder "two rows of boxes"
		return err
	}
	return tx.Commit()
}

// Votes counts by a builder.
func (s *Shop) Votes(ctx context.Context, posts []int64) error {
	return s.bun.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for _, post := range posts {
			if _, err := tx.NewUpdate().Table("posts").Set("votes = votes + 1").Where("id = ?", post).Exec(ctx); err != nil { // want lockorder "in the order of posts" writeinloop "posts"
				return err
			}
		}
		return nil
	})
}

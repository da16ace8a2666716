// Package rows locks several rows of a table in no order.
package rows

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/Masterminds/squirrel"
	"github.com/lib/pq"
)

// Stock is counted.
type Stock struct{ db *sql.DB }

func ids(rows *sql.Rows) (out []int64, err error) {
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// Reserve locks what is in a list.
func (s *Stock) Reserve(ctx context.Context, articles []int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "SELECT article FROM stock WHERE article = ANY($1) FOR UPDATE", pq.Array(articles)) // want lockorder "locks rows of stock in no order"
	if err != nil {
		return err
	}
	if _, err := ids(rows); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE article = ANY($1)", pq.Array(articles)); err != nil {
		return err
	}
	return tx.Commit()
}

// Built does the same by a builder.
func (s *Stock) Built(ctx context.Context, articles []int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := squirrel.Select("article").From("stock").Where(squirrel.Eq{"article": articles}).Suffix("FOR UPDATE").RunWith(tx).QueryContext(ctx) // want lockorder "locks rows of stock in no order" unboundedquery "IN list"
	if err != nil {
		return err
	}
	if _, err := ids(rows); err != nil {
		return err
	}
	return tx.Commit()
}

// Ordered locks in the order of the key.
func (s *Stock) Ordered(ctx context.Context, articles []int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "SELECT article FROM stock WHERE article = ANY($1) ORDER BY article FOR UPDATE", pq.Array(articles))
	if err != nil {
		return err
	}
	if _, err := ids(rows); err != nil {
		return err
	}
	return tx.Commit()
}

// Skips passes over what others have locked.
func (s *Stock) Skips(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "SELECT article FROM stock WHERE n < 3 OR checked IS NULL LIMIT 10 FOR UPDATE SKIP LOCKED")
	if err != nil {
		return err
	}
	if _, err := ids(rows); err != nil {
		return err
	}
	return tx.Commit()
}

// One locks one row.
func (s *Stock) One(ctx context.Context, id int64) (n int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := tx.QueryRowContext(ctx, "SELECT n FROM stock WHERE id = $1 FOR UPDATE", id).Scan(&n); err != nil {
		return 0, err
	}
	return n, tx.Commit()
}

// FromMap takes the articles as a map gives them.
func (s *Stock) FromMap(ctx context.Context, sold map[int64]int) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for article, n := range sold {
		if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - $2 WHERE article = $1", article, n); err != nil { // want lockorder "in the order of a map" writeinloop "UPDATE on stock"
			return err
		}
	}
	return tx.Commit()
}

// Sorted takes them in order.
func (s *Stock) Sorted(ctx context.Context, sold map[int64]int) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, article := range slices.Sorted(maps.Keys(sold)) {
		if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - $2 WHERE article = $1", article, sold[article]); err != nil { // want writeinloop "UPDATE on stock"
			return err
		}
	}
	return tx.Commit()
}

// Package indexed searches in columns for which the migrations build an index.
package indexed

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Store searches.
type Store struct {
	db   *sql.DB
	pool *pgxpool.Pool
}

// Trigram is served by the index.
func (s *Store) Trigram(ctx context.Context, q string) (n int, err error) {
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM products WHERE name ILIKE $1", "%"+q+"%").Scan(&n)
	return n, err
}

// Expression is served by one on the expression.
func (s *Store) Expression(ctx context.Context, q string) (n int, err error) {
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM products WHERE lower(note) LIKE $1", "%"+q+"%").Scan(&n)
	return n, err
}

// Other is not.
func (s *Store) Other(ctx context.Context, q string) (n int, err error) {
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM products WHERE maker ILIKE $1", "%"+q+"%").Scan(&n) // want:program leadingwildcard "products.maker"
	return n, err
}

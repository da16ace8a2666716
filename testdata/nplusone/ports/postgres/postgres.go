// Package postgres implements the ports.
package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"prodlint.test/nplusone/ports/domain"
)

// Customers is the table of customers.
type Customers struct{ Pool *pgxpool.Pool }

// ByID reads one of them.
func (c *Customers) ByID(ctx context.Context, id int64) (domain.Customer, error) {
	return one[domain.Customer](ctx, c.Pool, "SELECT id, country FROM customers WHERE id = $1", id)
}

// Rate reads the rate of a country.
func Rate(pool *pgxpool.Pool) domain.Taxes {
	return func(ctx context.Context, country string) (float64, error) {
		return one[float64](ctx, pool, "SELECT rate FROM tax_rates WHERE country = $1", country)
	}
}

// Lines counts the lines of an invoice.
func (c *Customers) Lines(ctx context.Context, invoice int64) (int, error) {
	return one[int](ctx, c.Pool, "SELECT count(1) FROM invoice_lines WHERE invoice_id = $1", invoice)
}

func one[T any](ctx context.Context, pool *pgxpool.Pool, query string, args ...any) (row T, err error) {
	rows, err := pool.Query(ctx, query, args...)
	if err != nil {
		return row, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
}

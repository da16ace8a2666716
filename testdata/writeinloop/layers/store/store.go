// Package store keeps orders in PostgreSQL.
package store

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"prodlint.test/writeinloop/layers/model"
)

// Orders is the table of orders.
type Orders struct{ pool *pgxpool.Pool }

func NewOrders(pool *pgxpool.Pool) *Orders { return &Orders{pool} }

// AddLine stores one line.
func (o *Orders) AddLine(ctx context.Context, order int64, l model.Line) error {
	return o.exec(ctx, "INSERT INTO order_lines (order_id, sku, n) VALUES ($1, $2, $3)", order, l.SKU, l.Count)
}

// Reserve takes a line's stock.
func (o *Orders) Reserve(ctx context.Context, l model.Line) error {
	return o.exec(ctx, "UPDATE stock SET free = free - $2 WHERE sku = $1 AND free >= $2", l.SKU, l.Count)
}

func (o *Orders) exec(ctx context.Context, q string, args ...any) error {
	_, err := o.pool.Exec(ctx, q, args...)
	return err
}

// AddLines stores many in one statement.
func (o *Orders) AddLines(ctx context.Context, order int64, skus []string, counts []int) error {
	return o.exec(ctx, "INSERT INTO order_lines (order_id, sku, n) SELECT $1, * FROM unnest($2::text[], $3::int[])", order, skus, counts)
}

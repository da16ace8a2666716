// Package common reads resources, each of which a handler knows.
package common

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Handler knows a resource.
type Handler interface {
	Dataset() *bun.SelectQuery
	Project(q *bun.SelectQuery) *bun.SelectQuery
	Expand(property string) (*bun.SelectQuery, *Condition)
}

// Condition joins what is expanded.
type Condition struct{ Left, Right string }

// Repository reads what a handler knows.
type Repository[T any] struct{ handler Handler }

// NewRepository reads what a handler knows.
func NewRepository[T any](h Handler) *Repository[T] { return &Repository[T]{h} }

func (r *Repository[T]) filtered(where string, args ...any) *bun.SelectQuery {
	dataset := r.handler.Dataset()
	dataset = dataset.NewSelect().ModelTableExpr("(?) dataset", dataset)
	if where != "" {
		dataset = dataset.Where(where, args...)
	}
	return r.handler.Project(dataset)
}

// expand takes over what the data set before it selects.
func (r *Repository[T]) expand(dataset *bun.SelectQuery, properties []string) *bun.SelectQuery {
	dataset = dataset.NewSelect().With("dataset", dataset).ModelTableExpr("dataset").ColumnExpr("*")
	for i, p := range properties {
		name := fmt.Sprintf("expand%d", i)
		query, on := r.handler.Expand(p)
		if query == nil {
			continue
		}
		dataset = dataset.
			With(name, query).
			Join(fmt.Sprintf("left join %s on %s.%s = dataset.%s", name, name, on.Right, on.Left))
	}
	return dataset
}

// All reads all that fit.
func (r *Repository[T]) All(ctx context.Context, properties []string, where string, args ...any) (out []T, err error) {
	err = r.expand(r.filtered(where, args...), properties).Model(&out).Scan(ctx)
	return out, err
}

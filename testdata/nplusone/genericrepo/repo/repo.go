// Package repo reads rows of any table.
package repo

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
)

// Entity is a row of a table.
type Entity interface{ TableName() string }

// Repository reads the rows of one type.
type Repository[T Entity] struct{ db *sqlx.DB }

// New makes a repository.
func New[T Entity](db *sqlx.DB) *Repository[T] { return &Repository[T]{db: db} }

// Get reads one row.
func (r *Repository[T]) Get(ctx context.Context, id int64) (row T, err error) {
	err = r.db.GetContext(ctx, &row, fmt.Sprintf("SELECT id, name FROM %s WHERE id = $1", row.TableName()), id)
	return row, err
}

// List reads many rows.
func (r *Repository[T]) List(ctx context.Context, ids []int64) (rows []T, err error) {
	var zero T
	query, args, err := sqlx.In(fmt.Sprintf("SELECT id, name FROM %s WHERE id IN (?)", zero.TableName()), ids)
	if err != nil {
		return nil, err
	}
	err = r.db.SelectContext(ctx, &rows, r.db.Rebind(query), args...)
	return rows, err
}

// Find is a function with a type parameter.
func Find[T any](ctx context.Context, db *gorm.DB, id int64) (*T, error) {
	var row T
	if err := db.WithContext(ctx).First(&row, id).Error; err != nil {
		return nil, err
	}
	return &row, nil
}

// Reader is the interface of repositories.
type Reader[T any] interface {
	Get(ctx context.Context, id int64) (T, error)
}

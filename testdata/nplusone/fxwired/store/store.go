// Package store reads users.
package store

import (
	"context"
	"database/sql"
)

// User has an account.
type User struct {
	ID   int64
	Name string
}

// UserStore is what others need of this package.
type UserStore interface {
	UserByID(ctx context.Context, id int64) (User, error)
}

type postgres struct{ db *sql.DB }

// New is a constructor that returns an interface.
func New(db *sql.DB) UserStore { return &postgres{db: db} }

func (p *postgres) UserByID(ctx context.Context, id int64) (u User, err error) {
	err = p.db.QueryRowContext(ctx, "SELECT id, name FROM users WHERE id = $1", id).Scan(&u.ID, &u.Name)
	return u, err
}

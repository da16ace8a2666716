// Package store keeps the shop's data in PostgreSQL.
package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
)

// DB is the database that serves requests.
type DB struct {
	*sqlx.DB
}

// Open connects to the database that serves requests.
func Open(ctx context.Context, url string) (*DB, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", url)
	if err != nil {
		return nil, err
	}
	return &DB{db}, nil
}

// Pool holds the limits of a connection pool.
type Pool struct {
	MaxConns int
	ConnLife time.Duration
}

// OpenReporting connects to the database that reports are drawn from.
func OpenReporting(ctx context.Context, url string, pool Pool) (*DB, error) {
	db, err := sqlx.Open("postgres", url)
	if err != nil {
		return nil, err
	}
	pool.apply(db)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return &DB{db}, nil
}

func (p Pool) apply(db *sqlx.DB) {
	db.SetMaxOpenConns(p.MaxConns)
	db.SetMaxIdleConns(p.MaxConns)
	db.SetConnMaxLifetime(p.ConnLife)
}

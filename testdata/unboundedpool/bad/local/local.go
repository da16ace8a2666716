// Package local is a library without a program: its pools are not seen to be kept, but nobody closes them either.
package local

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strconv"
	"sync"
	"time"

	_ "github.com/lib/pq"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

func handedOn(dsn string) error {
	db, err := sql.Open("postgres", dsn) // want:program unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return err
	}
	return warm(db)
}

func warm(db *sql.DB) error { return db.Ping() }

func tunedByHalf(dsn string) error {
	db, err := gorm.Open(postgres.Open(dsn)) // want:program unboundedpool "gorm.Open leaves the pool unlimited"
	if err != nil {
		return err
	}
	pool, err := db.DB()
	if err != nil {
		return err
	}
	pool.SetMaxIdleConns(10)
	pool.SetConnMaxLifetime(time.Hour)
	return nil
}

// The context has it.
type key struct{}

func inContext(ctx context.Context, dsn string) context.Context {
	db, err := sql.Open("postgres", dsn) // want:program unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, db)
}

// A map of the library has it.
var tenants sync.Map

func addTenant(name, dsn string) error {
	db, err := sql.Open("postgres", dsn) // want:program unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return err
	}
	tenants.Store(name, db)
	return nil
}

// Closed where it cannot be used.
type repo struct{ db *sql.DB }

func newRepo(ctx context.Context, dsn string) (_ *repo, err error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	if err := db.PingContext(ctx); err != nil {
		return nil, err
	}
	return &repo{db: db}, nil
}

// Opened through a variable that tests replace.
var open = sql.Open

func newSeam(dsn string) (*repo, error) {
	db, err := open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	return &repo{db: db}, err
}

// A number that is 0 when the environment does not say.
func newUnchecked(dsn string) (*repo, error) {
	n, _ := strconv.Atoi(os.Getenv("DB_MAX_OPEN"))
	db, err := sql.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	return &repo{db: db}, nil
}

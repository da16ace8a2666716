// Package store opens a pool for whoever asks.
package store

import (
	"database/sql"

	_ "github.com/lib/pq"
)

// Store keeps a pool that nobody limits.
type Store struct{ db *sql.DB }

// New opens a store.
func New(dsn string) (*Store, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	return &Store{db: db}, nil
}

// Shown is reached by other packages, none of which limits it.
type Shown struct{ DB *sql.DB }

// NewShown opens a pool in an exported field.
func NewShown(dsn string) (*Shown, error) {
	db, err := sql.Open("postgres", dsn) // want:program unboundedpool "sql.Open leaves the pool unlimited"
	return &Shown{DB: db}, err
}

package main

import (
	"context"
	"database/sql"
)

// Store hands the error back to whoever can decide.
type Store struct{ db *sql.DB }

// NewStore is for others to call.
func NewStore(ctx context.Context, dsn string) (*Store, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	if err := db.PingContext(ctx); err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Package fixable opens pools that the suggested edit can limit.
package fixable

// without crashonstart: what matters is not how it starts

import (
	"context"
	"database/sql"
	"log"

	"github.com/jmoiron/sqlx"
)

type store struct {
	main, read, jobs *sql.DB
	reports          *sqlx.DB
}

func open(ctx context.Context, dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, err
	}
	return &store{main: db}, nil
}

func (s *store) openRead(dsn string) {
	read, err := sql.Open("mysql", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		log.Fatal(err)
	}
	read.SetMaxIdleConns(2)
	s.read = read
}

func (s *store) openReports(dsn string) {
	reports := sqlx.MustConnect("postgres", dsn) // want unboundedpool "sqlx.MustConnect leaves the pool unlimited"
	s.reports = reports
}

func (s *store) openNext(dsns []string) {
	for _, dsn := range dsns {
		db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
		if err != nil {
			continue
		}
		s.read = db
	}
}

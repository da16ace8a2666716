// Command idle does nothing yet: that says nothing of what stands beside it.
package main

import (
	"database/sql"

	_ "github.com/lib/pq"
)

type repo struct{ db *sql.DB }

func newRepo(dsn string) (*repo, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	return &repo{db: db}, err
}

func main() {}

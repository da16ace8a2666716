// Package tests opens databases for tests.
package tests

import (
	"database/sql"
	"testing"
)

type Env struct{ DB *sql.DB }

// Open returns a database that lives for a test.
func Open(t *testing.T, dsn string) *Env {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	return &Env{db}
}

// Package sqlite reads the name of its driver from configuration, but has only one.
package sqlite

import (
	"database/sql"

	_ "modernc.org/sqlite"
)

type config struct{ Driver, DSN string }

type app struct{ db *sql.DB }

func newApp(c config) (*app, error) {
	db, err := sql.Open(c.Driver, c.DSN)
	return &app{db}, err
}

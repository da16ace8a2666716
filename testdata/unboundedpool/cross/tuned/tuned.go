// Package tuned opens pools that the program limits elsewhere.
package tuned

import (
	"database/sql"

	_ "github.com/lib/pq"
)

// Open returns the handle.
func Open(dsn string) (*sql.DB, error) { return sql.Open("postgres", dsn) }

// Wrapped is a handle with more methods.
type Wrapped struct{ *sql.DB }

// New returns a handle in a struct.
func New(dsn string) (*Wrapped, error) {
	db, err := sql.Open("postgres", dsn)
	return &Wrapped{db}, err
}

// Driver hands out its handle.
type Driver struct{ db *sql.DB }

// NewDriver opens a driver.
func NewDriver(dsn string) (*Driver, error) {
	db, err := sql.Open("mysql", dsn)
	return &Driver{db}, err
}

// DB is the handle.
func (d *Driver) DB() *sql.DB { return d.db }

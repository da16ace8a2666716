// Package storetest has doubles for tests.
package storetest

import (
	"context"
	"database/sql"
	"testing"
)

// FakeCatalog keeps what a test says in SQLite.
type FakeCatalog struct {
	T  testing.TB
	DB *sql.DB
}

// Price asks SQLite.
func (f *FakeCatalog) Price(ctx context.Context, sku string) (p int64, err error) {
	f.T.Helper()
	err = f.DB.QueryRowContext(ctx, "SELECT price FROM products WHERE sku = ?", sku).Scan(&p)
	return p, err
}

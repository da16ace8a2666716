// Package storetest helps tests.
package storetest

import (
	"database/sql"
	"testing"
)

// Dump shows a table.
func Dump(t *testing.T, db *sql.DB) {
	t.Helper()
	_, _ = db.Query("SELECT * FROM users")
}

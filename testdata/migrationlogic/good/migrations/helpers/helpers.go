// Package helpers belongs to the migrations.
package helpers

import (
	"context"
	"database/sql"
)

// Copy copies rows.
func Copy(ctx context.Context, tx *sql.Tx) error {
	return Exec(ctx, tx, "INSERT INTO archive (id) SELECT id FROM invoices")
}

// Exec runs any statement.
func Exec(ctx context.Context, tx *sql.Tx, statement string) error {
	_, err := tx.ExecContext(ctx, statement)
	return err
}

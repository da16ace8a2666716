// Package web serves requests.
package web

import (
	"context"
	"database/sql"

	"prodlint.test/migrationlogic/good/billing"
)

// Show uses live code outside of any migration.
func Show(ctx context.Context, tx *sql.Tx) (int64, error) { return billing.Load(ctx, tx, 1) }

// Save saves a model outside of any migration.
func Up_1(ctx context.Context, db *sql.DB) error {
	return (&billing.Service{DB: db}).Recalculate(ctx, 1)
}

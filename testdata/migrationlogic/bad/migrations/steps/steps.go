// Package steps holds migrations that a runner finds by their names.
package steps

import (
	"context"
	"database/sql"

	"prodlint.test/migrationlogic/bad/billing"
)

// Runner has a method for each migration.
type Runner struct{ Tx *sql.Tx }

// Up_1528314953 is one.
func (r *Runner) Up_1528314953() error {
	_, err := billing.Load(context.Background(), r.Tx, 1) // want "the migration runs Load"
	return err
}

// Up_1528314954 is another one.
func (r *Runner) Up_1528314954() error { return r.each() }

func (r *Runner) each() error {
	_, err := billing.Deep(context.Background(), r.Tx, 2) // want "the migration runs Deep"
	return err
}

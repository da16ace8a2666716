// Package migrations holds migrations in Go.
package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"

	"prodlint.test/migrationlogic/good/billing"
	"prodlint.test/migrationlogic/good/migrations/helpers"
)

func init() {
	goose.AddMigrationContext(frozen, down)
	goose.AddMigrationContext(logs, down)
	goose.AddMigrationContext(identifiers, nil)
	goose.AddMigrationContext(handed, nil)
	goose.AddMigrationContext(helped, nil)
	goose.AddMigrationContext(own, nil)
	goose.AddMigrationContext(inTurn, nil)
	goose.AddMigrationContext(twice, nil)
	goose.AddMigrationNoTxContext(noTx, nil)
}

func frozen(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE invoices SET total = net + tax WHERE total IS NULL")
	return err
}

func logs(ctx context.Context, tx *sql.Tx) error {
	billing.Log("one")
	return nil
}

func identifiers(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "UPDATE invoices SET code = $1 WHERE id = 1", billing.ID(1))
	return err
}

func handed(ctx context.Context, tx *sql.Tx) error {
	return billing.Exec(ctx, tx, "UPDATE invoices SET total = 1 WHERE id = 2")
}

func helped(ctx context.Context, tx *sql.Tx) error {
	if err := helpers.Copy(ctx, tx); err != nil {
		return err
	}
	return helpers.Exec(ctx, tx, "DELETE FROM invoices WHERE id = 3")
}

// inTurn has its own statements run.
func inTurn(ctx context.Context, tx *sql.Tx) error {
	return billing.Sequentially(
		func() error { return own(ctx, tx) },
		step(ctx, tx, "UPDATE invoices SET total = 2 WHERE id = 5"),
	)
}

func step(ctx context.Context, tx *sql.Tx, statement string) func() error {
	return func() error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	}
}

func twice(ctx context.Context, tx *sql.Tx) error {
	return billing.Twice(ctx, func(ctx context.Context) error { return own(ctx, tx) })
}

func own(ctx context.Context, tx *sql.Tx) error { return total(ctx, tx, 4) }

func total(ctx context.Context, tx *sql.Tx, id int64) error {
	var n int64
	return tx.QueryRowContext(ctx, "SELECT total FROM invoices WHERE id = $1", id).Scan(&n)
}

func noTx(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "CREATE INDEX CONCURRENTLY invoices_total ON invoices (total)")
	return err
}

// down takes back: nobody runs it on rows that count.
func down(ctx context.Context, tx *sql.Tx) error {
	_, err := billing.Load(ctx, tx, 1)
	return err
}

// Outside is no migration, although it stands here.
func Outside(ctx context.Context, tx *sql.Tx) error {
	_, err := billing.Load(ctx, tx, 1)
	return err
}

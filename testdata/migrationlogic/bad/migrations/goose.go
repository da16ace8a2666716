// Package migrations holds migrations in Go.
package migrations

import (
	"context"
	"database/sql"
	"net/http"

	"github.com/pressly/goose/v3"

	"prodlint.test/migrationlogic/bad/billing"
)

func init() {
	goose.AddMigrationContext(inTurn, nil)
	goose.AddMigrationContext(direct, nil)
	goose.AddMigrationNoTxContext(service, nil)
	goose.AddNamedMigrationContext("3_named.go", named, nil)
	goose.AddMigrationContext(func(ctx context.Context, tx *sql.Tx) error {
		_, err := billing.Load(ctx, tx, 3) // want "the migration runs Load as it is today, which will change after it"
		return err
	}, nil)
	goose.AddMigrationContext(helper, nil)
	goose.AddMigrationContext(loop, nil)
	goose.AddMigrationContext(iface, nil)
	goose.AddMigrationContext(deferred, nil)
	goose.AddMigration(old, nil)
	goose.AddMigrationContext(closure, nil)
}

// Provided is given to goose.NewProvider.
var Provided = goose.NewGoMigration(20, &goose.GoFunc{RunTx: provided}, nil)

func direct(ctx context.Context, tx *sql.Tx) error {
	_, err := billing.Load(ctx, tx, 1) // want "the migration runs Load"
	return err
}

func service(ctx context.Context, db *sql.DB) error {
	s := &billing.Service{DB: db}
	return s.Recalculate(ctx, 1) // want "runs \\(\\*Service\\).Recalculate as it is today"
}

func named(ctx context.Context, tx *sql.Tx) error {
	_, err := billing.Deep(ctx, tx, 1) // want "the migration runs Deep"
	return err
}

func helper(ctx context.Context, tx *sql.Tx) error { return all(ctx, tx, []int64{1, 2}) }

func all(ctx context.Context, tx *sql.Tx, ids []int64) error {
	for _, id := range ids {
		if _, err := billing.Load(ctx, tx, id); err != nil { // want "the migration runs Load"
			return err
		}
	}
	return nil
}

func loop(ctx context.Context, tx *sql.Tx) error {
	if _, err := billing.Deep(ctx, tx, 7); err != nil { // want "the migration runs Deep"
		return err
	}
	return billing.Notify(ctx, http.DefaultClient) // want "the migration runs Notify" calloutintx "the transaction stays open"
}

func iface(ctx context.Context, tx *sql.Tx) error {
	var r billing.Repo = &billing.SQLRepo{Tx: tx}
	return r.Touch(ctx, 1) // want "Touch as it is today"
}

func deferred(ctx context.Context, tx *sql.Tx) (err error) {
	defer func() {
		_, err = billing.Load(ctx, tx, 9) // want "the migration runs Load"
	}()
	return nil
}

func old(tx *sql.Tx) error {
	_, err := billing.Load(context.Background(), tx, 1) // want "the migration runs Load"
	return err
}

func closure(ctx context.Context, tx *sql.Tx) error {
	run := func() error {
		_, err := billing.Load(ctx, tx, 4) // want "the migration runs Load"
		return err
	}
	return run()
}

func provided(ctx context.Context, tx *sql.Tx) error {
	_, err := billing.Load(ctx, tx, 5) // want "the migration runs Load"
	return err
}

func inTurn(ctx context.Context, tx *sql.Tx) error {
	s := &billing.Service{}
	if err := billing.Close(ctx, s); err != nil { // want "the migration runs Close"
		return err
	}
	if err := billing.Local(ctx, s); err != nil { // want "the migration runs Local"
		return err
	}
	return billing.Sequentially(func() error {
		_, err := billing.Load(ctx, tx, 6) // want "the migration runs Load"
		return err
	})
}

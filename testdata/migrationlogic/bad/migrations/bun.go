package migrations

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"

	"prodlint.test/migrationlogic/bad/billing"
)

// Bun holds migrations of bun.
var Bun = migrate.NewMigrations()

func init() {
	Bun.MustRegister(first, nil)
	if err := Bun.Register(second, nil); err != nil {
		panic(err)
	}
}

func first(ctx context.Context, db *bun.DB) error {
	return (&billing.Service{DB: db.DB}).Recalculate(ctx, 1) // want "Recalculate as it is today"
}

func second(ctx context.Context, db *bun.DB) error {
	return (&billing.Service{DB: db.DB}).Recalculate(ctx, 2) // want "Recalculate as it is today"
}

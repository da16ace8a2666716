// Package gobun holds migrations in Go, run by bun.
package gobun

import (
	"context"

	"github.com/uptrace/bun"
	_ "github.com/uptrace/bun/driver/pgdriver"
	"github.com/uptrace/bun/migrate"
)

// Migrations are those of this package.
var Migrations = migrate.NewMigrations()

func init() {
	Migrations.MustRegister(func(ctx context.Context, db *bun.DB) error {
		_, err := db.ExecContext(ctx, "CREATE TABLE cars (id bigserial PRIMARY KEY, plate text)")
		return err
	}, func(ctx context.Context, db *bun.DB) error {
		_, err := db.ExecContext(ctx, "DROP TABLE cars")
		return err
	})
}

// Package gogoose holds migrations in Go, run by goose.
package gogoose

import (
	"context"
	"database/sql"

	_ "github.com/lib/pq"
	"github.com/pressly/goose/v3"
)

func init() {
	goose.AddMigrationContext(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE TABLE parts (id bigserial PRIMARY KEY, name text); CREATE INDEX ON parts (name)")
		return err
	}, nil)
	goose.AddMigrationNoTxContext(func(ctx context.Context, db *sql.DB) error { return nil }, back)
}

func back(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "ALTER TABLE parts RENAME TO gone")
	return err
}

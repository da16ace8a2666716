// Package gogoose holds migrations in Go, run by goose.
package gogoose

import (
	"context"
	"database/sql"

	_ "github.com/lib/pq"
	"github.com/pressly/goose/v3"
)

func init() {
	goose.AddMigrationContext(up1, back1)
}

func up1(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "CREATE TABLE parts (id bigserial PRIMARY KEY, name text, weight int)")
	return err
}

func back1(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "DROP TABLE parts")
	return err
}

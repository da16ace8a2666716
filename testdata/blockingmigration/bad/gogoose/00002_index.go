package gogoose

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

func init() {
	goose.AddMigrationContext(func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "CREATE INDEX CONCURRENTLY parts_name ON parts (name)"); err != nil { // want:program "CREATE INDEX CONCURRENTLY fails in a transaction, which goose opens"
			return err
		}
		_, err := tx.ExecContext(ctx, `
			ALTER TABLE parts -- the finding stands here
				ALTER COLUMN weight SET NOT NULL`) // want:program-1 "SET NOT NULL on parts.weight"
		return err
	}, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE INDEX parts_weight ON parts (weight)")
		return err
	})
}

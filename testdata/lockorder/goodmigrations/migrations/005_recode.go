// Package migrations changes the data once, when a new version is deployed.
package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

func init() { goose.AddMigrationContext(up, nil) }

func up(ctx context.Context, tx *sql.Tx) error { return recode(ctx, tx, 1) }

func recode(ctx context.Context, tx *sql.Tx, id int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE changelog SET n = 0 WHERE tuple = $1", id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "UPDATE tuples SET n = 0 WHERE id = $1", id)
	return err
}

// Recode does the same by a transaction of its own.
func Recode(ctx context.Context, db *sql.DB, id int64) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := recode(ctx, tx, id); err != nil {
		return err
	}
	return tx.Commit()
}

// Package store locks tables in one order; a migration that locks them in the other runs alone.
package store

import (
	"context"
	"database/sql"
)

// Write changes a tuple, then the log.
func Write(ctx context.Context, db *sql.DB, id int64) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE tuples SET n = n + 1 WHERE id = $1", id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE changelog SET at = now() WHERE tuple = $1", id); err != nil {
		return err
	}
	return tx.Commit()
}

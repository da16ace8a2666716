package bad

import (
	"context"
	"database/sql"
)

// What is gone is deleted, what is new is inserted: how many that are, the data says.
func reconcile(ctx context.Context, tx *sql.Tx, have, wanted map[int64]string) error {
	for id := range have {
		if _, ok := wanted[id]; !ok {
			if _, err := tx.ExecContext(ctx, "DELETE FROM members WHERE id = $1", id); err != nil { // want "DELETE on members"
				return err
			}
		}
	}
	for id, name := range wanted {
		old, ok := have[id]
		if !ok {
			if _, err := tx.ExecContext(ctx, "INSERT INTO members (id, name) VALUES ($1, $2)", id, name); err != nil { // want "INSERT on members"
				return err
			}
		} else if old != name {
			if _, err := tx.ExecContext(ctx, "UPDATE members SET name = $2 WHERE id = $1", id, name); err != nil { // want "UPDATE on members"
				return err
			}
		}
	}
	return nil
}

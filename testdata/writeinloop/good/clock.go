package good

import (
	"context"
	"database/sql"
	"time"
)

// progress is written now and then.
func progress(ctx context.Context, db *sql.DB, run int64, files []string, do func(string) error) error {
	last := time.Now()
	for i, f := range files {
		if err := do(f); err != nil {
			return err
		}
		if time.Since(last) > 5*time.Second {
			if _, err := db.ExecContext(ctx, "UPDATE runs SET done = $2 WHERE id = $1", run, i); err != nil {
				return err
			}
			last = time.Now()
		}
	}
	return nil
}

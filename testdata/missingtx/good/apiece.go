package good

import (
	"context"
	"database/sql"
	"time"
)

// Upkeep looks after the tables of users.
type Upkeep struct{ db *sql.DB }

// Expire deletes what is old; what it leaves is deleted the next time.
func (u *Upkeep) Expire(ctx context.Context, user int64, before time.Time) error {
	if _, err := u.db.ExecContext(ctx, "DELETE FROM heartbeats WHERE user_id = $1 AND created_at < $2", user, before); err != nil {
		return err
	}
	_, err := u.db.ExecContext(ctx, "DELETE FROM summaries WHERE user_id = $1 AND until <= $2", user, before)
	return err
}

// Point changes one of two tables, whichever it is told.
func (u *Upkeep) Point(ctx context.Context, kind, prototype string, scope int64) error {
	if kind != "" {
		if _, err := u.db.ExecContext(ctx, "UPDATE resource_kinds SET name = $1 WHERE scope = $2", kind, scope); err != nil {
			return err
		}
	}
	if prototype != "" {
		if _, err := u.db.ExecContext(ctx, "UPDATE prototypes SET name = $1 WHERE scope = $2", prototype, scope); err != nil {
			return err
		}
	}
	return nil
}

// Package fixed purges in portions what it has marked.
package fixed

import (
	"context"
	"database/sql"
	"time"
)

type store struct{ db *sql.DB }

func (s *store) remove(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE users SET deleted_at = now() WHERE id = $1", id)
	return err
}

func (s *store) purge(ctx context.Context, before time.Time) (int64, error) {
	res, err := s.db.ExecContext(ctx, `DELETE FROM users WHERE id IN (
		SELECT id FROM users WHERE deleted_at < $1 ORDER BY id LIMIT 1000)`, before)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

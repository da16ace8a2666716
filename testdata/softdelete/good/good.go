// Package good deletes what it has marked, some way or other, or does not mark rows at all.
package good

import (
	"context"
	"database/sql"
	"time"
)

type store struct{ db *sql.DB }

func (s *store) exec(ctx context.Context, query string, args ...any) {
	_, _ = s.db.ExecContext(ctx, query, args...)
}

func (s *store) query(ctx context.Context, query string, args ...any) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err == nil {
		_ = rows.Close()
	}
}

func (s *store) purged(ctx context.Context, id int64) {
	s.exec(ctx, "UPDATE users SET deleted_at = now() WHERE id = $1", id)
	s.exec(ctx, "DELETE FROM users WHERE deleted_at < now() - interval '90 days'")
	s.exec(ctx, "UPDATE drafts SET deleted = true WHERE id = $1", id)
	s.exec(ctx, "TRUNCATE drafts") // want destructiveop "TRUNCATE of drafts"
	s.exec(ctx, "UPDATE clips SET deleted = true WHERE id = $1", id)
	s.exec(ctx, "WITH old AS (SELECT id FROM clips WHERE deleted LIMIT 100) DELETE FROM clips WHERE id IN (SELECT id FROM old)")
	s.exec(ctx, `UPDATE "parts" SET deleted_at = now() WHERE id = $1`, id)
	s.exec(ctx, "DROP TABLE IF EXISTS parts") // want destructiveop "DROP TABLE parts"
}

func (s *store) unmarked(ctx context.Context, id int64) {
	// Taken back, never set, something else.
	s.exec(ctx, "UPDATE members SET deleted_at = NULL WHERE id = $1", id)
	s.exec(ctx, "UPDATE albums SET deleted = false WHERE id = $1", id)
	s.exec(ctx, "UPDATE songs SET is_deleted = 0 WHERE id = $1", id)
	s.exec(ctx, "UPDATE posts SET archived_at = now() WHERE id = $1", id)
	s.exec(ctx, "UPDATE posts SET undeleted_at = now() WHERE id = $1", id)
	s.exec(ctx, "INSERT INTO audit (what, deleted_at) VALUES ($1, now())", id)
	s.exec(ctx, "SELECT id FROM teams WHERE deleted_at IS NULL")
	// A row that is saved as a whole.
	s.exec(ctx, "UPDATE cards SET a = $1, b = $2, c = $3, d = $4, deleted_at = $5 WHERE id = $6", 1, 2, 3, 4, time.Time{}, id)
}

func (s *store) filtered(ctx context.Context, id int64, where string) {
	s.query(ctx, "SELECT name FROM users WHERE team_id = $1 AND deleted_at IS NULL", id)
	s.query(ctx, "SELECT count(*) FROM users WHERE team_id = $1 AND deleted_at IS NULL", id)
	s.query(ctx, "SELECT name FROM users WHERE name <> '' AND deleted_at IS NULL")
	s.query(ctx, "SELECT name FROM users WHERE name = 'x' AND deleted_at IS NULL")
	// By key, with all columns, with the mark itself, as a table beside.
	s.query(ctx, "SELECT name FROM users WHERE id = $1", id)
	s.query(ctx, "SELECT name FROM users WHERE id IN ($1, $2)", id, id)
	s.query(ctx, "SELECT * FROM users WHERE team_id = $1", id) // want selectstar "SELECT * on users"
	s.query(ctx, "SELECT name, deleted_at FROM users WHERE team_id = $1", id)
	s.query(ctx, "SELECT p.title, u.name FROM pages p JOIN users u ON u.id = p.user_id WHERE p.team_id = $1", id)
	// Not all is known.
	s.query(ctx, "SELECT name FROM users WHERE "+where)
}

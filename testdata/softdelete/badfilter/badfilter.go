// Package badfilter has queries that forget what the others look at.
package badfilter

import (
	"context"
	"database/sql"
)

type store struct{ db *sql.DB }

func (s *store) remove(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE notes SET deleted_at = now() WHERE id = $1", id)
	return err
}

func (s *store) purge(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM notes WHERE deleted_at < now() - interval '30 days'")
	return err
}

func (s *store) list(ctx context.Context, user int64) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id, title FROM notes WHERE user_id = $1 AND deleted_at IS NULL", user)
}

func (s *store) count(ctx context.Context, user int64) *sql.Row {
	return s.db.QueryRowContext(ctx, "SELECT count(*) FROM notes n WHERE n.user_id = $1 AND n.deleted_at IS NULL", user)
}

func (s *store) search(ctx context.Context, word string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM notes WHERE title = $1", word) // want:program "deleted rows of notes come back: no condition on deleted_at, which 2 others look at: add it"
}

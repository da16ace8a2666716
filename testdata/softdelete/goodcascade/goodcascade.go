// Package goodcascade leaves the purge to the database.
package goodcascade

import (
	"context"
	"database/sql"
)

type store struct{ db *sql.DB }

func (s *store) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.db.ExecContext(ctx, query, args...)
	return err
}

func (s *store) mark(ctx context.Context, id int64) error {
	if err := s.exec(ctx, "UPDATE papers SET deleted_at = now() WHERE id = $1", id); err != nil {
		return err
	}
	if err := s.exec(ctx, "UPDATE readings SET deleted_at = now() WHERE id = $1", id); err != nil {
		return err
	}
	return s.exec(ctx, "UPDATE scans SET deleted_at = now() WHERE id = $1", id)
}

func (s *store) tenant(ctx context.Context, id int64) error {
	return s.exec(ctx, "DELETE FROM tenants WHERE id = $1", id)
}

// Package goodsqlite locks tables in both orders on SQLite, which lets one transaction write at a time.
package goodsqlite

import (
	"context"
	"database/sql"

	_ "modernc.org/sqlite"
)

// Store keeps tuples and what changed them.
type Store struct{ db *sql.DB }

// Open opens a file.
func Open(file string) (*Store, error) {
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Write changes a tuple, then the log.
func (s *Store) Write(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE tuples SET n = n + 1 WHERE id = ?", id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE changelog SET at = ? WHERE tuple = ?", 1, id); err != nil {
		return err
	}
	return tx.Commit()
}

// Trim changes the log, then the tuple.
func (s *Store) Trim(ctx context.Context, id int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "DELETE FROM changelog WHERE tuple = ?", id); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE tuples SET n = 0 WHERE id = ?", id); err != nil {
		return err
	}
	return tx.Commit()
}

// Package goodmigrate brings a schema up to date.
package goodmigrate

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.sql
var files embed.FS

// migration changes the schema.
type migration struct {
	version int
	up      func(ctx context.Context, tx *sql.Tx) error
}

var migrations = []migration{
	{1, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE TABLE users (id BIGINT PRIMARY KEY, name TEXT NOT NULL)")
		return err
	}},
	{2, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE TABLE posts (id BIGINT PRIMARY KEY, title TEXT NOT NULL)")
		return err
	}},
}

// Up runs what has not run yet.
func Up(ctx context.Context, db *sql.DB) error {
	for _, m := range migrations {
		var done bool
		if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM schema_version WHERE version = $1)", m.version).Scan(&done); err != nil {
			return err
		}
		if done {
			continue
		}
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := m.up(ctx, tx); err != nil {
			return errors.Join(fmt.Errorf("migration %d: %w", m.version, err), tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// Files runs the files that came with the program.
func Files(ctx context.Context, db *sql.DB) error {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		var done bool
		row := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM schema_migrations WHERE version = $1)", strings.TrimSuffix(name, ".sql"))
		if err := row.Scan(&done); err != nil {
			return err
		}
		if done {
			continue
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

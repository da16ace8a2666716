// Package info has writes in loops that are worth a look, no more.
package info

import (
	"context"
	"database/sql"
	"sync"
)

// A map in front: how many statements are left depends on what it knows.
type tags struct {
	db    *sql.DB
	mu    sync.Mutex
	known map[string]bool
}

func (t *tags) ensure(ctx context.Context, name string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known[name] {
		return nil
	}
	if _, err := t.db.ExecContext(ctx, "INSERT INTO tags (name) VALUES ($1) ON CONFLICT DO NOTHING", name); err != nil {
		return err
	}
	t.known[name] = true
	return nil
}

func (t *tags) ensureAll(ctx context.Context, names []string) error {
	for _, n := range names {
		if err := t.ensure(ctx, n); err != nil { // want:info "though it runs only where"
			return err
		}
	}
	return nil
}

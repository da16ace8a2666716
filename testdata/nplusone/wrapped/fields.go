package wrapped

import (
	"context"
	"database/sql"
)

// Plugin is loaded from a file.
type Plugin struct{ ID, Path string }

// Manager loads plug-ins.
type Manager struct {
	store  *Libraries
	byID   map[string]*Plugin
	last   string
	loaded int
}

// Libraries is the table of libraries.
type Libraries struct{ db *sql.DB }

func (l *Libraries) paths(ctx context.Context, kind string) ([]string, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT path FROM libraries WHERE kind = $1", kind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var p string
		if err := rows.Scan(&p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// load keeps the plug-in in a field; the libraries it asks for are those of any plug-in.
func (m *Manager) load(ctx context.Context, p *Plugin) (int, error) {
	m.byID[p.ID] = p
	m.loaded++
	paths, err := m.store.paths(ctx, "music")
	return len(paths), err
}

func (m *Manager) loadAll(ctx context.Context, plugins []Plugin) error {
	for i := range plugins {
		if _, err := m.load(ctx, &plugins[i]); err != nil { // want:info nplusone "the same SELECT on libraries for each plugin"
			return err
		}
	}
	return nil
}

// find sets a field and asks with it.
func (m *Manager) find(ctx context.Context, p *Plugin) (int, error) {
	m.last = p.Path
	paths, err := m.store.paths(ctx, m.last)
	return len(paths), err
}

func (m *Manager) findAll(ctx context.Context, plugins []Plugin) error {
	for i := range plugins {
		if _, err := m.find(ctx, &plugins[i]); err != nil { // want nplusone "one SELECT on libraries for each plugin"
			return err
		}
	}
	return nil
}

func (m *Manager) ask(ctx context.Context) (int, error) {
	paths, err := m.store.paths(ctx, m.last)
	return len(paths), err
}

// findBy sets a field and calls a method that asks with it.
func (m *Manager) findBy(ctx context.Context, p *Plugin) (int, error) {
	m.last = p.Path
	return m.ask(ctx)
}

func (m *Manager) findAllBy(ctx context.Context, plugins []Plugin) error {
	for i := range plugins {
		if _, err := m.findBy(ctx, &plugins[i]); err != nil { // want nplusone "one SELECT on libraries for each plugin"
			return err
		}
	}
	return nil
}

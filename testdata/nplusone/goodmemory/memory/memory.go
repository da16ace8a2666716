// Package memory loads all flags at once and answers from memory.
package memory

import (
	"context"
	"database/sql"
	"sync"
)

// Flags is the only implementation of the port.
type Flags struct {
	mu  sync.RWMutex
	all map[string]map[string]bool
}

// Load reads the table.
func Load(ctx context.Context, db *sql.DB) (*Flags, error) {
	rows, err := db.QueryContext(ctx, "SELECT flag, user_id FROM flags WHERE enabled")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	f := &Flags{all: map[string]map[string]bool{}}
	for rows.Next() {
		var flag, user string
		if err := rows.Scan(&flag, &user); err != nil {
			return nil, err
		}
		if f.all[flag] == nil {
			f.all[flag] = map[string]bool{}
		}
		f.all[flag][user] = true
	}
	return f, rows.Err()
}

// Enabled asks the map.
func (f *Flags) Enabled(_ context.Context, flag, user string) (bool, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.all[flag][user], nil
}

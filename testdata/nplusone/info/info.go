// Package info has queries in loops that cost less than one for each element, or that should move.
package info

// without unboundedcache: what is kept is beside the point

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/graph-gophers/dataloader/v7"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"
)

// Post is an entry of a feed.
type Post struct{ ID, AuthorID int64 }

// Names looks up authors.
type Names struct {
	db     *sql.DB
	mu     sync.RWMutex
	known  map[int64]string
	synced sync.Map
	lru    *lru.Cache[int64, string]
	group  singleflight.Group
	loader *dataloader.Loader[int64, string]
}

func (n *Names) query(ctx context.Context, id int64) (name string, err error) {
	err = n.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", id).Scan(&name)
	return name, err
}

func (n *Names) cached(ctx context.Context, id int64) (string, error) {
	n.mu.RLock()
	name, ok := n.known[id]
	n.mu.RUnlock()
	if ok {
		return name, nil
	}
	name, err := n.query(ctx, id)
	if err != nil {
		return "", err
	}
	n.mu.Lock()
	n.known[id] = name
	n.mu.Unlock()
	return name, nil
}

// Cached reads through a map, one call away.
func (n *Names) Cached(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		name, err := n.cached(ctx, p.AuthorID) // want:info "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func (n *Names) stored(ctx context.Context, id int64) (string, error) {
	if v, ok := n.synced.Load(id); ok {
		if name, ok := v.(string); ok {
			return name, nil
		}
	}
	name, err := n.query(ctx, id)
	if err == nil {
		n.synced.Store(id, name)
	}
	return name, err
}

// Synced reads through a sync.Map.
func (n *Names) Synced(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		name, err := n.stored(ctx, p.AuthorID) // want:info "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Recent reads through an LRU.
func (n *Names) Recent(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		name, ok := n.lru.Get(p.AuthorID)
		if !ok {
			name, err = n.query(ctx, p.AuthorID) // want:info "authors"
			if err != nil {
				return nil, err
			}
			n.lru.Add(p.AuthorID, name)
		}
		names = append(names, name)
	}
	return names, nil
}

func (n *Names) shared(ctx context.Context, id int64) (string, error) {
	v, err, _ := n.group.Do(fmt.Sprint(id), func() (any, error) { return n.query(ctx, id) })
	if err != nil {
		return "", err
	}
	name, _ := v.(string)
	return name, nil
}

// Shared shares queries with other requests.
func (n *Names) Shared(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		name, err := n.shared(ctx, p.AuthorID) // want:info "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Same asks for the same row each time: it should do so before the loop.
func (n *Names) Same(ctx context.Context, user int64, posts []Post) (seen int, err error) {
	for _, p := range posts {
		var last int64
		if err := n.db.QueryRowContext(ctx, "SELECT last_seen_post FROM users WHERE id = $1", user).Scan(&last); err != nil { // want:info "users"
			return 0, err
		}
		if p.ID <= last {
			seen++
		}
	}
	return seen, nil
}

// dated is a name that was looked up some time ago.
type dated struct {
	name string
	at   time.Time
}

// Fresh keeps names for a while.
type Fresh struct {
	names *Names
	known map[int64]dated
}

func (f *Fresh) name(ctx context.Context, id int64) (string, error) {
	if d, ok := f.known[id]; ok && time.Since(d.at) < time.Minute {
		return d.name, nil
	}
	name, err := f.names.query(ctx, id)
	if err == nil {
		f.known[id] = dated{name, time.Now()}
	}
	return name, err
}

func (f *Fresh) renewed(ctx context.Context, id int64) (string, error) {
	d, ok := f.known[id]
	if !ok || time.Since(d.at) > time.Hour {
		name, err := f.names.query(ctx, id)
		if err != nil {
			return "", err
		}
		d = dated{name, time.Now()}
		f.known[id] = d
	}
	return d.name, nil
}

// Dated reads through both.
func (f *Fresh) Dated(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		name, err := f.name(ctx, p.AuthorID) // want:info "authors"
		if err != nil {
			return nil, err
		}
		again, err := f.renewed(ctx, p.AuthorID) // want:info "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name, again)
	}
	return names, nil
}

// Remembered asks once for each author, of whom there may be as many as posts.
func (n *Names) Remembered(ctx context.Context, posts []Post) (names []string, err error) {
	seen := map[int64]string{}
	for _, p := range posts {
		name, ok := seen[p.AuthorID]
		if !ok {
			if name, err = n.query(ctx, p.AuthorID); err != nil { // want:info "a map remembers"
				return nil, err
			}
			seen[p.AuthorID] = name
		}
		names = append(names, name)
	}
	return names, nil
}

// Loading has a cache that loads what it does not hold.
type Loading struct {
	names *Names
	cache *otter.Cache[int64, string]
}

func (l *Loading) name(ctx context.Context, id int64) (string, error) {
	return l.cache.Get(ctx, id, otter.LoaderFunc[int64, string](l.names.query))
}

// Loaded goes through it.
func (l *Loading) Loaded(ctx context.Context, posts []Post) (names []string, err error) {
	for _, p := range posts {
		name, err := l.name(ctx, p.AuthorID) // want:info "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Package accessor looks into maps by methods that do nothing else: what is asked for then is only what they do not hold. Marks of what was
// seen, and answers of the database, are no such maps.
package accessor

// without unboundedcache: what is kept is beside the point

import (
	"context"
	"database/sql"
	"sync"
)

// File is a file in a folder.
type File struct{ ID, Folder int64 }

// Folder holds files.
type Folder struct {
	ID    int64
	Files int
}

type candidates struct {
	mu     sync.RWMutex
	byID   map[int64]Folder
	reject map[int64]struct{}
}

func (c *candidates) candidate(id int64) *Folder {
	f, ok := c.byID[id]
	if !ok {
		return nil
	}
	return &f
}

func (c *candidates) known(id int64) (Folder, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	f, ok := c.byID[id]
	return f, ok
}

func (c *candidates) rejected(id int64) bool {
	_, ok := c.reject[id]
	return ok
}

func (c *candidates) keep(f Folder) { c.byID[f.ID] = f }

func load(ctx context.Context, db *sql.DB, id int64) (f Folder, err error) {
	err = db.QueryRowContext(ctx, "SELECT id, files FROM folders WHERE id = $1", id).Scan(&f.ID, &f.Files)
	return f, err
}

// Detect counts the files of a folder once.
func Detect(ctx context.Context, db *sql.DB, files []File) (*candidates, error) {
	seen := &candidates{byID: map[int64]Folder{}}
	for _, f := range files {
		c := seen.candidate(f.Folder)
		if c == nil {
			folder, err := load(ctx, db, f.Folder) // want:info nplusone "for each file"
			if err != nil {
				return nil, err
			}
			c = &folder
		}
		seen.keep(*c)
	}
	return seen, nil
}

var shared = &candidates{byID: map[int64]Folder{}}

// Total asks for what the process does not know.
func Total(ctx context.Context, db *sql.DB, files []File) (total int, err error) {
	for _, f := range files {
		folder, ok := shared.known(f.Folder)
		if !ok {
			if folder, err = load(ctx, db, f.Folder); err != nil { // want:info nplusone "for each file"
				return 0, err
			}
			shared.keep(folder)
		}
		total += folder.Files
	}
	return total, nil
}

// Marked leaves out those that were rejected, and asks for each of the others.
func Marked(ctx context.Context, db *sql.DB, c *candidates, files []File) (total int, err error) {
	for _, f := range files {
		if !c.rejected(f.Folder) {
			folder, err := load(ctx, db, f.Folder) // want nplusone "one SELECT on folders for each file"
			if err != nil {
				return 0, err
			}
			total += folder.Files
		}
	}
	return total, nil
}

type store struct{ db *sql.DB }

func (s *store) find(ctx context.Context, id int64) *Folder {
	if f, err := load(ctx, s.db, id); err == nil {
		return &f
	}
	return nil
}

// Asked asks the database each time.
func Asked(ctx context.Context, s *store, files []File) (missing int) {
	for _, f := range files {
		if s.find(ctx, f.Folder) == nil { // want nplusone "one SELECT on folders for each file"
			missing++
		}
	}
	return missing
}

// Package cut asks for many things beside each other, and stops at the first that decides.
package cut

// without unboundedgoroutines: what is asked here is what runs in the goroutines

import (
	"context"
	"database/sql"

	"golang.org/x/sync/errgroup"
)

// Store is the database.
type Store struct{ db *sql.DB }

type answer struct {
	allowed bool
	err     error
}

func (s *Store) allowed(ctx context.Context, edge int64) (ok bool, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT allowed FROM edges WHERE id = ?", edge).Scan(&ok)
	return ok, err
}

// Any stops at the first edge that allows.
func (s *Store) Any(ctx context.Context, edges []int64) (*answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := make(chan *answer, len(edges))
	var g errgroup.Group
	g.SetLimit(8)
	for _, edge := range edges {
		g.Go(func() error {
			ok, err := s.allowed(ctx, edge) // want:info "for each edge, though a bounded number of them run at a time, until one decides"
			out <- &answer{ok, err}
			return nil
		})
	}
	for range edges {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case a := <-out:
			if a.allowed {
				return a, nil
			}
		}
	}
	return &answer{}, g.Wait()
}

// All wants what every edge says.
func (s *Store) All(ctx context.Context, edges []int64) ([]bool, error) {
	out := make([]bool, len(edges))
	var g errgroup.Group
	g.SetLimit(8)
	for i, edge := range edges {
		g.Go(func() (err error) {
			out[i], err = s.allowed(ctx, edge) // want "edges for each edge: "
			return err
		})
	}
	return out, g.Wait()
}

// Open stops early as well, but asks for all at once.
func (s *Store) Open(ctx context.Context, edges []int64) *answer {
	out := make(chan *answer, len(edges))
	for _, edge := range edges {
		go func() {
			ok, err := s.allowed(ctx, edge) // want "edges for each edge: "
			out <- &answer{ok, err}
		}()
	}
	for range edges {
		if a := <-out; a.allowed {
			return a
		}
	}
	return nil
}

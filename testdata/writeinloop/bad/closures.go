package bad

// without unboundedgoroutines: what is asked here is what runs in the goroutines

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/samber/lo"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"
)

// A closure in the loop that runs at once.
func inPlace(db *sql.DB, ids []int64) error {
	for _, id := range ids {
		err := func() error {
			_, err := db.Exec("DELETE FROM drafts WHERE id = $1", id) // want "drafts"
			return err
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

// A closure made before the loop.
func before(ctx context.Context, tx *sql.Tx, tags []string, post int64) error {
	add := func(name string) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO post_tags (post_id, name) VALUES ($1, $2)", post, name)
		return err
	}
	for _, t := range tags {
		if err := add(t); err != nil { // want "post_tags"
			return err
		}
	}
	return nil
}

func goroutines(ctx context.Context, db *sql.DB, users []int64) {
	var wg sync.WaitGroup
	for _, u := range users {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, _ = db.ExecContext(ctx, "UPDATE badges SET stale = true WHERE user_id = $1", u) // want "badges"
		}()
	}
	wg.Wait()
}

func group(ctx context.Context, p *pgxpool.Pool, users []int64) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, u := range users {
		g.Go(func() error {
			_, err := p.Exec(ctx, "INSERT INTO digests (user_id) VALUES ($1)", u) // want "digests"
			return err
		})
	}
	return g.Wait()
}

// A limit on goroutines does not make the statements fewer.
func limited(ctx context.Context, db *gorm.DB, in []Shipment) error {
	p := pool.New().WithErrors().WithMaxGoroutines(4)
	for i := range in {
		p.Go(func() error {
			return db.WithContext(ctx).Create(&in[i]).Error // want "(?i)shipment"
		})
	}
	return p.Wait()
}

func withLo(db *sql.DB, users []follower) {
	lo.ForEach(users, func(u follower, _ int) {
		_, _ = db.Exec("INSERT INTO newsletter (email) VALUES (?)", u.Email) // want "newsletter"
	})
}

func mapped(db *sql.DB, ids []int64) []error {
	return lo.Map(ids, func(id int64, _ int) error {
		_, err := db.Exec("DELETE FROM carts WHERE id = ?", id) // want "carts"
		return err
	})
}

// each is the helper that every program has.
func each[T any](in []T, do func(T) error) error {
	for _, v := range in {
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

func ownHelper(ctx context.Context, tx *sql.Tx, ids []int64) error {
	return each(ids, func(id int64) error {
		_, err := tx.ExecContext(ctx, "UPDATE parcels SET state = 'sent' WHERE id = $1", id) // want "parcels"
		return err
	})
}

// A method value in place of the closure.
func methodValue(s *sqlAudit, lines []string) error {
	return each(lines, s.line) // want "audit_lines"
}

func (a *sqlAudit) line(text string) error {
	_, err := a.db.Exec("INSERT INTO audit_lines (text) VALUES ($1)", text)
	return err
}

// An iterator over a map's keys, and one of the program's own.
func keys(ctx context.Context, db *sql.DB, stale map[string]bool) error {
	for _, host := range slices.Sorted(mapKeys(stale)) {
		if _, err := db.ExecContext(ctx, "DELETE FROM hosts WHERE name = $1", host); err != nil { // want "hosts"
			return err
		}
	}
	return nil
}

func mapKeys(m map[string]bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func iterated(ctx context.Context, db *sql.DB, stale map[string]bool) error {
	for host := range mapKeys(stale) {
		if _, err := db.ExecContext(ctx, "UPDATE leases SET stale = true WHERE host = $1", host); err != nil { // want "leases"
			return err
		}
	}
	return nil
}

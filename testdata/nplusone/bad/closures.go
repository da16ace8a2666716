package bad

import (
	"context"
	"database/sql"
	"iter"
	"log/slog"
)

// Closures queries in function literals.
type Closures struct{ db *sql.DB }

// Called calls a literal where it stands.
func (c *Closures) Called(ctx context.Context, ids []int64) (sum int) {
	for _, id := range ids {
		sum += func() (n int) {
			row := c.db.QueryRowContext(ctx, "SELECT views FROM pages WHERE id = $1", id) // want "pages"
			if err := row.Scan(&n); err != nil {
				slog.WarnContext(ctx, "views", "page", id, "error", err)
			}
			return n
		}()
	}
	return sum
}

// Local calls a literal that a variable holds.
func (c *Closures) Local(ctx context.Context, posts []Post) (names []string, err error) {
	name := func(id int64) (s string, err error) {
		err = c.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", id).Scan(&s)
		return s, err
	}
	for _, p := range posts {
		s, err := name(p.AuthorID) // want "authors"
		if err != nil {
			return nil, err
		}
		names = append(names, s)
	}
	return names, nil
}

// Deferred runs them when the function returns, and as many.
func (c *Closures) Deferred(ctx context.Context, ids []int64, report func(int64, string)) {
	for _, id := range ids {
		defer func() {
			var state string
			if err := c.db.QueryRowContext(ctx, "SELECT state FROM exports WHERE id = $1", id).Scan(&state); err == nil { // want "exports"
				report(id, state)
			}
		}()
	}
}

// Map is a helper as many programs have it.
func Map[T, R any](in []T, f func(T) R) []R {
	out := make([]R, 0, len(in))
	for _, x := range in {
		out = append(out, f(x))
	}
	return out
}

// MapErr stops at the first error.
func MapErr[T, R any](in []T, f func(T) (R, error)) ([]R, error) {
	out := make([]R, len(in))
	for i := range in {
		r, err := f(in[i])
		if err != nil {
			return nil, err
		}
		out[i] = r
	}
	return out, nil
}

// Mapped gives a literal to the helper.
func (c *Closures) Mapped(ctx context.Context, posts []Post) []string {
	return Map(posts, func(p Post) string {
		var name string
		if err := c.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", p.AuthorID).Scan(&name); err != nil { // want "authors"
			return "unknown"
		}
		return name
	})
}

func (c *Closures) tag(ctx context.Context, id int64) (s string, err error) {
	err = c.db.QueryRowContext(ctx, "SELECT name FROM tags WHERE id = $1", id).Scan(&s)
	return s, err
}

// Tags gives a literal that calls a method.
func (c *Closures) Tags(ctx context.Context, ids []int64) ([]string, error) {
	return MapErr(ids, func(id int64) (string, error) {
		return c.tag(ctx, id) // want "tags"
	})
}

// Bound remembers its context.
type Bound struct {
	ctx context.Context
	db  *sql.DB
}

func (b *Bound) city(zip string) (s string, err error) {
	err = b.db.QueryRowContext(b.ctx, "SELECT city FROM zip_codes WHERE zip = $1", zip).Scan(&s)
	return s, err
}

// Cities gives a method value to the helper.
func (b *Bound) Cities(zips []string) ([]string, error) {
	return MapErr(zips, b.city) // want "zip_codes"
}

// forEachRow runs a function for each row of a query.
func forEachRow(ctx context.Context, db *sql.DB, query string, visit func(rows *sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Visited queries in the function that another's loop over rows runs.
func (c *Closures) Visited(ctx context.Context) (open int, err error) {
	err = forEachRow(ctx, c.db, "SELECT id FROM carts WHERE paid_at IS NULL", func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		var items int
		if err := c.db.QueryRowContext(ctx, "SELECT count(1) FROM cart_items WHERE cart_id = $1", id).Scan(&items); err != nil { // want "cart_items"
			return err
		}
		open += items
		return nil
	})
	return open, err
}

// unpaid yields the ids of rows.
func (c *Closures) unpaid(ctx context.Context) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		rows, err := c.db.QueryContext(ctx, "SELECT id FROM orders WHERE paid_at IS NULL")
		if err != nil {
			yield(0, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			err := rows.Scan(&id)
			if !yield(id, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(0, err)
		}
	}
}

// Reminders ranges over an iterator of the program.
func (c *Closures) Reminders(ctx context.Context) (emails []string, err error) {
	for id, err := range c.unpaid(ctx) {
		if err != nil {
			return nil, err
		}
		var email string
		row := c.db.QueryRowContext(ctx, "SELECT email FROM buyers WHERE order_id = $1", id) // want "buyers"
		if err := row.Scan(&email); err != nil {
			return nil, err
		}
		emails = append(emails, email)
	}
	return emails, nil
}

// even yields some elements of a slice.
func even(ids []int64) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for _, id := range ids {
			if id%2 == 0 && !yield(id) {
				return
			}
		}
	}
}

// Even ranges over an iterator of a slice.
func (c *Closures) Even(ctx context.Context, ids []int64) (texts []string, err error) {
	for id := range even(ids) {
		text, err := c.tag(ctx, id) // want "tags"
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// withTx runs a function in a transaction.
func withTx(ctx context.Context, db *sql.DB, run func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := run(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Reserved loops inside a transaction.
func (c *Closures) Reserved(ctx context.Context, seats []string) (free []string, err error) {
	err = withTx(ctx, c.db, func(tx *sql.Tx) error {
		for _, seat := range seats {
			var taken bool
			row := tx.QueryRowContext(ctx, "SELECT taken FROM seats WHERE name = $1 FOR UPDATE", seat) // want "seats" lockorder "in the order of seats"
			if err := row.Scan(&taken); err != nil {
				return err
			}
			if !taken {
				free = append(free, seat)
			}
		}
		return nil
	})
	return free, err
}

// Settled opens a transaction for each element.
func (c *Closures) Settled(ctx context.Context, accounts []int64) (sum int64, err error) {
	for _, account := range accounts {
		err := withTx(ctx, c.db, func(tx *sql.Tx) error {
			var balance int64
			if err := tx.QueryRowContext(ctx, "SELECT balance FROM ledger WHERE account = $1", account).Scan(&balance); err != nil { // want "ledger"
				return err
			}
			sum += balance
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// retry is not a loop over anything.
func retry(attempts int, run func() error) (err error) {
	for range attempts {
		if err = run(); err == nil {
			return nil
		}
	}
	return err
}

// Patient retries each of its queries.
func (c *Closures) Patient(ctx context.Context, ids []int64) (names []string, err error) {
	for _, id := range ids {
		var name string
		err := retry(3, func() (err error) {
			name, err = c.tag(ctx, id) // want "tags"
			return err
		})
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

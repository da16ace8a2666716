// Package ownrows goes over what an iterator of its own reads page by page, and asks what it holds in memory.
package ownrows

import (
	"context"
	"database/sql"
	"net/http"
)

type page func(ctx context.Context, after int64) ([]int64, error)

// Pager gives what pages hold, one after another.
type Pager struct {
	next page
	held []int64
	at   int
	last int64
	err  error
}

// HasNext reads the next page where this one is used up.
func (p *Pager) HasNext(ctx context.Context) bool {
	if p.at < len(p.held) {
		return true
	}
	if p.err != nil {
		return false
	}
	p.held, p.err = p.next(ctx, p.last)
	p.at = 0
	return len(p.held) > 0
}

// Next gives the next.
func (p *Pager) Next(ctx context.Context) int64 {
	if !p.HasNext(ctx) {
		return 0
	}
	p.at++
	p.last = p.held[p.at-1]
	return p.last
}

type ferries struct {
	db     *sql.DB
	pager  *Pager
	tables index
	checks []check
}

func (f *ferries) cabins(ctx context.Context, after int64) (out []int64, err error) {
	rows, err := f.db.QueryContext(ctx, "SELECT id FROM cabins WHERE id > $1 ORDER BY id LIMIT 100", after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

func (f *ferries) price(ctx context.Context, id int64) (n int, err error) {
	err = f.db.QueryRowContext(ctx, "SELECT price FROM fares WHERE cabin = $1", id).Scan(&n)
	return n, err
}

func (f *ferries) list(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	p := &Pager{next: f.cabins}
	sum := 0
	for p.HasNext(ctx) {
		id := p.Next(ctx)
		n, err := f.price(ctx, id) // want nplusone "fares"
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		sum += n
	}
	for f.pager.HasNext(ctx) {
		sum += int(f.pager.Next(ctx))
	}
	if sum == 0 {
		w.WriteHeader(http.StatusNotFound)
	}
	for _, harbour := range r.Form["harbour"] {
		if ships, err := f.tables.Get("ships", "harbour", harbour); err == nil {
			sum += len(ships)
		}
		inner := &Pager{next: func(ctx context.Context, after int64) ([]int64, error) { return f.of(ctx, harbour, after) }}
		for inner.HasNext(ctx) { // want nplusone "for each harbour"
			sum += int(inner.Next(ctx)) // want nplusone "for each harbour"
		}
	}
}

func (f *ferries) of(ctx context.Context, harbour string, after int64) (out []int64, err error) {
	var id int64
	err = f.db.QueryRowContext(ctx, "SELECT id FROM berths WHERE harbour = $1 AND id > $2", harbour, after).Scan(&id)
	return append(out, id), err
}

// index holds tables in memory.
type index interface {
	Get(table, by string, args ...any) ([]string, error)
}

// check is a part of the program that looks at one thing.
type check interface {
	Check(ctx context.Context, ferry int64) error
}

type crew struct{ db *sql.DB }

func (c crew) Check(ctx context.Context, ferry int64) (err error) {
	var n int
	return c.db.QueryRowContext(ctx, "SELECT count(*) FROM crews WHERE ferry = $1", ferry).Scan(&n)
}

type fuel struct{ db *sql.DB }

func (f fuel) Check(ctx context.Context, ferry int64) error {
	var n int
	return f.db.QueryRowContext(ctx, "SELECT litres FROM tanks WHERE ferry = $1", ferry).Scan(&n)
}

// Register adds a check.
func (f *ferries) Register(c check) { f.checks = append(f.checks, c) }

// New makes the handlers.
func New(db *sql.DB, tables index) http.Handler {
	f := &ferries{db: db, tables: tables}
	f.pager = &Pager{next: f.cabins}
	f.Register(crew{db})
	f.Register(fuel{db})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cabins", f.list)
	mux.HandleFunc("POST /leave", f.leave)
	return mux
}

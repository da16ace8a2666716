// Package delta compares the routes of two versions of a program: which are new, gone or moved, and which cost more or less than before.
package delta

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/route/cost"
	"github.com/prodlint/prodlint/internal/route/show"
)

// Route is an entry of one version with what a run of it costs.
type Route struct {
	Row show.Row
	Sum cost.Sum
	// Seen says that the handler is, so that Sum means something.
	Seen bool
	// Does are the effects on the worst path, in their order.
	Does []Effect
}

// Effect is a call of a library on the worst path of a route.
type Effect struct {
	What  string   // "SELECT on orders"
	Per   []string // what it is done for each of
	Place show.Place
}

func (e Effect) key() string { return e.What + "×" + strings.Join(e.Per, "×") }

// Kind says what became of a route.
type Kind string

// The kinds of changes.
const (
	Changed Kind = "changed" // costs, or what stands before the handler
	Added   Kind = "added"
	Moved   Kind = "moved" // the handler has another method or path
	Gone    Kind = "gone"
)

// Change is what became of one route.
type Change struct {
	Kind          Kind
	Before, After *Route // nil where there is none
	// Costs say what a run costs more or less; of a new route, what it costs.
	Costs []Cost
	// Lost and Won are what middleware before the handler did and does no longer, or the reverse: "auth".
	Lost, Won []string
	// Why are the effects on the worst path that were not there before.
	Why []Effect
	// By is how much heavier the route became.
	By int
}

// Worse reports whether a run costs more than before, or is guarded less.
func (c *Change) Worse() bool {
	return c.Before != nil && c.After != nil && (c.By > 0 || len(c.Lost) > 0)
}

// Route returns what the change is about: the route as it is, or as it was.
func (c *Change) Route() *Route {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

// Compare returns what became of the routes of a program: first those that cost more, the worst of them first, then new ones, then the rest.
func Compare(before, after []Route) []Change {
	var out []Change
	for _, p := range pair(before, after) {
		if c := changed(p[0], p[1]); c != nil {
			out = append(out, *c)
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.By, a.By), cmp.Compare(a.Route().Row.Path, b.Route().Row.Path),
			cmp.Compare(a.Route().Row.Name, b.Route().Row.Name))
	})
	return out
}

func (c *Change) rank() int {
	switch {
	case c.Worse():
		return 0
	case c.Kind == Added:
		return 1
	case c.Kind == Changed:
		return 2
	case c.Kind == Moved:
		return 3
	}
	return 4
}

// guards are what middleware does that a route should not lose unseen.
var guards = []string{"auth", "csrf", "limiter", "bodylimit", "timeout"}

// changed returns what became of a route, or nil where nothing did.
func changed(before, after *Route) *Change {
	c := &Change{Before: before, After: after}
	switch {
	case after == nil:
		c.Kind, c.By = Gone, -before.Sum.Weight()
		return c
	case before == nil:
		c.Kind, c.By = Added, after.Sum.Weight()
		if after.Seen {
			c.Costs = between(cost.Sum{}, after.Sum)
		}
		return c
	case before.Row.Name != after.Row.Name:
		c.Kind = Moved
	default:
		c.Kind = Changed
	}
	for _, what := range guards {
		switch had, has := before.does(what), after.does(what); {
		case had && !has:
			c.Lost = append(c.Lost, what)
		case has && !had:
			c.Won = append(c.Won, what)
		}
	}
	if before.Seen && after.Seen {
		c.Costs = between(before.Sum, after.Sum)
	}
	if len(c.Costs) > 0 {
		c.By = after.Sum.Weight() - before.Sum.Weight()
		c.Why = more(before.Does, after.Does)
	}
	if c.Kind == Changed && len(c.Costs) == 0 && len(c.Lost) == 0 && len(c.Won) == 0 && before.Seen == after.Seen {
		return nil
	}
	return c
}

func (r *Route) does(what string) bool {
	return slices.ContainsFunc(r.Row.Middleware, func(m show.Middleware) bool { return m.What == what })
}

// more returns the effects that there were less of before; one that is done several times at a place counts once.
func more(before, after []Effect) []Effect {
	left := map[string]int{}
	for _, e := range before {
		left[e.key()]++
	}
	var out []Effect
	for _, e := range after {
		if left[e.key()]--; left[e.key()] < 0 && !slices.ContainsFunc(out, func(o Effect) bool { return o.key() == e.key() && o.Place == e.Place }) {
			out = append(out, e)
		}
	}
	return out
}

// pair puts routes side by side: first by name and handler, then by name; what is left by its handler, if nothing else has that.
func pair(before, after []Route) [][2]*Route {
	var out [][2]*Route
	was, is := pointers(before), pointers(after)
	match := func(same func(a, b *Route) bool) {
		for i, a := range was {
			for k, b := range is {
				if a != nil && b != nil && same(a, b) {
					out = append(out, [2]*Route{a, b})
					was[i], is[k] = nil, nil
					break
				}
			}
		}
		was, is = slices.DeleteFunc(was, isNil), slices.DeleteFunc(is, isNil)
	}
	named := func(a, b *Route) bool { return a.Row.Name == b.Row.Name }
	match(func(a, b *Route) bool { return named(a, b) && a.Row.Handler == b.Row.Handler })
	match(named)
	count := func(rs []*Route, handler string) (n int) {
		for _, r := range rs {
			if r.Row.Handler == handler {
				n++
			}
		}
		return n
	}
	left, rest := slices.Clone(was), slices.Clone(is)
	match(func(a, b *Route) bool {
		h := a.Row.Handler
		return h != "" && h == b.Row.Handler && a.Row.Kind == b.Row.Kind && a.Seen && !strings.Contains(h, ".func") && count(left, h) == 1 && count(rest, h) == 1
	})
	for _, a := range was {
		out = append(out, [2]*Route{a, nil})
	}
	for _, b := range is {
		out = append(out, [2]*Route{nil, b})
	}
	return out
}

func isNil(r *Route) bool { return r == nil }

func pointers(rs []Route) []*Route {
	var out []*Route
	for i := range rs {
		out = append(out, &rs[i])
	}
	return out
}

package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/route/cost"
	routeshow "github.com/prodlint/prodlint/internal/route/show"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// routeRows describes the entries of a program.
type routeRows struct {
	m     *route.Map
	book  *cost.Book
	place func(summary.Pos) summary.Pos
}

// newRouteRows reads a program; place tells where a position of it is.
func newRouteRows(prog *summary.Program, place func(summary.Pos) summary.Pos) *routeRows {
	return &routeRows{m: route.Of(prog), book: cost.New(prog), place: place}
}

func (r *routeRows) at(p summary.Pos) routeshow.Place {
	if !p.IsValid() {
		return routeshow.Place{}
	}
	p = r.place(p)
	return routeshow.Place{File: p.File, Line: p.Line}
}

// page returns a row for each entry, those that carry most risk first.
func (r *routeRows) page(findings []driver.Finding) routeshow.Page {
	pg := routeshow.Page{Rows: []routeshow.Row{}}
	at := r.found(findings)
	for _, e := range r.m.Entries {
		pg.Rows = append(pg.Rows, r.row(e, at[e]))
	}
	slices.SortStableFunc(pg.Rows, func(a, b routeshow.Row) int { return b.Risk - a.Risk })
	for _, u := range r.m.Unread {
		pg.Notes = append(pg.Notes, fmt.Sprintf("the routes that are registered with %s are not read (%s)", catalog.PackageOf(u.Call.Call.Callee), r.at(u.Call.Call.Pos)))
	}
	if r.m.Cut {
		pg.Notes = append(pg.Notes, "the search for routes ended early, as the program asks for too much: routes may be missing, or lack a part of their path")
	}
	return pg
}

// found returns the findings that each entry reaches.
func (r *routeRows) found(findings []driver.Finding) map[*route.Entry][]routeshow.Finding {
	out := map[*route.Entry][]routeshow.Finding{}
	for _, f := range findings {
		if f.Suppressed {
			continue
		}
		for _, e := range r.m.EnteringNamed(f.Pos.Pkg, f.Function) {
			out[e] = append(out[e], routeshow.Finding{Rule: f.Rule, Severity: string(f.Severity), Place: routeshow.Place{File: f.File, Line: f.Pos.Line}})
		}
	}
	return out
}

func (r *routeRows) row(e *route.Entry, findings []routeshow.Finding) routeshow.Row {
	s := r.book.Of(e.Handler.Func)
	row := routeshow.Row{
		Name: e.Name(), Kind: string(e.Kind), Methods: append([]string{}, e.Methods...), Path: e.Path, Below: e.Below, Handler: e.Handler.Name,
		At: r.at(e.Handler.Pos), Reg: r.at(e.Pos),
		Reads: s.Of[cost.Reads].String(), Writes: s.Of[cost.Writes].String(), Calls: s.Of[cost.Calls].String(), Publishes: s.Of[cost.Publishes].String(),
		Unknown: s.Unknown, Guessed: s.Guessed, Unbounded: s.Unbounded, Held: s.Held,
		Worst: r.way(e.Handler.Func), Middleware: []routeshow.Middleware{}, Findings: append([]routeshow.Finding{}, findings...), Open: append([]string{}, e.Open...),
	}
	if e.Handler.Func.IsZero() {
		row.Reads, row.Writes, row.Calls, row.Publishes = "?", "?", "?", "?"
	}
	for _, m := range e.Chain {
		row.Middleware = append(row.Middleware, routeshow.Middleware{Name: m.Name, What: m.What, ByName: m.ByName})
	}
	row.Risk = s.Weight()
	for _, f := range findings {
		row.Risk += map[string]int{string(rule.Error): 60, string(rule.Warning): 30}[f.Severity]
	}
	if e.Kind.Requests() && row.Risk > 0 {
		row.Risk *= 2 // anybody can ask for it, at any time
		if !e.Does("auth") && len(e.Open) == 0 {
			row.Risk += row.Risk / 2
		}
	}
	return row
}

// maxWay bounds how many calls of a way are told.
const maxWay = 12

// way follows the most costly call of each function.
func (r *routeRows) way(f summary.FuncRef) []routeshow.Hop {
	out := []routeshow.Hop{}
	for range maxWay {
		parts := r.book.Parts(f)
		if len(parts) == 0 {
			break
		}
		p := slices.MaxFunc(parts, func(a, b cost.Part) int { return cmp.Compare(a.Sum.Weight(), b.Sum.Weight()) })
		h := routeshow.Hop{Place: r.at(p.Call.Call.Pos), Function: f.Func.Name, Note: noteOf(p)}
		out = append(out, h)
		if p.Into.IsZero() {
			break
		}
		f = p.Into
	}
	return out
}

func noteOf(p cost.Part) string {
	note := p.Does
	if note == "" && !p.Into.IsZero() {
		note = "calls " + p.Into.Func.Name
		if p.Into.Func.Lit {
			note = "runs a function"
		}
	} else if note == "" {
		note = "not seen into"
	}
	for _, per := range p.Per {
		note += ", for each of the " + per
	}
	return strings.Join(append([]string{note}, p.Marks...), ", ")
}

// maxTree bounds how deep a tree of calls is shown.
const maxTree = 14

// tree returns the calls of a function that cost something.
func (r *routeRows) tree(f summary.FuncRef, depth int) []*routeshow.Node {
	var out []*routeshow.Node
	if depth == 0 {
		return nil
	}
	for _, p := range r.book.Parts(f) {
		n := &routeshow.Node{Label: p.Does, Place: r.at(p.Call.Call.Pos), Cost: costText(p.Sum), Marks: p.Marks}
		if !p.Into.IsZero() {
			n.Label = p.Into.Func.Name
			n.Below = r.tree(p.Into, depth-1)
		} else if n.Label == "" {
			n.Label = calleeOf(p.Call)
		}
		if len(p.Per) > 0 {
			n.Times = "for each of the " + strings.Join(p.Per, ", and of the ")
		}
		out = append(out, n)
	}
	return out
}

func calleeOf(c summary.CallRef) string {
	switch {
	case c.Call.Callee != "":
		return catalog.ShortName(c.Call.Callee)
	case c.Call.Dyn != summary.None && c.Pkg.Nodes[c.Call.Dyn].Key != "":
		key := c.Pkg.Nodes[c.Call.Dyn].Key
		return key[strings.LastIndexByte(key, '.')+1:]
	}
	return "a function value"
}

// costText writes a sum in one line: "2 + 3×posts reads, 1 write".
func costText(s cost.Sum) string {
	var out []string
	for k, what := range []string{"read", "write", "call", "message"} {
		text := s.Of[k].String()
		switch text {
		case "0":
		case "1":
			out = append(out, "1 "+what)
		default:
			out = append(out, text+" "+what+"s")
		}
	}
	if s.Unknown > 0 {
		out = append(out, "and what is not seen")
	}
	return strings.Join(out, ", ")
}

// Package idor finds handlers that load or change a row by an id which stands in the request, without asking whose row it is. Ids that count up
// are guessed by counting: whoever is signed in, or nobody at all, reads the invoices of everybody.
package idor

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports statements of handlers that tell their row by an id of the request alone.
var Rule = rule.New("idor", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	for _, f := range of(p.Program)[p.Summary] {
		p.Report(f)
	}
}

type key struct{}

// of returns the findings of a program by the package of the handler. They are worked out once.
func of(prog *summary.Program) map[*summary.Package][]rule.Finding {
	return prog.Memo(key{}, func() any {
		j := &judge{Program: prog, requests: handler.Of(prog), statements: query.Of(prog), effects: effect.Of(prog), found: map[place]*use{}, compares: map[*summary.Function]bool{}}
		j.comparisons()
		for _, pkg := range prog.Packages {
			if prog.TestSupport(pkg) {
				continue
			}
			for _, s := range j.statements.In(pkg) {
				j.statement(s)
			}
		}
		return j.findings()
	}).(map[*summary.Package][]rule.Finding)
}

type judge struct {
	*summary.Program
	requests   *handler.Index
	statements *query.Index
	effects    *effect.Index
	found      map[place]*use
	order      []*use
	compares   map[*summary.Function]bool // functions that ask whose something is, by a comparison
}

// place is what one finding is about: a value of the request in a handler.
type place struct {
	host *summary.Function
	id   summary.ID
}

// use is a statement that a handler has run for an id that stands in its request.
type use struct {
	host  summary.FuncRef
	taken handler.Taken
	id    summary.ID        // what is taken
	calls []summary.CallRef // from the handler to the statement
	s     *query.Statement
}

// statement looks for the handlers that decide which row a statement is about.
func (j *judge) statement(s *query.Statement) {
	if s.Verb != "SELECT" && s.Verb != "UPDATE" && s.Verb != "DELETE" || !s.Complete || len(s.Aggregates) > 0 || counter(s) {
		return
	}
	id, ok := j.alone(s)
	if !ok {
		return
	}
	t := tracer{judge: j, s: s, seen: map[summary.ID]bool{}}
	t.up(id, append([]summary.CallRef{s.Call}, s.Path...), 0)
}

// alone returns the value that a statement tells its row by, if that is an id and nothing else but states and marks stands beside it.
func (j *judge) alone(s *query.Statement) (summary.ID, bool) {
	id, n := summary.NoID, 0
	for _, w := range slices.Concat(s.Where, s.On, s.Having) {
		switch {
		case w.Value.Kind == query.OfColumn || w.Value.Kind == query.Literal || w.Op == "IS":
		case w.Maybe || w.Or || w.Value.Kind != query.Bound:
			return id, false
		case aside(w.Column.Name):
		case w.Op == "=" && !w.Not && len(w.More) == 0 && isID(w.Column.Name) && w.Value.Arg != summary.NoID:
			id, n = w.Value.Arg, n+1
		default:
			return id, false
		}
	}
	for _, in := range s.Inner {
		if slices.ContainsFunc(in.Where, func(w query.Predicate) bool { return w.Value.Kind == query.Bound }) {
			return id, false // what the row belongs to is asked for
		}
	}
	return id, n == 1
}

// isID reports whether a column tells rows apart by a number.
func isID(column string) bool {
	c := strings.ToLower(column)
	return c == "id" || strings.HasSuffix(c, "_id") || strings.HasSuffix(column, "ID") || strings.HasSuffix(column, "Id") || slices.Contains([]string{"number", "num", "no"}, c) || strings.HasSuffix(c, "_no") || strings.HasSuffix(c, "_number")
}

// aside reports whether a column says in what state a row is, by its name: whose it is, it does not say.
func aside(column string) bool {
	switch c := strings.ToLower(column); c {
	case "version", "revision", "rev", "etag", "status", "state", "type", "kind", "active", "enabled", "deleted", "updated_at", "deleted_at", "archived", "lang", "locale":
		return true
	}
	return false
}

// counter reports whether a statement counts something that anybody may count: views, likes.
func counter(s *query.Statement) bool {
	if s.Verb != "UPDATE" || len(s.Set) == 0 {
		return false
	}
	return !slices.ContainsFunc(s.Set, func(a query.Assignment) bool {
		name := strings.ToLower(a.Column.Name)
		return !slices.ContainsFunc([]string{"view", "like", "click", "hit", "download", "visit", "count", "vote"}, func(w string) bool { return strings.Contains(name, w) }) || len(a.Reads) == 0
	})
}

// tracer follows the id of a statement upwards to the handlers that take it out of their requests.
type tracer struct {
	*judge
	s    *query.Statement
	seen map[summary.ID]bool
	work int
}

const (
	maxHops = 7   // calls between a handler and the statement
	maxWork = 400 // values that are looked at for one statement
)

// up follows a value that the last of calls is given.
func (t *tracer) up(id summary.ID, calls []summary.CallRef, depth int) {
	for _, n := range local(t.Program, id) {
		if t.work++; t.seen[n] || t.work > maxWork {
			continue
		}
		t.seen[n] = true
		f, v := t.FunctionOf(n), t.Value(n)
		if v.Kind == summary.Param {
			if host := t.requests.Host(f); !host.IsZero() && host.Func.Request == summary.None && host.Func == f.Func && !t.isCalled(f) {
				t.use(host, n, id, calls) // a resolver: what it is given is the request
			}
			if depth < maxHops && v.Index >= 0 {
				for _, c := range t.Callers(f) {
					t.up(t.Arg(c, int(v.Index)), append([]summary.CallRef{c}, calls...), depth+1)
				}
			}
			continue
		}
		if host := t.requests.Host(t.Enclosing(calls[0])); !host.IsZero() {
			t.use(host, n, id, calls)
			continue
		}
		if v.Kind == summary.Field && depth < maxHops {
			t.fields(n, calls, depth)
		}
	}
}

// isCalled reports whether somebody has written a call of a function.
func (t *tracer) isCalled(f summary.FuncRef) bool {
	return slices.ContainsFunc(t.Callers(f), func(c summary.CallRef) bool { return !slices.Contains(c.Pkg.Generated, c.Call.Pos.File) })
}

// fields follows what a field of a struct of parameters is given where one is made for the function that the first of calls stands in.
func (t *tracer) fields(field summary.ID, calls []summary.CallRef, depth int) {
	f := handler.Root(t.Enclosing(calls[0]))
	for _, c := range t.Callers(f) {
		in := handler.Root(t.Enclosing(c))
		for _, given := range t.Inputs(field) {
			if g := handler.Root(t.FunctionOf(given)); !g.IsZero() && g.Func == in.Func {
				t.up(given, append([]summary.CallRef{c}, calls...), depth+1)
			}
		}
	}
}

// local returns the values that flow to one within its function, and end there: nothing of the function flows to them.
func local(t *summary.Program, id summary.ID) []summary.ID {
	var out []summary.ID
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{id}; len(queue) > 0 && len(seen) < 60; queue = queue[1:] {
		n := queue[0]
		if n == summary.NoID || seen[n] {
			continue
		}
		seen[n] = true
		if k := t.Value(n).Kind; k == summary.Param || k == summary.Field || k == summary.Global {
			out = append(out, n)
			continue
		}
		in := t.Within(n)
		if len(in) == 0 {
			out = append(out, n)
		}
		queue = append(queue, in...)
	}
	return out
}

// use notes a statement that a handler has run for something that its request says: of several the first.
// named is what the code hands on.
func (t *tracer) use(host summary.FuncRef, id, named summary.ID, calls []summary.CallRef) {
	taken, ok := t.requests.Takes(host, id)
	if t.Value(id).Kind == summary.Param {
		taken, ok = handler.Taken{Number: handler.IsNumber(t.Value(id).Type)}, t.graph(host)
	}
	if taken.Name = t.called(named); taken.Name == "" || t.Value(named).Kind == summary.Result {
		taken.Name = "the id"
	}
	if !ok || strings.HasSuffix(calls[0].Call.Pos.File, "_test.go") {
		return
	}
	at := place{host.Func, id}
	u := &use{host: host, taken: taken, id: id, calls: calls, s: t.s}
	if old := t.found[at]; old == nil {
		t.found[at] = u
		t.order = append(t.order, u)
	} else if before(calls[0].Call.Pos, old.calls[0].Call.Pos) {
		*old = *u
	}
}

func before(a, b summary.Pos) bool { return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col }

// graph reports whether a function resolves a field of a GraphQL query.
func (j *judge) graph(f summary.FuncRef) bool {
	return slices.ContainsFunc(j.requests.Routes.Entering(f), func(e *route.Entry) bool { return e.Kind == route.GraphQL })
}

// findings returns what is to be reported, by package, in the order of the code.
func (j *judge) findings() map[*summary.Package][]rule.Finding {
	out := map[*summary.Package][]rule.Finding{}
	for _, u := range j.order {
		if j.public(u) || j.guarded(u) {
			continue
		}
		c, what, table := u.calls[0], "reads", u.s.Target()
		if u.s.Verb != "SELECT" {
			what = "changes"
		}
		f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: u.s.Verb + " " + table, Path: rule.Way(u.calls[1:], "by "+u.taken.Name+" alone")}
		if table == "" || len(table) > 30 {
			table = "the table"
		}
		f.Message = inloop.Fit("whoever counts "+u.taken.Name+" up "+what+" any row of "+table, "put the caller into WHERE, or compare the owner of the row")
		if u.taken.Opaque || !u.taken.Number && !j.counts(u) {
			f.Severity = rule.Info
			f.Message = inloop.Fit("whoever knows an id "+what+" that row of "+table, "put the caller into WHERE, or compare the owner of the row")
		}
		out[c.Pkg] = append(out[c.Pkg], f)
	}
	return out
}

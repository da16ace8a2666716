package rowflow

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// checks reports whether a condition on what was read of the same table decides whether a write runs, which another may make untrue meanwhile.
func (x *Index) checks(w *write) (Race, bool) {
	if s := w.statement; w.insert && s != nil && (s.Conflict || s.Query != nil && (s.Query.Source != nil && len(s.Inner) > 0 && conditional(s))) {
		return Race{}, false
	}
	if x.again(w) {
		return Race{}, false
	}
	return x.decided(w)
}

// decided looks for the condition that decides about a write in the function that it stands in.
func (x *Index) decided(w *write) (Race, bool) {
	root := x.root(w.call)
	for i := range w.call.Pkg.Checks {
		ch := &w.call.Pkg.Checks[i]
		c := at(w.call.Pkg, ch.Call)
		if c.Call.Pos.File != w.call.Call.Pos.File || !ch.Covers(w.call.Call.Pos) || x.root(c) != root {
			continue
		}
		if r, ok := x.check(w, c, ch); ok {
			return r, true
		}
	}
	return x.ensured(w, root)
}

// conditional reports whether an INSERT … SELECT asks in the same statement whether the row is there.
func conditional(s *query.Statement) bool {
	return slices.ContainsFunc(s.Inner, func(in query.Scope) bool { return len(in.Where) > 0 || in.Query != nil && in.Query.Has(sqltext.Where) })
}

// check judges one condition on the answer to call c.
func (x *Index) check(w *write, c summary.CallRef, ch *summary.Check) (Race, bool) {
	read, e := x.read(c, w)
	if e == nil || read.Call == w.call.Call || x.makes(c, w) || x.answered(c.Pkg, ch) {
		return Race{}, false
	}
	r := Race{Kind: Checks, Write: w.call, Read: read, Table: w.table, Check: ch, Insert: w.insert, effect: e}
	if w.insert {
		if ch.Holds == summary.Fits {
			return Race{}, false
		}
		return r, true
	}
	if ch.Holds == summary.Missing {
		return Race{}, false
	}
	if ch.Field != "" && !x.rowOf(c, e, w) {
		return Race{}, false
	}
	col := ch.Field
	if col == "" {
		col = x.item(w, c, int(ch.Value))
	}
	for _, name := range x.sets(w) {
		if w.statement != nil { // a field: its column
			for _, s := range w.statement.Set {
				if plain(s.Column.Name) == plain(name) {
					name = s.Column.Name
				}
			}
		}
		if plain(name) == plain(col) && col != "" && !lasting(name) && !x.conditioned(w, name) && !x.makesItSo(w, name, ch.But) {
			r.Columns = []string{name}
			return r, true
		}
	}
	return Race{}, false
}

// answered reports whether it is the answer of another server that a condition is about: what was read is only what that was asked with.
func (x *Index) answered(pkg *summary.Package, ch *summary.Check) bool {
	return slices.ContainsFunc(ch.Through, func(i int32) bool {
		return slices.ContainsFunc(x.effects.At(at(pkg, i)), func(e *effect.Effect) bool { return e.Kind == effect.Call })
	})
}

// makesItSo reports whether a write sets a column to the constant that it was found not to be: to do so twice changes nothing.
func (x *Index) makesItSo(w *write, name, but string) bool {
	if but == "" {
		return false
	}
	is := func(id summary.ID) bool {
		if id == summary.NoID {
			return false
		}
		v, ok := x.prog.ConstOf(id)
		return ok && strings.EqualFold(v, but)
	}
	if w.statement != nil {
		for _, s := range w.statement.Set {
			if plain(s.Column.Name) == plain(name) && (strings.EqualFold(s.Value.Text, but) && s.Value.Text != "" || is(s.Value.Arg) || len(s.Value.Tokens) == 1 && strings.EqualFold(s.Value.Tokens[0].Value(), but)) {
				return true
			}
		}
	}
	for k := range w.call.Call.Args {
		if is(x.prog.Arg(w.call, k)) {
			return true
		}
	}
	return false
}

// again reports whether a function on the way to the statement checks once more by itself: what is wrong is there.
func (x *Index) again(w *write) bool {
	for e := w.effect.Next; e != nil && !e.Via.IsZero(); e = e.Next {
		inner := x.write(e.Via, e)
		if inner == nil || inner.insert != w.insert {
			return false
		}
		if _, ok := x.decided(inner); ok {
			return true
		}
	}
	return false
}

// rowOf reports whether what a call gives is a row of the table that a write is about, and not something that the row is only asked for:
// it is called like the table, or the query is near.
func (x *Index) rowOf(c summary.CallRef, e *effect.Effect, w *write) bool {
	if e.Depth <= 1 {
		return true
	}
	for i := range c.Call.Results {
		typ := strings.TrimPrefix(x.prog.Value(x.prog.Result(c, i)).Type, "[]")
		if _, name, ok := cutLast(typ); ok && len(x.prog.StructFields(typ)) > 0 {
			return x.alike(name, w.table)
		}
	}
	return e.Depth <= 2
}

// ensured looks for a function called before that returns an error where the row is there.
func (x *Index) ensured(w *write, root *summary.Function) (Race, bool) {
	if !w.insert {
		return Race{}, false
	}
	for i := range w.call.Pkg.Calls {
		k := summary.CallRef{Pkg: w.call.Pkg, Call: &w.call.Pkg.Calls[i]}
		if k.Call.Pos.File != w.call.Call.Pos.File || !before(k.Call.Pos, w.call.Call.Pos) || k.Call.Cond != summary.None || len(k.Call.Results) != 1 || x.root(k) != root {
			continue
		}
		if x.prog.Value(x.prog.Result(k, 0)).Type != "error" {
			continue
		}
		for _, g := range x.prog.Callees(k) {
			if r, ok := x.ensures(w, g, k); ok {
				return r, true
			}
		}
	}
	return Race{}, false
}

// ensures reports whether function g comes to its end without an error only where a row is not there.
func (x *Index) ensures(w *write, g summary.FuncRef, k summary.CallRef) (Race, bool) {
	for i := range g.Pkg.Checks {
		ch := &g.Pkg.Checks[i]
		c := at(g.Pkg, ch.Call)
		if !ch.Whole || ch.Holds == summary.Fits || x.root(c) != g.Func || x.answered(g.Pkg, ch) {
			continue
		}
		if read, e := x.read(c, w); e != nil {
			return Race{Kind: Checks, Write: w.call, Read: read, Table: w.table, Check: ch, Insert: true, effect: e}, true
		}
	}
	return Race{}, false
}

func before(a, b summary.Pos) bool { return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col }

// item returns the column that a read puts into one of the variables that it fills, or that it asks for alone.
func (x *Index) item(w *write, c summary.CallRef, value int) string {
	_, e := x.read(c, w)
	s, _ := x.statement(e, func(s *query.Statement) bool { return s.Verb == "SELECT" })
	if s == nil || s.Query == nil {
		return ""
	}
	items := s.Query.Items
	if len(items) == 1 {
		return items[0].Name
	}
	if value > 0 && value <= len(items) && len(s.Dest()) == len(items) {
		return items[value-1].Name
	}
	return ""
}

// sets returns the columns that an update sets.
func (x *Index) sets(w *write) []string {
	var out []string
	if w.statement != nil && !x.wholeRow(w) {
		for _, s := range w.statement.Set {
			out = append(out, s.Column.Name)
		}
		return out
	}
	for _, c := range w.chain {
		if c.Pkg != w.call.Pkg {
			continue
		}
		for _, carry := range x.carries[c.Pkg][x.calls[c.Call]] {
			if carry.Record && carry.From >= 0 {
				for _, ch := range x.changes(w, carry) {
					out = append(out, ch.Field)
				}
			}
		}
		for k := range c.Call.Args {
			id := x.prog.Arg(c, k)
			if id == summary.NoID {
				continue
			}
			for _, o := range x.prog.Objects(id) {
				for _, f := range x.prog.Value(o).Fields {
					if f.Name != "" {
						out = append(out, f.Name)
					}
				}
			}
			if text, ok := x.prog.ConstOf(id); ok && k == 0 && strings.Contains(c.Call.Callee, "Update") {
				out = append(out, text)
			}
		}
	}
	return out
}

// wholeRow reports whether an object mapper writes all columns of a row, so that those that were changed count alone.
func (x *Index) wholeRow(w *write) bool {
	s := w.statement
	return s.Model != "" && len(s.Set) > 0 && !slices.ContainsFunc(s.Set, func(a query.Assignment) bool {
		return a.Value.Kind != query.Bound || a.Value.Arg == summary.NoID || x.prog.Value(a.Value.Arg).Kind != summary.Field
	})
}

// conditioned reports whether a write asks for the value of a column in its condition.
func (x *Index) conditioned(w *write, name string) bool {
	if s := w.statement; s != nil {
		for _, p := range s.Where {
			if plain(p.Column.Name) == plain(name) {
				return true
			}
		}
		return !s.Complete
	}
	for _, c := range w.chain {
		if _, method, _ := cutLast(c.Call.Callee); method != "Where" && method != "And" {
			continue
		}
		for k := range c.Call.Args {
			if text, ok := x.prog.ConstOf(x.prog.Arg(c, k)); ok && strings.Contains(plain(text), plain(name)) {
				return true
			}
		}
	}
	return false
}

package missingtx

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// write is a call of a function that writes to a table on the pool.
type write struct {
	call  summary.CallRef
	e     *effect.Effect
	conn  summary.ID
	block int
	order int
}

// apart reports the second of two writes of a function that belong together, where no transaction holds them.
func (j *judge) apart(f summary.FuncRef) {
	var writes []write
	for b := range f.Func.Flow {
		for n, i := range f.Func.Flow[b].Calls {
			c := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
			if c.Call.Go || c.Call.Defer || j.txs.Tx(c) != nil {
				continue
			}
			if e := j.writes(c); e != nil {
				conn, _ := j.onPool(e)
				writes = append(writes, write{c, e, conn, b, n})
			}
		}
	}
	for k, second := range writes {
		for _, first := range writes[:k] {
			belong := j.together
			if strings.EqualFold(first.e.On, second.e.On) {
				belong = j.moves
			}
			if j.follows(f, first, second) && belong(first, second) && j.same(first.conn, second.conn) && !apiece(f, first, second) && !(j.expires(first) && j.expires(second)) && !j.Program.OneShot(second.call) {
				j.report(first, second)
				return
			}
		}
	}
}

// writes returns the one table that a call writes to on the pool whenever it runs; nil where there are several, or a transaction holds them.
func (j *judge) writes(c summary.CallRef) (out *effect.Effect) {
	for _, e := range j.effects.At(c) {
		if e.Kind != effect.Write {
			continue
		}
		if e.On == "" || (e.Guard|c.Call.Guard)&^summary.OnLack != 0 || aside(e.On) || j.Program.Settings.Listed("missingtx", "independent", e.On) {
			return nil
		}
		if _, ok := j.onPool(e); !ok || out != nil && out.On != e.On {
			return nil
		}
		out = e
	}
	return out
}

// aside reports whether a table keeps what nobody misses if it is not there: it is about what has happened, by its name.
func aside(table string) bool {
	table = strings.ToLower(table)
	for _, word := range []string{"log", "audit", "event", "history", "outbox", "metric", "stat", "cache", "session", "queue", "job", "seen", "activit", "notif", "migration", "lock", "view", "token"} {
		if strings.Contains(table, word) {
			return true
		}
	}
	return false
}

// follows reports whether one call runs after another, and only if that has succeeded.
func (j *judge) follows(f summary.FuncRef, first, second write) bool {
	if first.call.Call.Soft || second.call.Call.Soft || first.call.Call.Dropped || second.call.Call.Dropped || first.call.Call.In != second.call.Call.In {
		return false
	}
	if first.block == second.block {
		return first.order < second.order
	}
	index := int32(-1)
	for i := range f.Pkg.Calls {
		if &f.Pkg.Calls[i] == first.call.Call {
			index = int32(i)
		}
	}
	seen := map[int32]bool{int32(first.block): true}
	for queue := []int32{int32(first.block)}; len(queue) > 0; queue = queue[1:] {
		b := &f.Func.Flow[queue[0]]
		for k, n := range b.Next() {
			is := b.ElseIs
			if k == 0 {
				is = b.ThenIs
			}
			if len(b.Asks) == 1 && b.Asks[0] == index && is == summary.Failed || seen[n] {
				continue
			}
			if n == int32(second.block) {
				return true
			}
			seen[n] = true
			queue = append(queue, n)
		}
	}
	return false
}

// apiece reports whether each of two writes runs on a condition of its own, the second also where the first has not: they are two things to do.
func apiece(f summary.FuncRef, first, second write) bool {
	a, b := first.call.Call.Cond, second.call.Call.Cond
	if a == summary.None || b == summary.None || a == b {
		return false
	}
	seen := map[int32]bool{0: true, int32(first.block): true}
	for queue := []int32{0}; len(queue) > 0 && first.block != 0; queue = queue[1:] {
		for _, n := range f.Func.Flow[queue[0]].Next() {
			if n == int32(second.block) {
				return true
			}
			if !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return false
}

// expires reports whether a write deletes what is older than something: it is done again, and then deletes what was left.
func (j *judge) expires(w write) bool {
	last := w.e.Last()
	return !last.Via.IsZero() && slices.ContainsFunc(query.Of(j.Program).At(last.Via), func(s *query.Statement) bool {
		return s.Verb == "DELETE" && slices.ContainsFunc(s.Where, func(p query.Predicate) bool { return strings.HasPrefix(p.Op, "<") && p.Op != "<>" })
	})
}

// moves reports whether two writes take an amount from one row of a table and give it to another: each changes the same column by what it
// holds, both are given one value to do it with, and no value tells the rows of both.
func (j *judge) moves(first, second write) bool {
	a, b := j.changes(first), j.changes(second)
	if a == nil || b == nil || !strings.EqualFold(a.Set[0].Column.Name, b.Set[0].Column.Name) || j.sharesRow(first, second) {
		return false
	}
	return first.call.Call.Takes&second.call.Call.Takes != 0 || slices.ContainsFunc(a.Args, func(id summary.ID) bool { return slices.Contains(b.Args, id) })
}

// changes returns the UPDATE of a write that sets a column to what it holds and something more, like balance = balance + $1; nil if it is none.
func (j *judge) changes(w write) *query.Statement {
	last := w.e.Last()
	if last.Via.IsZero() {
		return nil
	}
	for _, s := range query.Of(j.Program).At(last.Via) {
		if s.Verb == "UPDATE" && len(s.Set) > 0 && slices.ContainsFunc(s.Set[0].Reads, func(c query.Column) bool { return strings.EqualFold(c.Name, s.Set[0].Column.Name) }) {
			return s
		}
	}
	return nil
}

// together reports whether two writes are about the same thing: what the first gives, or a value that both are given, tells the rows.
func (j *judge) together(first, second write) bool {
	keys := first.call.Call.Gives | first.call.Call.Takes
	for _, u := range j.Program.Uses(j.Program.Result(first.call, 0)) {
		if u.Arg < 0 && u.Pkg == first.call.Pkg && u.Call.Fn == first.call.Call.Fn {
			keys |= u.Call.Gives | u.Call.Takes // what a row is scanned into
		}
	}
	if second.call.Call.Takes&keys != 0 {
		return true
	}
	return j.holds(second.call, first.call) || j.sharesRow(first, second)
}

// sharesRow reports whether the statements of two calls tell their rows by one value.
func (j *judge) sharesRow(first, second write) bool {
	bound := map[summary.ID]bool{}
	for _, id := range j.bound(first.call) {
		bound[id] = true
	}
	return slices.ContainsFunc(j.bound(second.call), func(id summary.ID) bool { return bound[id] })
}

// holds reports whether a call is given a record that is made with a field of the record that the other call is given.
func (j *judge) holds(second, first summary.CallRef) bool {
	records := map[string]bool{}
	for _, a := range first.Call.Args {
		if a != summary.None && j.Program.Package(catalog.PackageOf(first.Pkg.Nodes[a].Type)) != nil {
			records[first.Pkg.Nodes[a].Type] = true
		}
	}
	for k := range second.Call.Args {
		for _, o := range j.Program.Objects(j.Program.Arg(second, k)) {
			for _, f := range j.Program.Value(o).Fields {
				if f.Value == summary.None {
					continue
				}
				v := &j.Program.Owner(o).Nodes[f.Value]
				if v.Kind == summary.Field && records[v.Key[:strings.LastIndexByte(v.Key, '.')]] {
					return true
				}
			}
		}
	}
	return false
}

// bound returns the values that the statements of a call tell their rows by.
func (j *judge) bound(c summary.CallRef) (out []summary.ID) {
	for _, s := range query.Of(j.Program).At(c) {
		for _, w := range s.Where {
			if w.Op == "=" && !w.Not && w.Value.Kind == query.Bound && w.Value.Arg != summary.NoID {
				out = append(out, w.Value.Arg)
			}
		}
	}
	return out
}

func (j *judge) report(first, second write) {
	f := rule.Finding{Pos: second.call.Call.Pos, Function: second.call.Pkg.FunctionName(second.call.Call.Fn), Key: first.e.What() + ", " + second.e.What(),
		Message: inloop.Fit(first.e.What()+" and "+second.e.What()+" are not in one transaction, a failure between them leaves half", "write both in one")}
	f.Path = append(inloop.Way(first.e), inloop.Way(second.e)...)
	j.Report(f)
}

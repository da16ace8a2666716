package lockorder

import (
	"strings"

	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// rows reports statements that lock several rows in no order, loops that lock a row in each turn in whatever order they are given, and pairs of
// rows that are locked in the order in which they are named.
func (j *judge) rows(scopes []*scope) {
	locked := map[string]int{} // how many places lock rows of a table
	seen := map[*query.Statement]bool{}
	for _, s := range scopes {
		for _, st := range s.steps {
			if !st.adds && !seen[st.st] {
				seen[st.st] = true
				locked[st.table]++
			}
		}
	}
	told := map[*summary.Call]bool{}
	report := func(c summary.CallRef, key, what, remedy string, way ...rule.Hop) {
		if !told[c.Call] {
			told[c.Call] = true
			j.found = append(j.found, rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: key, Message: inloop.Fit(what+", and two of these wait for each other", remedy), Path: way})
		}
	}
	for _, s := range scopes {
		if j.again(s) {
			continue
		}
		for _, st := range s.steps {
			switch {
			case st.adds:
			case locked[st.table] > 1 && several(st.st) && !j.skips(st.at, st.st) && !j.sortedFor(st.at):
				report(st.at, "rows of "+st.table, "locks rows of "+st.table+" in no order", "add ORDER BY the key before FOR UPDATE")
			case j.unsorted(s, st) && !j.skips(st.at, st.st):
				what := "in the order of a map"
				if l := st.loop(); !l.Map {
					what = "in the order of " + item(l)
				}
				report(st.at, "loop over rows of "+st.table, "locks rows of "+st.table+" "+what, "sort the keys first", j.hopsTo(st)...)
			}
		}
		if a, b, ok := j.pair(s); ok {
			report(b.at, "two rows of "+b.table, "locks two rows of "+b.table+" in the order in which they are named", "lock the lower key first",
				append([]rule.Hop{rule.HopAt(a.at, "locks the first")}, j.hopsTo(b)...)...)
		}
	}
	j.sweeps(scopes, report)
}

// again reports whether a transaction is one that expects to fail and is tried again.
func (j *judge) again(s *scope) bool {
	c := s.tx.Begin
	return s.tx.Isolation == "serializable" || c.Call.In >= 0 && c.Pkg.Loops[c.Call.In].Class == summary.Retry
}

// several reports whether a query locks rows of which there may be several, in no order.
func several(s *query.Statement) bool {
	if s.Verb != "SELECT" || !strings.Contains(s.Lock, "UPDATE") || len(s.OrderBy) > 0 || s.One || s.HasLimit && s.Limit.Text == "1" {
		return false
	}
	many := s.Many
	for _, w := range s.Where {
		name := strings.ToLower(w.Column.Name)
		if w.Op == "=" && !w.Or && !listed(w) && (name == "id" || name == "uuid" || name == "guid") {
			return false
		}
		many = many || w.Op == "IN" || w.Or || listed(w)
	}
	return many
}

// skips reports whether a query passes over rows that others have locked, or fails at once: it never waits.
func (j *judge) skips(c summary.CallRef, s *query.Statement) bool {
	if s.Query != nil {
		for _, t := range s.Query.Tokens(sqltext.Lock) {
			if t.Is("SKIP", "NOWAIT") {
				return true
			}
		}
		return false
	}
	for i := range c.Pkg.Nodes { // a builder: its parts stand in the function
		v := &c.Pkg.Nodes[i]
		if v.Kind == summary.Const && v.Fn == c.Call.Fn && (strings.Contains(strings.ToUpper(v.Value), "SKIP LOCKED") || strings.Contains(strings.ToUpper(v.Value), "NOWAIT")) {
			return true
		}
	}
	return false
}

// sortedFor reports whether the function around a call is handed a list that has been sorted: that of the keys.
func (j *judge) sortedFor(c summary.CallRef) bool {
	f := j.Enclosing(c)
	for ; !f.IsZero(); f = f.Outer() {
		for _, n := range f.Func.Params {
			if f.Pkg.Nodes[n].List && j.sorted(j.ID(f.Pkg, n)) {
				return true
			}
		}
	}
	return false
}

// listed reports whether a column is compared with each element of an array: id = ANY($1).
func listed(w query.Predicate) bool {
	return w.Op == "=" && len(w.Value.Tokens) > 0 && w.Value.Tokens[0].Is("ANY", "SOME")
}

package lockorder

import (
	"strings"

	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// rows reports statements that lock several rows in no order, and loops that lock a row in each turn in whatever order they are given.
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
	for _, s := range scopes {
		for _, st := range s.steps {
			c := st.at
			if st.adds || told[c.Call] {
				continue
			}
			switch {
			case locked[st.table] > 1 && several(st.st) && !j.skips(c, st.st):
				told[c.Call] = true
				j.found = append(j.found, rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: "rows of " + st.table,
					Message: inloop.Fit("locks rows of "+st.table+" in no order, and two of these wait for each other", "add ORDER BY the key before FOR UPDATE")})
			case j.unsorted(st):
				told[c.Call] = true
				j.found = append(j.found, rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: "loop over rows of " + st.table,
					Message: inloop.Fit("locks rows of "+st.table+" in the order of a map, and two of these wait for each other", "sort the keys first")})
			}
		}
	}
}

// several reports whether a query locks rows of which there may be several, in no order.
func several(s *query.Statement) bool {
	if s.Verb != "SELECT" || !strings.Contains(s.Lock, "UPDATE") || len(s.OrderBy) > 0 || s.One || s.HasLimit && s.Limit.Text == "1" {
		return false
	}
	many := s.Many
	for _, w := range s.Where {
		name := strings.ToLower(w.Column.Name)
		if w.Op == "=" && !w.Or && (name == "id" || name == "uuid" || name == "guid") {
			return false
		}
		many = many || w.Op == "IN" || w.Or
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

// unsorted reports whether a row is locked in each turn of a loop over a map, whose order is another one each time.
func (j *judge) unsorted(st step) bool {
	c := st.top
	if c.Call.In < 0 || st.st.Verb == "INSERT" {
		return false
	}
	l := &c.Pkg.Loops[c.Call.In]
	if l.Class != summary.Collection || !l.Map {
		return false
	}
	depends := false
	for _, d := range c.Call.Deps {
		depends = depends || d&l.Elem != 0
	}
	return depends
}

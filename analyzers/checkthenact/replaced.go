package checkthenact

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/unique"
)

// replaced reports statements that delete rows in a common table expression and insert rows with the same keys beside it. All parts of a statement see
// the table as it was before, and nothing says which part writes first: a row that is inserted meets the one that is to be deleted.
func replaced(p *rule.Pass) {
	for _, s := range query.Of(p.Program).In(p.Summary) {
		if s.Query == nil || s.Query.Verb != "INSERT" || s.Conflict || s.Target() == "" {
			continue
		}
		for _, cte := range s.Query.With {
			if cte.Verb != "DELETE" || !writes(cte, s.Target()) || reads(s.Query, cte) {
				continue
			}
			f := rule.Finding{Pos: s.Call.Call.Pos, Function: p.Summary.FunctionName(s.Call.Call.Fn), Key: s.Target() + " replaced",
				Message: "this INSERT may come before the DELETE beside it, and equal keys collide: delete first, in a transaction, or use ON CONFLICT"}
			switch again, known := meet(p, s, cte); {
			case !again:
				continue
			case !known:
				f.Severity = rule.Info
			}
			p.Report(f)
			break
		}
	}
}

// meet reports whether rows that are inserted may have the keys of those that are deleted: the condition is about a column of a unique key which the
// INSERT sets. known says that the keys are seen.
func meet(p *rule.Pass, s *query.Statement, cte *sqltext.Query) (again, known bool) {
	var set, asked []string
	for _, a := range s.Set {
		set = append(set, a.Column.Name)
	}
	for _, in := range s.Inner {
		if in.Query != cte {
			continue
		}
		for _, w := range in.Where {
			if w.Column.Name != "" {
				asked = append(asked, w.Column.Name)
			}
		}
	}
	has := func(list []string, column string) bool {
		return slices.ContainsFunc(list, func(o string) bool { return strings.EqualFold(o, column) })
	}
	all := func(list, of []string) bool {
		return !slices.ContainsFunc(list, func(c string) bool { return !has(of, c) })
	}
	keys, known := unique.Keys(p.Program, p.Tree, s)
	if !known {
		return len(asked) > 0 && all(asked, set), false
	}
	return slices.ContainsFunc(keys, func(key []string) bool {
		return all(key, set) && (len(asked) == 0 || slices.ContainsFunc(asked, func(c string) bool { return has(key, c) }))
	}), true
}

// writes reports whether a query writes to a table.
func writes(q *sqltext.Query, table string) bool {
	return slices.ContainsFunc(q.Tables, func(t sqltext.Table) bool { return t.Target && strings.EqualFold(t.Name, table) })
}

// reads reports whether another part of a statement takes what a common table expression gives: it runs first then.
func reads(q, cte *sqltext.Query) bool {
	if q == nil || q == cte {
		return false
	}
	if slices.ContainsFunc(q.Tables, func(t sqltext.Table) bool { return strings.EqualFold(t.Name, cte.Name) || reads(t.Sub, cte) }) {
		return true
	}
	return slices.ContainsFunc(slices.Concat(q.With, q.Arms, q.Subs, []*sqltext.Query{q.Source}), func(in *sqltext.Query) bool { return reads(in, cte) })
}

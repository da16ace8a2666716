// Package unboundedquery finds queries whose result grows with the table, and IN lists that grow with what a request brings. The one fills the
// memory of the service when the table has grown; the other ends in "too many SQL variables", or in a plan that takes longer than the query.
package unboundedquery

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports queries without a limit that read a whole table into memory, and IN lists of any length.
var Rule = rule.New("unboundedquery", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	seen := map[summary.Pos]bool{}
	report := func(s *query.Statement, pos summary.Pos, message, key string) {
		if !seen[pos] {
			seen[pos] = true
			p.Report(rule.Finding{Pos: pos, Function: p.Summary.FunctionName(s.Call.Call.Fn), Key: key, Message: message, Path: path(s)})
		}
	}
	for _, s := range query.Of(p.Program).In(p.Summary) {
		table := rows(s)
		list := ""
		if table == "" {
			list = lists(p.Program, s)
		}
		if table == "" && list == "" || seen[s.Call.Call.Pos] || admin.Aside(p.Program, s.Call) || p.Program.OneShot(s.Call) {
			continue
		}
		ways, serves := admin.Serves(p.Program, s.Call)
		if !serves {
			continue
		}
		switch {
		case list != "":
			report(s, s.Call.Call.Pos, "the IN list has as many values as "+list+": ask for them in chunks of a few hundred", "IN "+list)
		case ways.Has(summary.ByRequest, summary.ByClock):
			report(s, s.Call.Call.Pos, "all rows of "+table+" are read into memory, however many there are: page through them with LIMIT", table)
		}
	}
}

// path shows where a statement is handed on.
func path(s *query.Statement) []rule.Hop {
	var out []rule.Hop
	for i, hop := range s.Path {
		note := "handed on here"
		if i == len(s.Path)-1 {
			note = "queried here"
		}
		out = append(out, rule.Hop{Pos: hop.Call.Pos, Function: hop.Pkg.FunctionName(hop.Call.Fn), Note: note})
	}
	return out
}

// rows returns the table of which a statement reads every row into memory.
func rows(s *query.Statement) string {
	if s.Verb != "SELECT" || !s.Many || s.One || !s.Complete || !s.Sure || s.HasLimit || s.Grouped || s.Windows || s.Distinct || len(s.Aggregates) > 0 || s.Lock != "" {
		return ""
	}
	if s.Reach() != query.Whole || s.Query != nil && (len(s.Query.With) > 0 || len(s.Query.Arms) > 0) {
		return ""
	}
	if slices.ContainsFunc(s.Tables, func(t query.Table) bool { return t.Derived }) {
		return ""
	}
	tables := s.Stored()
	if len(tables) == 0 {
		return ""
	}
	if t := tables[0]; !query.Small(t) && !sqltext.IsCatalog(t) && !strings.ContainsRune(t, sqltext.Hole) && len(t) <= 40 {
		return t
	}
	return ""
}

// lists returns what the program calls the list of any length that a statement has after IN.
func lists(prog *summary.Program, s *query.Statement) string {
	if s.Verb != "SELECT" && s.Verb != "DELETE" && s.Verb != "UPDATE" || inLoop(s.Call) {
		return ""
	}
	for _, scope := range s.Scopes() {
		for _, w := range scope.Where {
			if w.Op != "IN" && w.Op != "=" || w.Not || w.Maybe {
				continue
			}
			if w.Left != nil && w.Op == "=" { // = ANY($1) takes an array as one value
				continue
			}
			t := tracer{prog: prog, hops: append(append(slices.Clone(w.Via), s.Call), s.Path...)}
			open := slices.ContainsFunc(append([]query.Value{w.Value}, w.More...), func(v query.Value) bool { return v.Kind == query.HoleValue })
			switch {
			case !open && w.Value.Kind == query.Bound && len(w.More) == 0:
				if name := t.any(w.Value.Arg, 5); name != "" {
					return name
				}
			case open && w.Op == "IN": // IN (…) with a list of placeholders
				for _, id := range s.Loose {
					if v := prog.Value(id); v.Kind == summary.Param && v.List {
						if name := t.any(id, 5); name != "" {
							return name
						}
					}
				}
			}
		}
	}
	return ""
}

// inLoop reports whether a call stands in a loop: it has a part of a list, or is a matter of other rules.
func inLoop(c summary.CallRef) bool {
	for f := (summary.FuncRef{Pkg: c.Pkg}); ; {
		if c.Call.In >= 0 {
			return true
		}
		if c.Call.Fn < 0 {
			return false
		}
		f.Func = &c.Pkg.Funcs[c.Call.Fn]
		if !f.Func.Lit || f.Func.Site < 0 {
			return false
		}
		c = summary.CallRef{Pkg: c.Pkg, Call: &c.Pkg.Calls[f.Func.Site]}
	}
}

// tracer follows a list back to where its length is decided.
type tracer struct {
	prog *summary.Program
	hops []summary.CallRef // the calls through which the statement and its conditions came
}

// any returns the name of a list if whoever calls decides how long it is: a parameter that is no batch.
func (t tracer) any(id summary.ID, depth int) string {
	if id == summary.NoID || depth == 0 {
		return ""
	}
	v := t.prog.Value(id)
	switch v.Kind {
	case summary.Param:
		f := t.prog.FunctionOf(id)
		if !v.List || f.IsZero() || batch(v.Key) || f.Func.Lit || v.Index < 0 {
			return ""
		}
		for _, c := range t.hops {
			if slices.Contains(t.prog.Callees(c), f) {
				if inLoop(c) {
					return ""
				}
				if f.Func.Variadic && int(v.Index) == len(f.Func.Params)-1 && !c.Call.Spread {
					return "" // values that the code lists
				}
				return t.any(t.prog.Arg(c, int(v.Index)), depth-1)
			}
		}
		callers := t.prog.Callers(f)
		for _, c := range callers {
			if strings.HasSuffix(c.Call.Pos.File, "_test.go") || inLoop(c) || f.Func.Variadic && int(v.Index) == len(f.Func.Params)-1 && !c.Call.Spread {
				continue
			}
			arg := t.prog.Arg(c, int(v.Index))
			if arg == summary.NoID || t.decided(arg) {
				continue
			}
			return v.Key
		}
		if len(callers) == 0 && f.Func.Exported {
			return v.Key
		}
	case summary.Var, summary.Expr:
		if batch(v.Key) {
			return ""
		}
		for _, from := range t.prog.Inputs(id) {
			if name := t.any(from, depth-1); name != "" {
				return name
			}
		}
	}
	return ""
}

// decided reports whether the code itself says how long a list is.
func (t tracer) decided(id summary.ID) bool {
	for _, o := range t.prog.Objects(id) {
		switch v := t.prog.Value(o); v.Kind {
		case summary.Lit:
			if len(v.Fields) == 0 { // filled later
				return false
			}
		case summary.Const:
		case summary.Param:
			if !t.prog.FunctionOf(o).Func.Lit && !batch(v.Key) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// batch reports whether a name says that a list is cut to size.
func batch(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "batch") || strings.Contains(name, "chunk")
}

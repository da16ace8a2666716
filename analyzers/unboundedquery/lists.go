package unboundedquery

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

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
			if w.Left != nil && w.Op == "=" || few(w.Column) { // = ANY($1) takes an array as one value
				continue
			}
			t := tracer{prog: prog, hops: append(append(slices.Clone(w.Via), s.Call), s.Path...)}
			open := slices.ContainsFunc(append([]query.Value{w.Value}, w.More...), func(v query.Value) bool {
				return v.Kind == query.HoleValue || slices.ContainsFunc(v.Tokens, sqltext.Token.HasHole)
			})
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
				if name := t.joined(s, append([]query.Value{w.Value}, w.More...)); name != "" {
					return name
				}
			}
		}
	}
	return ""
}

// kinds matches names of tables and columns for what rows are sorted by, of which a list names a few: roles, teams, tags, statuses.
var kinds = lazyre.New(`(?i)(^|_)(status(es)?|states?|stages?|phases?|types?|kinds?|levels?|severit(y|ies)|priorit(y|ies)|roles?|permissions?|teams?|groups?|genres?|tags?|labels?|categor(y|ies)|` +
	`librar(y|ies)|languages?|locales?|countr(y|ies)|currenc(y|ies)|regions?|plans?|tiers?|years?|months?|weekdays?)(_?(id|uuid|name|slug|code))?$`)

// few reports whether a column has one of so few values that no list of them gets long.
func few(c query.Column) bool {
	switch strings.ToLower(c.Name) {
	case "id", "uuid", "name", "slug", "code":
		return kinds().MatchString(c.Table[strings.LastIndexByte(c.Table, '.')+1:])
	}
	return kinds().MatchString(c.Name)
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

// joined returns the name of a list whose elements are joined to the text between the parentheses.
func (t tracer) joined(s *query.Statement, values []query.Value) string {
	for _, v := range values {
		for _, tok := range v.Tokens {
			if !tok.HasHole() || tok.Start > len(s.Template) {
				continue
			}
			n := strings.Count(string(s.Template[:tok.Start]), string(sqltext.Hole))
			for _, id := range s.Holes[min(n, len(s.Holes)):min(n+strings.Count(tok.Text, string(sqltext.Hole)), len(s.Holes))] {
				if c := t.prog.CallOf(id); !c.IsZero() && c.Call.Callee == "strings.Join" {
					if name := t.any(t.prog.Arg(c, 0), 5); name != "" {
						return name
					}
				}
			}
		}
	}
	return ""
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
			if arg == summary.NoID || t.decided(arg) || t.prog.Value(arg).Kind == summary.Param && t.any(arg, depth-1) == "" {
				continue
			}
			return v.Key
		}
		if len(callers) == 0 && t.prog.Offered(f) && !t.prog.MayBeAsked(f) {
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

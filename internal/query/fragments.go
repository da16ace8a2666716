package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Fragment is a condition that is kept as text, to be put into a statement elsewhere.
type Fragment struct {
	Condition
	Text sqltext.Template
	// Loose are the texts that are made beside it, one of which may be bound to it.
	Loose []summary.ID
}

// Fragments returns the conditions with an operator, in upper case, that a package writes as texts of their own and gives to no builder:
// where = append(where, "name LIKE ?"). Statements may have them.
func (x *Index) Fragments(pkg *summary.Package, op string) []Fragment {
	var out []Fragment
	var given []summary.Pos // where builders are given texts
	for _, c := range x.Conditions(pkg) {
		given = append(given, c.Pos)
	}
	for i := range pkg.Nodes {
		v := &pkg.Nodes[i]
		if v.Fn < 0 || v.Type != "string" || v.Kind != summary.Const && v.Kind != summary.Text || strings.HasSuffix(v.Pos.File, "_test.go") {
			continue
		}
		t := template(v)
		if !strings.Contains(strings.ToUpper(string(t)), op) {
			continue
		}
		toks := tokens(t)
		if len(toks) == 0 || toks[0].Kind == sqltext.Word && (toks[0].Upper == "SELECT" || toks[0].Upper == "CASE" || toks[0].Upper == "SHOW") {
			continue
		}
		if toks[0].Is("WHERE", "AND", "OR") {
			toks = toks[1:]
		}
		r := reader{binder: &binder{prog: x.Program, exact: false}, st: &Statement{prog: x.Program}, at: map[int]summary.ID{}}
		list := slices.DeleteFunc(r.predicates(&sqltext.Query{}, sqltext.Condition(toks)), func(p Predicate) bool {
			return !strings.HasSuffix(p.Op, op) || p.Value.Kind != Bound && !sqltext.IsSQL(t)
		})
		if len(list) == 0 || slices.ContainsFunc(given, func(p summary.Pos) bool {
			return p.File == v.Pos.File && p.Line <= v.Pos.Line && v.Pos.Line <= p.EndLine
		}) {
			continue
		}
		f := Fragment{Text: t, Condition: Condition{Predicates: list, Pos: v.Pos, Fn: v.Fn}}
		for k := range pkg.Nodes {
			o := &pkg.Nodes[k]
			if o.Fn == v.Fn && o.Cond == v.Cond && k != i && (o.Kind == summary.Text || o.Kind == summary.Const) && o.Pos.File == v.Pos.File && abs(o.Pos.Line-v.Pos.Line) <= 2 {
				f.Loose = append(f.Loose, x.Program.ID(pkg, summary.Node(k)))
			}
		}
		out = append(out, f)
	}
	return out
}

func abs(n int) int { return max(n, -n) }

// template is the text of a constant or of a text with holes, as it stands there.
func template(v *summary.Value) sqltext.Template {
	if v.Kind == summary.Const {
		return sqltext.Literal(v.Value)
	}
	var b sqltext.Builder
	for _, p := range v.Parts {
		if p.Node == summary.None {
			b.Text(p.Lit)
		} else {
			b.Hole()
		}
	}
	return b.Template()
}

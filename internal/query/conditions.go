package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Condition is what a package adds to the conditions of builders, whichever statements use it.
type Condition struct {
	Predicates []Predicate
	// Call is the call that adds or makes the condition, zero for a literal.
	Call summary.CallRef
	Pos  summary.Pos
	Fn   int32 // function that it stands in, an index into Package.Funcs, or -1
}

// Conditions returns the conditions that a package gives to builders or makes for them, in the order of their calls: texts, and comparisons told
// by column and value. Conditions that hold others are not among them, what they hold is. Tests are left out.
func (x *Index) Conditions(pkg *summary.Package) []Condition {
	x.mu.Lock()
	defer x.mu.Unlock()
	var out []Condition
	add := func(list []Predicate, c summary.CallRef, pos summary.Pos, fn int32) {
		if len(list) > 0 {
			out = append(out, Condition{list, c, pos, fn})
		}
	}
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		for _, e := range x.Program.Catalog.Of(c.Call.Callee) {
			a := x.bare(e)
			switch {
			case e.Kind == "clause" && (e.Attrs["part"] == "where" || e.Attrs["part"] == "having") && e.Has("sql"):
				i := e.Int("sql", 0)
				if arg := x.Program.Arg(c, i); x.isText(arg) {
					add(a.textual(arg, c, e.Int("args", len(c.Call.Args))), c, c.Call.Pos, c.Call.Fn)
				}
			case e.Kind == "clause" && e.Attrs["part"] == "where" && e.Has("column"):
				add(a.pair(c, e), c, c.Call.Pos, c.Call.Fn)
			case e.Kind == "runs" && e.Has("cond"):
				if i := e.Int("cond", 1); i < len(c.Call.Args) && x.isText(x.Program.Arg(c, i)) {
					add(a.textual(x.Program.Arg(c, i), c, i+1), c, c.Call.Pos, c.Call.Fn)
				}
			case e.Kind == "cond" && e.Has("sql"):
				if arg := x.Program.Arg(c, e.Int("sql", 0)); x.isText(arg) {
					add(a.textual(arg, c, e.Int("args", 1)), c, c.Call.Pos, c.Call.Fn)
				}
			case e.Kind == "cond" && !e.Has("join"):
				add(a.pair(c, e), c, c.Call.Pos, c.Call.Fn)
			}
		}
	}
	for i := range pkg.Nodes {
		v := &pkg.Nodes[i]
		if v.Kind != summary.Lit || strings.HasSuffix(v.Pos.File, "_test.go") {
			continue
		}
		if e, ok := x.Program.Catalog.Get(v.Type, "cond"); ok && !e.Has("join") {
			add(x.bare(e).literal(x.Program.ID(pkg, summary.Node(i)), e, summary.CallRef{Pkg: pkg, Call: &summary.Call{}}, maxNested), summary.CallRef{}, v.Pos, v.Fn)
		}
	}
	return out
}

// bare returns an assembler without a statement.
func (x *Index) bare(e catalog.Entry) *assembler {
	return &assembler{Index: x, st: &Statement{prog: x.Program}, scope: &sqltext.Query{}, into: summary.NoID, row: summary.NoID, naming: naming(e.Attrs["naming"])}
}

// isText reports whether a value is a string.
func (x *Index) isText(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	v := x.Program.Value(id)
	return v.Type == "string" || v.Kind == summary.Text
}

// Patterns returns the texts that a value may be, with … for what is not known, whichever way they came here. % around what a library wraps in it
// is part of them. There is none where nothing is known.
func (x *Index) Patterns(v Value) []string {
	var out []string
	add := func(text string) {
		if v.Around && !strings.HasPrefix(text, "%") && !strings.HasSuffix(text, "%") {
			text = "%" + text + "%"
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	switch {
	case v.Kind == Literal:
		add(strings.ReplaceAll(v.Text, string(sqltext.Hole), "…"))
	case v.Arg != summary.NoID:
		for _, text := range x.beginnings(v.Arg, 4) {
			add(text)
		}
	}
	return out
}

// beginnings returns the texts that a value may be. Only what they begin with is followed to where it comes from.
func (x *Index) beginnings(id summary.ID, depth int) []string {
	p := x.Program
	unknown := []string{"…"}
	if id == summary.NoID || depth == 0 {
		return unknown
	}
	var out []string
	for _, o := range p.Origins(id) {
		v := p.Value(o)
		switch {
		case v.Kind == summary.Const && v.Value != "nil":
			out = append(out, v.Value)
		case v.Kind == summary.Text && len(v.Parts) > 0:
			first, rest := []string{v.Parts[0].Lit}, ""
			if n := v.Parts[0].Node; n != summary.None {
				first = x.beginnings(p.ID(p.Owner(o), n), depth-1)
			}
			for _, part := range v.Parts[1:] {
				if part.Node == summary.None {
					rest += part.Lit
				} else {
					rest += "…"
				}
			}
			for _, f := range first {
				out = append(out, f+rest)
			}
		default:
			out = append(out, unknown...)
		}
		if len(out) > 16 {
			return out[:16]
		}
	}
	return out
}

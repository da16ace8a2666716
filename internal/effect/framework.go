package effect

import (
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/summary"
)

const (
	gqlgen      = "github.com/99designs/gqlgen/graphql"
	graphGopher = "github.com/graph-gophers/graphql-go"
)

// framework returns the turn of a function that a framework runs for each element of what it renders: a resolver of a GraphQL field, which
// runs for each parent, or a function of a template.
func (x *Index) framework(f summary.FuncRef, guard summary.Guard) []Turn {
	if f.IsZero() {
		return nil
	}
	if t := x.runElsewhere(f, guard); len(t) > 0 {
		return t
	}
	item, param, why := x.resolver(f)
	by := "GraphQL"
	switch {
	case item != "":
	case x.templates[f.Func]:
		item, param, why, by = "call from the template", -2, "a template may call it for each element that it renders", "a template"
	case compares(f):
		item, param, why, by = "comparison", -2, "sorting compares the elements with each other", "sorting"
	default:
		return nil
	}
	t := Turn{Class: summary.Collection, Why: why, Item: item, Pos: f.Func.Pos, Fn: f.Func.Name, Guard: guard, By: by, Over: summary.NoID}
	fn := x.indexOf[f.Func]
	for i, s := range f.Pkg.Funcs[root(f.Pkg, fn)].Sources {
		if s.Loop < 0 && s.Fn == fn && (s.Param == param || param == -2 && s.Param >= 0) {
			t.Bits |= 1 << i
		}
	}
	return []Turn{t}
}

// resolver returns the parent of the GraphQL field that a method resolves, and which parameter it is (-1 the receiver).
// gqlgen (v0.17) generates an interface PostResolver, which the methods of postResolver implement; graph-gophers (v1) looks methods up by
// name on values that stand for the parent.
func (x *Index) resolver(f summary.FuncRef) (item string, param int32, why string) {
	if f.Func.Recv == summary.None || f.Func.Parent >= 0 {
		return "", 0, ""
	}
	recv := f.Pkg.Nodes[f.Func.Recv].Type
	typ := recv[strings.LastIndexByte(recv, '.')+1:]
	parent, ok := strings.CutSuffix(typ, "Resolver")
	if !ok || parent == "" || slices.Contains([]string{"query", "mutation", "subscription", "root"}, strings.ToLower(parent)) {
		return "", 0, ""
	}
	item = lower(parent)
	if x.generatedResolver(upper(typ), methodName(f.Func.Key)) && len(f.Func.Params) >= 2 {
		return item, 1, "GraphQL resolves the field for each " + item
	}
	if slices.Contains(f.Pkg.Uses, graphGopher) && unicode.IsUpper(rune(methodName(f.Func.Key)[0])) {
		return item, -1, "GraphQL resolves the field for each " + item
	}
	return "", 0, ""
}

// compares reports whether a method is Less of sort.Interface.
func compares(f summary.FuncRef) bool {
	if f.Func.Recv == summary.None || f.Func.Parent >= 0 || methodName(f.Func.Key) != "Less" || len(f.Func.Params) != 2 {
		return false
	}
	recv := f.Pkg.Nodes[f.Func.Recv].Type
	for _, t := range f.Pkg.Types {
		if t.Key != recv {
			continue
		}
		has := map[string]string{}
		for _, m := range t.Methods {
			has[m.Name] = m.Sig
		}
		return has["Len"] == "func() int" && has["Swap"] == "func(int, int)" && has["Less"] == "func(int, int) bool"
	}
	return false
}

func (x *Index) generatedResolver(iface, method string) bool {
	for _, pkg := range x.Program.Packages {
		if !slices.Contains(pkg.Uses, gqlgen) && !slices.ContainsFunc(pkg.Types, func(t summary.NamedType) bool { return t.Iface && t.Key == pkg.Path+".ResolverRoot" }) {
			continue
		}
		for _, t := range pkg.Types {
			if t.Iface && t.Key == pkg.Path+"."+iface && slices.ContainsFunc(t.Methods, func(m summary.MethodSig) bool { return m.Name == method }) {
				return true
			}
		}
	}
	return false
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// templateFuncs returns the functions that templates are given by name.
func (x *Index) templateFuncs() map[*summary.Function]bool {
	out := map[*summary.Function]bool{}
	add := func(pkg *summary.Package, n summary.Node) {
		if n == summary.None || pkg.Nodes[n].Kind == summary.Const {
			return
		}
		for _, f := range x.Program.FunctionsAt(x.Program.ID(pkg, n)) {
			out[f.Func] = true
		}
	}
	isMap := func(typ string) bool { return typ == "html/template.FuncMap" || typ == "text/template.FuncMap" }
	x.calls(func(c summary.CallRef) { // a map by another name
		if key := c.Call.Callee; key != "(*html/template.Template).Funcs" && key != "(*text/template.Template).Funcs" {
			return
		}
		for _, o := range x.Program.Objects(x.Program.Arg(c, 0)) {
			if v := x.Program.Value(o); v.Kind == summary.Lit {
				for _, f := range v.Fields {
					add(x.Program.Owner(o), f.Value)
				}
			}
			for _, a := range x.Program.Aliases(o) {
				for _, s := range x.Program.Stores(a) {
					add(s.Pkg, s.Store.Value)
				}
			}
		}
	})
	for _, pkg := range x.Program.Packages {
		if !slices.Contains(pkg.Uses, "html/template") && !slices.Contains(pkg.Uses, "text/template") {
			continue
		}
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; v.Kind == summary.Lit && isMap(v.Type) {
				for _, f := range v.Fields {
					add(pkg, f.Value)
				}
			}
		}
		for i := range pkg.Stores {
			if s := &pkg.Stores[i]; s.Base != summary.None && isMap(pkg.Nodes[s.Base].Type) {
				add(pkg, s.Value)
			}
		}
	}
	return out
}

// eager judges a call that reads many rows of which each has its associations loaded by queries of their own.
func (x *Index) eager(c summary.CallRef) []Verdict {
	direct := x.direct[c.Call]
	if len(direct) == 0 || direct[0].Kind != Read || methodName(c.Call.Callee) != "All" {
		return nil
	}
	for _, up := range x.sites.chain(c)[1:] {
		entry, ok := x.Program.Catalog.Get(up.Call.Callee, "eager")
		if !ok || !x.associated(x.Program.Arg(c, 0)) {
			continue
		}
		item := "row"
		if direct[0].On != "" {
			item = lower(direct[0].On)
		}
		t := Turn{Class: summary.Rows, Why: "the associations of each row are loaded by themselves", Item: item, Pos: up.Call.Pos, Fn: up.Pkg.FunctionName(up.Call.Fn), Guard: c.Call.Guard, Over: summary.NoID}
		return []Verdict{{Call: c, Turn: t, Effect: &Effect{Kind: Read, On: "associations", Batch: entry.Attrs["batch"], Via: c, Sure: true}}}
	}
	return nil
}

// associated reports whether the struct that rows are read into has a field with a tag of an association of pop (v6).
func (x *Index) associated(dest summary.ID) bool {
	if dest == summary.NoID {
		return false
	}
	return slices.ContainsFunc(x.Program.StructFields(x.Program.Value(dest).Type), func(f summary.ID) bool {
		tag := x.Program.Value(f).Value
		return strings.Contains(tag, "has_many:") || strings.Contains(tag, "has_one:") || strings.Contains(tag, "belongs_to:") || strings.Contains(tag, "many_to_many:")
	})
}

// runElsewhere returns the loops that run a literal which was kept for them: one in a function that has it from a field, for each element that
// it hands over.
func (x *Index) runElsewhere(f summary.FuncRef, guard summary.Guard) []Turn {
	if !f.Func.Lit {
		return nil
	}
	fn := x.indexOf[f.Func]
	r := root(f.Pkg, fn)
	var out []Turn
	for _, c := range x.Program.Callers(f) {
		if !x.elsewhere(c, f) {
			continue
		}
		for i := c.Call.In; i >= 0; i = c.Pkg.Loops[i].Outer {
			t := x.turn(c.Pkg, &c.Pkg.Loops[i], guard|c.Call.Guard&^summary.FirstHit)
			if !t.multiplies() {
				continue
			}
			elem := t.Bits
			t.Bits = 0
			for b, s := range f.Pkg.Funcs[r].Sources {
				if s.Loop < 0 && s.Fn == fn && s.Param >= 0 && int(s.Param) < len(c.Call.Deps) && c.Call.Deps[s.Param]&elem != 0 {
					t.Bits |= 1 << b
				}
			}
			if t.Bits != 0 {
				return append(out, t)
			}
		}
	}
	return out
}

// elsewhere reports whether a call runs a literal that the function around the literal has given to the very loop that it starts: a callback
// which is kept in a field on the way. What is wired into a field for others to call is theirs.
func (x *Index) elsewhere(c summary.CallRef, f summary.FuncRef) bool {
	if c.Call.Dyn == summary.None || !f.Func.Lit || x.paramOf(c).fn != nil {
		return false
	}
	fn := x.indexOf[f.Func]
	r := root(f.Pkg, fn)
	if c.Pkg == f.Pkg && root(c.Pkg, c.Call.Fn) == r {
		return false
	}
	return x.starts(summary.FuncRef{Pkg: f.Pkg, Func: &f.Pkg.Funcs[r]}, x.Program.Enclosing(c))
}

// maxStart bounds how many calls may lie between a function and the loop that it starts.
const maxStart = 3

// starts reports whether a function calls another, over a few calls.
func (x *Index) starts(f, loop summary.FuncRef) bool {
	seen := map[*summary.Function]bool{f.Func: true}
	level := []summary.FuncRef{f}
	for range maxStart {
		var next []summary.FuncRef
		for _, g := range level {
			for _, c := range x.inner[g.Func] {
				for _, to := range x.Program.Callees(c) {
					if to.Func == loop.Func {
						return true
					}
					if !seen[to.Func] && !to.Func.Lit {
						seen[to.Func] = true
						next = append(next, to)
					}
				}
			}
		}
		level = next
	}
	return false
}

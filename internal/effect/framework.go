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
	item, param, why := x.resolver(f)
	if item == "" {
		if !x.templates[f.Func] {
			return nil
		}
		item, param, why = "call from the template", -2, "a template may call it for each element that it renders"
	}
	t := Turn{Class: summary.Collection, Why: why, Item: item, Pos: f.Func.Pos, Fn: f.Func.Name, Guard: guard}
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

func (x *Index) generatedResolver(iface, method string) bool {
	for _, pkg := range x.Program.Packages {
		if !slices.Contains(pkg.Uses, gqlgen) {
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

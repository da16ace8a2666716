package query

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/summary"
)

// load type-checks a package in the testdata module, against the real libraries, and links its summary.
func load(t *testing.T, src string) (*Index, *summary.Package) {
	t.Helper()
	root, err := filepath.Abs("../../testdata")
	require.NoError(t, err)
	cfg := &packages.Config{
		Mode:    packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedTypesSizes,
		Dir:     root,
		Env:     append(os.Environ(), "GOWORK=off", "GOPACKAGESDRIVER=off", "GOFLAGS=-mod=mod"),
		Overlay: map[string][]byte{filepath.Join(root, "zquery", "p.go"): []byte(src)},
	}
	cfg.Env[len(cfg.Env)-1] = "GOFLAGS=" // the module is complete
	pkgs, err := packages.Load(cfg, "./zquery")
	require.NoError(t, err)
	require.Len(t, pkgs, 1)
	p := pkgs[0]
	for _, e := range p.Errors {
		require.NoError(t, e)
	}
	sum := extract.Package(extract.Input{Fset: p.Fset, Files: p.Syntax, Types: p.Types, Info: p.TypesInfo, Path: p.PkgPath,
		Workspace: func(path string) bool { return strings.HasPrefix(path, "prodlint.test/") }})
	prog := summary.Link([]*summary.Package{sum}, catalog.Default())
	return Of(prog), sum
}

// describe writes the statements of the calls in each function, one a line.
func describe(x *Index, pkg *summary.Package) map[string][]string {
	out := map[string][]string{}
	for _, s := range x.In(pkg) {
		fn := pkg.FunctionName(s.Call.Call.Fn)
		out[fn] = append(out[fn], line(x.Program, s))
	}
	return out
}

func line(prog *summary.Program, s *Statement) string {
	var b strings.Builder
	b.WriteString(s.Verb)
	for _, t := range s.Tables {
		b.WriteString(" " + strings.ReplaceAll(t.Name, "\x00", "…"))
		if t.Derived {
			b.WriteString("()")
		}
	}
	preds := func(word string, list []Predicate) {
		for i, p := range list {
			b.WriteString(map[bool]string{true: " " + word + " ", false: ", "}[i == 0] + pred(prog, p))
		}
	}
	preds("on", s.On)
	preds("where", s.Where)
	preds("having", s.Having)
	for i, g := range s.GroupBy {
		b.WriteString(map[bool]string{true: " group ", false: ","}[i == 0] + g.Name)
	}
	for i, o := range s.OrderBy {
		b.WriteString(map[bool]string{true: " order ", false: ","}[i == 0] + o.Column.Name)
	}
	for _, a := range s.Aggregates {
		b.WriteString(" " + a + "()")
	}
	if s.HasLimit {
		b.WriteString(" limit " + value(prog, s.Limit))
	}
	if s.Lock != "" {
		b.WriteString(" for " + s.Lock)
	}
	for i, a := range s.Set {
		b.WriteString(map[bool]string{true: " set ", false: ", "}[i == 0] + a.Column.Name + "=" + value(prog, a.Value))
		for _, r := range a.Reads {
			b.WriteString(" reads " + r.Name)
		}
	}
	for _, in := range s.Inner {
		b.WriteString(" {" + in.Verb)
		for _, p := range in.Where {
			b.WriteString(" " + pred(prog, p))
		}
		b.WriteString("}")
	}
	for i, d := range s.Dest() {
		b.WriteString(map[bool]string{true: " into ", false: ","}[i == 0] + name(prog, d))
	}
	for word, on := range map[string]bool{" many": s.Many} {
		if on {
			b.WriteString(word)
		}
	}
	if s.Conflict {
		b.WriteString(" conflict")
	}
	if !s.Complete {
		b.WriteString(" incomplete")
	}
	if !s.Sure {
		b.WriteString(" unsure")
	}
	return b.String()
}

func pred(prog *summary.Program, p Predicate) string {
	s := p.Column.Name
	if p.Column.Table != "" {
		s = strings.ReplaceAll(p.Column.Table, "\x00", "…") + "." + s
	}
	if p.Func != "" {
		s = strings.ToLower(p.Func) + "(" + s + ")"
	}
	if p.Not {
		s += " not"
	}
	if p.Op != "" {
		s += " " + p.Op + " " + value(prog, p.Value)
	}
	for _, v := range p.More {
		s += "|" + value(prog, v)
	}
	if p.Or {
		s += " or"
	}
	if p.Maybe {
		s += " maybe"
	}
	return s
}

func value(prog *summary.Program, v Value) string {
	switch v.Kind {
	case Literal:
		return v.Text
	case Bound:
		return name(prog, v.Arg)
	case OfColumn:
		return v.Column.Table + "." + v.Column.Name
	case OfQuery:
		return "query"
	case HoleValue:
		return "…"
	}
	return "expr"
}

// name writes a value of the program.
func name(prog *summary.Program, id summary.ID) string {
	if id == summary.NoID {
		return "?"
	}
	v := prog.Value(id)
	switch v.Kind {
	case summary.Const:
		return v.Value
	case summary.Text:
		s := ""
		for _, p := range v.Parts {
			if p.Node == summary.None {
				s += p.Lit
			} else {
				s += "<" + name(prog, prog.ID(prog.Owner(id), p.Node)) + ">"
			}
		}
		return s
	case summary.Field:
		return "." + v.Key[strings.LastIndexByte(v.Key, '.')+1:]
	case summary.Result:
		return "call"
	case summary.Lit:
		return "lit"
	case summary.Zero:
		return "zero"
	}
	return v.Key
}

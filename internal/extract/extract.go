// Package extract turns the syntax and types of a package into its summary: the graph of values that flow through it and the calls it makes.
//
// The graph is insensitive to the order of statements, except for strings, which text.go resolves in order. Pointers, slices, maps and
// channels are one with what they hold; a field of a workspace struct is one value for all objects of the type.
package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Input is a type-checked package.
type Input struct {
	Fset  *token.FileSet
	Files []*ast.File
	Types *types.Package
	Info  *types.Info
	// Path is the import path under which the package is known to importers.
	Path string
	// Workspace reports whether a package is analysed from source, so that its functions and struct fields have summaries.
	Workspace func(path string) bool
	// Tests keeps _test.go files.
	Tests bool
	// Catalog is what is known of libraries; nil means the embedded table.
	Catalog *catalog.Table
	// Library returns a library with all that it declares, or nil where that is not to be had. Of libraries that only other packages import, those
	// declarations are known that happen to be mentioned. A nil Library takes them as they are.
	Library func(path string) *types.Package
	// Stopped, if set, reports whether nobody waits for the summary any more. What Package returns then is of no use.
	Stopped func() bool
}

// Judged reports whether findings may stand in a file: not in generated files (those that cgo derives from a source file excepted),
// and in _test.go files, and others that help tests, only if tests is set.
func Judged(fset *token.FileSet, f *ast.File, tests bool) bool {
	name := filepath.Base(fset.Position(f.Name.Pos()).Filename)
	if strings.HasSuffix(name, "_test.go") || helpsTests(f) {
		return tests
	}
	return !ast.IsGenerated(f) || isCgo(f) && name != "_cgo_gotypes.go"
}

// helpsTests reports whether a file imports what tests import.
func helpsTests(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool {
		path, _ := strconv.Unquote(i.Path.Value)
		return slices.Contains(summary.TestLibraries, path)
	})
}

// aside reports whether few of the files of a package, tests left out, help tests: the package exists for something else.
func (b *builder) aside(files []*ast.File) bool {
	all, helpers := 0, 0
	for _, f := range files {
		if !strings.HasSuffix(b.in.Fset.Position(f.Name.Pos()).Filename, "_test.go") {
			all++
			if helpsTests(f) {
				helpers++
			}
		}
	}
	return all > 0 && helpers*3 <= all
}

func isCgo(f *ast.File) bool {
	return len(f.Comments) > 0 && strings.Contains(f.Comments[0].List[0].Text, "cmd/cgo;")
}

// Package returns the summary of a type-checked package. It never fails: what it cannot read becomes an Unknown value.
func Package(in Input) *summary.Package {
	if in.Catalog == nil {
		in.Catalog = catalog.Default()
	}
	if in.Stopped == nil {
		in.Stopped = func() bool { return false }
	}
	b := &builder{in: in, vars: map[types.Object]summary.Node{}, former: map[*types.Var][]earlier{}, funcs: map[string]int32{}, lits: map[*ast.FuncLit]int32{}, calls: map[*ast.CallExpr]int32{}, keyed: map[string]summary.Node{}, nlits: map[int32]int{}, keys: map[*types.Func]string{}, typeKeys: map[*types.TypeName]string{}, handles: map[*types.TypeName]bool{}, nodes: map[ast.Expr]summary.Node{}, sites: map[*ast.FuncLit]litSite{}, fn: -1, cond: summary.None}
	b.strayed = sync.OnceValue(b.straying)
	b.out = &summary.Package{Path: in.Path, Name: in.Types.Name(), Main: in.Types.Name() == "main"}
	b.out.KeptTimers = keptTimers(in)
	b.out.Nodes = make([]summary.Value, 0, len(in.Info.Types)/2+8) // about as many as there are in practice
	b.out.Calls = make([]summary.Call, 0, len(in.Info.Types)/8+8)
	var files []*ast.File
	for _, f := range in.Files {
		name := filepath.Base(in.Fset.Position(f.Name.Pos()).Filename)
		if strings.HasSuffix(name, "_test.go") && !in.Tests {
			continue
		}
		files = append(files, f)
		if !Judged(in.Fset, f, in.Tests) {
			b.out.Generated = append(b.out.Generated, name)
		}
	}
	slices.Sort(b.out.Generated)
	aside := b.aside(files)
	for _, imp := range in.Types.Imports() {
		if aside && slices.Contains(summary.TestLibraries, imp.Path()) {
			continue
		}
		if in.Workspace(imp.Path()) {
			b.out.Imports = append(b.out.Imports, imp.Path())
		} else {
			b.out.Uses = append(b.out.Uses, imp.Path())
			b.declares(imp)
		}
	}
	slices.Sort(b.out.Imports)
	slices.Sort(b.out.Uses)
	slices.Sort(b.out.Declared)
	for _, f := range files {
		b.declare(f)
	}
	wait := b.textsAhead(files)
	for _, f := range files {
		b.file(f)
	}
	wait()
	b.look()
	b.types()
	b.out.Nodes, b.out.Calls = shrunk(b.out.Nodes), shrunk(b.out.Calls)
	return b.out
}

// shrunk returns a list without the room to grow, where that is worth the copy; nil where it is empty.
func shrunk[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	if cap(list)-len(list) > len(list)/4 {
		return append(make([]T, 0, len(list)), list...)
	}
	return list
}

// declare records the functions of a file, so that calls can refer to ones that stand further down.
func (b *builder) declare(f *ast.File) {
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		obj, ok := b.in.Info.Defs[fd.Name].(*types.Func)
		if !ok {
			continue
		}
		if fd.Body == nil {
			continue
		}
		sig := obj.Signature()
		exported := obj.Exported()
		if r := sig.Recv(); r != nil {
			if n := namedOf(r.Type()); n != nil {
				exported = exported && n.Obj().Exported()
			}
		}
		i := b.function(summary.Function{
			Key: b.keyOf(obj), Name: displayName(obj), Parent: -1, Site: -1, SiteArg: -1, Exported: exported || obj.Name() == "main" && b.out.Main || obj.Name() == "init",
			Test: strings.HasSuffix(b.in.Fset.Position(fd.Pos()).Filename, "_test.go") || helpsTests(f), Pos: summary.Span(b.in.Fset, b.in.Path, fd.Name.Pos(), fd.Name.End()),
		}, sig)
		b.funcs[b.out.Funcs[i].Key+posKey(fd)] = i
	}
}

// posKey tells several init functions and blank functions of a package apart.
func posKey(fd *ast.FuncDecl) string {
	if fd.Name.Name == "init" || fd.Name.Name == "_" {
		return "@" + itoa(int(fd.Pos()))
	}
	return ""
}

// function adds a function with nodes for its receiver, parameters and results.
func (b *builder) function(f summary.Function, sig *types.Signature) int32 {
	i := int32(len(b.out.Funcs))
	f.Recv, f.Ctx, f.Request, f.Variadic = summary.None, summary.None, summary.None, sig.Variadic()
	param := func(v *types.Var, index int) summary.Node {
		n := b.add(summary.Value{Kind: summary.Param, Key: v.Name(), Type: b.keyOfType(v.Type()), List: isList(v.Type()), Any: isAny(v.Type()), Fn: i, Index: int32(index), Pos: b.nameOf(v)})
		b.vars[v] = n
		return n
	}
	if r := sig.Recv(); r != nil {
		f.Recv = param(r, -1)
	}
	for k := range sig.Params().Len() {
		v := sig.Params().At(k)
		n := param(v, k)
		f.Params = append(f.Params, n)
		switch t := b.keyOfType(v.Type()); {
		case t == "context.Context" && f.Ctx == summary.None:
			f.Ctx = n
		case f.Request == summary.None && b.isRequest(t):
			f.Request = n
		}
	}
	for v := range sig.Results().Variables() {
		if f.Request != summary.None && b.keyOfType(v.Type()) == "net/http.Response" {
			f.Request = summary.None // it sends the request
		}
	}
	for k := range sig.Results().Len() {
		v := sig.Results().At(k)
		n := b.add(summary.Value{Kind: summary.Return, Key: v.Name(), Type: b.keyOfType(v.Type()), Fn: i, Index: int32(k)})
		if v.Name() != "" && v.Name() != "_" {
			b.vars[v] = n
		}
		f.Results = append(f.Results, n)
	}
	b.out.Funcs = append(b.out.Funcs, f)
	return i
}

// isRequest reports whether a handler receives the request it serves as a value of the type.
func (b *builder) isRequest(typeKey string) bool {
	_, ok := b.in.Catalog.Get(typeKey, "request")
	return ok
}

// file walks the declarations of a file.
func (b *builder) file(f *ast.File) {
	for _, d := range f.Decls {
		if b.in.Stopped() {
			return
		}
		switch d := d.(type) {
		case *ast.FuncDecl:
			obj, ok := b.in.Info.Defs[d.Name].(*types.Func)
			if !ok || d.Body == nil {
				continue
			}
			i := b.funcs[b.keyOf(obj)+posKey(d)]
			b.within(i, d.Body)
			b.lookAt(i, d.Recv, d.Type, d.Body)
		case *ast.GenDecl:
			b.genDecl(d)
		}
	}
}

// within walks a body as function i.
func (b *builder) within(i int32, body *ast.BlockStmt) {
	fn, outer, forever := b.fn, b.body, b.forever
	b.fn, b.body, b.forever = i, body, false
	if outer == nil {
		b.whole = body
	}
	calls := len(b.out.Calls)
	b.stmt(body)
	if len(b.out.Calls) > calls {
		b.flowOf(i, body)
		b.out.Funcs[i].Joins = slices.ContainsFunc(b.out.Calls[calls:], func(c summary.Call) bool { return c.Fn == i && starts(c) }) && (&walker{b: b}).joins(body)
	}
	b.panics(i, body)
	if b.recovers[i] {
		b.out.Funcs[i].Recovers = true
		b.hides(i, body)
	}
	b.fn, b.body, b.forever = fn, outer, forever
}

// declares notes what a library declares by which the catalog tells its versions apart.
func (b *builder) declares(lib *types.Package) {
	for _, e := range b.in.Catalog.All("catches") {
		name := e.Attrs["declares"]
		if name == "" || catalog.PackageOf(e.Key) != lib.Path() || lib.Scope().Lookup(name) == nil {
			continue
		}
		if key := lib.Path() + "." + name; !slices.Contains(b.out.Declared, key) {
			b.out.Declared = append(b.out.Declared, key)
		}
	}
}

// types records the method sets that interface calls are resolved with, and which types are functions.
func (b *builder) types() {
	scope := b.in.Types.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		t := summary.NamedType{Key: b.in.Path + "." + name, Iface: types.IsInterface(tn.Type())}
		typ := tn.Type()
		_, t.Func = typ.Underlying().(*types.Signature)
		if !t.Iface {
			typ = types.NewPointer(typ)
		}
		ms := types.NewMethodSet(typ)
		for i := range ms.Len() {
			m := ms.At(i).Obj().(*types.Func)
			sig := summary.MethodSig{Name: m.Name(), Sig: types.TypeString(stripNames(m.Signature()), nil)}
			if !t.Iface {
				sig.Func = b.keyOf(m)
			}
			t.Methods = append(t.Methods, sig)
		}
		if len(t.Methods) > 0 || t.Func {
			b.out.Types = append(b.out.Types, t)
		}
	}
}

// stripNames drops parameter names and the receiver, which two equal signatures may differ in.
func stripNames(sig *types.Signature) *types.Signature {
	strip := func(t *types.Tuple) *types.Tuple {
		vars := make([]*types.Var, t.Len())
		for i := range vars {
			vars[i] = types.NewParam(token.NoPos, nil, "", nameless(t.At(i).Type()))
		}
		return types.NewTuple(vars...)
	}
	return types.NewSignatureType(nil, nil, nil, strip(sig.Params()), strip(sig.Results()), sig.Variadic())
}

// nameless returns a type without aliases and without the names of parameters of functions in it.
func nameless(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Signature:
		return stripNames(t)
	case *types.Pointer:
		return types.NewPointer(nameless(t.Elem()))
	case *types.Slice:
		return types.NewSlice(nameless(t.Elem()))
	case *types.Array:
		return types.NewArray(nameless(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(nameless(t.Key()), nameless(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), nameless(t.Elem()))
	default:
		return t
	}
}

func displayName(f *types.Func) string {
	r := f.Signature().Recv()
	if r == nil {
		return f.Name()
	}
	t, star := r.Type(), ""
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t, star = p.Elem(), "*"
	}
	name := "?"
	if n, ok := types.Unalias(t).(*types.Named); ok {
		name = n.Obj().Name()
	}
	return "(" + star + name + ")." + f.Name()
}

func namedOf(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

package catalog_test

import (
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// unavailable are the packages whose lines cannot be resolved, with the reason; their lines were read against the source by hand.
// A package that does load may not stand here.
var unavailable = map[string]string{
	"github.com/beego/beego/v2/server/web/context": "the module proxy of our builds does not serve beego",
}

// TestResolve holds every line of the table against the library it speaks of.
func TestResolve(t *testing.T) {
	entries := all(catalog.Default())
	require.NotEmpty(t, entries)
	libs := load(t, entries)
	for _, e := range entries {
		pkg := catalog.PackageOf(e.Key)
		if why, ok := unavailable[pkg]; ok {
			assert.Nil(t, libs[pkg], "%s: %s loads, yet it is exempt because %s", e.Source, pkg, why)
			continue
		}
		if libs[pkg] == nil {
			assert.Fail(t, "package does not load", "%s: %s: is %s in testdata/libs/libs.go and testdata/go.mod?", e.Source, e.Key, pkg)
			continue
		}
		assert.NoError(t, resolve(libs, e), e.Source)
	}
}

// all returns the lines of a table in the order of kinds and lines.
func all(table *catalog.Table) []catalog.Entry {
	var kinds []string
	for k := range catalog.Kinds {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	var out []catalog.Entry
	for _, k := range kinds {
		out = append(out, table.All(k)...)
	}
	return out
}

// load returns the packages that lines are about, from export data.
func load(t *testing.T, entries []catalog.Entry) map[string]*types.Package {
	t.Helper()
	want := map[string]bool{}
	for _, e := range entries {
		want[catalog.PackageOf(e.Key)] = true
		for key := range strings.SplitSeq(e.Attrs["options"], ",") {
			if key != "" {
				want[catalog.PackageOf(key)] = true
			}
		}
	}
	var paths []string
	for p := range want {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	cfg := &packages.Config{
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedExportFile, Dir: filepath.Join("..", "..", "testdata"),
		Env: append(os.Environ(), "GOWORK=off", "GOPACKAGESDRIVER=off"),
	}
	pkgs, err := packages.Load(cfg, paths...)
	require.NoError(t, err)
	out := map[string]*types.Package{}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			t.Logf("%s: %v", p.PkgPath, e)
		}
		if p.Types != nil && p.Types.Complete() && len(p.Errors) == 0 {
			out[p.PkgPath] = p.Types
		}
	}
	return out
}

// resolve checks that the key of a line names something, and that its attributes fit.
func resolve(libs map[string]*types.Package, e catalog.Entry) error {
	obj, err := lookup(libs, e.Key)
	if err != nil {
		return err
	}
	for _, name := range catalog.Kinds[e.Kind].Attrs {
		v, ok := e.Attrs[name]
		if !ok {
			continue
		}
		check := attrs[e.Kind+"."+name]
		if check == nil {
			check = attrs[name]
		}
		if check == nil {
			return fmt.Errorf("attribute %s of kind %s has no check in resolve_test.go: add one to attrs", name, e.Kind)
		}
		if err := check(line{e, obj, libs}, v); err != nil {
			return fmt.Errorf("%s %s: %s=%s: %w", e.Key, e.Kind, name, v, err)
		}
	}
	return nil
}

// lookup finds what a key names. A promoted method or field is an error: code that uses it is known by the declaring type.
func lookup(libs map[string]*types.Package, key string) (types.Object, error) {
	pkg := libs[catalog.PackageOf(key)]
	if pkg == nil {
		return nil, fmt.Errorf("%s: its package is not loaded", key)
	}
	rest := strings.TrimPrefix(strings.TrimLeft(key, "(*"), pkg.Path()+".")
	if typ, method, ok := strings.Cut(rest, ")."); ok {
		return lookupMethod(pkg, key, typ, method)
	}
	name, field, isField := strings.Cut(rest, ".")
	obj := pkg.Scope().Lookup(name)
	if obj == nil {
		return nil, fmt.Errorf("%s: %s has no %s", key, pkg.Path(), name)
	}
	if !isField {
		if tn, ok := obj.(*types.TypeName); ok && summary.TypeKey(tn.Type()) != key {
			return nil, fmt.Errorf("%s is an alias of %s", key, summary.TypeKey(tn.Type()))
		}
		return obj, nil
	}
	tn, ok := obj.(*types.TypeName)
	if !ok {
		return nil, fmt.Errorf("%s: %s is not a type", key, name)
	}
	if got := summary.TypeKey(tn.Type()) + "." + field; got != key {
		return nil, fmt.Errorf("%s is an alias of %s", key, got)
	}
	st, ok := tn.Type().Underlying().(*types.Struct)
	if !ok {
		return nil, fmt.Errorf("%s: %s is not a struct (methods are written (*pkg.Type).Method)", key, name)
	}
	for f := range st.Fields() {
		if f.Name() == field {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%s: %s has no field %s of its own", key, name, field)
}

func lookupMethod(pkg *types.Package, key, typ, method string) (types.Object, error) {
	tn, ok := pkg.Scope().Lookup(typ).(*types.TypeName)
	if !ok {
		return nil, fmt.Errorf("%s: %s has no type %s", key, pkg.Path(), typ)
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, pkg, method)
	if types.IsInterface(tn.Type()) {
		obj, _, _ = types.LookupFieldOrMethod(tn.Type(), true, pkg, method)
	}
	f, ok := obj.(*types.Func)
	if !ok {
		return nil, fmt.Errorf("%s: no such method", key)
	}
	if got := summary.FuncKey(f); got != key {
		return nil, fmt.Errorf("%s is called %s", key, got)
	}
	return f, nil
}

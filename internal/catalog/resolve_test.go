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
	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

// unavailable are the modules whose lines cannot be resolved, since the module proxy of our builds does not serve them; their lines were
// read against the source by hand. A module that does load may not stand here.
var unavailable = []string{
	"github.com/cristalhq/jwt/v5",
	"github.com/davidbyttow/govips/v2",
	"github.com/gobuffalo/pop/v5",
	"github.com/h2non/bimg",
	"github.com/imroc/req/v3",
	"github.com/letsencrypt/borp",
	"github.com/mholt/archiver/v3",
	"github.com/upper/db/v4",
	"github.com/volatiletech/sqlboiler/v4",
}

func isUnavailable(pkg string) bool {
	return slices.ContainsFunc(unavailable, func(module string) bool { return pkg == module || strings.HasPrefix(pkg, module+"/") })
}

// TestResolve holds every line of the table against the library it speaks of.
func TestResolve(t *testing.T) {
	entries := all(catalog.Default())
	require.NotEmpty(t, entries)
	libs := load(t, entries)
	for _, e := range entries {
		if strings.HasSuffix(e.Key, "/...") {
			continue
		}
		pkg := catalog.PackageOf(e.Key)
		if isUnavailable(pkg) {
			assert.Nil(t, libs[pkg], "%s: %s loads, yet it stands in unavailable", e.Source, pkg)
			continue
		}
		if libs[pkg] == nil {
			assert.Fail(t, "package does not load", "%s: %s: is %s in testdata/libs/libs.go and testdata/go.mod?", e.Source, e.Key, pkg)
			continue
		}
		assert.NoError(t, resolve(libs, e), e.Source)
	}
}

// TestAttributes asks for a check of every attribute of every kind.
func TestAttributes(t *testing.T) {
	for kind, k := range catalog.Kinds {
		assert.NotEmpty(t, k.Doc, kind)
		for _, name := range k.Attrs {
			assert.NotNil(t, checkOf(kind, name), "attribute %s of kind %s has no check: add one to attrs in attrs_test.go", name, kind)
		}
	}
	for key := range attrs {
		kind, name, ok := strings.Cut(key, ".")
		used := slices.Contains(catalog.Kinds[kind].Attrs, name)
		if !ok {
			for _, k := range catalog.Kinds {
				used = used || slices.Contains(k.Attrs, key)
			}
		}
		assert.True(t, used, "no kind has the attribute %s", key)
	}
}

// checkOf returns the check of an attribute: the one for the kind, or the one for all kinds.
func checkOf(kind, name string) check {
	if c := attrs[kind+"."+name]; c != nil {
		return c
	}
	return attrs[name]
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
		if strings.HasSuffix(e.Key, "/...") {
			continue
		}
		want[catalog.PackageOf(e.Key)] = true
		for key := range strings.SplitSeq(e.Attrs["options"], ",") {
			if strings.Contains(key, ".") {
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
	pkgs, err := fixture.LoadCompiled(cfg, paths...)
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
	if e.Kind == "generated" || e.Kind == "generatedtx" {
		return nil // it is about code that is not there; its key is a package, which loads
	}
	obj, err := lookup(libs, e.Key)
	if err != nil {
		return err
	}
	for _, name := range catalog.Kinds[e.Kind].Attrs {
		v, ok := e.Attrs[name]
		if !ok {
			continue
		}
		check := checkOf(e.Kind, name)
		if check == nil {
			continue // TestAttributes says so
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

// TestResolveRefuses gives the check lines that are wrong about the standard library.
func TestResolveRefuses(t *testing.T) {
	cases := map[string]string{
		"(*database/sql.DB).QueryContext query sql=1 ctx=0 args=2": "",
		"(*database/sql.DB).Query query sql=0 noctx=QueryContext":  "",
		"(*database/sql.DB).Querry query sql=0":                    "(*database/sql.DB).Querry: no such method",
		"(database/sql.DB).Query query sql=0":                      "(database/sql.DB).Query is called (*database/sql.DB).Query",
		"(*database/sql.Pool).Query query sql=0":                   "(*database/sql.Pool).Query: database/sql has no type Pool",
		"database/sql.Opener query":                                "database/sql.Opener: database/sql has no Opener",
		"(*database/sql.DB).Query query sql=2":                     "(*database/sql.DB).Query query: sql=2: it has 2 parameters",
		"(*database/sql.DB).QueryContext query sql=0":              "(*database/sql.DB).QueryContext query: sql=0: its type is context.Context, which holds no text",
		"(*database/sql.DB).QueryContext query ctx=1":              "(*database/sql.DB).QueryContext query: ctx=1: its type is string, not context.Context",
		"(*database/sql.DB).QueryContext query ctx=one":            "(*database/sql.DB).QueryContext query: ctx=one: want recv, all, the number of an argument, or r and the number of a result",
		"(*database/sql.DB).Query query sql=0 noctx=Ask":           "(*database/sql.DB).Query query: noctx=Ask: no such function beside it",
		"(*database/sql.DB).QueryContext query noctx=Query":        "(*database/sql.DB).QueryContext query: noctx=Query: Query takes no context",
		"database/sql.Open flow from=2 to=r0":                      "database/sql.Open flow: from=2: it has 2 parameters",
		"database/sql.Open flow from=0 to=r2":                      "database/sql.Open flow: to=r2: it has 2 results",
		"database/sql.Open flow from=recv to=r0":                   "database/sql.Open flow: from=recv: it has no receiver",
		"net/http.Server server bounds=ReadTimeout,HeadTimeout":    "net/http.Server server: bounds=ReadTimeout,HeadTimeout: net/http.Server has no field HeadTimeout",
		"net/http.Client.Timeouts server":                          "net/http.Client.Timeouts: Client has no field Timeouts of its own",
		"(*net/http.Request).Cookies flow from=all to=r0":          "(*net/http.Request).Cookies flow: from=all: it is not variadic",
		"(*net/http/httptest.ResponseRecorder).Foo query":          "(*net/http/httptest.ResponseRecorder).Foo: no such method",
		"(*bufio.ReadWriter).ReadString query":                     "(*bufio.ReadWriter).ReadString is called (*bufio.Reader).ReadString",
	}
	var lines []catalog.Entry
	for text := range cases {
		table := &catalog.Table{}
		require.NoError(t, table.Read(text, strings.NewReader(text)))
		lines = append(lines, all(table)...)
	}
	libs := load(t, lines)
	for _, e := range lines {
		text := strings.TrimSuffix(e.Source, ":1")
		want := cases[text]
		err := resolve(libs, e)
		if want == "" {
			assert.NoError(t, err, text)
		} else {
			assert.EqualError(t, err, want, text)
		}
	}
}

package driver

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// far is a rule of scope "program" that reports calls of functions of other packages that read the environment, so that what it finds
// in a package depends on others. Its message shows the type that the call gives, which depends on declarations elsewhere.
var far = &rule.Rule{
	Meta: rule.Meta{Name: "far", Scope: rule.Program, Severity: rule.Warning, Confidence: rule.High},
	Check: func(p *rule.Pass) {
		for i := range p.Summary.Calls {
			c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
			for _, f := range p.Program.Callees(c) {
				for k := range f.Pkg.Calls {
					if in := &f.Pkg.Calls[k]; f.Pkg != p.Summary && in.Callee == "os.Getenv" && &f.Pkg.Funcs[in.Fn] == f.Func {
						p.Report(rule.Finding{Pos: c.Call.Pos, Function: p.Summary.FunctionName(c.Call.Fn), Key: c.Call.Callee,
							Message: "reads the environment far away", Path: []rule.Hop{{Pos: in.Pos, Note: "here"}}})
					}
				}
			}
		}
	},
}

// typed is a rule of scope "package" that reports the type and the constant value of every variable that a file declares without a type.
var typed = &rule.Rule{
	Meta: rule.Meta{Name: "typed", Scope: rule.Package, Severity: rule.Info, Confidence: rule.High},
	Check: func(p *rule.Pass) {
		for id, obj := range p.Info.Defs {
			if obj == nil || obj.Parent() != p.Types.Scope() || !strings.HasPrefix(obj.Name(), "V") {
				continue
			}
			p.Report(rule.Finding{Pos: p.At(id), Message: obj.Type().Underlying().String()})
		}
	},
}

func openCache(t *testing.T) *cache.Store {
	t.Helper()
	s, err := cache.Open(t.TempDir(), 0)
	require.NoError(t, err)
	return s
}

// warms are what the runs share that use a cache.
var warms sync.Map

func warmOf(s *cache.Store) *Warm {
	w, _ := warms.LoadOrStore(s, &Warm{})
	return w.(*Warm)
}

// both runs with a cache and what earlier runs with it left in memory, and without, requires the same of both, and returns the former.
func both(t *testing.T, s *cache.Store, dir string, opts Options) *Result {
	t.Helper()
	if opts.Rules == nil {
		opts.Rules = []*rule.Rule{calls, far, files, typed}
	}
	plain := mustRun(t, dir, opts)
	opts.Cache, opts.Warm = s, warmOf(s)
	res := mustRun(t, dir, opts)
	opts.Warm = nil
	assert.Equal(t, plain.Findings, res.Findings)
	assert.Equal(t, messages(plain), messages(res))
	assert.Equal(t, plain.Complete, res.Complete)
	assert.Equal(t, plain.Whole, res.Whole)
	assert.Equal(t, plain.Dirs, res.Dirs)
	assert.Equal(t, plain.Stats.Packages, res.Stats.Packages)
	assert.Equal(t, plain.Stats.Files, res.Stats.Files)
	return res
}

// chain is a module whose packages import each other: top, mid, low, and one alone.
const chain = `
-- top/top.go --
package top

import "m/mid"

var V = mid.Get()

func Top() string { return mid.Name() }
-- mid/mid.go --
package mid

import "m/low"

func Get() low.T { return low.T{} }

func Name() string { return low.Env("mid") + low.Greeting }
-- low/low.go --
package low

import "os"

type T struct{ A int }

const Greeting = "hello"

func Env(name string) string { return os.Getenv(name) }

func private() int { return 1 }
-- alone/alone.go --
package alone

import "os"

var V = os.Getenv("A") //prodlint:ignore calls -- read once
`

// change rewrites a file.
func change(t *testing.T, file, old, text string) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(data), old)
	write(t, file, strings.Replace(string(data), old, text, 1))
}

// TestEdits: after each edit, as many packages are recalled as do not depend on it; after undoing it, all are.
func TestEdits(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	assert.Equal(t, 0, both(t, s, dir, Options{}).Stats.Cached)
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached)
	for name, c := range map[string]struct {
		file, old, text string
		cached          int
	}{
		"body":                      {"low/low.go", "return os.Getenv(name)", "return os.Getenv(name + name)", 3},
		"body that loses an effect": {"low/low.go", "os.Getenv(name)", "os.ExpandEnv(name)", 3},
		"body of the topmost":       {"top/top.go", "return mid.Name()", `return mid.Name() + "!"`, 3},
		"comment":                   {"low/low.go", "package low", "// Package low is the lowest.\npackage low", 3},
		"line":                      {"mid/mid.go", "func Name", "\n\n\nfunc Name", 3},
		"private function":          {"low/low.go", "private() int { return 1 }", "private(x int) string { return \"\" }", 3},
		"field of a type":           {"low/low.go", "A int", "A string", 1},
		"constant":                  {"low/low.go", `"hello"`, `"bye"`, 1},
		"new declaration":           {"low/low.go", "func private", "func Public", 1},
		"signature":                 {"low/low.go", "Env(name string) string {", "Env(name string, more ...int) string {", 1},
		"private field":             {"low/low.go", "A int", "A int; b bool", 1},
		"method":                    {"low/low.go", "func private() int", "func (T) Private() int", 1},
		"tag of a field":            {"low/low.go", "A int", "A int `json:\"a\"`", 1},
		"result of another's type":  {"mid/mid.go", "Get() low.T { return low.T{} }", "Get() *low.T { return nil }", 2},
		"import":                    {"mid/mid.go", `import "m/low"`, "import (\n\t\"m/low\"\n\t_ \"m/alone\"\n)", 3},
		"suppression":               {"alone/alone.go", "-- read once", "-- read twice", 3},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, filepath.FromSlash(c.file))
			change(t, file, c.old, c.text)
			assert.Equal(t, c.cached, both(t, s, dir, Options{}).Stats.Cached)
			assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached, "again")
			change(t, file, c.text, c.old)
			assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached, "undone")
		})
	}
}

// TestOtherFiles: files that come and go, and those that are not Go.
func TestOtherFiles(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	both(t, s, dir, Options{})
	extra := filepath.Join(dir, "alone", "extra.go")
	write(t, extra, "package alone\n\nimport \"os\"\n\nvar W = os.Getenv(\"W\")\n")
	assert.Equal(t, 3, both(t, s, dir, Options{}).Stats.Cached, "new file")
	require.NoError(t, os.Rename(extra, filepath.Join(dir, "alone", "renamed.go")))
	assert.Equal(t, 3, both(t, s, dir, Options{}).Stats.Cached, "new name")
	require.NoError(t, os.Remove(filepath.Join(dir, "alone", "renamed.go")))
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached, "removed")
	write(t, filepath.Join(dir, "new", "new.go"), "package new\n\nimport \"os\"\n\nvar V = os.Getenv(\"V\")\n")
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached, "new package")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "new")))
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached)
	write(t, filepath.Join(dir, "alone", "alone_windows.go"), "package alone\n\nimport \"os\"\n\nvar W = os.Getenv(\"W\")\n")
	write(t, filepath.Join(dir, "README.md"), "read me")
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached, "files that are not built")
	write(t, filepath.Join(dir, "alone", "c.s"), "// nothing\n")
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached)
	write(t, filepath.Join(dir, "alone", "alone.go"), "//go:build never\n\npackage alone\n")
	assert.Equal(t, 3, both(t, s, dir, Options{}).Stats.Packages, "no file is built any more")
}

// TestSettings: what is asked for is part of what is recalled.
func TestSettings(t *testing.T) {
	dir := unpack(t, chain+`
-- alone/tagged.go --
//go:build special

package alone

import "os"

var W = os.Getenv("W")
-- low/low_test.go --
package low

import "os"

var W = os.Getenv("W")
`)
	s := openCache(t)
	extra := &catalog.Table{}
	require.NoError(t, extra.Read("extra", strings.NewReader("os.Getenv setting name=0\n")))
	all := []Options{
		{}, {Tags: []string{"special"}}, {Tests: true}, {Patterns: []string{"./mid"}}, {Patterns: []string{"./low", "./top"}}, {Rules: []*rule.Rule{calls}},
		{Rules: []*rule.Rule{typed, calls}}, {Catalog: extra}, {Parallel: 1}, {Env: environ("GOOS=windows", "CGO_ENABLED=0")}, {Env: environ("GOFLAGS=-tags=special")},
	}
	for _, opts := range all {
		both(t, s, dir, opts)
	}
	for _, opts := range all {
		res := both(t, s, dir, opts)
		assert.Equal(t, res.Stats.Packages, res.Stats.Cached)
	}
	both(t, s, filepath.Join(dir, "mid"), Options{})
	change(t, filepath.Join(dir, "go.mod"), "go 1.25", "go 1.21")
	assert.Equal(t, 0, both(t, s, dir, Options{}).Stats.Cached, "files are told the version of the language")
}

// TestDependencies: what comes from outside the workspace changes under the same import path.
func TestDependencies(t *testing.T) {
	for name, archive := range map[string]string{
		"replaced": `
-- m/go.mod --
module m

go 1.25

require example.com/dep v0.0.0

replace example.com/dep => ../dep
-- dep/go.mod --
module example.com/dep

go 1.25
-- dep/dep.go --
package dep

func Get() int { return 1 }
`,
		"replaced within": `
-- m/go.mod --
module m

go 1.25

require example.com/dep v0.0.0

replace example.com/dep => ./dep
-- m/dep/go.mod --
module example.com/dep

go 1.25
-- m/dep/dep.go --
package dep

func Get() int { return 1 }
`,
		"vendored": `
-- m/go.mod --
module m

go 1.25

require example.com/dep v1.0.0
-- m/vendor/modules.txt --
# example.com/dep v1.0.0
## explicit; go 1.25
example.com/dep
-- m/vendor/example.com/dep/dep.go --
package dep

func Get() int { return 1 }
`,
		"workspace": `
-- m/go.work --
go 1.25

use .
use ./dep
-- m/go.mod --
module m

go 1.25
-- m/dep/go.mod --
module example.com/dep

go 1.25
-- m/dep/dep.go --
package dep

func Get() int { return 1 }
`,
	} {
		t.Run(name, func(t *testing.T) {
			base := unpack(t, archive+"-- m/top/top.go --\npackage top\n\nimport \"example.com/dep\"\n\nvar V = dep.Get()\n-- m/other/other.go --\npackage other\n")
			s, dir := openCache(t), filepath.Join(base, "m")
			v := func(res *Result) string {
				for _, f := range res.Findings {
					if f.Rule == "typed" && f.File == "top/top.go" {
						return f.Message
					}
				}
				return ""
			}
			assert.Equal(t, "int", v(both(t, s, dir, Options{})))
			assert.Equal(t, "int", v(both(t, s, dir, Options{})))
			var dep string
			require.NoError(t, filepath.WalkDir(base, func(path string, _ fs.DirEntry, err error) error {
				if filepath.Base(path) == "dep.go" {
					dep = path
				}
				return err
			}))
			change(t, dep, "int { return 1 }", `string { return "" }`)
			assert.Equal(t, "string", v(both(t, s, dir, Options{})))
			change(t, dep, `string { return "" }`, "int { return 1 }")
			assert.Equal(t, "int", v(both(t, s, dir, Options{})))
		})
	}
}

// TestBrokenPackagesAreNotKept: errors are the same every time, and go when the cause goes.
func TestBrokenPackagesAreNotKept(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	both(t, s, dir, Options{})
	for _, text := range []string{"undefined()", "\x00", "return 1"} {
		change(t, filepath.Join(dir, "mid", "mid.go"), "func Name() string {", "func Name() string { "+text+"\n")
		for range 2 {
			res := both(t, s, dir, Options{})
			assert.False(t, res.Complete)
			assert.Equal(t, 2, res.Stats.Cached, "low and alone")
		}
		change(t, filepath.Join(dir, "mid", "mid.go"), "func Name() string { "+text+"\n", "func Name() string {")
		assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached)
	}
	change(t, filepath.Join(dir, "mid", "mid.go"), `"m/low"`, "\"m/low\"\n\nimport _ \"m/nowhere\"")
	assert.False(t, both(t, s, dir, Options{}).Complete)
	assert.False(t, both(t, s, dir, Options{}).Complete)
	write(t, filepath.Join(dir, "nowhere", "n.go"), "package nowhere\n")
	assert.True(t, both(t, s, dir, Options{}).Complete)
}

func TestCrashesAreNotKept(t *testing.T) {
	dir := unpack(t, chain)
	for _, scope := range []rule.Scope{rule.Package, rule.Program} {
		s, broken := openCache(t), true
		crash := &rule.Rule{Meta: rule.Meta{Name: "crash", Scope: scope}, Check: func(p *rule.Pass) {
			if broken && p.Summary.Path == "m/mid" {
				var none []string
				_ = none[len(p.Summary.Path)]
			}
		}}
		opts := Options{Rules: []*rule.Rule{crash, calls}}
		for range 2 {
			assert.Len(t, both(t, s, dir, opts).Errors, 1)
		}
		broken = false
		assert.Empty(t, both(t, s, dir, opts).Errors)
	}
}

package driver

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
)

const good = `
-- good/good.go --
package good

import "os"

var A = os.Getenv("A")
`

// TestBrokenPackages: what is wrong is named with file and line, and the rest is judged.
func TestBrokenPackages(t *testing.T) {
	for name, c := range map[string]struct {
		archive string
		want    []string // errors
	}{
		"syntax error": {
			"-- bad/a.go --\npackage bad\n\nfunc f( {\n\nx = y\n",
			[]string{"bad/a.go:3:9: expected ')', found '{'", "bad/a.go:5:"}},
		"type error": {
			"-- bad/a.go --\npackage bad\n\nimport \"os\"\n\nvar X int = os.Getenv(\"X\")\n",
			[]string{"bad/a.go:5:13: cannot use os.Getenv(\"X\") (value of type string) as int value in variable declaration"}},
		"missing module": {
			"-- bad/a.go --\npackage bad\n\nimport \"gopkg.in/yaml.v3\"\n\nvar X = yaml.Marshal\n",
			[]string{"bad/a.go:3:8: could not import gopkg.in/yaml.v3 (no required module provides package gopkg.in/yaml.v3; to add it: go get gopkg.in/yaml.v3)"}},
		"missing package of the module": {
			"-- bad/a.go --\npackage bad\n\nimport \"m/nowhere\"\n\nvar X = nowhere.X\n",
			[]string{"bad/a.go:3:8: could not import m/nowhere (package m/nowhere is not in std"}},
		"import cycle": {
			"-- bad/a.go --\npackage bad\n\nimport _ \"m/worse\"\n-- worse/a.go --\npackage worse\n\nimport _ \"m/bad\"\n",
			[]string{"m/bad: import cycle not allowed: m/bad imports m/worse imports m/bad", "bad/a.go:3:10: could not import m/worse (import cycle not allowed)"}},
		"import of itself": {
			"-- bad/a.go --\npackage bad\n\nimport _ \"m/bad\"\n",
			[]string{"m/bad: import cycle not allowed: m/bad imports m/bad", "bad/a.go:3:10: could not import m/bad (import cycle not allowed)"}},
		"import of a command": {
			"-- bad/a.go --\npackage bad\n\nimport _ \"m/cmd\"\n-- cmd/main.go --\npackage main\n\nfunc main() {}\n",
			[]string{"bad/a.go:3:8: import \"m/cmd\" is a program, not an importable package"}},
		"two packages in a directory": {
			"-- bad/a.go --\npackage a\n-- bad/b.go --\npackage b\n",
			[]string{"m/bad: found packages a (a.go) and b (b.go) in "}},
		"not UTF-8": {
			"-- bad/a.go --\npackage bad\n\nvar X = \"caf\xe9\"\n",
			[]string{"bad/a.go:3:13: illegal UTF-8 encoding"}},
		"NUL byte": {
			"-- bad/a.go --\npackage bad\n\nvar X = 1\x00\n",
			[]string{"bad/a.go:3:10: illegal character NUL"}},
		"empty file": {
			"-- bad/a.go --\n-- bad/b.go --\npackage bad\n",
			[]string{"bad/a.go:1:1: expected 'package', found 'EOF'"}},
		"newer language": {
			"-- bad/a.go --\npackage bad\n\nfunc F[T any](T) {}\n\ntype A[T any] = []T\n-- go.mod --\nmodule m\n\ngo 1.20\n",
			[]string{"bad/a.go:5:8: generic type alias requires go1.23 or later"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := unpack(t, good+c.archive)
			res := mustRun(t, dir, Options{})
			assert.Equal(t, []string{"good/good.go:5"}, places(res))
			assert.False(t, res.Complete)
			got := strings.ReplaceAll(strings.Join(messages(res), "\n"), dir, "DIR")
			for _, want := range c.want {
				assert.Contains(t, got, want)
			}
			assert.Len(t, res.Errors, len(c.want), got)
		})
	}
}

func TestImportersOfBrokenPackages(t *testing.T) {
	res := mustRun(t, unpack(t, `
-- broken/a.go --
package broken

func Fine() string { return "" }

func Body() { undefined() }
-- uses/a.go --
package uses

import (
	"os"

	"m/broken"
)

var A = os.Getenv(broken.Fine())
-- needs/a.go --
package needs

import "m/broken"

var A = broken.Missing()
`), Options{})
	assert.Equal(t, []string{"uses/a.go:9"}, places(res))
	assert.Equal(t, []string{"broken/a.go:5:15: undefined: undefined", "needs/a.go:5:16: undefined: broken.Missing"}, messages(res))
}

func TestManyErrors(t *testing.T) {
	var b strings.Builder
	b.WriteString("-- a.go --\npackage a\n\n")
	for i := range 25 {
		fmt.Fprintf(&b, "var V%02d int = \"\"\n", i)
	}
	res := mustRun(t, unpack(t, b.String()), Options{})
	require.Len(t, res.Errors, maxErrors+1)
	assert.Contains(t, messages(res), "m: and 15 more errors")
}

func TestUnreadableFile(t *testing.T) {
	dir := unpack(t, good+"-- bad/a.go --\npackage bad\n")
	require.NoError(t, os.Symlink(filepath.Join(dir, "gone.go"), filepath.Join(dir, "bad", "b.go")))
	res := mustRun(t, dir, Options{})
	assert.Equal(t, []string{"good/good.go:5"}, places(res))
	assert.Contains(t, strings.Join(messages(res), "\n"), "bad/b.go")
}

// TestUsage: the run cannot start, and says why in one line.
func TestUsage(t *testing.T) {
	dir := unpack(t, good+"-- empty/x.txt --\n-- tagged/a.go --\n//go:build never\n\npackage tagged\n")
	bare := t.TempDir()
	for name, c := range map[string]struct {
		dir  string
		opts Options
		want string
	}{
		"no directory":       {filepath.Join(dir, "nope"), Options{}, "does not exist"},
		"a file":             {filepath.Join(dir, "go.mod"), Options{}, "is not a directory"},
		"no go.mod":          {bare, Options{}, "no go.mod in " + bare + " or any directory above it"},
		"no such package":    {dir, Options{Patterns: []string{"./nope"}}, "pattern ./nope: "},
		"no such tree":       {dir, Options{Patterns: []string{"./nope/..."}}, "pattern ./nope/...: "},
		"one of two":         {dir, Options{Patterns: []string{"./good", "./nope"}}, "pattern ./nope: "},
		"empty directory":    {dir, Options{Patterns: []string{"./empty"}}, "pattern ./empty: no Go files in "},
		"empty tree":         {dir, Options{Patterns: []string{"./empty/..."}}, "no packages match ./empty/..."},
		"outside the module": {dir, Options{Patterns: []string{"fmt"}}, "fmt is not in the main module"},
		"malformed":          {dir, Options{Patterns: []string{"a b"}}, "malformed import path"},
		"unknown module":     {dir, Options{Patterns: []string{"example.com/x"}}, "no required module provides package example.com/x"},
		"toolexec":           {dir, Options{BuildFlags: []string{"-toolexec=/bin/true"}}, "build flag -toolexec is not supported"},
		"unknown flag":       {dir, Options{BuildFlags: []string{"-nonsense"}}, "nonsense"},
		"no go command":      {dir, Options{Env: []string{"PATH=" + bare, "HOME=" + bare}}, "go command is not in PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "no go command" {
				t.Setenv("PATH", bare)
			}
			res, err := runOn(t, c.dir, c.opts)
			require.Error(t, err)
			assert.Nil(t, res)
			assert.Contains(t, err.Error(), c.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
	t.Run("broken go.mod", func(t *testing.T) {
		_, err := runOn(t, unpack(t, "-- go.mod --\nmodule m\n\nnonsense\n-- a.go --\npackage a\n"), Options{})
		assert.ErrorContains(t, err, "go.mod:3: unknown directive: nonsense")
	})
	t.Run("newer Go", func(t *testing.T) {
		_, err := runOn(t, unpack(t, "-- go.mod --\nmodule m\n\ngo 1.999\n-- a.go --\npackage a\n"), Options{})
		assert.ErrorContains(t, err, "go.mod requires go >= 1.999")
	})
	t.Run("file excluded by its tags", func(t *testing.T) {
		res := mustRun(t, dir, Options{Patterns: []string{"./tagged"}})
		assert.Contains(t, strings.Join(messages(res), "\n"), "m/tagged: build constraints exclude all Go files")
		assert.False(t, res.Complete)
	})
}

func TestOnlyTests(t *testing.T) {
	dir := unpack(t, "-- a_test.go --\npackage a\n\nimport \"os\"\n\nvar A = os.Getenv(\"A\")\n")
	res := mustRun(t, dir, Options{})
	assert.True(t, res.Complete)
	assert.Empty(t, res.Findings)
	assert.Equal(t, []string{"a_test.go:5"}, places(mustRun(t, dir, Options{Tests: true})))
}

func TestTags(t *testing.T) {
	dir := unpack(t, "-- a.go --\npackage a\n-- b.go --\n//go:build special\n\npackage a\n\nimport \"os\"\n\nvar A = os.Getenv(\"A\")\n")
	assert.Empty(t, mustRun(t, dir, Options{}).Findings)
	assert.Equal(t, []string{"b.go:7"}, places(mustRun(t, dir, Options{Tags: []string{"other", "special"}})))
	assert.Equal(t, []string{"b.go:7"}, places(mustRun(t, dir, Options{BuildFlags: []string{"-tags=special"}})))
}

func TestPathWithSpaces(t *testing.T) {
	dir := unpackTo(t, filepath.Join(unpack(t, "-- x.txt --\n"), "a dir, ünusual"), good)
	res := mustRun(t, dir, Options{})
	assert.Equal(t, []string{"good/good.go:5"}, places(res))
	assert.Equal(t, dir, res.Root)
}

func TestLargeFile(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("package a\n\nimport \"os\"\n\nvar A = os.Getenv(\"A\")\n")
	for i := range 10000 {
		fmt.Fprintf(&b, "\nfunc F%d(x int) int {\n\ty := x + %d\n\treturn y\n}\n", i, i)
	}
	b.WriteString("\nvar B = os.Getenv(\"B\")\n")
	require.Greater(t, bytes.Count(b.Bytes(), []byte("\n")), 50000)
	dir := unpack(t, "-- x.txt --\n")
	write(t, filepath.Join(dir, "a.go"), b.String())
	assert.Equal(t, []string{"a.go:5", "a.go:50007"}, places(mustRun(t, dir, Options{})))
}

// TestLineDirectives: a finding in code made from another file stands in that file.
func TestLineDirectives(t *testing.T) {
	dir := unpack(t, "-- a.go --\npackage a\n\nimport \"os\"\n\n//line page.tmpl:40\nvar A = os.Getenv(\"A\")\n-- page.tmpl --\n")
	assert.Equal(t, []string{"page.tmpl:40"}, places(mustRun(t, dir, Options{})))
}

func TestCgo(t *testing.T) {
	const archive = `
-- a.go --
package a

// int twice(int x) { return 2 * x; }
import "C"

import (
	"net"
	"os"
)

type Number C.int

func Twice(n int) (int, net.IP) {
	x, err := C.twice(C.int(n))
	if err != nil {
		return 0, nil
	}
	return int(x), net.ParseIP(os.Getenv("A"))
}
-- b.go --
//go:build !cgo

package a

import "os"

var B = os.Getenv("B")
`
	dir := unpack(t, archive)
	for _, cc := range []string{"", filepath.Join(dir, "no-compiler")} {
		res := mustRun(t, dir, Options{Env: environ("CGO_ENABLED=1", "CC="+cc)})
		assert.Empty(t, messages(res), "CC=%s", cc)
		assert.Equal(t, []string{"a.go:18"}, places(res), "CC=%s", cc)
	}
	assert.Equal(t, []string{"b.go:7"}, places(mustRun(t, dir, Options{Env: environ("CGO_ENABLED=0")})))
}

// TestNoCompiler: a dependency that does not compile is read from source.
func TestDependencyWithoutExportData(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module m

go 1.25

require dep.test v0.0.0

replace dep.test => ../dep
-- a.go --
package a

import (
	"os"

	"dep.test/broken"
	"dep.test/top"
)

var A = os.Getenv(broken.Name()) + os.Getenv(top.Value.String())
`)
	unpackTo(t, filepath.Join(filepath.Dir(dir), "dep"), `
-- go.mod --
module dep.test

go 1.25
-- broken/a.go --
package broken

import "strings"

func Name() string { return strings.ToUpper(nowhere) }

type Type struct{ B strings.Builder }
-- top/a.go --
package top

import (
	"strings"

	"dep.test/broken"
)

var Value *strings.Builder = &(&broken.Type{}).B
`)
	res := mustRun(t, dir, Options{})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"a.go:10", "a.go:10"}, places(res))
}

// TestBlankImport: a package that is imported for its side effects is not compiled.
func TestBlankImport(t *testing.T) {
	dir := unpack(t, good+"-- a.go --\npackage a\n\nimport (\n\t_ \"embed\"\n\t_ \"m/good\"\n\t_ \"net/http/pprof\"\n)\n")
	r := &run{opts: Options{Dir: dir, Env: environ(), Patterns: []string{"./..."}, Rules: []*rule.Rule{calls}, Parallel: 2}}
	var err error
	r.env, err = goEnv(t.Context(), &r.opts)
	require.NoError(t, err)
	r.graph, err = loadGraph(t.Context(), &r.opts, r.env)
	require.NoError(t, err)
	require.NoError(t, r.exports(t.Context(), t.Context(), nil))
	var compiled []string
	all := map[string]*node{}
	for _, n := range r.graph.nodes {
		n.each(all)
	}
	for _, id := range sortedKeys(all) {
		if all[id].export != "" {
			compiled = append(compiled, id)
		}
	}
	assert.Equal(t, []string{"os"}, compiled)
	assert.Equal(t, []string{"good/good.go:5"}, places(mustRun(t, dir, Options{})))
}

func TestUnreadableDirectory(t *testing.T) {
	dir := unpack(t, good+"-- secret/a.go --\npackage secret\n")
	secret := filepath.Join(dir, "secret")
	require.NoError(t, os.Chmod(secret, 0))
	t.Cleanup(func() { os.Chmod(secret, 0o777) })
	if exec.Command("ls", secret).Run() == nil {
		t.Skip("this user reads every directory")
	}
	res := mustRun(t, dir, Options{})
	assert.Equal(t, []string{"./...: open secret: permission denied"}, messages(res))
	assert.Equal(t, []string{"good/good.go:5"}, places(res))

	require.NoError(t, os.Chmod(secret, 0o777))
	require.NoError(t, os.Chmod(filepath.Join(secret, "a.go"), 0))
	res = mustRun(t, dir, Options{})
	assert.Equal(t, []string{"good/good.go:5"}, places(res))
	require.Len(t, res.Errors, 1)
	assert.Contains(t, res.Errors[0].String(), "secret/a.go: permission denied")
}

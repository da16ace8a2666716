package vettool

import (
	"bytes"
	"encoding/json"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/txtar"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// asTool is the variable that makes the test binary a vet tool. Its value names a file to which the packages analysed are added.
const asTool = "VETTOOL_TEST_LOG"

func TestMain(m *testing.M) {
	if log := os.Getenv(asTool); log != "" && Handles(os.Args[1:]) {
		preview := program("early", log)
		preview.Stability = rule.Preview
		Main([]*rule.Rule{program("calls", log), preview})
	}
	os.Exit(m.Run())
}

// program is a rule that reports calls of os.Getenv and names the packages it knows of.
func program(name, log string) *rule.Rule {
	r := &rule.Rule{Meta: rule.Meta{Name: name, Severity: rule.Warning, Stability: rule.Stable, Scope: rule.Program}}
	r.Analyzer = &analysis.Analyzer{Name: name, Doc: "calls: a rule for tests", Requires: []*analysis.Analyzer{extract.Analyzer}, Run: func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Name() == "crash" {
			var none []string
			_ = none[len(pass.Files)]
		}
		prog, _ := pass.ResultOf[extract.Analyzer].(*summary.Program)
		var known []string
		for _, p := range prog.Packages {
			known = append(known, p.Path)
		}
		f, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		_, err = f.WriteString(pass.Pkg.Path() + " knows " + strings.Join(known, " ") + "\n")
		for _, file := range pass.Files {
			tf := pass.Fset.File(file.Package)
			for _, c := range prog.Package(pass.Pkg.Path()).Calls {
				if c.Callee == "os.Getenv" && filepath.Base(tf.Name()) == c.Pos.File {
					at := tf.LineStart(c.Pos.Line)
					pass.Report(analysis.Diagnostic{Pos: at, End: at + 1, Category: name, Message: "[" + name + "] reads the environment"})
				}
			}
		}
		return nil, err
	}}
	return r
}

const module = `
-- go.mod --
module m

go 1.25

require dep.test v0.0.0

replace dep.test => ./dep
-- dep/go.mod --
module dep.test

go 1.25
-- dep/dep.go --
package dep

import "os"

var D = os.Getenv("D")
-- a/a.go --
package a

import (
	"os"

	"dep.test"
	"m/b"
)

var A = os.Getenv("A") + dep.D + b.B
-- b/b.go --
package b

import "os"

//prodlint:ignore calls -- read once
var B = os.Getenv("B")

var C = os.Getenv("C") //nolint:prodlint // read once

var D = 1 //prodlint:ignore nonsense
`

// vet runs go vet with the test binary as its tool. It returns what go vet prints and the packages that were analysed.
func vet(t *testing.T, dir string, env ...string) (output string, analysed []string) {
	t.Helper()
	return vetWith(t, dir, nil, env...)
}

func vetWith(t *testing.T, dir string, flags []string, env ...string) (output string, analysed []string) {
	t.Helper()
	return vetPackages(t, dir, flags, []string{"./..."}, env...)
}

func vetPackages(t *testing.T, dir string, flags, packages []string, env ...string) (output string, analysed []string) {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	log := filepath.Join(t.TempDir(), "log")
	cmd := exec.Command("go", slices.Concat([]string{"vet", "-vettool=" + exe}, flags, packages)...)
	cmd.Dir, cmd.Env = dir, append(append(os.Environ(), "GOWORK=", "GOFLAGS=", "GOPROXY=off", asTool+"="+log), env...)
	out, _ := cmd.CombinedOutput()
	data, err := os.ReadFile(log)
	if err == nil {
		analysed = strings.Split(strings.TrimSpace(string(data)), "\n")
	}
	return string(out), analysed
}

func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, f.Data, 0o666))
	}
	return dir
}

func TestVet(t *testing.T) {
	dir := unpack(t, module)
	// The cache of go vet is keyed by PRODLINT_ variables, so one makes this run independent of earlier ones.
	fresh := "PRODLINT_TEST=" + dir
	out, analysed := vet(t, dir, fresh)
	assert.Contains(t, out, "a/a.go:10:1: [calls] reads the environment\n")
	assert.Equal(t, 1, strings.Count(out, "[calls]"), "those of m/b are suppressed, those of the dependency are not ours:\n%s", out)
	assert.Contains(t, out, `b/b.go:10:11: [suppression] suppression gives no reason: write //prodlint:ignore nonsense -- reason`)
	assert.Contains(t, out, `b/b.go:10:11: [suppression] suppression names "nonsense", which is not a rule: see prodlint rules`)
	assert.ElementsMatch(t, []string{"m/a knows m/a m/b", "m/b knows m/b"}, analysed, "nothing outside the main module, and facts from the packages below")
}

func TestFlagsChooseRules(t *testing.T) {
	dir := unpack(t, module)
	fresh := "PRODLINT_TEST=" + dir
	out, _ := vet(t, dir, fresh)
	assert.NotContains(t, out, "[early]", "preview rules are off")
	out, _ = vetWith(t, dir, []string{"-early"}, fresh)
	assert.Contains(t, out, "[early]")
	assert.NotContains(t, out, "[calls]", "a flag of vet runs that rule alone")
	out, _ = vetWith(t, dir, []string{"-calls=false"}, fresh)
	assert.NotContains(t, out, "[calls]")
	out, _ = vetWith(t, dir, []string{"-early=false"}, fresh)
	assert.Contains(t, out, "[calls]")
	assert.NotContains(t, out, "[early]")
}

// TestOnlyFacts: a package that is imported by what is asked for is known there, and is not judged.
func TestOnlyFacts(t *testing.T) {
	dir := unpack(t, module)
	for _, flags := range [][]string{nil, {"-calls"}} {
		out, analysed := vetPackages(t, dir, flags, []string{"./a"}, "PRODLINT_TEST="+dir+strings.Join(flags, ""))
		assert.Contains(t, out, "a/a.go:10:1: [calls] reads the environment\n")
		assert.NotContains(t, out, "b/b.go")
		assert.Equal(t, []string{"m/a knows m/a m/b"}, analysed)
	}
}

func TestCrashOfARule(t *testing.T) {
	dir := unpack(t, module+"-- crash/a.go --\npackage crash\n")
	out, _ := vet(t, dir, "PRODLINT_TEST="+dir)
	assert.Contains(t, out, "internal error: rule calls on m/crash: runtime error: index out of range")
	assert.NotContains(t, out, "goroutine")
	assert.Contains(t, out, "a/a.go:10:1: [calls]", "the others are judged")
}

func TestCrashOfTheSummary(t *testing.T) {
	pass := &analysis.Pass{Pkg: types.NewPackage("m/a", "a"), Fset: token.NewFileSet(), ResultOf: map[*analysis.Analyzer]any{}}
	// Without files, types and module, the extractor runs into the first nil that it meets.
	result, err := extract.Analyzer.Run(pass)
	require.NoError(t, err)
	prog, ok := result.(*summary.Program)
	require.True(t, ok)
	require.ErrorContains(t, prog.Crash, "internal error: summary of m/a: ")

	pass.ResultOf[extract.Analyzer] = prog
	d := &door{config: &config.Config{}}
	_, err = d.suppressions().Run(pass)
	assert.Equal(t, prog.Crash, err, "it is told")
	_, err = d.judged(program("calls", "")).Run(pass)
	assert.NoError(t, err, "once")
}

func TestConfiguration(t *testing.T) {
	dir := unpack(t, module)
	fresh := "PRODLINT_TEST=" + dir
	out, _ := vet(t, dir, fresh)
	require.Contains(t, out, "[calls]")

	file := filepath.Join(dir, ".prodlint.yml")
	require.NoError(t, os.WriteFile(file, []byte("version: 1\ndisable: [calls]\n"), 0o666))
	out, analysed := vet(t, dir, fresh)
	assert.NotContains(t, out, "[calls]", "the cache of go vet notices the new file")
	assert.Empty(t, analysed)

	require.NoError(t, os.WriteFile(file, []byte("version: 1\nexclude: [\"a/**\"]\n"), 0o666))
	out, _ = vet(t, dir, fresh)
	assert.NotContains(t, out, "[calls]", "its globs are relative to it")

	require.NoError(t, os.WriteFile(file, []byte("version: 1\nnonsense: true\n"), 0o666))
	out, _ = vet(t, dir, fresh)
	assert.Contains(t, out, ".prodlint.yml:2:")
	assert.Contains(t, out, "nonsense")
}

func TestVersion(t *testing.T) {
	dir := unpack(t, module)
	line := func(dir string, env ...string) string {
		var b bytes.Buffer
		require.NoError(t, version(&b, dir, env))
		return b.String()
	}
	first := line(dir)
	assert.Regexp(t, `^prodlint version devel buildID=[0-9a-f]{64}\n$`, first)
	assert.Equal(t, first, line(dir))
	assert.Equal(t, first, line(filepath.Join(dir, "a")), "the module has one configuration")
	assert.Equal(t, first, line(dir, "PATH=/bin"))
	assert.NotEqual(t, first, line(dir, "PRODLINT_X=1"))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".prodlint.yml"), []byte("version: 1\n"), 0o666))
	second := line(filepath.Join(dir, "a"))
	assert.NotEqual(t, first, second)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a", ".prodlint.yml"), []byte("version: 1\n\n"), 0o666))
	assert.Equal(t, second, line(filepath.Join(dir, "a")), "one below the root of the module does not count")
}

func TestOutside(t *testing.T) {
	for name, c := range map[string]struct {
		cfg  unitchecker.Config
		want bool
	}{
		"main module":            {unitchecker.Config{ModulePath: "m"}, false},
		"its dependencies":       {unitchecker.Config{ModulePath: "m", VetxOnly: true}, false},
		"another module":         {unitchecker.Config{ModulePath: "d", ModuleVersion: "v1.0.0", VetxOnly: true}, true},
		"standard library":       {unitchecker.Config{VetxOnly: true}, true},
		"files named one by one": {unitchecker.Config{}, false},
		"newer go command":       {unitchecker.Config{Module: &analysis.Module{Path: "d", Version: "v1.0.0"}}, true},
	} {
		assert.Equal(t, c.want, outside(&c.cfg), name)
	}
}

func TestHandles(t *testing.T) {
	assert.True(t, Handles([]string{"-V=full"}))
	assert.True(t, Handles([]string{"-flags"}))
	assert.True(t, Handles([]string{"-json", "/tmp/b001/vet.cfg"}))
	assert.False(t, Handles(nil))
	assert.False(t, Handles([]string{"./..."}))
	assert.False(t, Handles([]string{"--config", "x.yml", "./..."}))
}

func TestFlags(t *testing.T) {
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(exe, "-flags")
	cmd.Env = append(os.Environ(), asTool+"=x")
	out, err := cmd.Output()
	require.NoError(t, err)
	var flags []struct{ Name string }
	require.NoError(t, json.Unmarshal(out, &flags))
	var names []string
	for _, f := range flags {
		names = append(names, f.Name)
	}
	assert.Contains(t, names, "calls")
	assert.Contains(t, names, "suppression")
}

func TestBadUnit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vet.cfg")
	_, err := readUnit(file)
	assert.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(file, []byte("nonsense"), 0o666))
	_, err = readUnit(file)
	assert.ErrorContains(t, err, "is not a vet configuration")
}

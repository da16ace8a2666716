package driver

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/prodlint/prodlint/internal/rule"
)

// asDriver is the variable that makes the test binary answer as a GOPACKAGESDRIVER.
const asDriver = "PRODLINT_TEST_PACKAGES_DRIVER"

func TestMain(m *testing.M) {
	if os.Getenv(asDriver) != "" {
		if err := answer(os.Args[1:], os.Stdin, os.Stdout); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// answer does what the drivers of other build systems do: labels for identifiers, no modules, files already processed.
func answer(patterns []string, in io.Reader, out io.Writer) error {
	var req packages.DriverRequest
	if err := json.NewDecoder(in).Decode(&req); err != nil {
		return err
	}
	roots, err := packages.Load(&packages.Config{Mode: req.Mode, Tests: req.Tests, Overlay: req.Overlay, Env: append(os.Environ(), "GOPACKAGESDRIVER=off")}, patterns...)
	if err != nil {
		return err
	}
	res := packages.DriverResponse{Compiler: "gc", Arch: "amd64"}
	label := func(id string) string { return "//build:" + id }
	for _, p := range roots {
		res.Roots = append(res.Roots, label(p.ID))
	}
	packages.Visit(roots, nil, func(p *packages.Package) {
		q := *p
		q.ID, q.Module, q.Imports = label(p.ID), nil, map[string]*packages.Package{}
		for path, imp := range p.Imports {
			q.Imports[path] = &packages.Package{ID: label(imp.ID)}
		}
		res.Packages = append(res.Packages, &q)
	})
	return json.NewEncoder(out).Encode(res)
}

func TestPackagesDriver(t *testing.T) {
	exe, err := os.Executable()
	require.NoError(t, err)
	dir := unpack(t, twoPackages)
	env := environ("GOPACKAGESDRIVER="+exe, asDriver+"=1")
	res := mustRun(t, dir, Options{Env: env})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"a/a.go:9", "a/a.go:14", "a/a.go:14", "b/b.go:5"}, places(res))

	_, err = runOn(t, dir, Options{Env: environ("GOPACKAGESDRIVER=" + filepath.Join(dir, "nowhere"))})
	assert.ErrorContains(t, err, "nowhere")
}

// TestWorkspace: every module of go.work is judged, also where one is reached through a dependency outside.
func TestWorkspace(t *testing.T) {
	dir := unpack(t, `
-- go.work --
go 1.25

use ./app
use ./lib

replace (
	dep.test => ./third/dep
	lib.test v0.0.0 => ./lib
)
-- app/go.mod --
module app.test

go 1.25

require (
	dep.test v0.0.0
	lib.test v0.0.0
)
-- app/main.go --
package main

import (
	"os"

	"dep.test"
	"lib.test"
)

func main() {
	var name lib.Name = dep.Name()
	os.Getenv(string(name))
}
-- lib/go.mod --
module lib.test

go 1.25
-- lib/lib.go --
package lib

import "os"

type Name string

var A = os.Getenv("A")
-- third/dep/go.mod --
module dep.test

go 1.25

require lib.test v0.0.0
-- third/dep/dep.go --
package dep

import (
	"os"

	"lib.test"
)

func Name() lib.Name { return lib.Name(os.Getenv("B")) }
`)
	res := mustRun(t, dir, Options{Patterns: []string{"./app/...", "./lib/..."}})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"app/main.go:12", "lib/lib.go:7"}, places(res))
	assert.Equal(t, dir, res.Root)

	res = mustRun(t, filepath.Join(dir, "lib"), Options{Env: environ("GOWORK=off")})
	assert.Equal(t, []string{"lib.go:7"}, places(res), "without the workspace the module is the root")
}

func TestReplace(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module m

go 1.25

require (
	api.test v0.0.0
	far.test v0.0.0
)

replace (
	api.test => ./api
	far.test => ../far
)
-- a.go --
package m

import (
	"os"

	"api.test"
	"far.test"
)

var A = os.Getenv(api.Name) + far.Name
-- api/go.mod --
module api.test

go 1.25
-- api/api.go --
package api

import "os"

var Name = os.Getenv("B")
`)
	unpackTo(t, filepath.Join(filepath.Dir(dir), "far"), "-- go.mod --\nmodule far.test\n\ngo 1.25\n-- far.go --\npackage far\n\nvar Name = \"\"\n")
	var seen []string
	probe := &rule.Rule{Meta: rule.Meta{Name: "probe", Scope: rule.Program}, Check: func(p *rule.Pass) {
		for _, pkg := range p.Program.Packages {
			seen = append(seen, pkg.Path)
		}
	}}
	res := mustRun(t, dir, Options{Rules: []*rule.Rule{calls, probe}})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"a.go:10"}, places(res), "findings are those of the main module")
	assert.Equal(t, []string{"api.test", "m"}, seen, "a module of the same tree is read along, another is a dependency")

	res = mustRun(t, dir, Options{Patterns: []string{"api.test"}})
	assert.Equal(t, []string{"api/api.go:5"}, places(res), "named, it is judged")
}

func TestVendor(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module m

go 1.25

require dep.test v1.0.0
-- vendor/modules.txt --
# dep.test v1.0.0
## explicit; go 1.25
dep.test
-- vendor/dep.test/dep.go --
package dep

import "os"

func Name() string { return os.Getenv("B") }
-- a.go --
package m

import (
	"os"

	"dep.test"
)

var A = os.Getenv(dep.Name())
`)
	for _, flags := range []string{"", "-mod=vendor"} {
		res := mustRun(t, dir, Options{Env: environ("GOFLAGS=" + flags)})
		assert.Empty(t, messages(res))
		assert.Equal(t, []string{"a.go:9"}, places(res))
	}
	_, err := runOn(t, dir, Options{Env: environ("GOFLAGS=-mod=nonsense")})
	assert.ErrorContains(t, err, "nonsense")
}

func TestModfile(t *testing.T) {
	dir := unpack(t, good+"-- go.mod --\nmodule m\n\ngo 1.999\n-- other.mod --\nmodule m\n\ngo 1.25\n")
	_, err := runOn(t, dir, Options{})
	require.ErrorContains(t, err, "1.999")
	for _, opts := range []Options{{Env: environ("GOFLAGS=-modfile=other.mod")}, {BuildFlags: []string{"-modfile=other.mod"}}} {
		assert.Equal(t, []string{"good/good.go:5"}, places(mustRun(t, dir, opts)))
	}
}

// TestNothingOfTheCodeRuns: neither a -toolexec program nor version control is started.
func TestNothingOfTheCodeRuns(t *testing.T) {
	dir := unpack(t, "-- main.go --\npackage main\n\nimport \"unicode/utf8\"\n\nfunc main() { println(utf8.UTFMax) }\n")
	ran := filepath.Join(dir, "ran")
	script := filepath.Join(dir, "bin", "git")
	write(t, script, "#!/bin/sh\ntouch '"+ran+"'\nexec \"$@\"\n")
	require.NoError(t, os.Chmod(script, 0o777))
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".git"), 0o777))
	cache := filepath.Join(t.TempDir(), "cache")
	env := environ("GOFLAGS=-toolexec="+script, "PATH="+filepath.Dir(script)+string(os.PathListSeparator)+os.Getenv("PATH"), "GOCACHE="+cache)
	goCmd := exec.Command("go", "list", "-export", "-f", "{{.Export}}", "unicode/utf8")
	goCmd.Dir, goCmd.Env = dir, env
	_, _ = goCmd.CombinedOutput()
	require.FileExists(t, ran, "the trap works for the go command")
	require.NoError(t, os.Remove(ran))

	require.NoError(t, os.RemoveAll(cache)) // compile anew

	res := mustRun(t, dir, Options{Env: env, Rules: []*rule.Rule{files}})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"files main.go:1"}, places(res))
	assert.NoFileExists(t, ran)
}

package driver

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
)

// trap is a directory of programs that leave a mark when they are run.
type trap struct {
	dir, mark string
}

func newTrap(t *testing.T, programs ...string) trap {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the programs are shell scripts")
	}
	dir := t.TempDir()
	tr := trap{filepath.Join(dir, "bin"), filepath.Join(dir, "ran")}
	for _, name := range programs {
		file := filepath.Join(tr.dir, name)
		write(t, file, "#!/bin/sh\necho \"$0 $*\" >>'"+tr.mark+"'\nexit 1\n")
		require.NoError(t, os.Chmod(file, 0o777))
	}
	return tr
}

// environ puts the programs before all others.
func (tr trap) environ(more ...string) []string {
	env := slices.DeleteFunc(environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "GOTOOLCHAIN=") || strings.HasPrefix(kv, "PKG_CONFIG=")
	})
	return append(append(env, "PATH="+tr.dir+string(os.PathListSeparator)+os.Getenv("PATH")), more...)
}

// works checks that the go command by itself steps into the trap, and sets it again.
func (tr trap) works(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	goTool, err := exec.LookPath("go")
	require.NoError(t, err)
	cmd := exec.Command(goTool, args...)
	cmd.Dir, cmd.Env = dir, env
	out, _ := cmd.CombinedOutput()
	require.FileExists(t, tr.mark, "the go command says: %s", out)
	require.NoError(t, os.Remove(tr.mark))
}

// untouched checks that none of the programs has been run since.
func (tr trap) untouched(t *testing.T) {
	t.Helper()
	ran, err := os.ReadFile(tr.mark)
	assert.ErrorIs(t, err, os.ErrNotExist, "run: %s", ran)
}

const mainFile = "package main\n\nimport \"os\"\n\nfunc main() { os.Getenv(\"A\") }\n"

// TestToolchainIsNotSwitched has a go.mod that names a go command of its own.
func TestToolchainIsNotSwitched(t *testing.T) {
	tr := newTrap(t, "go1.99.9-evil")
	dir := unpack(t, "-- go.mod --\nmodule m\n\ngo 1.25\n\ntoolchain go1.99.9-evil\n-- main.go --\n"+mainFile)
	tr.works(t, dir, tr.environ("GOTOOLCHAIN=auto"), "list", "./...")

	res := mustRun(t, dir, Options{Env: tr.environ()})
	assert.Equal(t, []string{"main.go:5"}, places(res))
	tr.untouched(t)

	write(t, filepath.Join(dir, "go.mod"), "module m\n\ngo 1.99.9\n")
	_, err := runOn(t, dir, Options{Env: tr.environ()})
	assert.ErrorContains(t, err, "go.mod requires go >= 1.99.9")
	assert.ErrorContains(t, err, "GOTOOLCHAIN=auto", "it says how to allow it")
}

// TestNoCgoOfTheWorkspace has a package that asks for a library and a compiler.
func TestNoCgoOfTheWorkspace(t *testing.T) {
	tr := newTrap(t, "pkg-config", "gcc", "cc", "clang")
	dir := unpack(t, "-- main.go --\npackage main\n\n// #cgo pkg-config: evil\n// int f() { return 1; }\nimport \"C\"\n\nimport \"os\"\n\nfunc main() { os.Getenv(\"A\"); C.f() }\n")
	env := tr.environ("CGO_ENABLED=1", "CC=gcc")
	tr.works(t, dir, env, "build", "-o", os.DevNull, ".")

	res := mustRun(t, dir, Options{Env: env})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"main.go:9"}, places(res))
	tr.untouched(t)
}

// TestNoPkgConfigOfDependencies has a vendored package that asks for a library: its types are read from source instead.
func TestNoPkgConfigOfDependencies(t *testing.T) {
	tr := newTrap(t, "pkg-config")
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

// #cgo pkg-config: evil
// int f() { return 1; }
import "C"

func Name() string { C.f(); return "A" }
-- main.go --
package main

import (
	"os"

	"dep.test"
)

func main() { os.Getenv(dep.Name()) }
`)
	env := tr.environ("CGO_ENABLED=1")
	tr.works(t, dir, env, "list", "-export", "dep.test")

	res := mustRun(t, dir, Options{Env: env})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"main.go:9"}, places(res))
	tr.untouched(t)
}

// TestNoVersionControl has a checkout whose configuration names a program to be run by git.
func TestNoVersionControl(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	tr := newTrap(t, "monitor")
	dir := unpack(t, "-- main.go --\n"+mainFile)
	for _, args := range [][]string{{"init", "-q"}, {"add", "main.go"}, {"-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"}, {"config", "core.fsmonitor", filepath.Join(tr.dir, "monitor")}} {
		cmd := exec.Command(git, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	env := tr.environ("GOENV=off")
	tr.works(t, dir, env, "build", "-o", os.DevNull, ".")

	res := mustRun(t, dir, Options{Env: env})
	assert.Equal(t, []string{"main.go:5"}, places(res))
	tr.untouched(t)
}

// TestOffline has a module that is not in the cache of the go command, and is said to be private.
func TestOffline(t *testing.T) {
	var asked atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.NotFound(w, r)
	}))
	defer proxy.Close()
	dir := unpack(t, "-- go.mod --\nmodule m\n\ngo 1.25\n\nrequire dep.test v1.0.0\n-- go.sum --\ndep.test v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\ndep.test v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"+
		"-- main.go --\npackage main\n\nimport _ \"dep.test\"\n\nfunc main() {}\n")
	env := environ("GOPROXY="+proxy.URL, "GOSUMDB=off", "GOFLAGS=-modcacherw", "GOMODCACHE="+t.TempDir())
	_, _ = runOn(t, dir, Options{Env: env})
	require.Positive(t, asked.Load(), "without the option the proxy is asked")
	asked.Store(0)
	for _, private := range []string{"", "GOPRIVATE=dep.test"} {
		res, err := runOn(t, dir, Options{Env: append(slices.Clone(env), private), Offline: true})
		if err == nil {
			assert.False(t, res.Complete)
			err = errors.New(res.Errors[0].String())
		}
		assert.ErrorContains(t, err, "module lookup disabled by GOPROXY=off")
	}
	assert.Zero(t, asked.Load())
}

// TestLinksOutOfTheWorkspace has Go files that are links to files elsewhere. Nothing of them is read, and so none of them shown.
func TestLinksOutOfTheWorkspace(t *testing.T) {
	elsewhere := t.TempDir()
	write(t, filepath.Join(elsewhere, "token"), "hunter2hunter2 is the token\n")
	write(t, filepath.Join(elsewhere, "lib", "lib.go"), "package lib\n\nimport \"os\"\n\nvar A = os.Getenv(\"hunter2\")\n")
	dir := unpack(t, `
-- good/good.go --
package good

import "os"

var A = os.Getenv("A")
-- token/a.go --
package token
-- uses/uses.go --
package uses

import "m/token"

var A = token.B
-- dir/uses.go --
package dir

import _ "m/lib"
-- alone/readme --
-- zero/a.go --
package zero
`)
	for link, to := range map[string]string{
		"token/b.go": filepath.Join(elsewhere, "token"), "alone/b.go": filepath.Join(elsewhere, "token"), "zero/b.go": "/dev/zero", "lib": filepath.Join(elsewhere, "lib"), "good/near.go": "../near.txt",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skipf("this system has no symbolic links: %v", err)
		}
	}
	write(t, filepath.Join(dir, "near.txt"), "package good\n\nvar B = 1\n")
	res := mustRun(t, dir, Options{Rules: []*rule.Rule{calls, files}})
	text := strings.Join(messages(res), "\n")
	assert.NotContains(t, text, "hunter2")
	assert.NotContains(t, text, elsewhere)
	for _, want := range []string{"token/b.go: it is a link that leads out of the workspace", "alone/b.go: it is a link that leads out of the workspace", "zero/b.go: ", "lib/lib.go: it is a link that leads out of the workspace"} {
		assert.Contains(t, text, want)
	}
	assert.Contains(t, places(res), "good/good.go:5")
	assert.Contains(t, places(res), "files good/near.go:1", "a link within the workspace is a file like others")
	for _, p := range places(res) {
		assert.NotContains(t, p, "lib")
		assert.NotContains(t, p, "b.go")
	}
}

// TestTypesOfC has an expression whose type only C knows.
func TestTypesOfC(t *testing.T) {
	dir := unpack(t, "-- a.go --\npackage a\n\n// int *f() { return 0; }\nimport \"C\"\n\nimport \"os\"\n\ntype number = C.int\n\nfunc get(p *C.int) *number { return C.f() }\n\nfunc F() int32 { x := get(nil); *get(nil) = 1; return int32(*x) }\n\nvar A = os.Getenv(\"A\")\n")
	res := mustRun(t, dir, Options{})
	assert.Empty(t, messages(res))
	assert.Equal(t, []string{"a.go:14"}, places(res))
}

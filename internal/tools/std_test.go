package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"
)

// extract writes an archive to a new directory.
func extract(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, f.Data, 0o666))
	}
	return dir
}

func TestFolders(t *testing.T) {
	dir := extract(t, `
-- go.mod --
module m
-- a.go --
package m
-- net/http/http.go --
package http
-- docs/README.md --
-- only/only_test.go --
package only
-- testdata/x.go --
package x
-- vendor/v/v.go --
package v
-- _old/o.go --
package o
-- cmd/a.go --
package cmd
-- cmd/go.mod --
module cmd
-- deep/testdata/x.go --
package x
`)
	got, err := folders(dir)
	require.NoError(t, err)
	assert.Equal(t, []string{".", "./net/..."}, got)
	_, err = folders(filepath.Join(dir, "docs"))
	assert.Error(t, err)
	_, err = folders(filepath.Join(dir, "nowhere"))
	assert.Error(t, err)
}

func TestFailures(t *testing.T) {
	p, failed := failures("./net/...", []byte(`{"findings":[{"rule":"a"}],"errors":[{"package":"net","message":"internal error: rule a: nil (x.go:1)"},
		{"package":"net/http","message":"undefined: x"},{"package":"all packages","message":"not analysed: the time limit of 1s was reached"}],"stats":{"packages":2,"files":3}}`), "")
	assert.Equal(t, 2, p.Stats.Packages)
	assert.Equal(t, []string{"./net/...: net: internal error: rule a: nil (x.go:1)", "./net/...: all packages: not analysed: the time limit of 1s was reached"}, failed)
	_, failed = failures("./net/...", nil, "runtime: goroutine stack exceeds 1000000000-byte limit\n")
	assert.Equal(t, []string{"./net/...: no report: runtime: goroutine stack exceeds 1000000000-byte limit"}, failed)
	_, failed = failures("./net/...", nil, "prodlint: no packages match ./net/... in src\n")
	assert.Empty(t, failed)
}

// TestStdOnOneModule builds the command and runs it on the folders of a module.
func TestStdOnOneModule(t *testing.T) {
	dir := extract(t, "-- go.mod --\nmodule m\n\ngo 1.25\n-- a/a.go --\npackage a\n-- b/b.go --\npackage b\n\nvar X int = \"\"\n")
	var out bytes.Buffer
	require.NoError(t, run(root(t), []string{"std", dir}, &out), out.String())
	assert.Regexp(t, `(?m)^\./a/\.\.\.: 1 packages, 1 files, 0 findings, 0 errors, .* s\n\./b/\.\.\.: 0 packages, 0 files, 0 findings, 1 errors, .* s\n  m/b b/b\.go: cannot use `, out.String())
	assert.Error(t, run(root(t), []string{"std", t.TempDir()}, &out))
	assert.Error(t, run(root(t), []string{"std", "-nonsense"}, &out))
}

package driver_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/fixture"
)

// sample writes a small module on real libraries to a directory.
func sample(t *testing.T, dir string) {
	t.Helper()
	require.NoError(t, fixture.Copy(dir, fixture.Service...))
}

// copyTree copies a directory with all that it holds. Directories of version control and of dependencies of other languages, and links, are
// left out.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(made(t, filepath.Join(to, rel)), data, 0o666)
	}))
}

// made makes the directory of a file.
func made(t *testing.T, name string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
	return name
}

// tempDir is a new directory, by the name that the go command has for it.
func tempDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return dir
}

func newCache(t *testing.T) *cache.Store {
	t.Helper()
	s, err := cache.Open(filepath.Join(t.TempDir(), "cache"), 0)
	require.NoError(t, err)
	return s
}

// number is a variable of the environment that makes a test more thorough than it is by default.
func number(name string, byDefault int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return byDefault
}

// alone is an environment of the go command in which only the module itself counts. No network is used.
func alone() []string {
	return append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "GOPACKAGESDRIVER=off", "GOTOOLCHAIN=local")
}

// judge runs all rules.
func judge(t *testing.T, dir string, s *cache.Store) *driver.Result {
	t.Helper()
	res, err := driver.Run(t.Context(), driver.Options{Dir: dir, Rules: analyzers.All, Env: alone(), Cache: s})
	require.NoError(t, err)
	return res
}

// text is all that a run found. It does not tell where the module lies, nor what was known before.
func text(t *testing.T, res *driver.Result) string {
	t.Helper()
	r := *res
	r.Root, r.Stats.Cached, r.Stats.Seconds = "", 0, 0
	out, err := json.MarshalIndent(r, "", " ")
	require.NoError(t, err)
	return string(out)
}

package driver_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/driver"
)

// TestSameBytes runs all rules on one module again and again: on one, two and eight cores, without a cache, with an empty one, with one that is
// full and with one that lost every other entry, in two places. PRODLINT_RUNS sets how many runs there are.
func TestSameBytes(t *testing.T) {
	dirs := []string{tempDir(t), filepath.Join(tempDir(t), "another", "place")}
	sample(t, dirs[0])
	sample(t, dirs[1])
	want := text(t, judge(t, dirs[0], nil))
	require.Contains(t, want, `"Rule": "nplusone"`)
	require.NotContains(t, want, filepath.Dir(dirs[0]))
	shared := newCache(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for i := range number("PRODLINT_RUNS", 6) {
		cores := []int{1, 2, 8}[i%3]
		runtime.GOMAXPROCS(cores)
		s, how := shared, "a cache that others use"
		switch i % 4 {
		case 1:
			s, how = nil, "no cache"
		case 2:
			s, how = newCache(t), "an empty cache"
		case 3:
			how = "half a cache"
			for k, name := range entries(t, shared) {
				if k%2 == i/4%2 {
					require.NoError(t, os.Remove(name))
				}
			}
		}
		require.Equal(t, want, text(t, judge(t, dirs[i%2], s)), "run %d on %d cores with %s", i, cores, how)
	}
}

// entries are the files of a cache.
func entries(t *testing.T, s *cache.Store) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(s.Dir(), "??", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names
}

// TestCutOffEntries cuts all entries of a cache off at fiftieths of their length. What is left counts for nothing, and is repaired.
// PRODLINT_RUNS=50 cuts at each of them.
func TestCutOffEntries(t *testing.T) {
	dir, s := tempDir(t), newCache(t)
	sample(t, dir)
	want := text(t, judge(t, dir, s))
	whole := map[string][]byte{}
	for _, name := range entries(t, s) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		whole[name] = data
	}
	parts := min(number("PRODLINT_RUNS", 3), 50)
	for i := range parts {
		part := i * 50 / parts
		for name, data := range whole {
			require.NoError(t, os.WriteFile(name, data[:len(data)*part/50], 0o600))
		}
		require.Equal(t, want, text(t, judge(t, dir, s)), "cut off at %d/50", part)
		for name, data := range whole {
			now, err := os.ReadFile(name)
			require.NoError(t, err)
			require.True(t, bytes.Equal(data, now), "%s is not repaired after a cut at %d/50", filepath.Base(name), part)
		}
	}
}

// git runs a git command that takes no settings but its own.
func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "core.hooksPath=" + os.DevNull, "-c", "user.name=Dev", "-c", "user.email=dev@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
}

// rewrite changes a file of a module.
func rewrite(t *testing.T, dir, name, old, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(data), old, name)
	require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(data), old, text)), 0o666))
}

// TestBranches goes from one branch to another and back. They differ in bodies, signatures, files, packages and the language version.
func TestBranches(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, s := tempDir(t), newCache(t)
	sample(t, dir)
	git(t, dir, "init", "-q", "-b", "main")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "first")
	git(t, dir, "checkout", "-q", "-b", "other")
	rewrite(t, dir, "go.mod", "go 1.25.0", "go 1.26.0")
	rewrite(t, dir, "nplusone/layers/store/store.go", "func (", "// A line.\nfunc (")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "selectstar")))
	require.NoError(t, os.Rename(filepath.Join(dir, "servertimeout", "bad"), filepath.Join(dir, "servertimeout", "worse")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "nplusone", "wrapped", "more.go"), []byte("package wrapped\n\nimport \"net/http\"\n\n// Fetch has no timeout.\nfunc Fetch() { _, _ = http.Get(\"https://example.com\") }\n"), 0o666))
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "second")
	git(t, dir, "checkout", "-q", "-b", "third", "main")
	rewrite(t, dir, "missingtimeout/fix/fix.go", "&http.Client{CheckRedirect: nil}", "&http.Client{CheckRedirect: nil, Timeout: 1e9}") // one body, and no more
	git(t, dir, "commit", "-q", "-a", "-m", "third")
	want, different := map[string]string{}, map[string]bool{}
	for _, branch := range []string{"main", "other", "third"} {
		git(t, dir, "checkout", "-q", branch)
		want[branch] = text(t, judge(t, dir, nil))
		different[want[branch]] = true
	}
	require.Equal(t, 3, len(different))
	for i, branch := range []string{"main", "third", "other", "main", "third"} {
		git(t, dir, "checkout", "-q", branch)
		res := judge(t, dir, s)
		require.Equal(t, want[branch], text(t, res), "visit %d, of %s", i, branch)
		if i > 2 {
			assert.Equal(t, res.Stats.Packages, res.Stats.Cached, "visit %d, of %s", i, branch)
		}
	}
}

// modules makes a module proxy in a directory, of modules by "path@version" with one file each. It returns what the environment needs besides.
func modules(t *testing.T, sources map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, src := range sources {
		path, version, _ := strings.Cut(name, "@")
		mod, src, _ := strings.Cut(src, "\n\n")
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for file, text := range map[string]string{"go.mod": mod, "a.go": src} {
			f, err := w.Create(name + "/" + file)
			require.NoError(t, err)
			_, err = f.Write([]byte(text))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		info := fmt.Sprintf(`{"Version":%q,"Time":"2026-01-02T03:04:05Z"}`, version)
		for ext, data := range map[string][]byte{".mod": []byte(mod), ".zip": b.Bytes(), ".info": []byte(info)} {
			require.NoError(t, os.WriteFile(made(t, filepath.Join(dir, filepath.FromSlash(path), "@v", version+ext)), data, 0o666))
		}
	}
	return []string{"GOMODCACHE=" + filepath.Join(t.TempDir(), "mod"), "GOPROXY=file://" + filepath.ToSlash(dir), "GONOSUMDB=*", "GOSUMDB=off", "GOFLAGS=-modcacherw"}
}

// TestBump changes the version of a dependency and back. No file of the module but go.mod and go.sum differs, and what is found does: three
// queries are not reported, as many as there are rows are.
func TestBump(t *testing.T) {
	dir, s := tempDir(t), newCache(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "m.go"), []byte("package m\n\nimport (\n\t\"database/sql\"\n\n\t\"example.com/dep\"\n)\n\n// Load asks for each row.\n"+
		"func Load(db *sql.DB) {\n\tfor _, id := range dep.Rows() {\n\t\t_ = db.QueryRow(\"SELECT name FROM authors WHERE id = $1\", id).Scan()\n\t}\n}\n"), 0o666))
	env := append(append(alone(), modules(t, map[string]string{
		"example.com/dep@v1.0.0": "module example.com/dep\n\npackage dep\n\n// Rows are few.\nfunc Rows() [3]int { return [3]int{} }\n",
		"example.com/dep@v1.1.0": "module example.com/dep\n\npackage dep\n\n// Rows are as many as there are.\nfunc Rows() []int { return nil }\n",
	})...), "GOFLAGS=-mod=mod -modcacherw")
	run := func(s *cache.Store) *driver.Result {
		res, err := driver.Run(t.Context(), driver.Options{Dir: dir, Rules: analyzers.All, Env: env, Cache: s})
		require.NoError(t, err)
		require.Empty(t, res.Errors)
		return res
	}
	found := map[string]int{}
	for i, version := range []string{"v1.0.0", "v1.1.0", "v1.0.0", "v1.1.0"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/m\n\ngo 1.25\n\nrequire example.com/dep "+version+"\n"), 0o666))
		plain := run(nil)
		for range 2 {
			require.Equal(t, text(t, plain), text(t, run(s)), "turn %d, %s", i, version)
		}
		found[version] = len(plain.Findings)
	}
	assert.Equal(t, map[string]int{"v1.0.0": 0, "v1.1.0": 1}, found)
}

// TestDependencyOnTheWorkspace: a library from outside imports a module of the workspace, whose types it hands on. What that library looks like
// changes with the workspace, so nothing about it is taken from earlier runs.
func TestDependencyOnTheWorkspace(t *testing.T) {
	dir, s := tempDir(t), newCache(t)
	for name, text := range map[string]string{
		"go.work":    "go 1.25\n\nuse ./app\nuse ./lib\n",
		"app/go.mod": "module example.com/app\n\ngo 1.25\n\nrequire (\n\texample.com/dep v1.0.0\n\texample.com/lib v1.0.0\n)\n",
		"app/a/a.go": "package a\n\nimport \"example.com/dep\"\n\n// First is one of them.\nfunc First() any { return dep.All()[0] }\n",
		"app/b/b.go": "package b\n\nimport (\n\t\"database/sql\"\n\n\t\"example.com/dep\"\n\t\"example.com/lib\"\n)\n\n// Load asks for each row.\nfunc Load(db *sql.DB) {\n" +
			"\tvar ids []lib.ID = dep.All()\n\tfor _, id := range ids {\n\t\t_ = db.QueryRow(\"SELECT name FROM authors WHERE id = $1\", id).Scan()\n\t}\n" +
			"\tfor _, id := range dep.Size {\n\t\t_ = db.QueryRow(\"SELECT name FROM books WHERE id = $1\", id).Scan()\n\t}\n}\n",
		"lib/go.mod": "module example.com/lib\n\ngo 1.25\n",
		"lib/lib.go": "package lib\n\n// ID is a key.\ntype ID string\n\n// Size is an array.\nvar Size [3]int\n",
	} {
		require.NoError(t, os.WriteFile(made(t, filepath.Join(dir, filepath.FromSlash(name))), []byte(text), 0o666))
	}
	env := append(append(alone(), modules(t, map[string]string{
		"example.com/dep@v1.0.0": "module example.com/dep\nrequire example.com/lib v1.0.0\n\npackage dep\n\nimport \"example.com/lib\"\n\n// All are all.\nfunc All() []lib.ID { return nil }\n\n// Size is what it is.\nvar Size = lib.Size\n",
		"example.com/lib@v1.0.0": "module example.com/lib\n\npackage lib\n\ntype ID string\n\nvar Size [3]int\n",
	})...), "GOWORK=")
	found := map[string]int{}
	for i, size := range []string{"[3]int", "[]int", "[3]int", "[]int"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "lib", "lib.go"), []byte("package lib\n\n// ID is a key.\ntype ID string\n\n// Size is a list.\nvar Size "+size+"\n"), 0o666))
		for _, s := range []*cache.Store{nil, s, s} {
			res, err := driver.Run(t.Context(), driver.Options{Dir: dir, Patterns: []string{"./app/...", "./lib/..."}, Rules: analyzers.All, Env: env, Cache: s})
			require.NoError(t, err)
			require.Empty(t, res.Errors, "turn %d", i)
			if s == nil {
				found[size] = len(res.Findings)
			}
			require.Len(t, res.Findings, found[size], "turn %d", i)
		}
	}
	assert.Equal(t, map[string]int{"[3]int": 1, "[]int": 2}, found)
}

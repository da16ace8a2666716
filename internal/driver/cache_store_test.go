package driver

import (
	"bytes"
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// entryFiles returns the files of the entries of a store.
func entryFiles(t *testing.T, s *cache.Store) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(s.Dir(), "??", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names
}

// TestTornEntries: entries that are cut off, each at every fiftieth of its length, or that are gone, alone or all together, change nothing.
func TestTornEntries(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	opts := Options{Rules: []*rule.Rule{calls, far, files, typed}, Cache: s}
	want := mustRun(t, dir, opts)
	entries := map[string][]byte{}
	for _, name := range entryFiles(t, s) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		entries[name] = data
	}
	same := func(why string, args ...any) {
		t.Helper()
		res := mustRun(t, dir, opts)
		require.Equal(t, want.Findings, res.Findings, append([]any{why}, args...)...)
		require.Empty(t, res.Errors)
	}
	env, err := goEnv(t.Context(), &Options{Dir: dir, Env: environ()})
	require.NoError(t, err)
	graph := newMemory(env, &Options{Cache: s, Dir: dir, Patterns: []string{"./..."}}).graph().String()
	for part := range 50 {
		for name, data := range entries {
			if part%5 == 0 || filepath.Base(name) != graph[2:] { // go list takes its time
				require.NoError(t, os.WriteFile(name, data[:len(data)*part/50], 0o600))
			}
		}
		same("all cut off at %d/50", part)
		for name, data := range entries {
			got, err := os.ReadFile(name)
			require.NoError(t, err)
			require.True(t, bytes.Equal(data, got), "entries are written again, the same")
		}
	}
	for name, data := range entries {
		for other := range entries { // what hides the others
			if bytes.Contains(entries[other], []byte("reads the environment far away")) {
				require.NoError(t, os.WriteFile(other, nil, 0o600))
			}
		}
		require.NoError(t, os.WriteFile(name, data[:len(data)/2], 0o600))
		same("one is cut off, and what was found is gone")
	}
}

// TestExportDataThatIsGone: the go command removes what it has not used for days.
func TestExportDataThatIsGone(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	opts := Options{Rules: []*rule.Rule{calls, far, files, typed}, Cache: s, Env: environ(), Patterns: []string{"./..."}, Dir: dir, Parallel: 1}
	mustRun(t, dir, opts)
	spoil := func() {
		env, err := goEnv(t.Context(), &opts)
		require.NoError(t, err)
		m := newMemory(env, &opts)
		var g storedGraph
		require.True(t, m.recall(m.graph(), &g))
		for i := range g.Nodes {
			if g.Nodes[i].Export != "" {
				g.Nodes[i].Export = "00/" + strings.Repeat("0", 64) + "-d"
			}
		}
		m.keep(m.graph(), &g)
	}
	change(t, filepath.Join(dir, "low", "low.go"), "os.Getenv(name)", "os.Getenv(name + name)")
	spoil()
	assert.Equal(t, 3, both(t, s, dir, Options{}).Stats.Cached)
	change(t, filepath.Join(dir, "alone", "alone.go"), `"A"`, `"B"`)
	assert.Equal(t, 3, both(t, s, dir, Options{}).Stats.Cached, "the names are right again")
}

// logGo returns a function that tells which subcommands of the go command were run since it was called last.
func logGo(t *testing.T) func() []string {
	t.Helper()
	command, err := exec.LookPath("go")
	require.NoError(t, err)
	bin := t.TempDir()
	log := filepath.Join(bin, "log")
	write(t, log, "")
	require.NoError(t, os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\necho \"$1\" >>"+log+"\nexec "+command+" \"$@\"\n"), 0o755))
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return func() []string {
		data, err := os.ReadFile(log)
		require.NoError(t, err)
		write(t, log, "")
		return strings.Fields(string(data))
	}
}

// TestWhatIsAskedOfTheGoCommand: the list of packages and export data once, afterwards only its settings.
func TestWhatIsAskedOfTheGoCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command is wrapped in a shell script")
	}
	dir, s, since := unpack(t, chain), openCache(t), logGo(t)
	asked := func() []string {
		mustRun(t, dir, Options{Rules: []*rule.Rule{calls, far, files, typed}, Cache: s})
		return since()
	}
	assert.Contains(t, asked(), "list")
	assert.Equal(t, []string{"env"}, asked(), "nothing has changed")
	for _, edit := range [][2]string{{"return os.Getenv(name)", "return os.Getenv(name + name)"}, {"private()", "private(n int)"}, {"A int", "A string"}, {"func private", "// A comment.\nfunc private"}} {
		change(t, filepath.Join(dir, "low", "low.go"), edit[0], edit[1])
		assert.Equal(t, []string{"env"}, asked(), edit[1])
	}
	change(t, filepath.Join(dir, "low", "low.go"), `import "os"`, "import (\n\t\"os\"\n\t_ \"embed\"\n)")
	assert.Contains(t, asked(), "list", "another import")
	change(t, filepath.Join(dir, "low", "low.go"), "os.Getenv(name + name)", "os.Getenv(name)")
	assert.Equal(t, []string{"env"}, asked(), "a file that imports embed")
	change(t, filepath.Join(dir, "low", "low.go"), "func Env", "//go:embed low.go\nvar text string\n\nfunc Env")
	assert.Contains(t, asked(), "list", "something is embedded")
}

// TestErrorsThatStay: what is wrong with the files themselves is remembered with the list of packages, and named by where they lie.
func TestErrorsThatStay(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command is wrapped in a shell script")
	}
	since := logGo(t)
	for name, archive := range map[string]string{
		"package of the module":   "-- bad/a.go --\npackage bad\n\nimport \"m/nowhere\"\n\nvar X = nowhere.X\n",
		"package of no module":    "-- bad/a.go --\npackage bad\n\nimport \"example.com/nowhere\"\n\nvar X = nowhere.X\n",
		"two in a directory":      "-- bad/a.go --\npackage a\n-- bad/b.go --\npackage b\n",
		"cycle":                   "-- bad/a.go --\npackage bad\n\nimport _ \"m/worse\"\n-- worse/a.go --\npackage worse\n\nimport _ \"m/bad\"\n",
		"checksum that is wanted": "-- go.mod --\nmodule m\n\ngo 1.25\n\nrequire golang.org/x/mod v0.1.0\n-- bad/a.go --\npackage bad\n\nimport _ \"golang.org/x/mod/semver\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := openCache(t)
			for i, dir := range []string{unpack(t, chain+archive), unpackTo(t, filepath.Join(unpack(t, "-- x --\n"), "elsewhere"), chain+archive)} {
				want := mustRun(t, dir, Options{Rules: []*rule.Rule{calls, far, files, typed}})
				require.NotEmpty(t, want.Errors)
				since()
				for k := range 2 {
					res := mustRun(t, dir, Options{Rules: []*rule.Rule{calls, far, files, typed}, Cache: s})
					assert.Equal(t, messages(want), messages(res), "run %d", k)
					assert.Equal(t, want.Findings, res.Findings)
					assert.Equal(t, i+k == 0, slices.Contains(since(), "list"), "run %d in %d", k, i)
				}
			}
		})
	}
}

// TestErrorsThatMayGo: what the network may be the cause of is asked again.
func TestErrorsThatMayGo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command is wrapped in a shell script")
	}
	since, s := logGo(t), openCache(t)
	dir := unpack(t, chain+"-- go.mod --\nmodule m\n\ngo 1.25\n\nrequire example.com/x v1.0.0\n-- go.sum --\nexample.com/x v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"+
		"example.com/x v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-- bad/a.go --\npackage bad\n\nimport _ \"example.com/x\"\n")
	for range 2 {
		require.NotEmpty(t, mustRun(t, dir, Options{Cache: s}).Errors)
		assert.Contains(t, since(), "list")
	}
}

// TestTwoAtOnce: runs that share a directory do not see each other.
func TestTwoAtOnce(t *testing.T) {
	dir := unpack(t, chain)
	want := mustRun(t, dir, Options{Rules: []*rule.Rule{calls, far, files, typed}})
	root := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := cache.Open(root, 0)
			if !assert.NoError(t, err) {
				return
			}
			for range 3 {
				res, err := runOn(t, dir, Options{Rules: []*rule.Rule{calls, far, files, typed}, Cache: s})
				if assert.NoError(t, err) {
					assert.Equal(t, want.Findings, res.Findings)
				}
			}
		})
	}
	wg.Wait()
}

// TestTwoCheckouts: a checkout in another place takes what the first has left, and nothing that is kept names a place.
func TestTwoCheckouts(t *testing.T) {
	s := openCache(t)
	first, second := unpack(t, chain), unpackTo(t, filepath.Join(unpack(t, "-- x --\n"), "deep", "er"), chain)
	a := both(t, s, first, Options{})
	for _, name := range entryFiles(t, s) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.False(t, bytes.Contains(data, []byte(filepath.Dir(first))), name)
		assert.False(t, bytes.Contains(data, []byte(build.Default.GOROOT+"/")), name)
	}
	b := both(t, s, second, Options{})
	assert.Equal(t, 4, b.Stats.Cached)
	assert.Equal(t, second, b.Root)
	assert.Equal(t, a.Findings, b.Findings)
	change(t, filepath.Join(second, "low", "low.go"), "os.Getenv(name)", "os.Getenv(name + name)")
	assert.Equal(t, 3, both(t, s, second, Options{}).Stats.Cached)
	assert.Equal(t, 4, both(t, s, first, Options{}).Stats.Cached)
}

// TestCores: nothing depends on how many packages are worked on at once, with a cache that is empty, part full or full.
func TestCores(t *testing.T) {
	dir := unpack(t, chain)
	opts := Options{Rules: []*rule.Rule{calls, far, files, typed}}
	want := mustRun(t, dir, opts)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		s := openCache(t)
		for range 2 {
			opts.Cache = s
			assert.Equal(t, want.Findings, mustRun(t, dir, opts).Findings)
		}
		for i, name := range entryFiles(t, s) {
			if i%2 == 0 {
				require.NoError(t, os.Remove(name))
			}
		}
		assert.Equal(t, want.Findings, mustRun(t, dir, opts).Findings)
	}
}

// TestLinkedWithCache: who asks for the program gets it, whatever is known.
func TestLinkedWithCache(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	for range 2 {
		packages := 0
		both(t, s, dir, Options{Linked: func(prog *summary.Program, _ func(summary.Pos) summary.Pos) { packages = len(prog.Packages) }})
		assert.Equal(t, 4, packages)
	}
}

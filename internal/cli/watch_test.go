package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/cli"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/watch"
)

// session is a watch that runs; saves are told to it by the test.
type session struct {
	t      *testing.T
	dir    string
	events chan watch.Event
	lines  *bufio.Scanner
	stop   context.CancelFunc
	code   chan int
	stderr *bytes.Buffer // to be read when it has ended
	trees  []string
	files  []string
}

func watching(t *testing.T, dir string, args ...string) *session {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	s := &session{t: t, dir: dir, events: make(chan watch.Event), lines: bufio.NewScanner(r), stop: cancel, code: make(chan int, 1), stderr: &bytes.Buffer{}}
	start := func(_ context.Context, trees, files []string) (<-chan watch.Event, error) {
		s.trees, s.files = trees, files
		return s.events, nil
	}
	go func() {
		s.code <- cli.Main(ctx, append([]string{"watch", "-C", dir}, args...), cli.Process{Stdout: w, Stderr: s.stderr, Getenv: os.Getenv,
			Rules: []*rule.Rule{preview, sleepy}, Watch: start})
		w.Close()
	}()
	t.Cleanup(func() { cancel(); r.Close() })
	return s
}

// expect reads lines of the output.
func (s *session) expect(want ...string) {
	s.t.Helper()
	for _, line := range want {
		require.True(s.t, s.lines.Scan(), "the output ended before %q: %s", line, s.stderr)
		require.Equal(s.t, line, s.lines.Text())
	}
}

// save writes a file and tells it.
func (s *session) save(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	require.NoError(s.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(s.t, os.WriteFile(path, []byte(text), 0o644))
	s.events <- watch.Event{Name: path}
}

// end interrupts the watch and returns what it said on stderr.
func (s *session) end() string {
	s.t.Helper()
	s.stop()
	for s.lines.Scan() {
		assert.Fail(s.t, "unread output", s.lines.Text())
	}
	assert.Equal(s.t, cli.Interrupted, <-s.code)
	return s.stderr.String()
}

func realDir(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(module(t, files))
	require.NoError(t, err)
	return dir
}

const found = "warning sleepy: time.Sleep stalls the request: wait for what it waits for"

func TestWatch(t *testing.T) {
	dir := realDir(t, map[string]string{"nap.go": nap, "b/b.go": "package b\n"})
	s := watching(t, dir)
	s.expect("watching 2 packages: 1 finding (1 warning)")
	assert.Equal(t, []string{dir}, s.trees)
	assert.Empty(t, s.files)

	s.save("b/b.go", strings.Replace(nap, "package m", "package b", 1))
	s.expect("b/b.go", "+ b/b.go:7:2: "+found, "2 findings (2 warnings); 1 new, 0 gone")
	s.save("b/b.go", "package b\n\n// Code moves down.\n"+strings.TrimPrefix(nap, "package m\n"))
	s.expect("b/b.go", "2 findings (2 warnings)")
	s.save("b/b.go", "package b\n\nimport \"time\"\n\n// Doze is renamed.\nfunc Doze() {\n\ttime.Sleep(5)\n}\n")
	s.expect("b/b.go", "2 findings (2 warnings)")

	// What does not compile keeps its findings.
	s.save("b/b.go", "package b\n\nvar X int = \"s\"\n")
	s.expect("b/b.go", "! b/b.go:3:13: cannot use \"s\" (untyped string constant) as int value in variable declaration",
		"2 findings (2 warnings); those of what does not compile are kept")
	s.save("nap.go", "package m\n")
	s.expect("nap.go", "! b/b.go:3:13: cannot use \"s\" (untyped string constant) as int value in variable declaration",
		"- nap.go:7:2: "+found, "1 finding (1 warning); 0 new, 1 gone")
	s.save("b/b.go", "package b\n")
	s.expect("b/b.go", "- b/b.go:7:2: "+found, "no findings; 0 new, 1 gone")
	s.save("go.mod", "nonsense\n")
	require.True(t, s.lines.Scan())
	require.True(t, s.lines.Scan())
	assert.Regexp(t, `^! .*go.mod:1: unknown directive: nonsense`, s.lines.Text())
	s.save("go.mod", "module example.com/m\n\ngo 1.25\n")
	s.expect("go.mod", "no findings; all compiles again")

	// Files that do not matter, lost names, many names.
	s.events <- watch.Event{Name: filepath.Join(dir, "README.md")}
	s.events <- watch.Event{}
	s.expect("many files were saved", "no findings")
	s.events <- watch.Event{Err: errors.New("a directory was lost")}
	s.save("c.go", "package m\n")
	s.expect("c.go", "no findings")
	assert.Equal(t, "prodlint: a directory was lost\nprodlint: interrupted\n", s.end())
}

func TestWatchSettings(t *testing.T) {
	dir := realDir(t, map[string]string{"nap.go": nap, ".prodlint.yml": "baseline: b.yml\n"})
	code, _, stderr := run(t, "baseline", "write", "-C", dir)
	require.Equal(t, cli.Clean, code, stderr)
	s := watching(t, dir)
	s.expect("watching 1 package: no findings")
	assert.Equal(t, []string{filepath.Join(dir, ".prodlint.yml"), filepath.Join(dir, "b.yml")}, abs(t, s.files))
	s.save("b.yml", "version: 1\nfindings: []\n")
	s.expect("b.yml", "+ nap.go:7:2: "+found, "1 finding (1 warning); 1 new, 0 gone")
	s.save(".prodlint.yml", "baseline: b.yml\ndisable: [sleepy]\ncatalog: |\n  example.com/x.F query sql=0\n")
	s.expect(".prodlint.yml", "- nap.go:7:2: "+found, "no findings; 0 new, 1 gone")
	s.save(".prodlint.yml", "disabel: [sleepy]\n")
	s.expect(".prodlint.yml", "no findings")
	s.save("b.yml", "version: 3\n")
	s.expect("b.yml", "! "+filepath.Join(dir, "b.yml")+":1:10: version 3 is not known: want 1", "!  1 | version: 3", "!    |          ^")
	stderr = s.end()
	assert.Contains(t, stderr, "what catalog says in the configuration counts when watch is started again")
	assert.Contains(t, stderr, ".prodlint.yml:1:1: unknown key \"disabel\"; did you mean disable?")
}

func abs(t *testing.T, names []string) (out []string) {
	t.Helper()
	for _, name := range names {
		name, err := filepath.Abs(name)
		require.NoError(t, err)
		out = append(out, name)
	}
	return out
}

func TestWatchWorkspace(t *testing.T) {
	dir := realDir(t, map[string]string{"work/go.work": "go 1.25\n\nuse (\n\t./a\n\t../lib\n)\n", "work/a/go.mod": "module a\n\ngo 1.25\n", "work/a/a.go": "package a\n", "lib/go.mod": "module lib\n\ngo 1.25\n"})
	t.Setenv("GOWORK", "")
	s := watching(t, filepath.Join(dir, "work", "a"))
	s.expect("watching 1 package: no findings")
	assert.Equal(t, []string{filepath.Join(dir, "work"), filepath.Join(dir, "lib")}, s.trees)
	s.end()
}

func TestWatchFails(t *testing.T) {
	start := func(context.Context, []string, []string) (<-chan watch.Event, error) {
		return nil, errors.New("too many directories to watch")
	}
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), []string{"watch", "-C", module(t, map[string]string{"a.go": "package m\n"})}, cli.Process{Stdout: &out, Stderr: &errs, Getenv: os.Getenv, Watch: start})
	assert.Equal(t, cli.Usage, code)
	assert.Equal(t, "prodlint: cannot watch: too many directories to watch\n", errs.String())
	for _, args := range [][]string{{"watch", "-C", t.TempDir()}, {"watch", "--preset", "loose"}, {"watch", "--baseline", "gone.yml"}} {
		code, stdout, stderr := run(t, args...)
		assert.Equal(t, cli.Usage, code, stderr)
		assert.Empty(t, stdout)
	}
}

package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
)

// service makes a module on real libraries and returns its directory.
func service(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, fixture.Copy(dir, fixture.Service...))
	return dir
}

// prodlint prepares the command in a directory, with all rules and a cache of its own.
func prodlint(dir, cache string, args ...string) *exec.Cmd {
	cmd := exec.Command("prodlint", append([]string{"--preset", "all"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(fixture.Environ(), "GOFLAGS=", "GOPROXY=off", "PRODLINT_CACHE="+cache, "NO_COLOR=1")
	return cmd
}

// output runs the command, which finds something, and returns what it prints.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	require.True(t, err == nil || errors.As(err, &exit) && exit.ExitCode() == 1, "%v: %s", err, stderr.String())
	require.Empty(t, stderr.String())
	return string(out)
}

// TestProcessesThatShareACache: several at once on an empty cache, and after some that were killed while they wrote to it.
func TestProcessesThatShareACache(t *testing.T) {
	dir, cache := service(t), filepath.Join(t.TempDir(), "cache")
	want := output(t, prodlint(dir, "off", "--format", "sarif"))
	require.Contains(t, want, `"nplusone"`)
	together := func() {
		t.Helper()
		var wg sync.WaitGroup
		outs := make([]bytes.Buffer, 3)
		for i := range outs {
			cmd := prodlint(dir, cache, "--format", "sarif")
			cmd.Stdout = &outs[i]
			wg.Go(func() { _ = cmd.Run() }) // what it prints tells
		}
		wg.Wait()
		for i := range outs {
			require.Equal(t, want, outs[i].String())
		}
	}
	together()
	all := kept(t, cache)
	for _, enough := range []int{1, len(all) / 2} {
		require.NoError(t, os.RemoveAll(cache))
		cmd := prodlint(dir, cache)
		require.NoError(t, cmd.Start())
		ended := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			close(ended)
		}()
		for done := false; !done && len(kept(t, cache)) < enough; {
			select {
			case <-ended:
				done = true
			default:
			}
		}
		_ = cmd.Process.Kill()
		<-ended
		together()
		assert.Subset(t, kept(t, cache), all)
	}
}

// kept returns the names of the entries of a cache.
func kept(t *testing.T, cache string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(cache, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && len(d.Name()) == 62 {
			names = append(names, d.Name())
		}
		return nil // it comes and goes
	})
	require.NoError(t, err)
	return names
}

// TestConfigurations: with each of several configurations, one after the other and back again, a run with a cache prints what one without does.
func TestConfigurations(t *testing.T) {
	dir, cache := service(t), filepath.Join(t.TempDir(), "cache")
	file := filepath.Join(dir, ".prodlint.yml")
	configs := []string{
		"version: 1\ndisable: [nplusone]\n", // first, for what is not looked for cannot be left out later
		"version: 1\n",
		"version: 1\nseverity: {nplusone: error, selectstar: info}\nexclude: [servertimeout]\n",
		"version: 1\noverrides:\n  - paths: [\"nplusone/**\"]\n    disable: [all]\n",
		"version: 1\ntests: true\n",
		"version: 1\ncatalog: |\n  strconv.ParseInt  effect op=call data=0\n",
		"version: 1\ncatalog: |\n  strconv.ParseInt  effect op=read data=0\n",
	}
	want := map[string]string{}
	seen := map[string]bool{}
	for _, text := range configs {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
		want[text] = output(t, prodlint(dir, "off"))
		seen[want[text]] = true
	}
	require.Equal(t, len(configs)-1, len(seen), "tests: true makes no difference here, each other configuration does")
	for range 2 {
		for _, text := range configs {
			require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
			require.Equal(t, want[text], output(t, prodlint(dir, cache)), text)
		}
	}
}

// TestFixesOfCachedFindings: --fix with a cache that is full writes what it writes without one, and what is found then is the same.
func TestFixesOfCachedFindings(t *testing.T) {
	first, second, cache := service(t), service(t), filepath.Join(t.TempDir(), "cache")
	output(t, prodlint(first, cache, "--format", "sarif"))
	fix := func(dir, cache string) (changes string) {
		cmd := prodlint(dir, cache, "--fix", "--unsafe-fixes", "--format", "sarif")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, _ := cmd.Output()
		require.NotEmpty(t, out)
		return stderr.String() + string(out)
	}
	changes := fix(first, cache)
	require.Contains(t, changes, "fixed ")
	require.Equal(t, fix(second, "off"), changes)
	require.Equal(t, contents(t, second), contents(t, first))
	for range 2 {
		require.Equal(t, output(t, prodlint(second, "off")), output(t, prodlint(first, cache)))
	}
}

// contents are the files below a directory.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		out[strings.TrimPrefix(name, dir)] = string(data)
		return err
	}))
	return out
}

// TestAnotherBuild: a build of prodlint with another identity takes nothing from the cache of the first, and prints the same here, for only its
// identity differs. Back at the first build, all is there again.
func TestAnotherBuild(t *testing.T) {
	id, err := exec.Command("go", "tool", "buildid", os.Args[0]).Output()
	parts := strings.Split(strings.TrimSpace(string(id)), "/")
	if err != nil || len(parts) != 4 {
		t.Skip("this build has no identity")
	}
	program, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	changed := strings.Join(append([]string{strings.Repeat("x", len(parts[0]))}, parts[1:]...), "/")
	other := filepath.Join(t.TempDir(), "prodlint")
	require.NoError(t, os.WriteFile(other, bytes.ReplaceAll(program, bytes.TrimSpace(id), []byte(changed)), 0o755))

	dir, cache := service(t), filepath.Join(t.TempDir(), "cache")
	first, json := "", []string{"--format", "json"}
	for i, path := range []string{"prodlint", other, "prodlint", other} {
		cmd := prodlint(dir, cache, json...)
		cmd.Path, err = exec.LookPath(path)
		require.NoError(t, err)
		out := output(t, cmd)
		head, stats, _ := strings.Cut(out, `"stats"`)
		if i == 0 {
			first = head
		}
		require.Equal(t, first, head)
		assert.Equal(t, i < 2, strings.Contains(stats, `"cached": 0`), "turn %d: %s", i, stats)
	}
}

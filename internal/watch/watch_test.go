package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The clock of these tests is that of a synctest bubble: no time passes.

func anything(string) bool { return true }

func TestBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := make(chan Event)
		start := time.Now()
		batches := Batches(t.Context(), events, Quiet, func(name string) bool { return name != "noise" })
		go func() {
			for _, name := range []string{"b", "a", "b", "noise"} {
				events <- Event{Name: name}
				time.Sleep(Quiet / 2)
			}
		}()
		assert.Equal(t, []string{"a", "b"}, (<-batches).Names)
		assert.Equal(t, 2*Quiet, time.Since(start), "the pause begins with the last event that matters")

		events <- Event{Name: "noise"}
		time.Sleep(time.Hour)
		select {
		case b := <-batches:
			assert.Fail(t, "nothing happened", b)
		default:
		}
	})
}

func TestBatchGrowsUntilItIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := make(chan Event)
		batches := Batches(t.Context(), events, Quiet, anything)
		events <- Event{Name: "a"}
		time.Sleep(time.Minute)
		events <- Event{Name: "b"}
		synctest.Wait()
		select {
		case b := <-batches:
			assert.Fail(t, "the pause is not over", b)
		default:
		}
		assert.Equal(t, []string{"a", "b"}, (<-batches).Names)
		events <- Event{}
		assert.Equal(t, []string{""}, (<-batches).Names)
	})
}

func TestBatchesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := make(chan Event)
		batches := Batches(t.Context(), events, Quiet, anything)
		lost := errors.New("lost")
		events <- Event{Err: lost}
		assert.Equal(t, Batch{Err: lost}, <-batches)
		close(events)
		_, ok := <-batches
		assert.False(t, ok)

		ctx, cancel := context.WithCancel(t.Context())
		batches = Batches(ctx, make(chan Event), Quiet, anything)
		cancel()
		_, ok = <-batches
		assert.False(t, ok)
	})
}

// until waits for an event about a file.
func until(t *testing.T, events <-chan Event, name string) {
	t.Helper()
	for e := range events {
		require.NoError(t, e.Err)
		if e.Name == name {
			return
		}
	}
	require.Fail(t, "the channel was closed")
}

func write(t *testing.T, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte("package x\n"), 0o644))
}

func TestStart(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	for _, sub := range []string{"a/b", "vendor/v", "node_modules/n", ".git/objects", "_old", "testdata"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, sub), 0o755))
	}
	ctx, cancel := context.WithCancel(t.Context())
	events, err := Start(ctx, []string{dir}, []string{filepath.Join(other, ".prodlint.yml")})
	require.NoError(t, err)
	seen := map[string]bool{}
	step := func(name string) {
		t.Helper()
		write(t, name)
		for e := range events {
			require.NoError(t, e.Err)
			seen[e.Name] = true
			if e.Name == name {
				return
			}
		}
	}
	for _, sub := range []string{"vendor/v", "node_modules/n", ".git/objects", "_old", "testdata"} {
		write(t, filepath.Join(dir, sub, "x.go"))
	}
	step(filepath.Join(dir, "a", "b", "x.go"))
	assert.Len(t, seen, 1, "what is written in directories without code of the module is not told: %v", seen)
	step(filepath.Join(dir, "new", "deep", "x.go"))
	step(filepath.Join(dir, "new", "deep", "y.go"))
	step(filepath.Join(other, ".prodlint.yml"))
	require.NoError(t, os.Remove(filepath.Join(dir, "a", "b", "x.go")))
	until(t, events, filepath.Join(dir, "a", "b", "x.go"))
	require.NoError(t, os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "renamed")))
	until(t, events, filepath.Join(dir, "renamed", "deep", "y.go"))
	cancel()
	for range events { // until it is closed
	}
}

func TestStartFails(t *testing.T) {
	_, err := Start(t.Context(), []string{filepath.Join(t.TempDir(), "gone")}, nil)
	assert.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, readable(&os.SyscallError{Syscall: "inotify_add_watch", Err: syscall.ENOSPC}), "fs.inotify.max_user_watches")
	assert.ErrorContains(t, readable(syscall.EMFILE), "ulimit -n")
}

func TestSource(t *testing.T) {
	for name, want := range map[string]bool{
		"a.go": true, "/x/go.mod": true, "go.sum": true, "go.work": true, "1_init.up.sql": true, "a_test.go": false, "README.md": false,
		".a.go.swp": false, ".#a.go": false, "a.go~": false, "#a.go#": false, "4913": false, "_a.go": false, "a.go.tmp123": false,
	} {
		assert.Equal(t, want, Source(name, false), name)
	}
	assert.True(t, Source("a_test.go", true))
}

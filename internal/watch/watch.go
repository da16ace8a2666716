// Package watch tells which source files were saved.
package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/prodlint/prodlint/internal/beside"
)

// Quiet is how long files must be left alone before a batch of changes is complete: editors and formatters write a file more than once.
const Quiet = 200 * time.Millisecond

// Event says that a file was written, made, renamed or removed, or that watching failed.
type Event struct {
	// Name is absolute, or empty where so much has happened that names were lost.
	Name string
	Err  error
}

// Skipped reports whether a directory with a name holds no code of the module: those that the go command passes over, and those of
// version control and of package managers.
func Skipped(name string) bool {
	return name == "vendor" || name == "node_modules" || name == "testdata" || len(name) > 1 && (name[0] == '.' || name[0] == '_')
}

// Start watches directories with all that is below them, also what is made there later, and single files. The channel is closed
// when the context is done. An error is about directories that cannot be watched.
func Start(ctx context.Context, trees, files []string) (<-chan Event, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, readable(err)
	}
	t := &tree{w: w, out: make(chan Event)}
	for _, dir := range trees {
		if _, err := t.add(dir); err != nil {
			return nil, errors.Join(readable(err), w.Close())
		}
	}
	for _, file := range files {
		// The directory, for editors replace files.
		if err := w.Add(filepath.Dir(file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(readable(err), w.Close())
		}
	}
	go t.run(ctx)
	return t.out, nil
}

// tree follows the directories.
type tree struct {
	w   *fsnotify.Watcher
	out chan Event
}

// add watches a directory and those below it, and returns the files in them.
func (t *tree) add(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name != root:
			return nil // removed meanwhile
		case errors.Is(err, fs.ErrPermission) && name != root:
			return fs.SkipDir
		case err != nil:
			return err
		case !d.IsDir():
			files = append(files, name)
			return nil
		case name != root && Skipped(d.Name()):
			return fs.SkipDir
		}
		if err := t.w.Add(name); err != nil && !(errors.Is(err, fs.ErrNotExist) && name != root) {
			return err
		}
		return nil
	})
	return files, err
}

func (t *tree) run(ctx context.Context) {
	defer close(t.out)
	defer func() { _ = t.w.Close() }()
	send := func(e Event) bool {
		select {
		case t.out <- e:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-t.w.Events:
			if !ok {
				return
			}
			for _, event := range t.events(e) {
				if !send(event) {
					return
				}
			}
		case err, ok := <-t.w.Errors:
			if !ok {
				return
			}
			event := Event{Err: readable(err)}
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				event = Event{}
			}
			if !send(event) {
				return
			}
		}
	}
}

// events are what an event of the system means. A new directory is watched; what is in it by then counts as new.
func (t *tree) events(e fsnotify.Event) []Event {
	if e.Op == fsnotify.Chmod {
		return nil
	}
	out := []Event{{Name: e.Name}}
	if st, err := os.Lstat(e.Name); e.Has(fsnotify.Create) && err == nil && st.IsDir() && !Skipped(filepath.Base(e.Name)) {
		files, err := t.add(e.Name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			out = append(out, Event{Err: readable(err)})
		}
		for _, f := range files {
			out = append(out, Event{Name: f})
		}
	}
	return out
}

// readable says what to do about the limits of the system.
func readable(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("too many directories to watch: raise the limit fs.inotify.max_user_watches (%w)", err)
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return fmt.Errorf("too many files to watch: raise the limit of open files (ulimit -n) or fs.inotify.max_user_instances (%w)", err)
	}
	return err
}

// Batches gathers events about files that matter until none has come for as long as quiet, and sends the names, sorted. While nobody takes a
// batch it grows. Lost names, which are empty, matter. An error is sent as the only event of a batch at once. The channel is closed when that
// of the events is, or the context is done.
func Batches(ctx context.Context, events <-chan Event, quiet time.Duration, matters func(name string) bool) <-chan Batch {
	out := make(chan Batch)
	go func() {
		defer close(out)
		pause := time.NewTimer(quiet)
		pause.Stop()
		defer pause.Stop()
		var names []string
		var ready chan<- Batch // nil until the pause is over
		for {
			select {
			case <-ctx.Done():
				return
			case e, ok := <-events:
				switch {
				case !ok:
					return
				case e.Err != nil:
					select {
					case out <- Batch{Err: e.Err}:
					case <-ctx.Done():
						return
					}
				case e.Name == "" || matters(e.Name):
					if at, found := slices.BinarySearch(names, e.Name); !found {
						names = slices.Insert(names, at, e.Name)
					}
					ready = nil
					pause.Reset(quiet)
				}
			case <-pause.C:
				ready = out
			case ready <- Batch{Names: slices.Clone(names)}:
				names, ready = nil, nil
			}
		}
	}()
	return out
}

// Batch is what changed between two pauses, or an error.
type Batch struct {
	Names []string
	Err   error
}

// Source reports whether a file is one that decides what an analysis finds, by its name. Files that editors write for themselves are not.
func Source(name string, tests bool) bool {
	base := filepath.Base(name)
	switch {
	case strings.HasPrefix(base, ".") || strings.HasPrefix(base, "#") || strings.HasPrefix(base, "_"):
		return false
	case strings.HasSuffix(base, "_test.go"):
		return tests
	}
	return slices.Contains([]string{".mod", ".sum", ".work"}, filepath.Ext(base)) || beside.Shows(base)
}

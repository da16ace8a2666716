package lsp

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/driver"
)

// root is a workspace of Go: what one run judges.
type root struct {
	dir     string
	dirty   bool // something has changed since the last run began
	gone    bool // it is open no longer
	run     int  // the number of the last run
	stop    context.CancelFunc
	running bool

	shown map[string]*shown // what the client has, by real path
	told  map[string]bool   // packages that were said not to load
	last  string            // the error of the last run
}

// outcome is what a run hands back.
type outcome struct {
	root    *root
	run     int
	texts   map[string]*document // the open documents as they were
	unsaved map[string][]byte
	result  *driver.Result
	err     error
}

func (s *server) addRoot(dir string) *root {
	if s.roots[dir] == nil {
		s.roots[dir] = &root{dir: dir, dirty: true, stop: func() {}, shown: map[string]*shown{}, told: map[string]bool{}}
	}
	return s.roots[dir]
}

// sortedRoots returns the roots in the order of their directories.
func (s *server) sortedRoots() []*root {
	var out []*root
	for _, dir := range slices.Sorted(maps.Keys(s.roots)) {
		out = append(out, s.roots[dir])
	}
	return out
}

// touch has a root analysed after a pause; what runs there now is of no use any more.
func (s *server) touch(r *root) {
	r.stop()
	r.dirty = true
	s.due = time.Now().Add(s.opts.Quiet)
	s.pause.Reset(s.opts.Quiet)
}

// touchFile has the roots analysed that a file counts in.
func (s *server) touchFile(path string) {
	for _, r := range s.sortedRoots() {
		if below(r.dir, path) && ours(path) || filepath.Ext(path) != ".go" && (below(r.dir, path) || below(filepath.Dir(path), r.dir)) {
			s.touch(r)
		}
	}
}

// start runs the analysis of the roots that have changed.
func (s *server) start(ctx context.Context) {
	for _, r := range s.sortedRoots() {
		if !r.dirty {
			continue
		}
		r.stop()
		if r.running { // it ends soon, and is followed by the next
			continue
		}
		r.dirty, r.running = false, true
		r.run++
		o := outcome{root: r, run: r.run, texts: map[string]*document{}, unsaved: map[string][]byte{}}
		for path, d := range s.docs {
			if s.rootOf(path) == r.dir && ours(path) {
				held := *d
				o.texts[path] = &held
			}
		}
		running, stop := context.WithCancel(ctx)
		r.stop = stop
		gone, settings := r.gone, s.settings
		go func() {
			defer stop()
			if gone {
				o.result = &driver.Result{Root: r.dir}
			} else {
				for path, d := range o.texts {
					if s.unsaved(d) {
						o.unsaved[path] = []byte(d.text.data)
					}
				}
				a := Analysis{r.dir, patternsOf(r.dir), settings, o.unsaved}
				if crashed := crash.Catch("the analysis", func() { o.result, o.err = s.opts.Analyse(running, a) }); crashed != nil {
					o.err = crashed
				}
			}
			if o.err == nil {
				o.err = running.Err()
			}
			select {
			case s.done <- o:
			case <-ctx.Done():
			}
		}()
	}
}

// finish shows what a run found.
func (s *server) finish(ctx context.Context, o outcome) error {
	r := o.root
	r.running = false
	switch {
	case s.down:
		return nil
	case r.dirty || errors.Is(o.err, context.Canceled):
		if r.dirty { // the pause may be over already
			s.pause.Reset(max(time.Until(s.due), 0))
		}
		return nil
	case o.err != nil:
		text := o.err.Error()
		if text == r.last {
			return nil
		}
		r.last = text
		return s.conn.notify("window/showMessage", showMessage{messageError, "prodlint: " + plain(text)})
	}
	r.last = ""
	if err := s.tellErrors(r, o.result); err != nil {
		return err
	}
	if err := s.publish(o); err != nil {
		return err
	}
	if r.gone {
		delete(s.roots, r.dir)
	}
	return nil
}

// tellErrors says, once for each package, that a package was not judged. What is wrong with it the language server of Go shows.
func (s *server) tellErrors(r *root, result *driver.Result) error {
	var fresh []string
	for _, e := range result.Errors {
		name := e.Package
		if strings.HasPrefix(e.Message, crash.Prefix) {
			name = e.String()
		}
		if !r.told[name] {
			r.told[name] = true
			fresh = append(fresh, name)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	const most = 5
	more := ""
	if len(fresh) > most {
		more = fmt.Sprintf(" and %d more", len(fresh)-most)
		fresh = fresh[:most]
	}
	return s.log(messageWarning, fmt.Sprintf("the analysis of %s is incomplete: these do not load or type-check, and their findings stay as they were: %s%s",
		r.dir, strings.Join(fresh, ", "), more))
}

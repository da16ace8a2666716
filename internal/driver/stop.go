package driver

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/rule"
)

// patience is how long a go command that was told to stop may take to end, with the compilers it has started.
const patience = 3 * time.Second

// all stands in errors for the packages of a run.
const all = "all packages"

// supervise runs the work until it is done or the context is. Work that does not stop by itself, a rule say, is left behind: it changes
// nothing that partial has read. done says that the work came to its end.
func (r *run) supervise(ctx context.Context, work func() error) (done bool, err error) {
	var failed error
	ended := make(chan struct{})
	go func() {
		failed = work()
		close(ended)
	}()
	select {
	case <-ended:
		return ctx.Err() == nil || failed == nil, failed
	case <-ctx.Done():
	}
	if r.asking.Load() {
		select {
		case <-ended:
		case <-time.After(patience):
		}
	}
	return false, ctx.Err()
}

// partial is the result of a run whose time was over: the findings so far, and what was not analysed among the errors.
func (r *run) partial(ctx context.Context) *Result {
	reason := "the time limit was reached"
	if cause := context.Cause(ctx); !errors.Is(cause, context.DeadlineExceeded) {
		reason = cause.Error()
	}
	r.mu.Lock()
	p := &run{opts: r.opts, env: r.env, graph: r.graph, fset: r.fset, units: maps.Clone(r.units), found: maps.Clone(r.found), errs: slices.Clone(r.errs),
		beside: r.beside, foundBeside: slices.Clone(r.foundBeside)}
	r.mu.Unlock()
	if p.graph == nil {
		res := &Result{Errors: []PackageError{{Package: all, Message: "not analysed: " + reason + " before the go command had listed them"}}}
		if res.Root, _ = filepath.Abs(p.opts.Dir); p.env != nil {
			res.Root = p.env.root
		}
		return res
	}
	unread := map[*node]bool{}
	for _, n := range p.graph.nodes {
		if _, read := p.units[n]; n.matched && !read {
			unread[n] = true
			p.errs = append(p.errs, PackageError{Package: n.path, Message: "not analysed: " + reason})
		}
	}
	nodes, units := p.chosen()
	var wide []string
	for _, ru := range p.opts.Rules {
		if ru.Scope != rule.Package {
			wide = append(wide, ru.Name)
		}
	}
	if left := slices.ContainsFunc(nodes, func(n *node) bool { _, ok := p.found[n]; return !ok }); len(wide) > 0 && (left || len(unread) > 0) {
		p.errs = append(p.errs, PackageError{Package: all, Message: fmt.Sprintf("%s before the rules that look at several packages were done: %s", reason, strings.Join(wide, ", "))})
	}
	findings := p.finish(nodes, layoutsOf(units))
	p.graph = &graph{nodes: slices.DeleteFunc(slices.Clone(p.graph.nodes), func(n *node) bool { return unread[n] })}
	return p.result(findings)
}

// late reports whether the time of a run was over, as opposed to its having been interrupted.
func late(ctx context.Context) bool { return errors.Is(ctx.Err(), context.DeadlineExceeded) }

// chosen returns the packages to judge, wholly or partly, and all that were read.
func (r *run) chosen() ([]*node, []*unit) {
	chosen := map[string]*node{}
	var nodes []*node
	for _, n := range r.graph.nodes {
		u := r.units[n]
		if u == nil || !u.summarised || n.variant && !n.matched {
			continue
		}
		// Of a package and its variant with tests, the variant, if it type-checks.
		if old := chosen[n.path]; old == nil || n.variant && !n.broken {
			if old != nil {
				nodes = slices.DeleteFunc(nodes, func(m *node) bool { return m == old })
			}
			chosen[n.path] = n
			nodes = append(nodes, n)
		}
	}
	var units []*unit
	for _, n := range nodes {
		units = append(units, r.units[n])
	}
	return slices.DeleteFunc(nodes, func(n *node) bool { return !n.judged && !n.partly || !n.matched }), units
}

package driver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/suppress"
)

// maxErrors bounds what is printed of one package; the first errors name the cause.
const maxErrors = 10

// run is the state of one Run.
type run struct {
	opts      Options
	env       *environment
	graph     *graph
	fset      *token.FileSet
	imp       *outside
	paths     map[string]*node // packages analysed from source, by import path; not the variants
	libraries map[*node]map[string]*node

	mem     *memory // of earlier runs
	whole   *Result // recalled
	plain   bool    // packages can be recalled one by one
	context cache.Key
	stale   atomic.Bool // what was recalled cannot be relied on

	// stopped says that nobody waits for the run any more: what it has begun it leaves as it is.
	stopped func() bool

	// asking says that a go command is running.
	asking atomic.Bool

	mu     sync.Mutex // also held for env and graph until they are there
	errs   []PackageError
	units  map[*node]*unit
	found  map[*node][]rule.Finding // by rules of scope "program"
	beside *besides                 // nil where no rule asks for it

	foundBeside []rule.Finding
	warm        *Warm // nil where the run does without
	parsed      []*token.File
	analysed    int
	held        map[string][]byte // files that were read to be hashed
	exportSums  map[string]string
	done        int
	total       int
}

// check type-checks the packages of the workspace, summarises them, and runs the rules that need syntax.
// A package starts when all that it imports is done. The go command compiles as long as patient lasts; ahead gives export data that was asked for already.
func (r *run) check(ctx, patient context.Context, ahead <-chan map[string]string) error {
	if err := r.exports(ctx, patient, ahead); err != nil {
		return err
	}
	r.asking.Store(false)
	if !r.graph.recalled {
		r.mem.keepGraph(r.env, r.graph)
	}
	nodes := r.graph.nodes
	r.mu.Lock()
	r.paths, r.units = map[string]*node{}, make(map[*node]*unit, len(nodes))
	r.held, r.exportSums = map[string][]byte{}, map[string]string{}
	r.mu.Unlock()
	for _, n := range nodes {
		if r.paths[n.path] == nil || !n.variant {
			r.paths[n.path] = n
		}
	}
	r.imp = &outside{run: r, ctx: ctx, loaded: r.loadedBefore()}
	r.librariesOf()
	r.prepare()
	r.total = len(nodes)
	done := make(map[*node]chan struct{}, len(nodes))
	for _, n := range nodes {
		done[n] = make(chan struct{})
	}
	reach := map[*node][]*node{}
	slots := make(chan struct{}, r.opts.Parallel)
	var wg sync.WaitGroup
	for _, n := range nodes {
		deps := workspaceDeps(n, reach)
		wg.Go(func() {
			defer close(done[n])
			for _, d := range deps {
				<-done[d]
			}
			slots <- struct{}{}
			defer func() { <-slots }()
			if ctx.Err() != nil {
				return
			}
			var u *unit
			if !r.guard(n, "reading the package", func() { u = r.checkPackage(n) }) {
				n.judged = false
			}
			if ctx.Err() != nil {
				return
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.units[n] = u
			r.done++
			if r.opts.Progress != nil {
				r.opts.Progress(r.done, r.total)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// workspaceDeps returns the workspace packages that n imports, also through packages outside.
func workspaceDeps(n *node, reach map[*node][]*node) []*node {
	set := map[*node]bool{}
	for _, dep := range n.imports {
		if dep.workspace {
			set[dep] = true
			continue
		}
		for _, d := range through(dep, reach) {
			set[d] = true
		}
	}
	delete(set, n)
	return slices.Collect(maps.Keys(set))
}

// through returns the workspace packages below a package outside, which are there in a go.work whose modules others depend on.
func through(n *node, reach map[*node][]*node) []*node {
	if out, ok := reach[n]; ok {
		return out
	}
	reach[n] = nil
	reach[n] = workspaceDeps(n, reach)
	return reach[n]
}

// checkPackage recalls what is known of a package, or analyses it. It returns nil where nothing can be made of it.
func (r *run) checkPackage(n *node) *unit {
	if len(n.files) == 0 {
		n.judged = !n.broken
		return nil
	}
	key, ok := r.packageKey(n)
	if ok {
		if u := r.recallPackage(n, key); u != nil {
			return u
		}
	}
	r.mu.Lock()
	r.analysed++
	r.mu.Unlock()
	u := r.analyse(n)
	if r.stopped() {
		return nil
	}
	r.identifyAPI(u)
	keep := func() {
		r.nameSummary(u)
		if ok {
			r.keepPackage(key, u)
		}
	}
	if r.warm == nil || r.mem == nil {
		keep()
		return u
	}
	u.named = make(chan struct{}) // somebody waits for the run: it goes on meanwhile
	go func() {
		defer close(u.named)
		r.guard(n, "keeping the package", keep)
	}()
	return u
}

// analyse parses, type-checks and summarises one package that has files.
func (r *run) analyse(n *node) *unit {
	var errs []PackageError
	fail := func(pos token.Position, msg string) {
		errs = append(errs, PackageError{Package: n.path, File: pos.Filename, Line: pos.Line, Col: pos.Column, Message: tidy(msg)})
	}
	var files []*ast.File
	for _, name := range n.files {
		if err := r.env.readable(name, r.opts.Overlay); err != nil {
			fail(token.Position{Filename: name}, err.Error())
			continue
		}
		f, err := parser.ParseFile(r.fset, name, r.source(name), parser.ParseComments|parser.SkipObjectResolution)
		var list scanner.ErrorList
		switch {
		case errors.As(err, &list):
			for _, e := range list {
				fail(e.Pos, e.Msg)
			}
		case err != nil:
			fail(token.Position{Filename: name}, strings.TrimPrefix(err.Error(), "open "+name+": "))
		}
		r.read(f)
		if f != nil && f.Name != nil && f.Name.Name != "" {
			files = append(files, f)
		}
	}
	if r.stopped() {
		return nil
	}
	parsed := len(errs) == 0
	info := newInfo(files)
	cgo := slices.ContainsFunc(files, func(f *ast.File) bool {
		return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"C"` })
	})
	var wrong []token.Pos
	unknown := false // a type of C, which makes for errors that are none
	conf := types.Config{
		Importer: importerFunc(func(path string) (*types.Package, error) { return r.importFor(n, path) }),
		// Files that import "C" are read as they were written: no C compiler is needed, and positions are those of the source.
		FakeImportC: true,
		GoVersion:   n.goVersion,
		Sizes:       r.env.sizes,
		Error: func(err error) {
			var te types.Error
			if cgo && strings.Contains(err.Error(), "invalid type") {
				unknown = true
				return
			}
			// After a syntax error most type errors follow from it.
			if errors.As(err, &te) && parsed {
				wrong = append(wrong, te.Pos)
				fail(r.fset.Position(te.Pos), te.Msg)
			}
		},
	}
	pkg, err := safeCheck(&conf, n.path, r.fset, files, info)
	if err != nil && len(errs) == 0 && !n.broken && !unknown {
		fail(token.Position{Filename: n.files[0]}, strings.Replace(err.Error(), "application built", "prodlint was built", 1))
	}
	if len(errs) > 0 {
		n.broken = true
		errs = causes(errs)
	}
	if strings.HasPrefix(n.listErr, "found packages ") {
		errs = nil // several packages in one directory: more errors would follow from that
	}
	n.judged = !n.broken
	n.partly = n.broken && parsed && !strings.HasPrefix(n.listErr, "found packages ")
	r.report(n, errs)
	u := &unit{node: n, types: pkg}
	if pkg == nil {
		return u
	}
	if !n.variant {
		r.imp.prefill(pkg)
	}
	if r.stopped() || n.variant && !n.matched {
		return u // compiled anew for a test of another package
	}
	for _, f := range files {
		u.directives = append(u.directives, suppress.Parse(r.fset, n.path, f)...)
	}
	summarised := r.guard(n, "summary", func() {
		u.sum = extract.Package(extract.Input{Fset: r.fset, Files: files, Types: pkg, Info: info, Path: n.path,
			Workspace: func(path string) bool { return r.paths[path] != nil }, Tests: r.opts.Tests, Catalog: r.opts.catalog(),
			Library: func(path string) *types.Package { return r.library(n, path) }, Stopped: r.stopped})
		u.summarised, u.generated = true, u.sum.Generated
	})
	if r.stopped() {
		return u
	}
	n.judged, n.partly = n.judged && summarised, n.partly && summarised
	if n.partly {
		u.doubts = doubts(r.fset, files, info, wrong)
	}
	if (n.judged || n.partly) && n.matched && u.sum != nil {
		r.judgeSyntax(n, u, files, pkg, info)
	}
	if u.sum != nil {
		u.layout = u.sum.Fold()
	}
	return u
}

// newInfo returns maps for what the type checker finds out about files, with room for about as much as files of their length have: a map
// that grows takes as long again as filling it.
func newInfo(files []*ast.File) *types.Info {
	size := 0
	for _, f := range files {
		size += int(f.FileEnd - f.FileStart)
	}
	return &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue, size/13), Uses: make(map[*ast.Ident]types.Object, size/17), Defs: make(map[*ast.Ident]types.Object, size/100),
		Selections: make(map[*ast.SelectorExpr]*types.Selection, size/80), Scopes: make(map[ast.Node]*types.Scope, size/120),
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}
}

// causes leaves out the errors that follow from an import that could not be resolved.
func causes(errs []PackageError) []PackageError {
	imports := slices.DeleteFunc(slices.Clone(errs), func(e PackageError) bool { return !strings.HasPrefix(e.Message, "could not import ") })
	if len(imports) > 0 {
		return imports
	}
	return errs
}

// report keeps the first errors of a package. Errors of packages outside the patterns are kept too: they make what depends on them uncertain.
func (r *run) report(n *node, errs []PackageError) {
	if len(errs) > maxErrors {
		rest := len(errs) - maxErrors
		errs = append(errs[:maxErrors:maxErrors], PackageError{Package: n.path, Message: fmt.Sprintf("and %d more errors", rest)})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errs = append(r.errs, errs...)
}

// safeCheck type-checks and turns a crash of the type checker into an error.
func safeCheck(conf *types.Config, path string, fset *token.FileSet, files []*ast.File, info *types.Info) (pkg *types.Package, err error) {
	if crashed := crash.Catch("type checker", func() { pkg, err = conf.Check(path, fset, files, info) }); crashed != nil {
		return nil, crashed
	}
	return pkg, err
}

// guard runs a step of the analysis of a package and reports whether it came to its end. A crash becomes an error of the package; what
// other steps find stands.
func (r *run) guard(n *node, step string, f func()) bool {
	err := crash.Catch(step, f)
	if err == nil {
		return true
	}
	r.report(n, []PackageError{{Package: n.path, Message: err.Error()}})
	return false
}

// importFor gives package n what it imports under path.
func (r *run) importFor(n *node, path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	dep := n.imports[path]
	if dep == nil {
		head, _, _ := strings.Cut(n.listErr, ": import stack")
		return nil, errors.New(cmp.Or(head, "the go command does not list it"))
	}
	if !dep.workspace {
		return r.imp.load(n, dep)
	}
	if pkg := r.typesOf(dep); pkg != nil {
		return pkg, nil
	}
	return nil, errors.New(cmp.Or(dep.listErr, "it did not load"))
}

// library returns a library that the catalog knows with all that it declares, if n or a package of the workspace below it imports that.
func (r *run) library(n *node, path string) *types.Package {
	dep := r.libraries[n][path]
	if dep == nil || dep.export == "" && !dep.fromSource {
		return nil
	}
	pkg, err := r.imp.load(n, dep)
	if err != nil {
		return nil
	}
	return pkg
}

// each calls f with the numbers below n, on all cores.
func (r *run) each(n int, f func(i int)) { r.atOnce(n, r.opts.Parallel, f) }

// atOnce calls f with the numbers below n, with at most so many calls at a time.
func (r *run) atOnce(n, calls int, f func(i int)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, calls)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			f(i)
		})
	}
	wg.Wait()
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Package driver loads the packages of a workspace, judges them with rules, and returns the findings.
//
// The go command is asked twice: for the graph of packages, which compiles nothing, and for the export data of the packages outside
// the workspace that are imported from inside it. Packages of the workspace are type-checked from source, in import order and in parallel.
//
// Code that is analysed is never run. The go command is: it reads go.mod, may download modules as "go build" would, and compiles
// dependencies, for which it calls cgo and the C compiler where a dependency needs them. Another toolchain, a -toolexec program, pkg-config,
// version control and cgo of the workspace's own packages are not run. Files outside the workspace that links in it lead to are not read.
package driver

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/setting"
	"github.com/prodlint/prodlint/internal/summary"
)

// Options say what to judge and how.
type Options struct {
	// Dir is the directory in which patterns are resolved; empty means the current one.
	Dir string
	// Patterns are package patterns of the go command; empty means "./...".
	Patterns []string
	// Tests judges _test.go files too.
	Tests bool
	// Tags are build tags.
	Tags []string
	// BuildFlags are passed to the go command. -toolexec and -overlay are refused.
	BuildFlags []string
	// Overlay maps absolute file names to contents that replace or add to the files on disk.
	Overlay map[string][]byte
	// Env is the environment of the go command; nil means that of the process.
	Env []string
	// Offline keeps the go command from the network: modules that are not in its cache are missing.
	Offline bool
	// Patience is how long the go command may list packages and compile what they depend on, which takes minutes where nothing is compiled yet. What is
	// not compiled by then, if it is much, is read as source: its declarations are type-checked. That finds the same, but packages that import such
	// dependencies are not kept one by one. 0 has the go command take the time that it takes, a negative one has it compile little or nothing.
	Patience time.Duration
	// Rules are the rules to run.
	Rules []*rule.Rule
	// Migrations are what the configuration says of directories of migrations; here the directories are absolute.
	Migrations []beside.Migrations
	// Settings are what the configuration tells rules; nil tells nothing.
	Settings *setting.Settings
	// Known reports whether a name in a suppression is that of a rule, whether it runs or not. Nil means the names of Rules.
	Known func(name string) bool
	// Catalog is the knowledge of libraries; nil means the embedded table.
	Catalog *catalog.Table
	// Cache keeps results for later runs; nil keeps nothing. It is not used with GOPACKAGESDRIVER. What Known says and how rules judge must not
	// change as long as the executable is the same.
	Cache *cache.Store
	// Parallel is how many packages are worked on at once; 0 means one a core.
	Parallel int
	// Progress, if set, is told how many of the packages have been type-checked. Calls do not overlap.
	Progress func(done, total int)
	// Linked, if set, is given the program that the packages were linked to. Its positions are folded (see summary.Package.Fold): place returns
	// where one is, with the file named as in Finding.
	Linked func(prog *summary.Program, place func(summary.Pos) summary.Pos)

	// Warm, if set, is shared by runs that follow each other in one process.
	Warm *Warm

	anew bool // ask the go command, whatever the cache says
}

// Result is what a run found.
type Result struct {
	// Root is the absolute directory that file names in findings and errors are relative to: that of go.work, else of go.mod.
	Root string
	// Findings are sorted by file and position. Suppressed ones are among them, marked.
	Findings []Finding
	// Errors are the packages that did not load or type-check, sorted.
	Errors []PackageError
	Stats  Stats
	// Complete says that every package matched by the patterns was judged.
	Complete bool
	// Stopped says that the deadline of the context passed before the run was done.
	Stopped bool
	// Dirs are the directories of the judged packages, relative to Root, with slashes, sorted.
	Dirs []string
	// Whole says that the patterns name every package of the main module, and that all were judged: what has no finding is free of it.
	Whole bool
}

// Finding is a rule's finding with its place on disk.
type Finding struct {
	rule.Finding
	// Package is the import path of the package that was judged, or the directory of a file that belongs to none, relative to Result.Root.
	Package string
	// File is relative to Result.Root, with slashes.
	File string
	// Files are the files of the hops of Path, likewise.
	Files []string
	// Fingerprint stays the same while code moves around the finding: it is made of rule, package, function and key. Further findings that
	// agree in these have "-1", "-2" and so on behind it.
	Fingerprint string
	// Edits repair the finding. They replace bytes of File.
	Edits []rule.Edit
	// Suppressed says that a comment in the code hides the finding, for Reason.
	Suppressed bool
	Reason     string
	// Entry is what the first of the entries of the program is called that reach the finding's function: "GET /feed"; empty where none is seen
	// to. Entries is how many do.
	Entry   string
	Entries int
}

// PackageError says why a package was not judged, or only as far as it type-checks. File is relative to Result.Root where it lies below it; Line and Col may be 0.
type PackageError struct {
	Package   string
	File      string
	Line, Col int
	Message   string
}

func (e PackageError) String() string {
	at := e.Package
	if e.File != "" {
		at = e.File
		if e.Line > 0 {
			at = fmt.Sprintf("%s:%d:%d", e.File, e.Line, max(e.Col, 1))
		}
	}
	return at + ": " + e.Message
}

// Stats tells how much was read.
type Stats struct {
	Packages int // judged
	Cached   int // of them, taken from the cache
	Files    int // of the judged packages
	Seconds  float64
}

// Run judges the packages that match the patterns. The error is about usage: a directory without a module, a pattern without packages,
// no go command. What is wrong with single packages stands in Result.Errors.
//
// A context that is cancelled ends the run at once with its error. One whose deadline passes gives what has been found by then, with what was
// not analysed among the errors; the cause of the context says why.
func Run(ctx context.Context, opts Options) (*Result, error) {
	start := time.Now()
	if opts.Parallel <= 0 {
		opts.Parallel = runtime.GOMAXPROCS(0)
	}
	if len(opts.Patterns) == 0 {
		opts.Patterns = []string{"./..."}
	}
	r := &run{opts: opts, fset: token.NewFileSet()}
	var findings []Finding
	r.lend(opts.Warm)
	done, err := r.supervise(ctx, func() (err error) {
		defer r.giveBack()
		findings, err = r.work(ctx)
		return err
	})
	var res *Result
	switch {
	case !done && late(ctx):
		res = r.partial(ctx)
		res.Stopped = true
	case errors.Is(err, errStale):
		opts.anew = true
		return Run(ctx, opts)
	case err != nil:
		return nil, err
	default:
		if res = r.result(findings); r.whole == nil {
			r.mem.keepRun(r.env, &r.opts, res)
		}
	}
	res.Stats.Seconds = time.Since(start).Seconds()
	return res, nil
}

// errStale says that export data which an earlier run named is gone or has become another.
var errStale = errors.New("the export data of earlier runs is gone")

// work takes all steps of a run.
func (r *run) work(ctx context.Context) ([]Finding, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // of go commands that nobody waits for any more
	r.stopped = func() bool { return ctx.Err() != nil }
	r.asking.Store(true)
	env, err := goEnv(ctx, &r.opts)
	if err != nil {
		return nil, err
	}
	mem := newMemory(env, &r.opts)
	r.mu.Lock()
	r.env, r.mem = env, mem
	r.mu.Unlock()
	if r.whole = r.mem.recallRun(env, &r.opts); r.whole != nil {
		return nil, nil
	}
	go r.opts.catalog().Knows("") // reads the table, which takes a while
	var g *graph
	if !r.opts.anew {
		g = r.mem.recallGraph(env, &r.opts)
	}
	patient := ctx // while the go command may compile
	if opts := &r.opts; opts.Patience > 0 {
		var stop context.CancelFunc
		patient, stop = context.WithTimeout(ctx, opts.Patience)
		defer stop()
	}
	var ahead <-chan map[string]string
	if g == nil {
		ahead = r.exportsAhead(patient)
		if g, err = loadGraph(ctx, &r.opts, env); err != nil {
			return nil, err
		}
	}
	r.mu.Lock()
	r.graph, r.errs = g, g.errs
	r.mu.Unlock()
	if err := r.check(ctx, patient, ahead); err != nil {
		return nil, err
	}
	if r.stale.Load() {
		return nil, errStale
	}
	findings := r.judge(ctx)
	return findings, ctx.Err()
}

// result puts together what was found.
func (r *run) result(findings []Finding) *Result {
	if r.whole != nil {
		return r.whole
	}
	env, g := r.env, r.graph
	res := &Result{Root: env.root, Findings: findings, Errors: r.sortedErrors()}
	res.Complete = len(res.Errors) == 0
	res.Whole = res.Complete && g.whole
	count := map[string]int{} // a package and its variant with tests are one
	for _, n := range g.nodes {
		if n.matched && n.judged {
			if u := r.units[n]; count[n.path] == 0 && (u != nil && u.recalled || u == nil && g.recalled) {
				res.Stats.Cached++
			}
			count[n.path] = max(count[n.path], len(n.files))
			res.Dirs = append(res.Dirs, env.rel(n.dir))
		}
	}
	slices.Sort(res.Dirs)
	res.Dirs = slices.Compact(res.Dirs)
	for _, files := range count {
		res.Stats.Packages++
		res.Stats.Files += files
	}
	return res
}

// catalog is the table of the run.
func (o *Options) catalog() *catalog.Table {
	if o.Catalog != nil {
		return o.Catalog
	}
	return catalog.Default()
}

// rel makes a file name relative to the root, with slashes.
func (e *environment) rel(file string) string {
	if file == "" || !filepath.IsAbs(file) {
		return filepath.ToSlash(file)
	}
	if r, err := filepath.Rel(e.root, file); err == nil {
		return filepath.ToSlash(r)
	}
	return filepath.ToSlash(file)
}

// sortedErrors returns the errors without repetitions: one message a position, in order.
func (r *run) sortedErrors() []PackageError {
	for i := range r.errs {
		r.errs[i].File = r.env.rel(r.errs[i].File)
	}
	slices.SortFunc(r.errs, func(a, b PackageError) int {
		return compare(
			strings.Compare(a.Package, b.Package), strings.Compare(a.File, b.File), a.Line-b.Line, a.Col-b.Col, strings.Compare(a.Message, b.Message))
	})
	r.errs = collect(r.errs)
	return slices.CompactFunc(r.errs, func(a, b PackageError) bool {
		return a.File == b.File && a.Line == b.Line && (a.Line > 0 || a.Message == b.Message) && a.Package == b.Package
	})
}

// collect leaves one of the errors that say the same of several packages, as a crash does in what is worked out once for all of them.
func collect(errs []PackageError) []PackageError {
	packages := map[string]map[string]bool{}
	for _, e := range errs {
		if strings.HasPrefix(e.Message, crash.Prefix) {
			if packages[e.Message] == nil {
				packages[e.Message] = map[string]bool{}
			}
			packages[e.Message][e.Package] = true
		}
	}
	var out []PackageError
	said := map[string]bool{}
	for _, e := range errs {
		if n := len(packages[e.Message]); n > 2 {
			if said[e.Message] {
				continue
			}
			said[e.Message] = true
			e.Message += fmt.Sprintf(" and in %d more packages", n-1)
		}
		out = append(out, e)
	}
	return out
}

func compare(by ...int) int {
	for _, c := range by {
		if c != 0 {
			return c
		}
	}
	return 0
}

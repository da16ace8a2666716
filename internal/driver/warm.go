package driver

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"sync"
	"time"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/memo"
	"github.com/prodlint/prodlint/internal/summary"
)

// Warm holds, from one run to the next in the same process, the types of packages outside the workspace, the summaries of those inside, and what
// was worked out from the files beside the code: between two keystrokes they do not change, and to read them takes a third of the time that the
// edited package does. Runs that share one give the same as runs without; one that begins while another has it waits a moment for it, then does
// without. The zero value holds nothing.
type Warm struct {
	mu        sync.Mutex
	fset      *token.FileSet
	loaded    map[string]*types.Package
	exports   map[string]string           // the files with export data, by import path, that loaded was read with
	summaries map[string]*summary.Package // by hash
	declared  map[string]*declared        // by the import path of a package of the workspace that was recalled
	known     *memo.Table                 // what was worked out from the files beside the code
	beside    cache.Key                   // which these were
}

// declared is what a package of the workspace declares. Its positions are those of the run that checked it.
type declared struct {
	key   cache.Key // of the package
	pkg   *types.Package
	uses  map[string]*types.Package // of the workspace, by import path
	files []*token.File
}

// lent is how long a run waits for one that was stopped, and is about to notice.
const lent = time.Second

// mostWarm is how many packages a run may have analysed for what it read to be held: the first run reads far more than an edit needs.
const mostWarm = 8

// lend takes what w holds until the run gives it back. It does without where another run has it for long.
func (r *run) lend(w *Warm) {
	for end := time.Now().Add(lent); w != nil && r.warm == nil && time.Now().Before(end); {
		if w.mu.TryLock() {
			r.warm = w
		} else {
			time.Sleep(time.Millisecond)
		}
	}
}

// giveBack ends what lend began, when nothing of the run works any more.
func (r *run) giveBack() {
	if r.warm == nil {
		return
	}
	if r.analysed > mostWarm || r.stale.Load() || r.warm.loaded == nil {
		r.warm.loaded, r.warm.fset, r.warm.summaries, r.warm.declared = nil, nil, nil, nil
	} else {
		r.holdSummaries()
		for _, f := range r.parsed {
			r.warm.fset.RemoveFile(f)
		}
	}
	r.warm.mu.Unlock()
}

// holdSummaries keeps the summaries of the packages that there are, read in this run or before it. A run that was not ended knows of nothing new.
func (r *run) holdSummaries() {
	if r.graph == nil || len(r.units) < len(r.graph.nodes) {
		return
	}
	before := r.warm.summaries
	r.warm.summaries = make(map[string]*summary.Package, len(r.units))
	for _, u := range r.units {
		if u == nil || u.summaryID() == "" {
			continue
		}
		if sum := cmp.Or(u.sum, before[u.sumID]); sum != nil {
			r.warm.summaries[u.sumID] = sum
		}
	}
}

// loadedBefore returns the types outside that are known, by path, and has the run use the positions that they were read with. It returns none where
// anything outside is another than it was, or is known by more than the content of its export data.
func (r *run) loadedBefore() map[string]*types.Package {
	w := r.warm
	if w == nil {
		return map[string]*types.Package{}
	}
	exports := map[string]string{}
	same := r.graph.simple()
	for _, n := range r.graph.nodes {
		for _, dep := range n.imports {
			if dep.workspace || dep.export == "" {
				same = same && !dep.fromSource
				continue
			}
			_, content := r.env.exportName(dep.export) // the name is a hash of what is in the file
			same = same && content
			exports[dep.path] = dep.export
		}
	}
	if !same {
		w.loaded, w.fset, w.exports, w.declared = nil, nil, nil, nil
		return map[string]*types.Package{}
	}
	if w.loaded == nil || !maps.Equal(exports, w.exports) {
		w.loaded, w.fset, w.exports, w.declared = map[string]*types.Package{}, token.NewFileSet(), exports, map[string]*declared{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fset = w.fset
	return w.loaded
}

// declaredBefore returns what an earlier run knew a package to declare, or nil: where the package, or one of the workspace that its declarations
// speak of, is another.
func (r *run) declaredBefore(u *unit) *types.Package {
	if r.warm == nil {
		return nil
	}
	r.mu.Lock()
	d := r.warm.declared[u.node.path]
	r.mu.Unlock()
	if d == nil || d.key != u.key {
		return nil
	}
	for path, pkg := range d.uses {
		if r.typesOf(u.node.imports[path]) != pkg {
			return nil
		}
	}
	return d.pkg
}

// holdDeclared keeps what a package declares for later runs.
func (r *run) holdDeclared(n *node, d *declared) {
	if r.warm == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if n.variant || r.warm.declared == nil || d.pkg == nil {
		r.parsed = append(r.parsed, d.files...)
		return
	}
	if old := r.warm.declared[n.path]; old != nil {
		r.parsed = append(r.parsed, old.files...)
	}
	r.warm.declared[n.path] = d
}

// readBefore returns a summary that the run before this one knew, by its hash, or nil.
func (r *run) readBefore(id string) *summary.Package {
	if r.warm == nil {
		return nil
	}
	return r.warm.summaries[id]
}

// knownBeside has the run go on with what earlier ones worked out from the files beside the code, if they are the same.
func (r *run) knownBeside(b *besides) {
	w := r.warm
	if w == nil || !b.known {
		return
	}
	if w.known == nil || w.beside != b.key {
		w.known, w.beside = &memo.Table{}, b.key
	}
	b.tree.Known = w.known
}

// read notes a file of the workspace that was parsed, whose positions are let go with the run.
func (r *run) read(f *ast.File) {
	if r.warm == nil || f == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if in := r.fset.File(f.FileStart); in != nil {
		r.parsed = append(r.parsed, in)
	}
}

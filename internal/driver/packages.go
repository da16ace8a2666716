package driver

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
	"github.com/prodlint/prodlint/internal/wire"
)

// unit is what is known of a package in a run.
type unit struct {
	node       *node
	types      *types.Package   // see typesOf
	sum        *summary.Package // of one that was recalled, set by summarised
	layout     *summary.Layout  // of sum, which is folded
	summarised bool
	sumID      string // see summaryID
	api        string // identifies the types that importers see, empty where that cannot be told
	generated  []string
	directives []suppress.Directive
	found      []rule.Finding // by rules of scope "package"
	shown      []string       // by file of the node: hash of what rules see of it beside the code; nil where no rule asks
	doubts     []doubt        // of one that does not type-check
	crashed    []string       // rules of scope "package" that did not come to their end
	recalled   bool
	key        cache.Key     // of one that was recalled
	named      chan struct{} // closed when sumID is there, nil where it always was
}

// storedPackage is what is kept of a unit.
type storedPackage struct {
	API, Summary string
	Layout       summary.Layout
	Generated    []string
	Directives   []suppress.Directive
	Found        []rule.Finding
	Shown        []string
}

// prepare works out what the keys of all packages have in common.
func (r *run) prepare() {
	if r.mem == nil {
		return
	}
	r.plain = r.graph.simple()
	modules := map[string]bool{}
	for _, n := range r.graph.nodes {
		modules[cmp.Or(n.module, "package "+n.path)] = true
	}
	r.context = r.mem.key("context", func(h *cache.Hash) {
		for _, v := range r.env.vars[:2] { // GOOS and GOARCH; what else the environment decides shows in files and export data
			h.Add(v)
		}
		h.Add(syntaxRules(r.opts.Rules)...)
		h.Add("")
		h.Add(slices.Sorted(maps.Keys(modules))...)
	})
}

// librariesOf finds the libraries in the catalog that a package or those of the workspace below it import: their declarations are all known.
func (r *run) librariesOf() {
	table := r.opts.catalog()
	r.libraries = make(map[*node]map[string]*node, len(r.graph.nodes))
	for _, n := range r.graph.nodes {
		libs := map[string]*node{}
		for path, dep := range n.imports {
			if dep.workspace {
				maps.Copy(libs, r.libraries[dep])
			} else if n.named[path] && table.Knows(dep.path) && dep.listErr == "" {
				libs[dep.path] = dep
			}
		}
		r.libraries[n] = libs
	}
}

// packageKey returns the key of what is kept of a package. ok is false where something that it depends on cannot be told.
func (r *run) packageKey(n *node) (k cache.Key, ok bool) {
	if r.mem == nil || !r.plain || n.broken {
		return k, false
	}
	ok = true
	k = r.mem.key("package", func(h *cache.Hash) {
		h.AddKey(r.context)
		h.Add(n.id, n.path, n.goVersion, strconv.FormatBool(n.matched), strconv.FormatBool(n.variant))
		for _, f := range n.files {
			if r.env.readable(f, r.opts.Overlay) != nil {
				ok = false
				return
			}
			sum, known := r.sumOf(f)
			ok = ok && known
			h.Add(filepath.Base(f))
			h.AddKey(sum)
		}
		h.Add("")
		ok = ok && r.addImports(h, n)
		libs := r.libraries[n]
		for _, path := range sortedKeys(libs) {
			id, known := r.apiOutside(n, libs[path])
			ok = ok && known
			h.Add(path, id)
		}
	})
	return k, ok
}

// recallPackage returns what is kept of a package, or nil.
func (r *run) recallPackage(n *node, k cache.Key) *unit {
	var s storedPackage
	if !r.mem.recall(k, &s) || s.API == "" {
		return nil
	}
	n.judged = true
	return &unit{node: n, sumID: s.Summary, layout: &s.Layout, summarised: s.Summary != "", api: s.API, generated: s.Generated, directives: s.Directives, found: s.Found, shown: s.Shown, recalled: true, key: k}
}

// identify names the summary and the API of a package that was checked, and keeps the summary.
func (r *run) identify(u *unit) {
	r.identifyAPI(u)
	r.nameSummary(u)
}

// nameSummary names the summary of a package, and keeps it.
func (r *run) nameSummary(u *unit) {
	if r.mem == nil || u.sum == nil {
		return
	}
	if data, err := wire.Marshal(u.sum); err == nil {
		u.sumID = cache.Sum(data).String()
		_ = r.mem.store.Put(r.mem.summaryKey(u.sumID), data)
	}
}

// summaryID returns the hash of the summary of a unit, empty without a cache.
func (u *unit) summaryID() string {
	if u.named != nil {
		<-u.named
	}
	return u.sumID
}

// identifyAPI names what importers see of a package that was checked.
func (r *run) identifyAPI(u *unit) {
	if r.mem == nil {
		return
	}
	if r.opts.seesTree() {
		u.shown = r.shownOf(u.node)
	}
	if u.types != nil && !u.node.broken {
		u.api = r.apiOf(u.node, u.types)
	}
}

// keepPackage keeps what was made of a package without errors.
func (r *run) keepPackage(k cache.Key, u *unit) {
	if u.api == "" || u.node.broken || !u.node.judged || u.summarised && u.sumID == "" || len(u.crashed) > 0 || r.stale.Load() {
		return
	}
	var layout summary.Layout
	if u.layout != nil {
		layout = *u.layout
	}
	r.mem.keep(k, &storedPackage{u.api, u.sumID, layout, u.generated, u.directives, u.found, u.shown})
}

func (m *memory) summaryKey(id string) cache.Key {
	return m.key("summary", func(h *cache.Hash) { h.Add(id) })
}

// summarised reads the summaries of packages that were recalled. One that is no longer in the cache is made again.
func (r *run) summarised(us []*unit) {
	r.each(len(us), func(i int) {
		u := us[i]
		if u.sum != nil || u.sumID == "" {
			return
		}
		if u.sum = r.readBefore(u.sumID); u.sum != nil {
			return
		}
		var sum summary.Package
		if r.mem.recall(r.mem.summaryKey(u.sumID), &sum) {
			u.sum = &sum
		} else if again := r.analyse(u.node); again != nil {
			u.sum = again.sum
			r.identify(again)
		}
	})
}

// unit returns what is known of a workspace package, nil before it is done.
func (r *run) unit(n *node) *unit {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.units[n]
}

// typesOf returns the types of a workspace package, nil if there are none. Of one that was recalled, the declarations are checked when they
// are asked for.
func (r *run) typesOf(n *node) *types.Package {
	u := r.unit(n)
	if u == nil {
		return nil
	}
	if u.recalled {
		n.declared.Do(func() { u.types = r.declarations(u) })
	}
	return u.types
}

// declarations checks what a package without errors declares. The bodies of functions are left out, and so are imports that only they use.
func (r *run) declarations(u *unit) *types.Package {
	n := u.node
	if pkg := r.declaredBefore(u); pkg != nil {
		return pkg
	}
	var files []*ast.File
	needed := map[string]bool{}
	d := &declared{key: u.key, uses: map[string]*types.Package{}}
	for _, name := range n.files {
		f, err := parser.ParseFile(r.fset, name, r.source(name), parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		d.files = append(d.files, r.fset.File(f.FileStart))
		n.declares(f, needed)
		files = append(files, f)
	}
	conf := types.Config{
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if dep := n.imports[path]; dep != nil && !needed[path] {
				return dep.empty(), nil
			}
			pkg, err := r.importFor(n, path)
			if dep := n.imports[path]; err == nil && dep != nil && dep.workspace {
				d.uses[path] = pkg
			}
			return pkg, err
		}),
		FakeImportC: true, IgnoreFuncBodies: true, GoVersion: n.goVersion, Sizes: r.env.sizes,
		Error: func(error) {}, // it has none
	}
	d.pkg, _ = safeCheck(&conf, n.path, r.fset, files, nil)
	r.holdDeclared(n, d)
	return d.pkg
}

// empty stands for a package of which nothing is needed.
func (n *node) empty() *types.Package {
	p := types.NewPackage(n.path, cmp.Or(n.name, "_"))
	p.MarkComplete()
	return p
}

// declares leaves the bodies of functions out of a file, and adds the imports that what remains takes something from.
func (n *node) declares(f *ast.File, needed map[string]bool) {
	for _, d := range f.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok {
			fd.Body = nil
		}
	}
	used := map[string]bool{}
	ast.Inspect(f, func(x ast.Node) bool {
		if s, ok := x.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	for _, imp := range f.Imports {
		path, err := strconv.Unquote(imp.Path.Value)
		dep := n.imports[path]
		if err != nil || dep == nil {
			continue
		}
		name := dep.name
		if imp.Name != nil {
			name = imp.Name.Name
		}
		if name == "." || name == "" || used[name] {
			needed[path] = true
		}
	}
}

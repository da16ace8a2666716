package driver

import (
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"
)

// node is a package of the graph.
type node struct {
	id        string // of the go command: "p", "p [p.test]"
	path      string // import path
	name      string
	dir       string
	files     []string // absolute
	goVersion string   // "go1.22", or empty
	imports   map[string]*node
	named     map[string]bool // imports that are more than blank
	export    string
	errs      []packages.Error
	listErr   string // why the go command could not load it
	module    string // path of its module

	workspace bool // analysed from source
	// fromSource says of a package outside that its types are taken from source, where the go command would have to compile it first.
	fromSource bool
	matched    bool // named by the patterns
	variant    bool // compiled anew for a test
	broken     bool // did not load or type-check
	judged     bool
	partly     bool // broken, and judged as far as it type-checks, see doubts

	declared sync.Once // see typesOf
}

// graph is the packages that the patterns name, and all that they depend on.
type graph struct {
	nodes   []*node // of the workspace, dependencies first
	errs    []PackageError
	overlay map[string][]byte
	// whole says that the patterns name every package of the main module.
	whole bool
	// recalled says that it comes from the cache, with the names of export data.
	recalled bool
}

// namesAll reports whether the patterns name every package of the main module.
func namesAll(env *environment, opts *Options) bool {
	return env.dir == env.root && slices.Contains(opts.Patterns, "./...")
}

// loadGraph asks the go command, or GOPACKAGESDRIVER, for the graph.
func loadGraph(ctx context.Context, opts *Options, env *environment) (*graph, error) {
	cfg := env.config(ctx, opts)
	cfg.Mode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule | packages.NeedForTest
	cfg.Tests = opts.Tests
	roots, err := packages.Load(cfg, opts.Patterns...)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, errors.New(loadMessage(err))
	}
	g := &graph{overlay: opts.Overlay, whole: namesAll(env, opts)}
	nodes := map[string]*node{}
	var outside []string
	for _, p := range roots {
		if strings.HasSuffix(p.ID, ".test") && p.Imports["testing/internal/testdeps"] != nil {
			continue // the main package that go test generates
		}
		if len(p.GoFiles) == 0 && len(p.Errors) > 0 && len(p.IgnoredFiles) == 0 {
			msg := strings.TrimPrefix(tidy(p.Errors[0].Msg), "pattern "+p.ID+": ")
			if slices.Contains(opts.Patterns, p.ID) && !strings.Contains(msg, "permission denied") {
				return nil, fmt.Errorf("pattern %s: %s", p.ID, msg)
			}
			g.errs = append(g.errs, PackageError{Package: p.ID, Message: msg}) // what the pattern matches besides is there too
			continue
		}
		n := g.add(nodes, p, env)
		if !n.workspace && p.Module == nil && !env.standard(p) {
			n.workspace = true // GOPACKAGESDRIVER, GOPATH, or files named one by one
		}
		if !n.workspace {
			outside = append(outside, p.PkgPath)
		}
		n.matched = n.workspace
	}
	g.sort(roots, nodes)
	if !slices.ContainsFunc(g.nodes, func(n *node) bool { return n.matched }) {
		if len(g.errs) > 0 {
			return g, nil
		}
		if len(outside) > 0 {
			return nil, fmt.Errorf("%s is not in the main module: prodlint judges the packages of the main module or workspace", outside[0])
		}
		return nil, fmt.Errorf("no packages match %s in %s", strings.Join(opts.Patterns, " "), env.dir)
	}
	g.complain(env)
	if opts.Tests {
		g.preferVariants()
	}
	return g, nil
}

// complain adds the errors of packages of the workspace to those of the graph.
func (g *graph) complain(env *environment) {
	for _, n := range g.nodes {
		for _, e := range n.errs {
			n.broken = true
			g.errs = append(g.errs, env.packageError(n.path, e))
		}
	}
}

// config is what both calls of the go command share.
func (e *environment) config(ctx context.Context, opts *Options) *packages.Config {
	return &packages.Config{Context: ctx, Dir: e.dir, Env: e.environ, BuildFlags: e.flags, Overlay: opts.Overlay}
}

// standard reports whether a package without a module belongs to the standard library.
func (e *environment) standard(p *packages.Package) bool {
	if p.PkgPath == "unsafe" || p.PkgPath == "C" {
		return true
	}
	return e.goroot != "" && strings.HasPrefix(p.Dir, filepath.Join(e.goroot, "src")+string(filepath.Separator))
}

// ownStandard reports whether a package belongs to the standard library or the go command, and it is that which is being judged.
func (e *environment) ownStandard(p *packages.Package) bool {
	src := filepath.Join(e.goroot, "src")
	return e.goroot != "" && (e.root == src || e.root == filepath.Join(src, "cmd")) && p.PkgPath != "unsafe" && p.Dir != "" && below(e.root, p.Dir)
}

// add makes the node of a package and those of its imports.
func (g *graph) add(nodes map[string]*node, p *packages.Package, env *environment) *node {
	if n := nodes[p.ID]; n != nil {
		return n
	}
	n := &node{id: p.ID, path: p.PkgPath, name: p.Name, dir: p.Dir, variant: p.ID != p.PkgPath, imports: make(map[string]*node, len(p.Imports))}
	nodes[p.ID] = n
	for _, f := range p.GoFiles {
		if strings.HasSuffix(f, ".go") {
			n.files = append(n.files, f)
		}
	}
	if len(n.files) == 0 {
		n.files = slices.DeleteFunc(slices.Clone(p.CompiledGoFiles), func(f string) bool { return !strings.HasSuffix(f, ".go") })
	}
	if n.dir == "" && len(n.files) > 0 {
		n.dir = filepath.Dir(n.files[0])
	}
	if m := p.Module; m != nil {
		if m.Main && env.boundary != nil {
			env.boundary.Add(m.Dir)
		}
		n.workspace = m.Main || m.Replace != nil && m.Replace.Version == "" && below(env.root, m.Dir)
		n.module = m.Path
		if m.GoVersion != "" {
			n.goVersion = "go" + m.GoVersion
		}
	} else if env.ownStandard(p) {
		n.workspace = true
	}
	for _, e := range p.Errors {
		if n.listErr == "" {
			n.listErr = tidy(e.Msg)
		}
	}
	n.errs = p.Errors
	if n.workspace {
		n.refuse(env, g.overlay)
	}
	for path, imp := range p.Imports {
		n.imports[path] = g.add(nodes, imp, env)
	}
	return n
}

// refuse leaves nothing but an error of a package with files that are not to be read: what the go command says of it may quote them.
func (n *node) refuse(env *environment, overlay map[string][]byte) {
	for _, name := range n.files {
		if err := env.readable(name, overlay); err != nil {
			n.listErr = filepath.Base(name) + ": " + err.Error()
			n.errs = []packages.Error{{Pos: name, Msg: err.Error()}}
			n.files = nil
			return
		}
	}
}

// below reports whether dir lies in root. A module that a replace directive takes from there is worked on together with the main one.
func below(root, dir string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// sort lists the workspace packages, dependencies first. Imports that close a cycle are cut.
func (g *graph) sort(roots []*packages.Package, nodes map[string]*node) {
	state := map[*node]int{} // 1 while on the path, 2 when done
	var visit func(n *node)
	visit = func(n *node) {
		state[n] = 1
		for _, path := range sortedKeys(n.imports) {
			switch dep := n.imports[path]; state[dep] {
			case 0:
				visit(dep)
			case 1:
				n.imports[path] = &node{path: path, listErr: "import cycle not allowed"}
			}
		}
		state[n] = 2
		if n.workspace {
			g.nodes = append(g.nodes, n)
		}
	}
	ids := make([]string, 0, len(roots))
	for _, p := range roots {
		ids = append(ids, p.ID)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if n := nodes[id]; n != nil && state[n] == 0 {
			visit(n)
		}
	}
}

// preferVariants judges a package with its tests in place of the package alone, and no package twice.
func (g *graph) preferVariants() {
	plain := map[string]*node{}
	for _, n := range g.nodes {
		if !n.variant {
			plain[n.path] = n
		}
	}
	for _, n := range g.nodes {
		p := plain[n.path]
		switch {
		case !n.variant || p == nil:
		case len(n.files) > len(p.files):
			n.matched = p.matched
		default:
			n.matched = false // the same files, compiled against a variant
		}
	}
}

// exports asks for the export data of the packages outside the workspace that workspace packages name in an import.
// Those that ahead gives are not asked for again. What is not compiled when patient ends is read as source.
func (r *run) exports(ctx, patient context.Context, ahead <-chan map[string]string) error {
	if r.graph.recalled {
		return nil
	}
	wanted := map[string]*node{}
	for _, n := range r.graph.nodes {
		n.named = r.namedImports(n)
		for path := range n.named {
			if dep := n.imports[path]; dep != nil && !dep.workspace && dep.listErr == "" && dep.path != "unsafe" {
				wanted[dep.id] = dep
			}
		}
	}
	if ahead != nil {
		select {
		case files := <-ahead:
			for id, n := range wanted {
				if n.export = files[id]; n.export != "" {
					delete(wanted, id)
				}
			}
		case <-patient.Done():
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	if !r.env.external {
		const mode = packages.NeedName | packages.NeedExportFile
		if r.opts.Patience >= 0 {
			err := r.loadExports(patient, wanted, sortedKeys(wanted), mode)
			if patient.Err() == nil || ctx.Err() != nil {
				return err
			}
		}
		wanted, err := r.uncompiled(ctx, wanted)
		if err != nil || len(wanted) == 0 {
			return err
		}
		return r.loadExports(ctx, wanted, sortedKeys(wanted), mode)
	}
	// A driver of another build system answers for the patterns it knows, not for packages by name.
	all := map[string]*node{}
	for _, n := range r.graph.nodes {
		n.each(all)
	}
	return r.loadExports(ctx, all, r.opts.Patterns, packages.NeedName|packages.NeedExportFile|packages.NeedImports|packages.NeedDeps)
}

func (r *run) loadExports(ctx context.Context, into map[string]*node, patterns []string, mode packages.LoadMode) error {
	cfg := r.env.config(ctx, &r.opts)
	cfg.Mode = mode
	cfg.Tests = r.env.external && r.opts.Tests
	pkgs, err := packages.Load(cfg, patterns...)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return errors.New(loadMessage(err))
	}
	missing := false
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if n := into[p.ID]; n != nil && !n.workspace {
			n.export = p.ExportFile
			missing = missing || n.export == "" && p.ID != "unsafe"
		}
	})
	if missing && mode&packages.NeedDeps == 0 {
		// Something does not compile here (no C compiler, say). Those packages are type-checked from source, which needs the export data
		// of what they import and does compile.
		all := map[string]*node{}
		for _, n := range into {
			n.each(all)
		}
		return r.loadExports(ctx, all, patterns, mode|packages.NeedImports|packages.NeedDeps)
	}
	return nil
}

// each adds the node and all it depends on.
func (n *node) each(into map[string]*node) {
	if into[n.id] != nil {
		return
	}
	into[n.id] = n
	for _, dep := range n.imports {
		dep.each(into)
	}
}

// namedImports returns the imports of a package whose types it can use. A package that is imported for its side effects alone
// (a database driver, mostly) is not compiled for its types.
func (r *run) namedImports(n *node) map[string]bool {
	seen := map[string]bool{}
	for _, name := range n.files {
		if r.env.readable(name, r.opts.Overlay) != nil {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, r.source(name), parser.ImportsOnly)
		if f == nil || err != nil && len(f.Imports) == 0 {
			continue
		}
		for _, imp := range f.Imports {
			if path, err := strconv.Unquote(imp.Path.Value); err == nil && (imp.Name == nil || imp.Name.Name != "_") {
				seen[path] = true
			}
		}
	}
	return seen
}

// source returns what the parser reads: the overlay of a file, what was read of it before, or nil for the file itself.
func (r *run) source(name string) any {
	if b, ok := r.opts.Overlay[name]; ok {
		return b
	}
	if r.mem == nil {
		return nil
	}
	if r.mem.in != nil {
		if f := r.mem.in.byAbs[name]; f != nil && f.data != nil {
			return f.data
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if b, ok := r.held[name]; ok {
		return b
	}
	return nil
}

// packageError turns an error of the go command into ours.
func (e *environment) packageError(pkg string, err packages.Error) PackageError {
	out := PackageError{Package: pkg, Message: tidy(err.Msg)}
	if head, stack, ok := strings.Cut(out.Message, ": import stack: ["); ok {
		out.Message = head + ": " + strings.ReplaceAll(strings.TrimSuffix(stack, "]"), " ", " imports ")
	}
	file, line, col := splitPos(err.Pos)
	if file != "" && !filepath.IsAbs(file) {
		file = filepath.Join(e.dir, file)
	}
	if file != "" {
		if _, serr := os.Stat(file); serr != nil && line == 0 {
			file = ""
		}
	}
	out.File, out.Line, out.Col = file, line, col
	return out
}

// splitPos takes "file:line:col", "file:line" or "file" apart.
func splitPos(pos string) (file string, line, col int) {
	if pos == "" || pos == "-" {
		return "", 0, 0
	}
	cut := func(s string) (string, int) {
		i := strings.LastIndexByte(s, ':')
		if i < 0 {
			return s, 0
		}
		n, err := strconv.Atoi(s[i+1:])
		if err != nil {
			return s, 0
		}
		return s[:i], n
	}
	file, n := cut(pos)
	if n == 0 {
		return file, 0, 0
	}
	if f, m := cut(file); m > 0 {
		return f, m, n
	}
	return file, n, 0
}

// loadMessage takes the message of the go command out of an error of go/packages.
func loadMessage(err error) string {
	msg := err.Error()
	if _, after, ok := strings.Cut(msg, "stderr:"); ok && strings.TrimSpace(after) != "" {
		msg = after
	}
	return "go list: " + toolchainHint(tidy(msg))
}

package driver

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
)

// besides is what a run knows of the files beside the code.
type besides struct {
	tree  *beside.Tree
	files []string // that the tree shows
	known bool     // key identifies them
	key   cache.Key
	// directives are the suppressions in the files of SQL.
	directives []suppress.Directive
}

// seesTree reports whether one of the rules reads the files beside the code.
func (o *Options) seesTree() bool {
	return slices.ContainsFunc(o.Rules, func(r *rule.Rule) bool { return r.SeesTree() })
}

// treeOf shows the files beside the code: those of the workspace's modules, and those in its directories that belong to no module.
func treeOf(env *environment, opts *Options) *beside.Tree {
	d := &beside.Dir{Root: env.root, Boundary: env.boundary, Overlay: opts.Overlay, Module: env.uses}
	t := &beside.Tree{FS: d, Dirs: map[string]string{}}
	for _, m := range opts.Migrations {
		if real, err := filepath.EvalSymlinks(m.Dir); err == nil {
			m.Dir = real
		}
		m.Dir = env.rel(m.Dir)
		t.Migrations = append(t.Migrations, m)
	}
	return t
}

// uses reports whether a directory with a go.mod is that of a module of the workspace.
func (e *environment) uses(dir string) bool {
	if e.work == "" {
		return dir == e.root
	}
	data, err := os.ReadFile(e.work)
	if err != nil {
		return false
	}
	work, err := modfile.ParseWork(e.work, data, nil)
	return err == nil && slices.ContainsFunc(work.Use, func(u *modfile.Use) bool { return absolute(e.root, u.Path) == dir })
}

// lookBeside prepares what rules are shown beside the code, if one of them asks for it.
func (r *run) lookBeside() {
	if !r.opts.seesTree() {
		return
	}
	b := &besides{}
	if r.mem != nil && r.mem.in != nil {
		b.tree = r.mem.in.tree
	} else {
		b.tree = treeOf(r.env, &r.opts)
	}
	for _, n := range r.graph.nodes {
		if n.dir != "" {
			b.tree.Dirs[n.path] = r.env.rel(n.dir)
		}
	}
	b.files = beside.Files(b.tree)
	if r.mem != nil {
		b.known = true
		b.key = r.mem.key("beside", func(h *cache.Hash) {
			for _, m := range b.tree.Migrations {
				h.Add(m.Dir, m.Dialect, m.Tool)
			}
			h.Add("")
			for _, p := range sortedKeys(b.tree.Dirs) {
				h.Add(p, b.tree.Dirs[p])
			}
			h.Add("")
			shown := r.shownOfPackages()
			for _, f := range b.files {
				if shown[f] == "" {
					shown[f] = r.sumBeside(b.tree, f)
				}
				h.Add(f, shown[f])
			}
		})
	}
	for _, f := range b.files {
		if !beside.SQL(f) {
			continue
		}
		if data, err := fs.ReadFile(b.tree, f); err == nil {
			b.directives = append(b.directives, suppress.ParseSQL(f, string(data))...)
		}
	}
	r.knownBeside(b)
	r.beside = b
}

// shownOf returns hashes of what is shown of the files of a package, in their order, empty for tests; nil where one was not read.
func (r *run) shownOf(n *node) []string {
	out := make([]string, len(n.files))
	for i, f := range n.files {
		if !beside.Shows(filepath.Base(f)) {
			continue
		}
		data, read := r.source(f).([]byte)
		if !read {
			return nil
		}
		sum := cache.Sum(beside.Shown(f, data))
		out[i] = sum.String()
	}
	return out
}

// shownOfPackages returns hashes of what is shown of the Go files of packages, by name, as far as they are known.
func (r *run) shownOfPackages() map[string]string {
	out := map[string]string{}
	for _, u := range r.units {
		if u == nil || len(u.shown) != len(u.node.files) {
			continue
		}
		for i, f := range u.node.files {
			out[r.env.rel(f)] = u.shown[i]
		}
	}
	return out
}

// sumBeside returns the hash of what is shown of a file beside the code, zero for one that cannot be read.
func (r *run) sumBeside(tree fs.FS, file string) string {
	var sum cache.Key
	if in := r.mem.in; in != nil && !strings.HasSuffix(file, ".go") {
		if f := in.byAbs[filepath.Join(r.env.root, filepath.FromSlash(file))]; f != nil {
			return f.sum.String()
		}
	}
	if data, err := fs.ReadFile(tree, file); err == nil {
		sum = cache.Sum(data)
	}
	return sum.String()
}

// treeVerdict is what a rule found beside the code.
type treeVerdict struct {
	Found  []rule.Finding
	Errors []PackageError
}

// judgeBeside runs the rules that judge the files beside the code. What they found in an earlier run over the same files and summaries is
// recalled; program links the summaries.
func (r *run) judgeBeside(ctx context.Context, nodes []*node, units []*unit, program func() *summary.Program) {
	if r.beside == nil {
		return
	}
	whole := &node{path: all}
	packages, ok := r.programKey(nodes, units)
	for _, ru := range r.opts.Rules {
		if !ru.SeesTree() || ctx.Err() != nil {
			continue
		}
		var v treeVerdict
		key := r.mem.treeKey(r.beside, packages, ru)
		if !ok || !r.beside.known || !r.mem.recall(key, &v) {
			done := r.guard(whole, "rule "+ru.Name, func() {
				prog := program()
				if prog == nil || ctx.Err() != nil {
					return
				}
				ru.CheckTree(rule.NewTreePass(ru, prog, r.beside.tree, func(f rule.Finding) { v.Found = append(v.Found, f) }, func(at summary.Pos, message string) {
					v.Errors = append(v.Errors, PackageError{Package: path.Dir(at.File), File: at.File, Line: at.Line, Message: message})
				}))
			})
			if done && ok && r.beside.known && ctx.Err() == nil {
				r.mem.keepOfAll(key, &v)
			}
		}
		r.mu.Lock()
		r.foundBeside = append(r.foundBeside, v.Found...)
		r.errs = append(r.errs, v.Errors...)
		r.mu.Unlock()
	}
}

// treeKey is the key of what a rule found beside the code.
func (m *memory) treeKey(b *besides, packages cache.Key, ru *rule.Rule) cache.Key {
	if m == nil {
		return cache.Key{}
	}
	return m.key("rule beside", func(h *cache.Hash) {
		h.AddKey(packages)
		h.AddKey(b.key)
		h.Add(ru.Name)
	})
}

// placed puts a finding beside the code into the package that its file belongs to, if it is a Go file. ok is false where the file was not
// asked about, or holds no code of the program.
func (r *run) placed(f rule.Finding, files map[string]*node) (g rule.Finding, pkg string, ok bool) {
	file := f.Pos.File
	if strings.HasSuffix(file, ".go") {
		n := files[file]
		if n == nil || !n.judged || !n.matched {
			return f, "", false
		}
		place := func(p summary.Pos) summary.Pos {
			if m := files[p.File]; p.Pkg == "" && m != nil {
				p.Pkg, p.File = m.path, path.Base(p.File)
			}
			return p
		}
		f.Pos = place(f.Pos)
		f.Path = slices.Clone(f.Path)
		for i := range f.Path {
			f.Path[i].Pos = place(f.Path[i].Pos)
		}
		return f, n.path, true
	}
	return f, path.Dir(file), r.asked(file)
}

// asked reports whether the patterns speak of a file that belongs to no package: they name all packages, or one that it lies in or below, as
// long as no other package is nearer.
func (r *run) asked(file string) bool {
	if r.graph.whole {
		return true
	}
	abs := filepath.Join(r.env.root, filepath.FromSlash(file))
	for _, p := range r.opts.Patterns {
		dir, deep := strings.CutSuffix(filepath.FromSlash(p), string(filepath.Separator)+"...")
		if deep && (strings.HasPrefix(p, ".") || filepath.IsAbs(p)) && below(absolute(r.env.dir, dir), abs) {
			return true
		}
	}
	dirs := map[string]bool{} // of packages: whether they are among those asked for
	for _, f := range r.beside.files {
		if strings.HasSuffix(f, ".go") {
			dirs[path.Dir(f)] = false
		}
	}
	for _, n := range r.graph.nodes {
		if n.dir != "" && n.matched {
			dirs[r.env.rel(n.dir)] = true
		}
	}
	for at := path.Dir(file); ; at = path.Dir(at) {
		if matched, ok := dirs[at]; ok {
			return matched
		}
		if at == "." || at == "/" {
			return false
		}
	}
}

// goFiles maps the Go files of the workspace, relative to the root, to their packages.
func (r *run) goFiles() map[string]*node {
	out := map[string]*node{}
	for _, n := range r.graph.nodes {
		for _, f := range n.files {
			if name := r.env.rel(f); out[name] == nil || !n.variant {
				out[name] = n
			}
		}
	}
	return out
}

package driver

import (
	"bytes"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/modfile"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/within"
)

// inputs are the files that decide what a run of the whole finds: those that the go command looks at to tell packages, and no fewer.
// It takes a superset, which costs a few hashes and can at worst forget what was still true.
type inputs struct {
	env   *environment
	files []*input          // sorted by name
	byAbs map[string]*input // by absolute name
	// module is the path of the main module, single says that there is no other one among the files.
	module string
	single bool
	tree   *beside.Tree // the files beside the code, if a rule reads them
	walked map[string]bool
}

// input is a file.
type input struct {
	abs, name string // name is relative to the root, with slashes
	sum       cache.Key
	data      []byte // of Go files of the workspace
	size      int64
	changed   time.Time
	foreign   bool // its types are taken from export data: what it holds decides, not its head alone
	beside    bool // the go command does not look at it
	over      bool // the overlay holds it: what is on disk does not count
}

// errUnknown says that it cannot be told which files matter.
var errUnknown = errors.New("files that decide what is built are not known")

// takeInputs reads and hashes the files. The error says that they cannot be told, or not be read.
func takeInputs(env *environment, opts *Options) (*inputs, error) {
	if env.external || !env.module {
		return nil, errUnknown
	}
	for _, f := range append(strings.Fields(env.goflags()), env.flags...) {
		// Files that stand for others.
		switch name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "="); name {
		case "modfile", "overlay", "C":
			return nil, errUnknown
		}
	}
	in := &inputs{env: env, byAbs: map[string]*input{}, walked: map[string]bool{}}
	if err := in.collect(opts); err != nil {
		return nil, err
	}
	if err := in.lay(opts.Overlay); err != nil {
		return nil, err
	}
	if err := in.read(opts.Parallel); err != nil {
		return nil, err
	}
	slices.SortFunc(in.files, func(a, b *input) int { return strings.Compare(a.name, b.name) })
	return in, nil
}

// goflags returns the GOFLAGS in force.
func (e *environment) goflags() string { return e.setting("GOFLAGS") }

// collect finds the modules that are built from directories, and lists their files.
func (in *inputs) collect(opts *Options) error {
	modules := []string{in.env.root}
	if in.env.work != "" {
		modules = nil
		data, err := os.ReadFile(in.env.work)
		if err != nil {
			return err
		}
		work, err := modfile.ParseWork(in.env.work, data, nil)
		if err != nil {
			return err
		}
		in.add(in.env.work, true)
		in.add(in.env.work+".sum", true)
		for _, use := range work.Use {
			dir := absolute(in.env.root, use.Path)
			in.env.boundary.Add(dir)
			modules = append(modules, dir)
		}
		modules = append(modules, replaced(in.env.root, work.Replace)...)
	}
	for _, dir := range slices.Clone(modules) {
		name := filepath.Join(dir, "go.mod")
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		mod, err := modfile.ParseLax(name, data, nil)
		if err != nil {
			return err
		}
		// ParseLax leaves the replace directives out.
		if full, err := modfile.Parse(name, data, nil); err == nil {
			mod = full
		}
		modules = append(modules, replaced(dir, mod.Replace)...)
		if mod.Module != nil {
			in.module = mod.Module.Mod.Path
		}
	}
	slices.Sort(modules)
	modules = slices.Compact(modules)
	in.single = len(modules) == 1 && in.env.work == "" && in.module != ""
	for _, dir := range modules {
		in.add(filepath.Join(dir, "go.mod"), true)
		in.add(filepath.Join(dir, "go.sum"), true)
		// A replacement outside the root is a dependency like others, but for its version.
		if err := in.walk(dir, dir, !below(in.env.root, dir)); err != nil {
			return err
		}
	}
	// The patterns may name directories that "..." does not.
	for _, p := range opts.Patterns {
		dir, _, _ := strings.Cut(p, "...")
		if !strings.HasPrefix(p, ".") && !filepath.IsAbs(p) {
			continue
		}
		if info, err := os.Stat(absolute(in.env.dir, dir)); err == nil && info.IsDir() && below(in.env.root, absolute(in.env.dir, dir)) {
			if err := in.walk(absolute(in.env.dir, dir), "", false); err != nil {
				return err
			}
		}
	}
	if opts.seesTree() {
		in.tree = treeOf(in.env, opts)
		in.tree.FS.(*beside.Dir).Held = in.held
		for _, name := range beside.Files(in.tree) {
			abs := filepath.Join(in.env.root, filepath.FromSlash(name))
			if in.byAbs[abs] == nil {
				in.add(abs, false)
				in.byAbs[abs].beside = true
			}
		}
	}
	return nil
}

func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, filepath.FromSlash(path))
}

// replaced returns the directories that take the place of modules.
func replaced(base string, list []*modfile.Replace) []string {
	var dirs []string
	for _, r := range list {
		if r.New.Version == "" {
			dirs = append(dirs, absolute(base, r.New.Path))
		}
	}
	return dirs
}

// extensions are those of the files that the go command takes notice of.
var extensions = []string{".go", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90", ".s", ".S", ".sx", ".swig", ".swigcxx", ".syso"}

// walk lists the files of a module, or below a directory that a pattern names.
func (in *inputs) walk(dir, module string, foreign bool) error {
	if in.walked[dir] {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if module != dir && slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "go.mod" && !e.IsDir() }) && module != "" {
		return nil // another module
	}
	in.walked[dir] = true
	for _, e := range entries {
		name := e.Name()
		path := filepath.Join(dir, name)
		switch {
		case !e.IsDir():
			if slices.Contains(extensions, filepath.Ext(name)) {
				in.add(path, foreign)
			}
		case strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata":
		case name == "vendor" && dir == module:
			list := filepath.Join(path, "modules.txt")
			if _, err := os.Stat(list); err != nil {
				continue // not in use
			}
			in.add(list, true)
			if err := in.walk(path, path, true); err != nil {
				return err
			}
		default:
			if err := in.walk(path, module, foreign); err != nil {
				return err
			}
		}
	}
	return nil
}

// add lists a file, once.
func (in *inputs) add(abs string, foreign bool) {
	if in.byAbs[abs] == nil {
		f := &input{abs: abs, name: in.env.rel(abs), foreign: foreign}
		in.byAbs[abs] = f
		in.files = append(in.files, f)
	}
}

// lay puts the contents of the overlay in place of those on disk, and lists the files that it adds. An overlay that decides what the modules are,
// or that lies elsewhere, is an error.
func (in *inputs) lay(overlay map[string][]byte) error {
	for _, abs := range sortedKeys(overlay) {
		switch f := in.byAbs[abs]; {
		case slices.Contains([]string{".mod", ".work", ".sum"}, filepath.Ext(abs)) || filepath.Base(abs) == "modules.txt":
			return errUnknown
		case f == nil && !below(in.env.root, abs):
			return errUnknown
		case f == nil:
			in.add(abs, false)
			in.byAbs[abs].beside = !slices.Contains(extensions, filepath.Ext(abs))
		}
		f := in.byAbs[abs]
		f.over, f.sum = true, cache.Sum(overlay[abs])
		if f.goes() {
			f.data = overlay[abs]
		}
	}
	return nil
}

// goes reports whether a file is a Go file of the workspace.
func (f *input) goes() bool { return !f.foreign && !f.beside && strings.HasSuffix(f.name, ".go") }

// read reads and hashes what is listed.
func (in *inputs) read(parallel int) error {
	var wg sync.WaitGroup
	errs := make([]error, parallel)
	for w := range parallel {
		wg.Go(func() {
			for i := w; i < len(in.files); i += parallel {
				if err := in.files[i].read(in.env); err != nil {
					errs[w] = err
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// held returns what has been read of a Go file of the workspace.
func (in *inputs) held(abs string) ([]byte, bool) {
	if f := in.byAbs[abs]; f != nil && f.data != nil {
		return f.data, true
	}
	return nil, false
}

func (f *input) read(env *environment) error {
	if f.over {
		return nil
	}
	stat := os.Stat
	if !f.foreign && env.boundary != nil {
		stat = env.boundary.Stat
	}
	info, err := stat(f.abs)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // no go.sum, or a link to nowhere
	}
	if f.beside && (err != nil || info.Size() > beside.Limit) {
		return nil // no rule reads it either
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > within.Limit {
		return errUnknown
	}
	data, err := os.ReadFile(f.abs)
	if err != nil {
		return err
	}
	f.sum, f.size, f.changed = cache.Sum(data), info.Size(), info.ModTime()
	if f.goes() {
		f.data = data
	}
	return nil
}

// unchanged reports whether the files are still those that were read, as far as their sizes and times tell.
func (in *inputs) unchanged() bool {
	return !slices.ContainsFunc(in.files, func(f *input) bool {
		if f.over {
			return false
		}
		info, err := os.Stat(f.abs)
		if err != nil {
			return !errors.Is(err, fs.ErrNotExist) || !f.changed.IsZero()
		}
		return info.Size() != f.size || !info.ModTime().Equal(f.changed)
	})
}

// whole adds the files with all that they hold.
func (in *inputs) whole(h *cache.Hash) {
	for _, f := range in.files {
		h.Add(f.name)
		h.AddKey(f.sum)
	}
}

// heads adds of Go files of the workspace only what the go command reads of them.
func (in *inputs) heads(h *cache.Hash) {
	for _, f := range in.files {
		if f.beside {
			continue
		}
		h.Add(f.name)
		if head, ok := headOf(f); ok {
			h.Add(string(head))
		} else {
			h.AddKey(f.sum)
		}
	}
}

// headOf returns the part of a Go file that decides to which package it belongs, under which conditions, and what it imports: all up to the
// end of the imports, and what it embeds, which the go command reads. ok is false where more may count.
func headOf(f *input) (head []byte, ok bool) {
	if f.data == nil {
		return nil, false
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, f.name, f.data, parser.ImportsOnly|parser.SkipObjectResolution)
	if err != nil {
		return nil, false
	}
	end := file.Name.End()
	for _, d := range file.Decls {
		end = max(end, d.End())
	}
	embeds := false
	for _, imp := range file.Imports {
		switch strings.Trim(imp.Path.Value, "\"`") {
		case "C":
			return nil, false // comments elsewhere count
		case "embed":
			embeds = true
		}
	}
	at := fset.File(file.Package).Offset(end)
	line := bytes.IndexByte(f.data[at:], '\n') // with a comment behind it
	if line < 0 {
		return f.data, true
	}
	head = f.data[:at+line]
	if embeds {
		head = slices.Clone(head)
		for line := range bytes.Lines(f.data[at+line:]) {
			if bytes.Contains(line, []byte("//go:embed")) {
				head = append(head, line...)
			}
		}
	}
	return head, true
}

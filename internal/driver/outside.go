package driver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"os"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// outside loads the types of packages outside the workspace: from export data, or from source where there is none.
type outside struct {
	run    *run
	ctx    context.Context
	mu     sync.Mutex
	loaded map[string]*types.Package // by path; packages that export data mentions are here too, incomplete
	anew   map[string]*node          // with export data that was asked for again, by id
}

// prefill makes export data that mentions a workspace package mean the package that was checked from source.
func (o *outside) prefill(pkg *types.Package) {
	if o.run.warm != nil && o.run.warm.loaded != nil {
		return // there is none, and the next run has other types of it
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.loaded[pkg.Path()] = pkg
}

// load returns the types of dep for its importer.
func (o *outside) load(importer, dep *node) (*types.Package, error) {
	if dep.listErr != "" {
		return nil, errors.New(dep.listErr)
	}
	if !importer.names(dep) && dep.export == "" && !dep.fromSource {
		return dep.empty(), nil // imported for its side effects
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.locked(dep)
}

// names reports whether n imports dep for more than its side effects.
func (n *node) names(dep *node) bool {
	for path := range n.named {
		if n.imports[path] == dep {
			return true
		}
	}
	return false
}

func (o *outside) locked(dep *node) (*types.Package, error) {
	if dep.path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := o.loaded[dep.path]; p != nil && p.Complete() {
		return p, nil
	}
	if dep.export == "" {
		return o.fromSource(dep)
	}
	file, err := o.open(dep) // of an archive, the section with the export data alone is read
	if err != nil {
		return nil, fmt.Errorf("export data: %w", err)
	}
	defer file.Close()
	in, err := gcexportdata.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("export data: %w", err)
	}
	p, err := gcexportdata.Read(in, o.run.fset, o.loaded, dep.path)
	if err != nil {
		return nil, fmt.Errorf("export data of %s: %w", dep.path, err)
	}
	return p, nil
}

// open opens the export data of a package. The go command may have removed what it named in an earlier run; it is asked again then.
func (o *outside) open(dep *node) (*os.File, error) {
	file, err := os.Open(dep.export)
	if err == nil || !o.run.graph.recalled {
		return file, err
	}
	if o.anew == nil {
		o.anew = map[string]*node{}
		for _, n := range o.run.graph.nodes {
			for _, d := range n.imports {
				if d.export != "" {
					o.anew[d.id] = &node{id: d.id, path: d.path}
				}
			}
		}
		if err := o.run.loadExports(o.ctx, o.anew, sortedKeys(o.anew), packages.NeedName|packages.NeedExportFile); err != nil {
			o.run.stale.Store(true)
			return nil, err
		}
	}
	if n := o.anew[dep.id]; n != nil && n.export == dep.export {
		if file, err = os.Open(n.export); err == nil {
			return file, nil
		}
	}
	o.run.stale.Store(true)
	return nil, err
}

// fromSource type-checks the declarations of a package that has no export data: its compilation failed, mostly for want of a C compiler, or
// would take too long. What is wrong with it is of no concern as long as the workspace does not need it.
func (o *outside) fromSource(dep *node) (*types.Package, error) {
	if len(dep.files) == 0 {
		return nil, errors.New(cmp.Or(dep.listErr, "it has no Go files"))
	}
	// An import cycle outside must not recur for ever.
	files, export := dep.files, dep.export
	dep.files = nil
	defer func() { dep.files, dep.export = files, export }()
	var parsed []*ast.File
	needed := map[string]bool{}
	for _, name := range files {
		f, _ := parser.ParseFile(o.run.fset, name, o.run.source(name), parser.SkipObjectResolution)
		if f == nil {
			continue
		}
		dep.declares(f, needed)
		parsed = append(parsed, f)
	}
	conf := types.Config{
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if path == "unsafe" {
				return types.Unsafe, nil
			}
			if d := dep.imports[path]; d != nil && !needed[path] {
				return d.empty(), nil
			} else if d != nil {
				return o.locked(d)
			}
			return nil, errors.New("the go command does not list it")
		}),
		FakeImportC: true, IgnoreFuncBodies: true, GoVersion: dep.goVersion, Sizes: o.run.env.sizes,
		Error: func(error) {},
	}
	p, err := safeCheck(&conf, dep.path, o.run.fset, parsed, nil)
	if p == nil {
		return nil, err
	}
	o.loaded[dep.path] = p
	return p, nil
}

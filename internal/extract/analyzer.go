package extract

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/summary"
)

// Analyzer summarises a package for drivers that see one at a time (go vet, golangci-lint, nogo). Its result is a *summary.Program of the
// package and the workspace packages below it, or nil outside the workspace.
var Analyzer = &analysis.Analyzer{
	Name:       "prodlintsummary",
	Doc:        "prodlintsummary: what prodlint keeps of a package\n\nIt reports nothing; the rules judge its result.",
	Run:        run,
	ResultType: reflect.TypeFor[*summary.Program](),
	FactTypes:  []analysis.Fact{(*Fact)(nil)},
}

// Fact carries the summaries of a package and of every workspace package below it: facts of indirect imports cannot be asked for.
type Fact struct{ Packages []*summary.Package }

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

func (f *Fact) String() string {
	var paths []string
	for _, p := range f.Packages {
		paths = append(paths, p.Path)
	}
	return "summaries of " + strings.Join(paths, ", ")
}

// run summarises a package. A crash is told by the rules, which are given a program without packages: an error here would have each driver
// say of every rule that something else has failed.
func run(pass *analysis.Pass) (any, error) {
	var result any
	var err error
	if crashed := crash.Catch("summary of "+pass.Pkg.Path(), func() { result, err = summarise(pass) }); crashed != nil {
		return &summary.Program{Crash: crashed}, nil
	}
	return result, err
}

func summarise(pass *analysis.Pass) (any, error) {
	workspace := func(path string) bool {
		if pass.Module == nil || pass.Module.Path == "" {
			return path == pass.Pkg.Path() // no module is known: nogo, GOPATH
		}
		return path == pass.Module.Path || strings.HasPrefix(path, pass.Module.Path+"/")
	}
	if pass.Module != nil && pass.Module.Version != "" {
		return (*summary.Program)(nil), nil
	}
	own := Package(Input{Fset: pass.Fset, Files: pass.Files, Types: pass.Pkg, Info: pass.TypesInfo, Path: pass.Pkg.Path(), Workspace: workspace})
	known := map[string]*summary.Package{own.Path: own}
	for _, imp := range pass.Pkg.Imports() {
		var fact Fact
		if workspace(imp.Path()) && pass.ImportPackageFact(imp, &fact) {
			for _, p := range fact.Packages {
				if known[p.Path] == nil {
					known[p.Path] = p
				}
			}
		}
	}
	fact := &Fact{}
	for _, p := range known {
		fact.Packages = append(fact.Packages, p)
	}
	slices.SortFunc(fact.Packages, func(a, b *summary.Package) int { return cmp.Compare(a.Path, b.Path) })
	pass.ExportPackageFact(fact)
	prog := summary.Link(fact.Packages, catalog.Default())
	prog.Partial = true
	return prog, nil
}

package extract

import (
	"path/filepath"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/setting"
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

// Facts leaves the fact of a package for those that import it and judges nothing: for packages of the workspace that nobody asked about.
var Facts = &analysis.Analyzer{
	Name: "prodlintfacts",
	Doc:  "prodlintfacts: what prodlint keeps of a package, for those that import it",
	Run: func(pass *analysis.Pass) (any, error) {
		return nil, crash.Catch("summary of "+pass.Pkg.Path(), func() { facts(pass) })
	},
	FactTypes: Analyzer.FactTypes,
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
	own, fact := facts(pass)
	if own == nil {
		return (*summary.Program)(nil), nil
	}
	pkgs, err := fact.decode()
	if err != nil {
		return nil, err
	}
	prog := summary.Link(append(pkgs, own), catalog.Default())
	prog.Partial, prog.Settings = true, setting.Current()
	prog.Configured = func(path string) bool {
		return path == own.Path && len(pass.Files) > 0 && prog.Settings.Service(filepath.Dir(pass.Fset.Position(pass.Files[0].Package).Filename)) != ""
	}
	return prog, nil
}

// facts summarises a package and exports its fact. It returns the summary, nil outside the workspace, and the facts of the imports.
func facts(pass *analysis.Pass) (own *summary.Package, imports *Fact) {
	workspace := func(path string) bool {
		if pass.Module == nil || pass.Module.Path == "" {
			return path == pass.Pkg.Path() // no module is known: nogo, GOPATH
		}
		return path == pass.Module.Path || strings.HasPrefix(path, pass.Module.Path+"/")
	}
	if pass.Module != nil && pass.Module.Version != "" {
		return nil, nil
	}
	own = Package(Input{Fset: pass.Fset, Files: pass.Files, Types: pass.Pkg, Info: pass.TypesInfo, Path: pass.Pkg.Path(), Workspace: workspace})
	imports = below(pass, workspace)
	pass.ExportPackageFact(imports.with(own))
	return own, imports
}

package extract

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/internal/summary"
)

// Fact carries the summaries of a package and of every workspace package below it: facts of indirect imports cannot be asked for.
// Each is encoded once, by the fact of its own package; those above hand the bytes on.
type Fact struct{ Packages []Encoded }

// Encoded is the summary of the package with an import path, as summary.Encode returns it.
type Encoded struct {
	Path string
	Data []byte
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

func (f *Fact) String() string {
	var paths []string
	for _, p := range f.Packages {
		paths = append(paths, p.Path)
	}
	return "summaries of " + strings.Join(paths, ", ")
}

// below joins the facts of the imports of a package that belong to the workspace.
func below(pass *analysis.Pass, workspace func(string) bool) *Fact {
	known, all := map[string]bool{pass.Pkg.Path(): true}, &Fact{}
	for _, imp := range pass.Pkg.Imports() {
		var fact Fact
		if !workspace(imp.Path()) || !pass.ImportPackageFact(imp, &fact) {
			continue
		}
		for _, p := range fact.Packages {
			if !known[p.Path] {
				known[p.Path] = true
				all.Packages = append(all.Packages, p)
			}
		}
	}
	return all
}

// with returns the fact of a package whose imports have the fact f. Packages are sorted by path.
func (f *Fact) with(own *summary.Package) *Fact {
	out := &Fact{append(slices.Clone(f.Packages), Encoded{own.Path, summary.Encode(own)})}
	slices.SortFunc(out.Packages, func(a, b Encoded) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// decode returns the packages.
func (f *Fact) decode() ([]*summary.Package, error) {
	var pkgs []*summary.Package
	for _, e := range f.Packages {
		p, err := summary.Decode(e.Data)
		if err != nil {
			return nil, fmt.Errorf("fact of %s: %w", e.Path, err)
		}
		pkgs = append(pkgs, p)
	}
	return pkgs, nil
}

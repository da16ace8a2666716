package golangci

import (
	"cmp"
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
)

// summaries returns extract.Analyzer as golangci-lint can bear it: golangci-lint hands every dependency to an analyzer with facts, the
// standard library included. What has no module is left alone. Without facts, a rule could not tell what an imported package of the module
// does to a value, and would report what is none.
func summaries() *analysis.Analyzer {
	a := *extract.Analyzer
	a.Run = func(pass *analysis.Pass) (any, error) {
		if pass.Module == nil || pass.Module.Path == "" {
			return (*summary.Program)(nil), nil
		}
		return extract.Analyzer.Run(pass)
	}
	return &a
}

// adapt returns the analyzer of a rule with sums in the place of extract.Analyzer. golangci-lint writes the analyzer's name before a message,
// drops its address, makes an issue of each related place and knows only //nolint; so the message carries the path and the address,
// and what //prodlint:ignore covers with a reason is left out here, as is what the settings do not ask for. A crash becomes an issue at the package clause.
func adapt(r *rule.Rule, sums *analysis.Analyzer, shows func(r *rule.Rule, file string) bool) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     r.Name,
		Doc:      r.Analyzer.Doc,
		URL:      r.URL(),
		Requires: []*analysis.Analyzer{sums},
		Run: func(pass *analysis.Pass) (any, error) {
			var err error
			crashed := crash.Catch("rule "+r.Name+" on "+pass.Pkg.Path(), func() { err = judge(r, sums, shows, pass) })
			if err = cmp.Or(crashed, err); err != nil && len(pass.Files) > 0 {
				// An error would take the findings in all packages with it.
				pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Package, Message: err.Error()})
			}
			return nil, nil
		},
	}
}

func judge(r *rule.Rule, sums *analysis.Analyzer, shows func(r *rule.Rule, file string) bool, pass *analysis.Pass) error {
	var directives []suppress.Directive
	for _, f := range pass.Files {
		for _, d := range suppress.Parse(pass.Fset, pass.Pkg.Path(), f) {
			if !d.All && d.Reason != "" { // golangci-lint sees to //nolint itself
				directives = append(directives, d)
			}
		}
	}
	ignored := suppress.NewSet(directives)
	own := *pass
	own.ResultOf = map[*analysis.Analyzer]any{extract.Analyzer: pass.ResultOf[sums]}
	own.Report = func(d analysis.Diagnostic) {
		if _, ok := ignored.Match(r.Name, summary.Span(pass.Fset, pass.Pkg.Path(), d.Pos, d.End)); ok {
			return
		}
		if !shows(r, pass.Fset.Position(d.Pos).Filename) {
			return
		}
		d.Message = message(pass.Fset, r, d)
		d.Related = nil
		pass.Report(d)
	}
	_, err := r.Analyzer.Run(&own)
	return err
}

// message puts the path and the address of the rule's page behind the message of a diagnostic, and drops the rule's name before it.
func message(fset *token.FileSet, r *rule.Rule, d analysis.Diagnostic) string {
	var hops []string
	for _, rel := range d.Related {
		at := fset.Position(rel.Pos)
		hops = append(hops, fmt.Sprintf("%s:%d %s", filepath.Base(at.Filename), at.Line, rel.Message))
	}
	text := strings.TrimPrefix(d.Message, "["+r.Name+"] ")
	if len(hops) > 0 {
		text += " [" + strings.Join(hops, ", ") + "]"
	}
	return text + " (" + r.URL() + ")"
}

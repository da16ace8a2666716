package vettool

import (
	"go/token"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/extract"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/suppress"
)

// door puts the configuration and the suppressions of the code between rules and the go command.
type door struct {
	config    *config.Config
	selection *config.Selection
	names     []string
}

// judged returns the analyzer of a rule that reports only what the code does not suppress and the configuration asks for.
// A crash of the rule is an error of the package, not of the process; a crash of what all rules build upon is told by suppressions.
func (d *door) judged(r *rule.Rule) *analysis.Analyzer {
	a := *r.Analyzer
	a.Run = func(pass *analysis.Pass) (any, error) {
		if crashed(pass) != nil {
			return nil, nil
		}
		var err error
		if crashed := crash.Catch("rule "+r.Name+" on "+pass.Pkg.Path(), func() { err = d.judge(r, pass) }); crashed != nil {
			return nil, crashed
		}
		return nil, err
	}
	return &a
}

func (d *door) judge(r *rule.Rule, pass *analysis.Pass) error {
	set := suppress.NewSet(directives(pass))
	own := *pass
	own.Report = func(diag analysis.Diagnostic) {
		if _, ok := set.Match(r.Name, span(pass, diag.Pos, diag.End)); ok {
			return
		}
		severity, keep := d.selection.Judge(r.Name, r.Severity, d.relative(pass.Fset.Position(diag.Pos).Filename))
		if keep && severity != rule.Info {
			pass.Report(diag)
		}
	}
	_, err := r.Analyzer.Run(&own)
	return err
}

// crashed returns the crash that left a package without a summary, or nil.
func crashed(pass *analysis.Pass) error {
	if prog, ok := pass.ResultOf[extract.Analyzer].(*summary.Program); ok && prog != nil {
		return prog.Crash
	}
	return nil
}

// suppressions returns an analyzer that reports comments which give no reason or name an unknown rule. Whether a comment hides anything
// cannot be told here: a rule may need to see more than one package.
func (d *door) suppressions() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     suppress.Rule,
		Requires: []*analysis.Analyzer{extract.Analyzer},
		Doc:      suppress.Rule + ": comments that suppress findings give a reason and name rules that exist",
		Run: func(pass *analysis.Pass) (any, error) {
			files := map[string]*token.File{}
			for _, f := range pass.Files {
				files[filepath.Base(pass.Fset.Position(f.Package).Filename)] = pass.Fset.File(f.Package)
			}
			known := func(name string) bool { return slices.Contains(d.names, name) }
			for _, p := range suppress.NewSet(directives(pass)).Problems(known, func(string, string) bool { return false }) {
				f := files[p.Pos.File]
				if f == nil || p.Pos.Line > f.LineCount() {
					continue
				}
				at := f.LineStart(p.Pos.Line) + token.Pos(p.Pos.Col-1)
				pass.Report(analysis.Diagnostic{Pos: at, Category: suppress.Rule, Message: "[" + suppress.Rule + "] " + p.Message})
			}
			return nil, crashed(pass)
		},
	}
}

func directives(pass *analysis.Pass) []suppress.Directive {
	var out []suppress.Directive
	for _, f := range pass.Files {
		if extract.Judged(pass.Fset, f, false) {
			out = append(out, suppress.Parse(pass.Fset, pass.Pkg.Path(), f)...)
		}
	}
	return out
}

func span(pass *analysis.Pass, start, end token.Pos) summary.Pos {
	if !end.IsValid() {
		end = start
	}
	return summary.Span(pass.Fset, pass.Pkg.Path(), start, end)
}

// relative returns a file relative to the configuration, as its globs want it.
func (d *door) relative(file string) string {
	if d.config.File == "" {
		return filepath.ToSlash(file)
	}
	if rel, err := filepath.Rel(filepath.Dir(d.config.File), file); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(file)
}

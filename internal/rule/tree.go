package rule

import (
	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/summary"
)

// NewWithTree returns a rule of scope Program that judges packages with the files beside the code, migrations above all, before it. report
// judges these files themselves, once for a workspace, and tells which could not be read; it may be nil. Drivers that see a package at a time
// see no such files: there Pass.Tree is nil.
func NewWithTree(name string, check func(*Pass), report func(*TreePass)) *Rule {
	r := New(name, check)
	if report == nil {
		report = func(*TreePass) {}
	}
	r.CheckTree = report
	return r
}

// SeesTree reports whether the rule reads the files beside the code.
func (r *Rule) SeesTree() bool { return r.CheckTree != nil }

// TreePass is what CheckTree sees.
type TreePass struct {
	Program *summary.Program
	Tree    *beside.Tree

	report func(Finding)
	fail   func(summary.Pos, string)
}

// Report records a finding as Pass.Report does. The Pkg of its position is empty, the File is as the Tree names it, for Go files too.
func (p *TreePass) Report(f Finding) { p.report(f) }

// Fail says that a file could not be understood, so that the analysis is incomplete. line is 0 for the file as a whole.
func (p *TreePass) Fail(file string, line int, message string) {
	p.fail(summary.Pos{File: file, Line: line}, message)
}

// NewTreePass returns a pass over the files beside the code of prog that hands each finding, completed with the rule's defaults, to report,
// and what could not be understood to fail.
func NewTreePass(r *Rule, prog *summary.Program, tree *beside.Tree, report func(Finding), fail func(at summary.Pos, message string)) *TreePass {
	return &TreePass{Program: prog, Tree: tree, report: r.complete(report), fail: fail}
}

// complete fills in the rule's defaults.
func (r *Rule) complete(report func(Finding)) func(Finding) {
	return func(f Finding) {
		f.Rule = r.Name
		if f.Severity == "" {
			f.Severity = r.Severity
		}
		if f.Confidence == "" {
			f.Confidence = r.Confidence
		}
		report(f)
	}
}

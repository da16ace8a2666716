// Package rule defines the shape of a rule: the facts on its page, the function that judges a package, and the findings it reports.
package rule

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/summary"
)

// Severity ranks a finding by what it does to production.
type Severity string

// The severities, gravest first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Confidence says how sure the rule is that the finding is real.
type Confidence string

// The confidences, surest first.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Stability says whether a rule runs by default.
type Stability string

// A preview rule runs only when it is enabled by name or by the preset "all".
const (
	Stable  Stability = "stable"
	Preview Stability = "preview"
)

// Scope says what a rule needs to see.
type Scope string

const (
	// Package rules judge the syntax and types of one package.
	Package Scope = "package"
	// Program rules judge summaries of every package that the driver has linked; they never see syntax there.
	Program Scope = "program"
)

// Meta holds the facts in the front matter of docs/rules/<name>.md.
type Meta struct {
	Name       string     `yaml:"name"`
	Summary    string     `yaml:"summary"`
	Severity   Severity   `yaml:"severity"`
	Confidence Confidence `yaml:"confidence"`
	Since      string     `yaml:"since"`
	Stability  Stability  `yaml:"stability"`
	Scope      Scope      `yaml:"scope"`
	Incidents  []string   `yaml:"incidents"`
	// Fix says in a few words what the suggested edit does, where it is safe: the program does what it did before, but for the mistake.
	// Empty means that there is no such edit.
	Fix string `yaml:"fix"`
	// UnsafeFix says the same of edits that are not: they choose a number (a limit, a time) that suits most programs, or have something end or fail
	// that went on before.
	UnsafeFix string   `yaml:"unsafe-fix,omitempty"`
	Tags      []string `yaml:"tags"`
}

// FixText says what an edit does: a safe one, or one that is not.
func (m Meta) FixText(unsafe bool) string {
	if unsafe {
		return m.UnsafeFix
	}
	return m.Fix
}

// Rule is one check.
type Rule struct {
	Meta
	// Page is the Markdown of docs/rules/<name>.md after its front matter.
	Page string
	// Analyzer is the rule as go vet, golangci-lint and nogo run it.
	Analyzer *analysis.Analyzer
	// Check judges one package and reports through the pass.
	Check func(*Pass)
	// CheckSyntax, if set, judges the syntax of one package beside what Check judges of the program. See NewWithSyntax.
	CheckSyntax func(*Pass)
	// CheckTree, if set, judges the files beside the code, once for a workspace. See NewWithTree.
	CheckTree func(*TreePass)
	// Fix returns the edits that repair a finding, or nil where there are none. It may be nil.
	Fix func(*FixPass) []Edit
}

// Pass is what Check sees.
type Pass struct {
	// Summary is the package being judged.
	Summary *summary.Package
	// Program links Summary with every package that the driver can see: the whole workspace, or the package and the facts of its imports.
	Program *summary.Program
	// Tree is the files beside the code, for rules made by NewWithTree. It is nil where the driver sees one package at a time.
	Tree *beside.Tree

	// Fset, Files, Types, Info and GoVersion are set where syntax is judged: see Rule.Syntax.
	// Files excludes generated files unless they were written by cgo, and excludes tests unless the driver was asked for them.
	Fset      *token.FileSet
	Files     []*ast.File
	Types     *types.Package
	Info      *types.Info
	GoVersion string // of the module: "go1.22"

	report func(Finding)
}

// Report records a finding. Message, Pos and Function must be set; Severity and Confidence default to those of the rule's page.
func (p *Pass) Report(f Finding) { p.report(f) }

// At returns the position of a node where syntax is judged.
func (p *Pass) At(n ast.Node) summary.Pos { return summary.At(p.Fset, p.Summary.Path, n) }

// Hop is one step of the path from a finding to its cause.
type Hop struct {
	Pos      summary.Pos
	Function string // as in Finding
	Note     string // what happens here: "opened here", "handed to NewStore"
}

// HopAt returns the step at a call, in the function that makes it.
func HopAt(c summary.CallRef, note string) Hop {
	return Hop{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Note: note}
}

// Way returns the steps of something that calls hand on, to the last of them, where it is used.
func Way(calls []summary.CallRef, last string) []Hop {
	var hops []Hop
	for i, c := range calls {
		note := "handed on here"
		if i == len(calls)-1 {
			note = last
		}
		hops = append(hops, HopAt(c, note))
	}
	return hops
}

// Finding is one report of a rule.
type Finding struct {
	Rule       string // filled in by Report
	Severity   Severity
	Confidence Confidence
	Pos        summary.Pos
	// Message is lower case, consequence then remedy, at most 140 characters, and names the concrete thing.
	Message string
	// Function is the enclosing function as "(*Feed).Load", "Open" or "Open.func1"; empty at package level.
	Function string
	// Key tells findings of one function apart when code moves: the callee, the table, the field. Never a position.
	Key  string
	Path []Hop
	// Names are what Rule.Fix writes and the file does not show: columns, in order.
	Names []string
	// Fixable says that Rule.Fix has an edit for this finding, Unsafe that the edit changes more than the mistake. Filled in by the driver.
	Fixable, Unsafe bool
}

// Edit replaces the bytes [Start,End) of the finding's file.
type Edit struct {
	Start, End int
	New        string
}

// FixPass is what Fix sees: the finding and the parsed file it stands in.
type FixPass struct {
	// Unsafe is for Fix to set where its edits change more than the mistake: see Meta.UnsafeFix. It is set before where the page knows of no safe fix.
	Unsafe bool

	Finding Finding
	Fset    *token.FileSet
	File    *ast.File
	Src     []byte
	// Node is the innermost node that spans the finding's position, Parents the nodes around it, innermost first.
	Node    ast.Node
	Parents []ast.Node
}

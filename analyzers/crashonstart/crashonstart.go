// Package crashonstart finds programs that end because a dependency does not answer at the moment they start, and queries that end the program when they
// fail. After a power cut everything starts at once: what exits because the database is not there yet is restarted, exits again, and waits longer each time.
package crashonstart

import (
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports contacts with dependencies whose failure ends the program.
var Rule = rule.New("crashonstart", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	x := indexOf(prog)
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		if end := x.ends[c.Call]; end != nil && !x.tool(c) {
			report(p, c, end)
		}
	}
}

// tool reports whether a call is made by programs, or commands of a command line, that do their work and end.
func (x *index) tool(c summary.CallRef) bool {
	return x.prog.OneShot(c) || x.prog.Commanded(c)
}

func report(p *rule.Pass, c summary.CallRef, e *end) {
	what := catalog.ShortName(e.contact.Call.Callee)
	f := rule.Finding{Pos: c.Call.Pos, Function: p.Summary.FunctionName(c.Call.Fn), Key: what}
	switch {
	case e.query && e.exit == nil:
		f.Message = inloop.Fit("a failed "+what+" panics in the middle of a request", "return the error, so that the answer is one")
	case e.query:
		f.Message = inloop.Fit("one failed "+what+" ends the program for every request", "return the error to whoever asked")
	case e.init:
		f.Message = inloop.Fit(what+" runs in init, before the program can wait or say why it fails", "call it from main, and try again")
	default:
		f.Message = inloop.Fit("the program ends if "+what+" fails while a dependency is starting", "try again with a growing wait before giving up")
	}
	for _, w := range e.way {
		note := "hands the error back"
		if w.Call == e.contact.Call {
			note = what
		}
		f.Path = append(f.Path, rule.HopAt(w, note))
	}
	if e.exit != nil {
		f.Path = append(f.Path, rule.HopAt(*e.exit, "ends the program"))
	}
	p.Report(f)
}

// Package swallowederror finds failures that nobody hears of: the error of a query, write or call is dropped or only logged, and the request or
// message that it was for counts as done.
package swallowederror

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports errors that are lost on the way to whoever waits for the result.
var Rule = rule.New("swallowederror", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	hidden(p)
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		f := p.Program.Enclosing(c)
		if c.Call.Lost == 0 || c.Call.Go || c.Call.Defer || f.IsZero() || f.Func.Test || c.Call.Guard&(summary.OnError|summary.Async) != 0 {
			continue
		}
		if e := gravest(p.Program, c); e != nil {
			lost(p, c, f, e)
		} else {
			encoded(p, c, f)
		}
	}
}

// hidden reports panics that nobody hears of.
func hidden(p *rule.Pass) {
	for i := range p.Summary.Funcs {
		f := &p.Summary.Funcs[i]
		if !f.Hides.IsValid() || f.Test || slices.Contains(p.Summary.Generated, f.Pos.File) {
			continue
		}
		if c := first(p, f); !c.IsZero() && p.Program.OneShot(c) {
			continue
		}
		p.Report(rule.Finding{Pos: f.Hides, Function: f.Name, Key: "recover", Message: "this recover hides the panic and its stack from everybody: log both, or report them, and fail what was being done"})
	}
}

// first returns the call that runs a literal, or one that stands in a function.
func first(p *rule.Pass, f *summary.Function) summary.CallRef {
	if f.Lit && f.Site >= 0 {
		return summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[f.Site]}
	}
	if calls := p.Program.Calls(summary.FuncRef{Pkg: p.Summary, Func: f}); len(calls) > 0 {
		return calls[0]
	}
	return summary.CallRef{}
}

// maxChain bounds how many calls lie between the one that reads and the one that gives the error: QueryRow(…).Scan(…).
const maxChain = 3

// gravest returns the effect of a call that is missed most when it fails, nil where none is.
func gravest(prog *summary.Program, c summary.CallRef) *effect.Effect {
	rank := []effect.Kind{effect.Read, effect.Exec, effect.Call, effect.Mail, effect.Publish, effect.Write}
	for range maxChain {
		var best *effect.Effect
		for _, e := range effect.Of(prog).At(c) {
			if e.Guard&summary.Async != 0 {
				continue
			}
			if r := slices.Index(rank, e.Kind); r >= 0 && (best == nil || r > slices.Index(rank, best.Kind)) {
				best = e
			}
		}
		if best != nil || c.Call.Recv == summary.None || len(prog.Callees(c)) > 0 {
			return best
		}
		if v := &c.Pkg.Nodes[c.Call.Recv]; v.Kind == summary.Result {
			c = summary.CallRef{Pkg: c.Pkg, Call: &c.Pkg.Calls[v.Call]}
		} else {
			return nil
		}
	}
	return nil
}

// lost reports a call whose error is lost.
func lost(p *rule.Pass, c summary.CallRef, f summary.FuncRef, e *effect.Effect) {
	if c.Call.Lost == summary.Overwritten {
		p.Report(finding(c, "the error of "+called(c)+" gets another value before anybody looks at it: ask for it right after the call"))
		return
	}
	if aside(p.Program, c, e) || answers(p.Program, c) {
		return
	}
	kind := handler.Waits(p.Program, f)
	if consumes(p.Program, c) {
		kind = route.Consumer
	}
	if kind == "" {
		return
	}
	if kind == route.Consumer && c.Call.Lost&summary.LostAndLeft != 0 {
		return // it may come again, if nothing takes it for done
	}
	noted, follows := c.Call.Lost.How() == summary.Noted, minor(p.Program, c, e)
	if noted && follows {
		return // somebody has thought of it, and it only follows from the work
	}
	out := finding(c, "")
	whom := "the request is answered"
	if kind == route.Consumer {
		whom = "the message counts as done"
	}
	out.Message = whom + " as if " + what(e) + " had worked: " + remedy(c)
	switch {
	case noted, follows, inLoop(c):
		out.Severity = rule.Info
	case (e.Kind == effect.Read || e.Kind == effect.Call) && e.Next != nil && c.Call.Lost.How() == summary.Ignored && len(c.Call.Results) > 1:
		out.Severity = rule.Info // there may be nothing to be had
	}
	for n := e.Next; n != nil && !n.Via.IsZero(); n = n.Next {
		out.Path = append(out.Path, rule.HopAt(n.Via, "done here"))
	}
	p.Report(out)
}

func finding(c summary.CallRef, message string) rule.Finding {
	return rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: called(c), Message: message}
}

func remedy(c summary.CallRef) string {
	if c.Call.Lost.How() == summary.Ignored {
		return "its error is dropped; return it"
	}
	return "its error is only logged; return it"
}

// answers reports whether a function of the program is given what the answer is written to: it may say there that it failed.
func answers(prog *summary.Program, c summary.CallRef) bool {
	return slices.ContainsFunc(prog.Callees(c), func(f summary.FuncRef) bool {
		return slices.ContainsFunc(f.Func.Params, func(n summary.Node) bool {
			t := f.Pkg.Nodes[n].Type
			_, request := prog.Catalog.Get(t, "request")
			return t == "net/http.ResponseWriter" || request && t != "net/http.Request"
		})
	})
}

// inLoop reports whether a call is one of several, of which the others may have worked.
func inLoop(c summary.CallRef) bool {
	if c.Call.In < 0 {
		return false
	}
	switch c.Pkg.Loops[c.Call.In].Class {
	case summary.Consumer, summary.Channel, summary.Poll, summary.Once:
		return false
	}
	return true
}

// called is how code calls what a call runs.
func called(c summary.CallRef) string {
	key := c.Call.Callee
	if key == "" {
		return "this call"
	}
	return key[strings.LastIndexByte(key, '.')+1:]
}

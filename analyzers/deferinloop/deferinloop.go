// Package deferinloop finds defer statements that a loop reaches again and again. What they close, unlock or cancel stays taken until the
// function returns: one file, row set or lock for each element, and for ever in a loop that never ends.
package deferinloop

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/own"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports deferred calls that give something back, in loops over data or without end.
var Rule = rule.New("deferinloop", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

// enders are the methods that give something back.
var enders = []string{"Close", "Unlock", "RUnlock", "Rollback", "Stop", "Release", "CloseSend", "Disconnect", "Shutdown", "Unsubscribe"}

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if !c.Call.Defer || c.Call.In < 0 || c.Call.Lasts || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		f, loop := prog.Enclosing(c), &p.Summary.Loops[c.Call.In]
		what := ends(prog, c)
		if what == "" || !piles(p.Summary, loop) || !again(f, int32(i)) || flagged(c) || prog.OneShot(c) || effect.Of(prog).Once(c) != "" {
			continue
		}
		over := loop.Text
		if strings.HasPrefix(over, "[]") {
			continue // the code lists the elements
		}
		if loop.Class == summary.Page {
			over = "pages"
		} else if over == "" || len(over) > 30 {
			over = "data"
		}
		message := "defer " + what + " in a loop over " + over + " runs when the function returns and piles up: give the turn a function of its own"
		if loop.Class == summary.Poll || loop.Class == summary.Consumer {
			message = "defer " + what + " in a loop that keeps running piles up until the function returns: give the turn a function of its own"
		}
		p.Report(rule.Finding{Pos: c.Call.Pos, Function: f.Func.Name, Key: what, Message: message,
			Path: []rule.Hop{{Pos: loop.Pos, Function: f.Func.Name, Note: "for each turn of this loop"}}})
	}
}

// ends returns what a deferred call does, if it gives something back: itself, or as a literal.
func ends(prog *summary.Program, c summary.CallRef) string {
	name := c.Call.Callee[strings.LastIndexByte(c.Call.Callee, '.')+1:]
	if slices.Contains(enders, name) && c.Call.Recv != summary.None {
		if of := c.Pkg.Nodes[c.Call.Recv].Type; of != "" {
			return catalog.ShortName(of) + "." + name
		}
		return catalog.ShortName(c.Call.Callee)
	}
	if c.Call.Callee != "" {
		if own.Of(prog).GivesBack(c, enders) {
			return catalog.ShortName(c.Call.Callee)
		}
		return ""
	}
	for _, o := range prog.Origins(prog.ID(c.Pkg, c.Call.Dyn)) {
		if from := prog.CallOf(o); !from.IsZero() {
			if _, ok := prog.Catalog.Get(from.Call.Callee, "acquire"); ok {
				return "cancel"
			}
		}
	}
	for _, f := range prog.Callees(c) {
		if !f.Func.Lit {
			continue
		}
		for i := range f.Func.Flow {
			for _, k := range f.Func.Flow[i].Calls {
				in := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}
				if what := ends(prog, in); what != "" && !in.Call.Defer {
					return what
				}
			}
		}
	}
	return ""
}

// piles reports whether a loop, or one around it, turns as often as the data says, or for ever.
func piles(pkg *summary.Package, loop *summary.Loop) bool {
	for {
		switch loop.Class {
		case summary.Collection, summary.Rows, summary.Channel, summary.Chunk, summary.Page, summary.Poll, summary.Consumer:
			return true
		}
		if loop.Outer < 0 {
			return false
		}
		loop = &pkg.Loops[loop.Outer]
	}
}

// flagged reports whether a flag is set beside a call, under the condition that the call stands under: it is there to keep the call from a second run.
func flagged(c summary.CallRef) bool {
	if c.Call.Cond == summary.None {
		return false
	}
	for _, e := range c.Pkg.Edges {
		from, to := &c.Pkg.Nodes[e.From], &c.Pkg.Nodes[e.To]
		if from.Kind == summary.Const && (from.Value == "true" || from.Value == "false") && from.Cond == c.Call.Cond && from.Fn == c.Call.Fn && (to.Kind == summary.Var || to.Kind == summary.Field) {
			return true
		}
	}
	return false
}

// again reports whether a function may come to a call, the one with an index, a second time.
func again(f summary.FuncRef, call int32) bool {
	if f.IsZero() {
		return false
	}
	at := f.Func.Piece(call)
	return at >= 0 && f.Func.After(at)[at]
}

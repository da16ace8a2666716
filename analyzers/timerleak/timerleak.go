// Package timerleak finds timers and tickers that are never stopped, in programs for a Go before 1.23. There the runtime keeps each of them
// until it fires, and a ticker for ever: a service that makes one for each request or message grows until it is killed.
package timerleak

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/own"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports tickers without Stop, time.Tick in functions that return and time.After in loops.
var Rule = rule.New("timerleak", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if !p.Summary.KeptTimers || prog.TestSupport(p.Summary) {
		return
	}
	report := func(c summary.CallRef, message string) {
		if !strings.HasSuffix(c.Call.Pos.File, "_test.go") && !prog.OneShot(c) && effect.Of(prog).Once(c) == "" {
			p.Report(rule.Finding{Pos: c.Call.Pos, Function: p.Summary.FunctionName(c.Call.Fn), Key: catalog.ShortName(c.Call.Callee), Message: message})
		}
	}
	for _, l := range own.Of(prog).Leaks(p.Summary) {
		switch {
		case l.What == "ticker":
			report(l.Call, "the ticker is not stopped where the function returns, and before Go 1.23 it ticks for ever: defer its Stop")
		case l.What == "timer" && l.Never && l.Call.Call.In >= 0:
			report(l.Call, "the timer of each turn is kept until it fires, and before Go 1.23 load piles them up: stop it, or reset one for all turns")
		}
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		e, ok := prog.Catalog.Get(c.Call.Callee, "clock")
		switch {
		case !ok:
		case e.Attrs["of"] == "ticks" && returns(prog.Enclosing(c), int32(i)):
			report(c, "the ticker of time.Tick cannot be stopped, and the function returns: before Go 1.23 each call leaks one; use time.NewTicker")
		case e.Attrs["of"] == "once" && c.Call.Awaited && hot(prog, c):
			report(c, "the timer of each time.After is kept until it fires, and before Go 1.23 a busy loop piles them up: reset one time.NewTimer")
		}
	}
}

// returns reports whether a function returns after a call, the one with an index.
func returns(f summary.FuncRef, call int32) bool {
	if f.IsZero() {
		return false
	}
	at := f.Func.Piece(call)
	if at < 0 {
		return false
	}
	after := f.Func.After(at)
	after[at] = true
	for i, reached := range after {
		if reached && f.Func.Flow[i].Exit == summary.Returns {
			return true
		}
	}
	return false
}

// hot reports whether a call runs again and again: in a loop that keeps running, or one over data, or in a function that such a loop calls.
func hot(prog *summary.Program, c summary.CallRef) bool {
	if turns(c) {
		return true
	}
	f := prog.Enclosing(c)
	return !f.IsZero() && slices.ContainsFunc(prog.Callers(f), turns)
}

func turns(c summary.CallRef) bool {
	if c.Call.Endless {
		return true
	}
	if c.Call.In < 0 {
		return false
	}
	switch c.Pkg.Loops[c.Call.In].Class {
	case summary.Constant, summary.Once, summary.Retry:
		return false
	}
	return true
}

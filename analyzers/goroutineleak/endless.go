package goroutineleak

import (
	"slices"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// endless reports goroutines without an end that are started for each request, message or element.
func endless(p *rule.Pass, c summary.CallRef) {
	prog := p.Program
	callees := prog.Callees(c)
	if prog.Enclosing(c).IsZero() || len(callees) == 0 || slices.ContainsFunc(callees, ends) || prog.OneShot(c) {
		return
	}
	way, again := often(prog, c)
	if !again {
		return
	}
	f := rule.Finding{Pos: c.Call.Pos, Function: prog.Enclosing(c).Func.Name, Key: "endless " + callees[0].Func.Name,
		Message: "each request starts a goroutine that never ends, and they pile up: have its loop end with the context or a done channel"}
	for i, w := range way {
		note := "is called here"
		if i == len(way)-1 {
			note = "starts the goroutine"
		}
		f.Path = append(f.Path, rule.HopAt(w, note))
	}
	if l := lasting(callees[0]); l != nil {
		f.Path = append(f.Path, rule.Hop{Pos: l.Pos, Function: callees[0].Func.Name, Note: "nothing ends this loop"})
	}
	p.Report(f)
}

// lasting returns the loop that a function without an end does not leave, nil where it is not seen.
func lasting(f summary.FuncRef) (last *summary.Loop) {
	for i := range f.Pkg.Loops {
		l := &f.Pkg.Loops[i]
		if l.Outer >= 0 || &f.Pkg.Funcs[l.Fn] != f.Func {
			continue
		}
		if l.Ticks {
			return l
		}
		last = l
	}
	return last
}

// ends reports whether a function may come to its end. One whose order of calls is not known may.
func ends(f summary.FuncRef) bool {
	return len(f.Func.Flow) == 0 || slices.ContainsFunc(f.Func.Flow, func(b summary.Block) bool { return b.Exit != summary.Stays }) && !ticking(f)
}

// ticking reports whether a function goes over the ticks of a clock, which never end, and leaves neither that loop nor the function before it.
func ticking(f summary.FuncRef) bool {
	for i := range f.Pkg.Loops {
		l := &f.Pkg.Loops[i]
		if !l.Ticks || l.Outer >= 0 || &f.Pkg.Funcs[l.Fn] != f.Func {
			continue
		}
		if !slices.ContainsFunc(f.Func.Flow, func(b summary.Block) bool { return b.Exit != summary.Stays && b.Line > 0 && b.Line <= l.End }) {
			return true
		}
	}
	return false
}

// often reports whether a call runs for each request, or for each message or element of a loop, and how a request leads there.
func often(prog *summary.Program, c summary.CallRef) (way []summary.CallRef, again bool) {
	x := effect.Of(prog)
	if x.Seldom(c) {
		return nil, false
	}
	if c.Call.In >= 0 {
		switch c.Pkg.Loops[c.Call.In].Class {
		case summary.Consumer, summary.Channel, summary.Rows:
			return nil, true
		}
	}
	for f := prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
		if f.Func.Request != summary.None {
			return nil, true
		}
	}
	ways := prog.Reached(c, x.Seldom)
	return ways[summary.ByRequest], ways.Has(summary.ByRequest)
}

package goroutine

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// Lasts reports whether a goroutine goes on for as long as the program or an object of it does: it runs in a loop without end, or in one that waits
// for time or work and is started by a constructor, by the method that starts an object, or by the start of the program as well. Such a one is no work
// of the request that has started it.
func (x *Index) Lasts(s Start) bool {
	fs := slices.Clone(s.Funcs)
	for _, in := range s.Inner {
		fs = append(fs, x.Program.Callees(in)...)
	}
	endless, waits := x.loops(fs)
	if endless || !waits {
		return endless
	}
	if f := handler.Root(x.Program.Enclosing(s.Call)); !f.IsZero() {
		words := handler.Words(f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:])
		if len(words) > 0 && words[0] == "new" || len(words) == 1 && words[0] == "start" && f.Func.Recv != summary.None {
			return true
		}
	}
	return x.Program.Reached(s.Call, func(c summary.CallRef) bool {
		f := handler.Root(x.Program.Enclosing(c))
		return !f.IsZero() && (f.Func.Request != summary.None || handler.Answers(x.Program, f))
	}).Has(summary.ByStart)
}

// loops reports whether functions, or what they call, run in a loop without end, and whether in one that waits for time or work.
func (x *Index) loops(fs []summary.FuncRef) (endless, waits bool) {
	seen := map[*summary.Function]bool{}
	for range maxDepth {
		var next []summary.FuncRef
		for _, f := range fs {
			if seen[f.Func] {
				continue
			}
			seen[f.Func] = true
			for i := range f.Pkg.Loops {
				l := &f.Pkg.Loops[i]
				if l.Fn < 0 || &f.Pkg.Funcs[l.Fn] != f.Func {
					continue
				}
				switch l.Class {
				case summary.Poll, summary.Consumer, summary.Channel, summary.Retry, summary.Page:
					waits = true
				}
				endless = endless || l.Ticks
			}
			for _, c := range x.Program.Calls(f) {
				endless = endless || c.Call.Endless
				if !c.Call.Go && (c.Call.Dyn == summary.None || c.Pkg.Nodes[c.Call.Dyn].Kind != summary.Param) { // a helper runs what others give it, too
					next = append(next, x.Program.Callees(c)...)
				}
			}
		}
		fs = next
	}
	return endless, waits
}

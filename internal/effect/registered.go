package effect

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// runsElement reports whether a call runs the element itself, a function of a set that the program has: hooks, rules, steps. Functions that
// are made in a loop over data stand for the data, and so do those that are given what they stand beside.
func (x *Index) runsElement(c summary.CallRef, t Turn) bool {
	if c.Call.Callee != "" || c.Call.RecvDeps&t.Bits == 0 || slices.ContainsFunc(c.Call.Deps, func(d summary.Deps) bool { return d&t.Bits != 0 }) {
		return false
	}
	callees := x.callees(c)
	return len(callees) > 0 && !slices.ContainsFunc(callees, x.madeForEach)
}

// madeForEach reports whether a literal of a function stands in a loop over data.
func (x *Index) madeForEach(f summary.FuncRef) bool {
	if !f.Func.Lit {
		return false
	}
	return slices.ContainsFunc(f.Pkg.Loops, func(l summary.Loop) bool {
		return within(f.Pkg, f.Func.Parent, l.Fn) && l.Pos.File == f.Func.Pos.File && l.Pos.Line <= f.Func.Pos.Line && f.Func.Pos.Line <= l.End && l.Class <= summary.Channel
	})
}

// onlyOne reports whether a loop goes over a variadic parameter for which every caller gives one value at most.
func (x *Index) onlyOne(id summary.ID, depth int) bool {
	p := x.Program
	if id == summary.NoID {
		return false // f(nil...)
	}
	v := p.Value(id)
	f := p.FunctionOf(id)
	if depth == 0 || v.Kind != summary.Param || f.IsZero() || !f.Func.Variadic || int(v.Index) != len(f.Func.Params)-1 || f.Func.Exported && (p.Partial || !p.Deployed(f.Pkg)) || p.Valued(f) {
		return false
	}
	if slices.ContainsFunc(p.Assigned(id), func(in summary.ID) bool { return p.FunctionOf(in).Func == f.Func }) {
		return false // it is given another value
	}
	callers := append(slices.Clip(p.Callers(f)), p.Asking(f)...)
	return len(callers) > 0 && !slices.ContainsFunc(callers, func(c summary.CallRef) bool {
		given := len(c.Call.Args) - int(v.Index)
		if c.Call.Spread {
			return given != 1 || !x.onlyOne(p.Arg(c, int(v.Index)), depth-1)
		}
		return given > 1
	})
}

// attending makes reads minor that go with a write which matters little: they ask what there is to be written.
func attending(list []Verdict) {
	for _, v := range list {
		g := v.Effect.Guard | v.Turn.Guard
		if v.Minor == "" || v.Effect.Kind != Write || g&(summary.Lacking|summary.Batched) == 0 {
			continue
		}
		for k := range list {
			if o := &list[k]; o.Found() && o.Effect.Kind == Read && (o.Effect.Guard|o.Turn.Guard)&g&(summary.Lacking|summary.Batched) != 0 {
				o.Minor = v.Minor
			}
		}
	}
}

package calloutintx

import (
	"slices"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/summary"
)

// postponed reports whether an effect is reached through a function that runs what it is given or keeps it for later: that asks whether a
// transaction is open, and while one is it keeps what is to be done after the commit.
func (j *judge) postponed(c summary.CallRef, e *effect.Effect) bool {
	for n := e; n != nil && !n.Via.IsZero(); n = n.Next {
		for f := j.Program.Enclosing(n.Via); f.Func.Lit && f.Func.Site >= 0; f = f.Outer() {
			site := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[f.Func.Site]}
			if site.Call == c.Call || n == e && j.Program.Enclosing(c).Func == f.Func {
				break // what is open here is open within it
			}
			if slices.ContainsFunc(j.Program.Callees(site), func(g summary.FuncRef) bool { return j.keepsParam(g, int(f.Func.SiteArg)) }) {
				return true
			}
		}
		if dyn := n.Via.Call.Dyn; dyn != summary.None {
			v := &n.Via.Pkg.Nodes[dyn]
			if v.Kind == summary.Param && j.kept(j.Program.ID(n.Via.Pkg, dyn)) {
				return true
			}
		}
	}
	return false
}

// keepsParam reports whether a function calls a function that is its parameter in one place, and keeps it in another.
func (j *judge) keepsParam(f summary.FuncRef, param int) bool {
	if param < 0 || param >= len(f.Func.Params) || f.Func.Params[param] == summary.None {
		return false
	}
	n := f.Func.Params[param]
	calls := slices.ContainsFunc(f.Func.Flow, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Calls, func(i int32) bool { return f.Pkg.Calls[i].Dyn == n })
	})
	return calls && j.kept(j.Program.ID(f.Pkg, n))
}

// kept reports whether a function goes into a field, or a list that is one.
func (j *judge) kept(fn summary.ID) bool {
	return slices.ContainsFunc(j.Program.Aliases(fn), func(a summary.ID) bool { return j.Program.Value(a).Kind == summary.Field })
}

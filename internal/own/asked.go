package own

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// Unasked reports whether the rows that a resource is are read in function f, and nobody asks whether that ended with an error.
func (x *Index) Unasked(r *Resource, f summary.FuncRef) bool {
	e, ok := x.Program.Catalog.Get(x.Program.Value(r.Value).Type, "resource")
	if !ok || e.Attrs["asks"] == "" || r.drained == "" {
		return false
	}
	reads, asked := x.reading(r, f, e.Attrs["asks"], 0)
	return reads && !asked
}

// maxHelpers is how many functions deep rows are followed that are handed on.
const maxHelpers = 3

// reading reports whether rows are read in a function, or one that it hands them to, and whether their error may be asked for there.
func (x *Index) reading(r *Resource, f summary.FuncRef, asks string, depth int) (reads, asked bool) {
	for c, uses := range r.touched {
		for _, u := range uses {
			switch name := methodOf(c); {
			case u.arg == -1 && name == asks:
				return reads, true
			case u.arg == -1:
				reads = reads || name == r.drained
			default:
				in, may := x.handedOn(r, summary.CallRef{Pkg: f.Pkg, Call: c}, u.arg, asks, depth)
				if reads = reads || in; may {
					return reads, true
				}
			}
		}
	}
	for _, in := range append([]summary.FuncRef{f}, x.lits[rootOf(f).Func]...) {
		for i := range in.Func.Flow {
			for _, m := range in.Func.Flow[i].Moves {
				if r.whole[x.Program.ID(in.Pkg, m.Node)] {
					return reads, true
				}
			}
		}
	}
	return reads, false
}

// handedOn is reading for the functions that a call hands rows to.
func (x *Index) handedOn(r *Resource, c summary.CallRef, arg int, asks string, depth int) (reads, asked bool) {
	callees := x.callees(c)
	if len(callees) == 0 || depth == maxHelpers {
		return false, x.unknown(c.Call, arg)
	}
	for _, g := range callees {
		n := len(g.Func.Params)
		if n == 0 {
			return reads, true
		}
		given := &Resource{Value: x.Program.ID(g.Pkg, g.Func.Params[min(arg, n-1)]), Ends: r.Ends, Err: summary.NoID, drained: r.drained}
		if given.Value == summary.NoID {
			return reads, true
		}
		x.trace(given, g)
		in, may := x.reading(given, g, asks, depth+1)
		if reads = reads || in; may {
			return reads, true
		}
	}
	return reads, false
}

// unknown reports whether a function that is given rows as argument arg may ask them for their error.
func (x *Index) unknown(c *summary.Call, arg int) bool {
	for _, e := range x.Program.Catalog.Of(c.Callee) {
		if e.Kind == "uses" && (e.Attrs["arg"] == "all" || e.Int("arg", 0) == arg) || e.Kind == "dest" {
			return false
		}
	}
	return c.Borrows&(1<<arg) == 0
}

// bodyless reports whether a call sends requests that are answered without a body: all those that it may be given are made for the method HEAD.
func (x *Index) bodyless(c summary.CallRef) bool {
	for k, n := range c.Call.Args {
		if n == summary.None {
			continue
		}
		if _, ok := x.Program.Catalog.Get(c.Pkg.Nodes[n].Type, "outgoing"); ok {
			methods, ok := x.Program.Methods(x.Program.Arg(c, k))
			return ok && !slices.ContainsFunc(methods, func(m string) bool { return m != "HEAD" })
		}
	}
	return false
}

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
	reads := false
	for c, uses := range r.touched {
		for _, u := range uses {
			switch name := methodOf(c); {
			case u.arg == -1 && name == e.Attrs["asks"]:
				return false
			case u.arg == -1 && name == r.drained:
				reads = true
			case u.arg >= 0 && x.unknown(c, u.arg):
				return false
			}
		}
	}
	if !reads {
		return false
	}
	for _, in := range append([]summary.FuncRef{f}, x.lits[rootOf(f).Func]...) {
		for i := range in.Func.Flow {
			for _, m := range in.Func.Flow[i].Moves {
				if r.whole[x.Program.ID(in.Pkg, m.Node)] {
					return false
				}
			}
		}
	}
	return true
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
			return x.heads(x.Program.Arg(c, k), 0)
		}
	}
	return false
}

// heads reports whether a value is a request for the method HEAD, whatever it comes from.
func (x *Index) heads(id summary.ID, depth int) bool {
	prog := x.Program
	all, fits := prog.OriginsWhile(id, func(o summary.ID) bool {
		from := prog.CallOf(o)
		if from.IsZero() || depth > 3 {
			return false
		}
		e, _ := prog.Catalog.Get(from.Call.Callee, "outgoing")
		if e.Attrs["of"] == "recv" {
			return x.heads(prog.Arg(from, -1), depth+1)
		}
		k := e.Int("method", -1)
		if k < 0 || k >= len(from.Call.Args) {
			return false
		}
		methods := prog.Origins(prog.Arg(from, k))
		return len(methods) > 0 && !slices.ContainsFunc(methods, func(m summary.ID) bool {
			v := prog.Value(m)
			return v.Kind != summary.Const || v.Value != "HEAD"
		})
	})
	return fits && len(all) > 0
}

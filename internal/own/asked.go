package own

import (
	"cmp"
	"maps"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// Unasked reports whether the rows that a resource is are read in function f, or in one that it hands them to, and nobody asks whether that ended with an
// error. read is the call that reads them.
func (x *Index) Unasked(r *Resource, f summary.FuncRef) (read summary.CallRef, ok bool) {
	e, ok := x.Program.Catalog.Get(x.Program.Value(r.Value).Type, "resource")
	if !ok || e.Attrs["asks"] == "" || r.drained == "" {
		return read, false
	}
	read, asked := x.reading(r, f, e.Attrs["asks"], 0)
	return read, !asked && !read.IsZero()
}

// onward sorts calls as they are come to from where the resource is acquired: its variable may have held another before.
func (r *Resource) onward(a, b *summary.Call) int {
	before := func(c *summary.Call) int {
		if r.Call.Call != nil && c.Pos.Line < r.Call.Call.Pos.Line {
			return 1
		}
		return 0
	}
	return cmp.Or(before(a)-before(b), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
}

// maxHelpers is how many functions deep rows are followed that are handed on.
const maxHelpers = 3

// reading returns the call that reads rows in a function, or in one that it hands them to, and says whether their error may be asked for there.
func (x *Index) reading(r *Resource, f summary.FuncRef, asks string, depth int) (read summary.CallRef, asked bool) {
	for _, c := range slices.SortedFunc(maps.Keys(r.touched), r.onward) {
		for _, u := range r.touched[c] {
			at := summary.CallRef{Pkg: f.Pkg, Call: c}
			switch name := methodOf(c); {
			case u.arg == -1 && name == asks:
				return read, true
			case u.arg == -1 && name != r.drained:
				continue
			case u.arg != -1:
				if at, asked = x.handedOn(r, at, u.arg, asks, depth); asked {
					return read, true
				}
			}
			if read.IsZero() {
				read = at
			}
		}
	}
	for _, in := range append([]summary.FuncRef{f}, x.lits[rootOf(f).Func]...) {
		for i := range in.Func.Flow {
			for _, m := range in.Func.Flow[i].Moves {
				if r.whole[x.Program.ID(in.Pkg, m.Node)] {
					return read, true
				}
			}
		}
	}
	return read, false
}

// handedOn is reading for the functions that a call hands rows to.
func (x *Index) handedOn(r *Resource, c summary.CallRef, arg int, asks string, depth int) (read summary.CallRef, asked bool) {
	callees := x.callees(c)
	if len(callees) == 0 || depth == maxHelpers {
		return read, x.unknown(c.Call, arg)
	}
	for _, g := range callees {
		n := len(g.Func.Params)
		if n == 0 {
			return read, true
		}
		given := &Resource{Value: x.Program.ID(g.Pkg, g.Func.Params[min(arg, n-1)]), Ends: r.Ends, Err: summary.NoID, Release: summary.NoID, drained: r.drained}
		if given.Value == summary.NoID {
			return read, true
		}
		x.trace(given, g)
		in, may := x.reading(given, g, asks, depth+1)
		if may {
			return read, true
		}
		if read.IsZero() {
			read = in
		}
	}
	return read, false
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

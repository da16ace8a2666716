package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// Spawns reports whether a call starts a goroutine that it does not wait for: a go statement, the method of a group that does (errgroup.Group.Go), or
// a function of the program that runs what it is given in one. fs are the functions that run there, as far as they are seen.
func (x *Index) Spawns(c summary.CallRef) (fs []summary.FuncRef, ok bool) {
	if c.Call.Go {
		return x.Program.Callees(c), true
	}
	for k, a := range c.Call.Args {
		if a == summary.None || !x.mayBeFunc(c.Pkg, a) {
			continue
		}
		if u := x.useOf(c, k); u.runs && u.async {
			fs, ok = append(fs, x.Program.FunctionsAt(x.Program.ID(c.Pkg, a))...), true
		}
	}
	return fs, ok
}

// Bounded reports whether only so many of the goroutines that a call starts run at a time: those of its group, or of the loops around it.
func (x *Index) Bounded(c summary.CallRef) bool {
	if x.bounded(c, x.Turns(c)) {
		return true
	}
	for k := range c.Call.Args {
		if u := x.useOf(c, k); u.runs && u.bounded {
			return true
		}
	}
	if c.Call.Recv == summary.None {
		return false
	}
	for _, up := range x.sites.chain(c) {
		if x.limits(up) {
			return true
		}
	}
	return len(x.limited) > 0 && slices.ContainsFunc(x.Program.Origins(x.Program.Arg(c, -1)), func(o summary.ID) bool { return x.limited[o] })
}

// limits reports whether a call bounds how many goroutines of a group run at a time. A limit below one is none, and neither is one as large as
// what there is to do.
func (x *Index) limits(c summary.CallRef) bool {
	e, ok := x.Program.Catalog.Get(c.Call.Callee, "spawnlimit")
	if !ok {
		return false
	}
	n := x.Program.Arg(c, e.Int("n", 0))
	if v, known := x.Program.ConstOf(n); known && e.Has("n") && (v == "0" || v != "" && v[0] == '-') {
		return false
	}
	return true
}

// Listed reports whether a collection holds nothing but what the code lists.
func (x *Index) Listed(id summary.ID) bool { return x.listed(id) }

// OwnParts reports whether the elements that a loop goes over are parts of the program: services that each have a method of their own which is
// called, or functions that the code lists. fs are the functions that the call starts.
func (x *Index) OwnParts(c summary.CallRef, t Turn, fs []summary.FuncRef) bool {
	if x.ownService(c, t) || calls(c, t) && !slices.ContainsFunc(fs, x.madeForEach) {
		return true
	}
	for k, a := range c.Call.Args {
		if a == summary.None || !x.mayBeFunc(c.Pkg, a) || c.Call.Deps[k]&t.Bits == 0 {
			continue
		}
		if v := &c.Pkg.Nodes[a]; v.Kind != summary.Func && !slices.ContainsFunc(fs, x.madeForEach) {
			return true
		}
	}
	for _, f := range fs {
		for _, in := range x.Program.Calls(f) {
			if !f.Func.Lit || in.Pkg != c.Pkg {
				break
			}
			if x.ownService(in, t) || calls(in, t) && !slices.ContainsFunc(x.callees(in), x.madeForEach) {
				return true
			}
		}
	}
	return false
}

// calls reports whether a call is of the element of a loop, or of what it holds: a literal that is called where it stands is none.
func calls(c summary.CallRef, t Turn) bool {
	return c.Call.Dyn != summary.None && c.Pkg.Nodes[c.Call.Dyn].Kind != summary.Func && c.Call.RecvDeps&t.Bits != 0
}

// maxFew is how many elements there may be of what the code lists one by one.
const maxFew = 24

// Few reports whether a collection holds nothing but what the code puts into it one by one: constants, and literals that stand in no loop.
func (x *Index) Few(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	some := 0
	origins, ok := x.Program.OriginsWhile(id, func(o summary.ID) bool {
		switch v := x.Program.Value(o); v.Kind {
		case summary.Const:
			if v.Value != "nil" {
				some++
			}
			return true
		case summary.Zero:
			return true
		case summary.Lit:
			if len(v.Fields) > 0 || !strings.HasPrefix(v.Type, "[]") {
				some++ // an empty one is for others to fill
			}
			return !x.repeated(o)
		}
		return false
	})
	return ok && some > 0 && len(origins) <= maxFew && !x.filled(id)
}

// Parts reports whether a collection is a field of an object whose elements are of an interface of the program: what the object is put together of.
func (x *Index) Parts(id summary.ID) bool {
	for range 3 {
		if id == summary.NoID {
			return false
		}
		v := x.Program.Value(id)
		if v.Kind == summary.Field {
			return x.ifaces[v.Type]
		}
		in := x.Program.Assigned(id)
		if v.Kind != summary.Var || len(in) != 1 {
			return false
		}
		id = in[0]
	}
	return false
}

package own

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// methodOf returns the name of the function or method that a call is of.
func methodOf(c *summary.Call) string {
	return c.Callee[strings.LastIndexByte(c.Callee, '.')+1:]
}

// is reports whether a value is the resource, the part of it that is given back, or a function that gives it back.
func (x *Index) is(r *Resource, id summary.ID) bool {
	return id != summary.NoID && (r.whole[id] || r.tail[id] || r.bound[id] || x.closer(r, id))
}

// closer reports whether a value may be a literal that gives the resource back.
func (x *Index) closer(r *Resource, id summary.ID) bool {
	if len(r.lits) == 0 || id == summary.NoID {
		return false
	}
	return slices.ContainsFunc(x.Program.FunctionsAt(id), func(f summary.FuncRef) bool { return r.lits[f.Func] && x.endsIn(r, f) })
}

// closes reports whether anything in function f gives the resource back or takes it over, whether it comes to that or not.
func (x *Index) closes(r *Resource, f summary.FuncRef) bool {
	if len(r.bound) > 0 && r.Release == summary.NoID || r.closed {
		return true
	}
	for c, uses := range r.touched {
		if x.ends(r, summary.CallRef{Pkg: r.Call.Pkg, Call: c}, f) {
			return true
		}
		if slices.ContainsFunc(uses, func(u use) bool { return u.arg == -1 && u.part }) && slices.Contains(r.Ends, methodOf(c)) {
			return true
		}
	}
	return false
}

// ends reports whether a call in function f, or in a literal there, gives a resource back or takes it over.
func (x *Index) ends(r *Resource, c summary.CallRef, f summary.FuncRef) bool {
	does, known := r.does[c.Call]
	if !known {
		r.does[c.Call] = true // until it is known: functions may call each other
		does = x.endsNow(r, c, f)
		r.does[c.Call] = does
	}
	if does {
		r.closed = true
	}
	return does
}

func (x *Index) endsNow(r *Resource, c summary.CallRef, f summary.FuncRef) bool {
	prog := x.Program
	if d := prog.ID(c.Pkg, c.Call.Dyn); d != summary.NoID {
		if r.bound[d] || r.Ends[0] == "()" && r.whole[d] {
			return true
		}
	}
	for _, u := range r.touched[c.Call] {
		if u.arg == -1 && u.part && (slices.Contains(r.Ends, methodOf(c.Call)) || x.read(r, c, f)) || x.handed(r, c, u) {
			return true
		}
	}
	if len(r.bound) > 0 && slices.ContainsFunc(c.Call.Args, func(n summary.Node) bool { return r.bound[prog.ID(c.Pkg, n)] }) {
		return true
	}
	if len(r.lits) == 0 {
		return false
	}
	for _, g := range prog.Callees(c) {
		if r.lits[g.Func] && x.endsIn(r, g) {
			return true
		}
	}
	for _, lit := range x.lits[rootOf(f).Func] {
		if r.lits[lit.Func] && lit.Func.Site >= 0 && &lit.Pkg.Calls[lit.Func.Site] == c.Call && x.endsIn(r, lit) {
			return true
		}
	}
	return slices.ContainsFunc(c.Call.Args, func(n summary.Node) bool {
		return n != summary.None && c.Pkg.Nodes[n].Kind == summary.Var && x.closer(r, prog.ID(c.Pkg, n))
	})
}

// ended reports whether a method gives the resource back, or may: it reads it.
func (r *Resource) ended(method string) bool {
	return slices.Contains(r.Ends, method) || slices.Contains(r.reads, method)
}

// read reports whether a call in function f reads the resource, and it is not told there whether to its end: it may be.
func (x *Index) read(r *Resource, c summary.CallRef, f summary.FuncRef) bool {
	if !slices.Contains(r.reads, methodOf(c.Call)) {
		return false
	}
	return c.Call.Defer || c.Call.Go || x.Program.Enclosing(r.Call).Func != f.Func || !slices.ContainsFunc(f.Func.Flow, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Asks, func(k int32) bool { return &f.Pkg.Calls[k] == c.Call })
	})
}

// idle reports whether a function that others of the program call hands on functions which use the resource and do not give it back: nobody else can.
func (x *Index) idle(r *Resource, f summary.FuncRef) bool {
	if x.Program.Partial || len(r.lits) == 0 || len(x.Program.Callers(rootOf(f))) == 0 {
		return false
	}
	return !slices.ContainsFunc(x.lits[rootOf(f).Func], func(lit summary.FuncRef) bool { return r.lits[lit.Func] && x.endsIn(r, lit) })
}

// endsIn reports whether a literal gives the resource back or hands it on, on any path. What it acquires itself counts as given back.
func (x *Index) endsIn(r *Resource, lit summary.FuncRef) bool {
	for i := range lit.Func.Flow {
		b := &lit.Func.Flow[i]
		for _, k := range b.Calls {
			if c := (summary.CallRef{Pkg: lit.Pkg, Call: &lit.Pkg.Calls[k]}); x.ends(r, c, lit) {
				return true
			}
		}
		for _, m := range b.Moves {
			if id := x.Program.ID(lit.Pkg, m.Node); id != r.Value && x.is(r, id) {
				return true
			}
		}
	}
	return false
}

// handed reports whether a call that is given the resource gives it back or keeps it.
func (x *Index) handed(r *Resource, c summary.CallRef, u use) bool {
	prog := x.Program
	callees := x.callees(c)
	if u.arg == -1 {
		return slices.ContainsFunc(callees, func(f summary.FuncRef) bool { return x.taken(given{f.Func, -1, r.spec(u)}, f) })
	}
	for _, e := range prog.Catalog.Of(c.Call.Callee) {
		switch {
		case e.Kind == "takesover" && (e.Attrs["arg"] == "all" || e.Int("arg", 0) == u.arg):
			return true
		case e.Kind == "uses" && (e.Attrs["arg"] == "all" || e.Int("arg", 0) == u.arg):
			return false
		}
	}
	if len(callees) > 0 {
		return slices.ContainsFunc(callees, func(f summary.FuncRef) bool {
			n := len(f.Func.Params)
			return n == 0 || x.taken(given{f.Func, min(u.arg, n-1), r.spec(u)}, f)
		})
	}
	if c.Call.Callee == "" || prog.Package(catalog.PackageOf(c.Call.Callee)) != nil {
		return true
	}
	return c.Call.Borrows&(1<<u.arg) == 0
}

// callees returns the functions of the program that a call is of. A function that it is handed is none.
func (x *Index) callees(c summary.CallRef) []summary.FuncRef {
	all := x.Program.Callees(c)
	if c.Call.Callee == "" || c.Call.Iface != "" {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(f summary.FuncRef) bool { return f.Func.Key != c.Call.Callee })
}

// given is a parameter of a function that is handed a resource.
type given struct {
	fn    *summary.Function
	param int
	spec  string // what is handed over, and what gives it back
}

// spec tells apart what functions are handed: the resource, or the part of it that is given back.
func (r *Resource) spec(u use) string {
	field := r.Field
	if u.part && field != "" {
		field = ""
	}
	return field + ":" + strings.Join(slices.Concat(r.Ends, r.reads), ",")
}

// taken reports whether a function gives back, or keeps, what it is handed as a parameter, on any path.
func (x *Index) taken(g given, f summary.FuncRef) bool {
	if known := x.takes[g]; known != 0 {
		return known != 2
	}
	x.takes[g] = 1
	n := f.Func.Recv
	if g.param >= 0 {
		n = f.Func.Params[g.param]
	}
	id := x.Program.ID(f.Pkg, n)
	if id == summary.NoID {
		return true
	}
	if x.takesOver(g, f, id) {
		x.takes[g] = 3
		return true
	}
	x.takes[g] = 2
	return false
}

func (x *Index) takesOver(g given, f summary.FuncRef, id summary.ID) bool {
	field, ends, _ := strings.Cut(g.spec, ":")
	r := &Resource{Value: id, Field: field, Ends: strings.Split(ends, ","), Err: summary.NoID, Release: summary.NoID}
	x.trace(r, f)
	for _, n := range f.Func.Params {
		if f.Pkg.Nodes[n].Type == "error" {
			r.Err = x.Program.ID(f.Pkg, n)
			r.errs = x.within(r.Err, f)
		}
	}
	if len(f.Func.Flow) == 0 {
		if g.param >= 0 && len(x.Program.Aliases(id)) > 1 {
			return true
		}
		for _, l := range x.Program.Loads(id) {
			if x.Program.Value(l).Field == r.Field && len(x.Program.Aliases(l)) > 1 {
				return true
			}
		}
		return false
	}
	ended, back := false, false
	for i := range f.Func.Flow {
		b := &f.Func.Flow[i]
		for _, k := range b.Calls {
			ended = ended || x.ends(r, summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}, f)
		}
		for _, m := range b.Moves {
			if to := x.Program.ID(f.Pkg, m.Node); x.is(r, to) {
				if !m.Returned || !r.whole[to] && !r.tail[to] {
					return true
				}
				back = true
			}
		}
	}
	return ended && !(back && x.returned(r, f))
}

// returned reports whether a function returns what it is handed while it is still open, on some path.
func (x *Index) returned(r *Resource, f summary.FuncRef) bool {
	p := newRun(x, f)
	p.held = []*Resource{r}
	start := state{held: 1}
	if r.Err != summary.NoID {
		start.fresh = 1
	}
	p.follow(start)
	return p.back
}

// GivesBack reports whether a call is of a function of the program that calls one of some methods of what it is handed, or of its field Body.
func (x *Index) GivesBack(c summary.CallRef, ends []string) bool {
	for _, f := range x.callees(c) {
		for k := range min(len(c.Call.Args), len(f.Func.Params)) {
			for _, field := range []string{"", "Body"} {
				r := &Resource{Value: x.Program.ID(f.Pkg, f.Func.Params[k]), Field: field, Ends: ends, Err: summary.NoID, Release: summary.NoID}
				if r.Value == summary.NoID {
					continue
				}
				x.trace(r, f)
				for in, uses := range r.touched {
					if slices.Contains(ends, methodOf(in)) && slices.ContainsFunc(uses, func(u use) bool { return u.arg == -1 && u.part }) {
						return true
					}
				}
			}
		}
	}
	return false
}

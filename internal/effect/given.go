package effect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// use says how a function runs a function that it is given.
type use struct {
	runs  bool
	each  bool           // once for each element of a collection
	batch bool           // once for each batch of elements
	elem  []int          // its parameters that are given the element
	over  int            // the argument that is the collection, -1 the receiver, -2 where it is not known
	args  []summary.Deps // what it is given depends on, among the Sources of the function whose parameter it is
	guard summary.Guard
	async bool
	// bounded says that only so many of them run at a time.
	bounded bool
}

// given is a function that a call is given as a value and runs.
type givenFunc struct {
	fn  summary.FuncRef
	arg int
	use use
}

// scanned stands for the variables that a row is read into before a function is run for it (extract gives them this number).
const scanned = -3

// siteOf returns the call that a literal is the callee or an argument of.
func (x *Index) siteOf(f summary.FuncRef) summary.CallRef {
	return summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[f.Func.Site]}
}

// inline returns how a literal runs at the place where it stands. Other functions, and literals that are kept or handed to what is not
// known to run them, do not run there.
func (x *Index) inline(f summary.FuncRef) use {
	if f.IsZero() || !f.Func.Lit || f.Func.Site < 0 {
		return use{}
	}
	c := x.siteOf(f)
	if f.Func.SiteArg < 0 {
		return use{runs: true, async: c.Call.Go}
	}
	return x.useOf(c, int(f.Func.SiteArg))
}

// useOf returns how a call runs the function that is its argument arg.
func (x *Index) useOf(c summary.CallRef, arg int) use {
	for _, e := range x.Program.Catalog.Of(c.Call.Callee) {
		if e.Kind != "callback" || e.Attrs["fn"] != "all" && e.Int("fn", -1) != arg || e.Attrs["each"] == "later" {
			continue
		}
		u := use{runs: true, each: e.Attrs["each"] == "element", batch: e.Attrs["each"] == "batch", over: e.Int("over", -2)}
		if u.each {
			u.elem = []int{0}
			if list, ok := e.Attrs["elem"]; ok {
				u.elem = nil
				for s := range strings.SplitSeq(list, ",") {
					if n, err := strconv.Atoi(s); err == nil {
						u.elem = append(u.elem, n)
					}
				}
			}
		}
		if e.Has("scan") {
			u.elem = append(u.elem, scanned)
		}
		if e.Has("shared") {
			u.guard = summary.SharedRun
		}
		u.async = e.Has("spawn")
		return u
	}
	var out use
	for _, f := range x.Program.Callees(c) {
		if c.Call.Callee != "" && c.Call.Iface == "" && f.Func.Key != c.Call.Callee {
			continue
		}
		k := arg
		if n := len(f.Func.Params); f.Func.Variadic && k >= n {
			k = n - 1
		}
		if u, ok := x.params[f.Func][k]; ok {
			if !out.runs {
				out = u
			} else if u.each {
				out.each, out.elem = true, u.elem
			}
			out.over = -2
		}
	}
	if !out.runs && x.returnsFor(c, arg) {
		return use{runs: true, over: -2}
	}
	return out
}

// returnsFor reports whether a function of a library that the catalog has no line for returns what the literal that it is given returns: it
// runs it then and there.
func (x *Index) returnsFor(c summary.CallRef, arg int) bool {
	if c.Call.Callee == "" || x.Program.Package(catalog.PackageOf(c.Call.Callee)) != nil || arg >= len(c.Call.Args) || c.Call.Args[arg] == summary.None || len(c.Call.Results) < 2 {
		return false
	}
	v := &c.Pkg.Nodes[c.Call.Args[arg]]
	f, ok := x.Program.Function(v.Value)
	if v.Kind != summary.Func || !ok || !f.Func.Lit || len(f.Func.Results) != len(c.Call.Results) {
		return false
	}
	for i, r := range f.Func.Results {
		if t := f.Pkg.Nodes[r].Type; t != c.Pkg.Nodes[c.Call.Results[i]].Type {
			return false
		}
	}
	return true
}

// ownerOf returns the function that a call runs in: that of the literal around it where that runs at once.
func (x *Index) ownerOf(c summary.CallRef) summary.FuncRef {
	f := x.Program.Enclosing(c)
	for x.inline(f).runs {
		f = x.Program.Enclosing(x.siteOf(f))
	}
	return f
}

// param is a parameter of a function.
type param struct {
	fn    *summary.Function
	ref   summary.FuncRef
	index int
}

// paramOf returns the parameter that the function called is.
func (x *Index) paramOf(c summary.CallRef) param {
	return asParam(x.Program, x.Program.ID(c.Pkg, c.Call.Dyn))
}

// asParam returns the parameter that a value is, through variables that hold nothing else.
func asParam(prog *summary.Program, id summary.ID) param {
	for range 3 {
		if id == summary.NoID {
			return param{}
		}
		v := prog.Value(id)
		switch v.Kind {
		case summary.Param:
			f := prog.FunctionOf(id)
			if v.Index < 0 || f.IsZero() {
				return param{}
			}
			return param{f.Func, f, int(v.Index)}
		case summary.Var:
			in := prog.Assigned(id)
			if len(in) != 1 {
				return param{}
			}
			id = in[0]
		default:
			return param{}
		}
	}
	return param{}
}

// bindParams finds how functions run the functions they are given.
func (x *Index) bindParams() {
	for range 6 {
		changed := false
		x.calls(func(c summary.CallRef) {
			if c.Call.Dyn != summary.None {
				if p := x.paramOf(c); p.fn != nil {
					changed = x.runsParam(c, p, use{runs: true, over: -2}, true) || changed
				}
			}
			for k, a := range c.Call.Args {
				if a == summary.None || !x.mayBeFunc(c.Pkg, a) {
					continue
				}
				if p := asParam(x.Program, x.Program.ID(c.Pkg, a)); p.fn != nil {
					if u := x.useOf(c, k); u.runs {
						changed = x.runsParam(c, p, u, false) || changed
					}
				}
			}
		})
		if !changed {
			return
		}
	}
}

// runsParam notes that call c runs parameter p: itself (calls), or as use u by the function it calls.
func (x *Index) runsParam(c summary.CallRef, p param, u use, calls bool) bool {
	if owner := x.ownerOf(c); owner.Func != p.fn && !iterates(owner, p.ref) {
		return false // it is kept for later
	}
	u.args = c.Call.Deps
	if !calls {
		u.args = x.passedOn(c, p)
	}
	turns := x.Turns(c)
	for _, t := range turns {
		if !t.multiplies() || t.Guard&summary.FirstHit != 0 {
			continue
		}
		for k, d := range u.args {
			if d&t.Bits != 0 && !slices.Contains(u.elem, k) {
				u.each, u.elem = true, append(u.elem, k)
			}
		}
	}
	if !calls && !u.each { // a helper in a loop: the loop gives the element through what the literal captures
		u.elem = nil
	}
	u.guard |= c.Call.Guard & (summary.SharedRun | summary.OnMiss | summary.NotYet)
	u.async = u.async || x.spawned(c, p)
	u.bounded = u.bounded || x.tokens(p.ref) || x.bounded(c, turns)
	old, ok := x.params[p.fn][p.index]
	if ok && (old.each || !u.each) {
		return false
	}
	if x.params[p.fn] == nil {
		x.params[p.fn] = map[int]use{}
	}
	x.params[p.fn][p.index] = u
	return true
}

// spawned reports whether a call runs in a goroutine that the function whose parameter is p starts.
func (x *Index) spawned(c summary.CallRef, p param) bool {
	for {
		if c.Call.Go {
			return true
		}
		f := x.Program.Enclosing(c)
		if f.Func == p.fn || !x.inline(f).runs {
			return false
		}
		if x.inline(f).async {
			return true
		}
		c = x.siteOf(f)
	}
}

// passedOn returns what the arguments depend on that parameter p is run with by the function that call c hands it to: a helper, or the
// function itself, for the children of what it was given.
func (x *Index) passedOn(c summary.CallRef, p param) []summary.Deps {
	var out []summary.Deps
	for k, a := range c.Call.Args {
		if a == summary.None || asParam(x.Program, x.Program.ID(c.Pkg, a)) != p {
			continue
		}
		for _, f := range x.callees(c) {
			u := x.params[f.Func][k]
			for i, d := range u.args {
				if len(out) <= i {
					out = append(out, 0)
				}
				out[i] |= x.mapped(c, f, d, c.Call.RecvDeps)
			}
		}
	}
	return out
}

// iterates reports whether a literal is the iterator that a function returns: what it runs is run for each element of it.
func iterates(lit, f summary.FuncRef) bool {
	return !lit.IsZero() && lit.Func.Lit && lit.Pkg == f.Pkg && lit.Func.Parent >= 0 && &f.Pkg.Funcs[lit.Func.Parent] == f.Func && lit.Func.Site < 0 &&
		len(f.Func.Results) == 1 && strings.HasPrefix(f.Pkg.Nodes[f.Func.Results[0]].Type, "iter.Seq")
}

// tokens reports whether a function sends to a channel that is a field, as one does that starts goroutines when there is room for them.
func (x *Index) tokens(f summary.FuncRef) bool {
	fn := x.indexOf[f.Func]
	for _, s := range f.Pkg.Sends {
		if within(f.Pkg, s.Fn, fn) && s.Chan != summary.None && f.Pkg.Nodes[s.Chan].Kind == summary.Field {
			return true
		}
	}
	return false
}

// given returns the functions that a call is handed as values and runs, other than literals in the call itself.
func (x *Index) given(c summary.CallRef) []givenFunc {
	var out []givenFunc
	for k, a := range c.Call.Args {
		if a == summary.None || !x.mayBeFunc(c.Pkg, a) {
			continue
		}
		u := x.useOf(c, k)
		if !u.runs {
			continue
		}
		for _, f := range x.Program.FunctionsAt(x.Program.ID(c.Pkg, a)) {
			if f.Func.Lit && f.Pkg == c.Pkg && f.Func.Site >= 0 && &f.Pkg.Calls[f.Func.Site] == c.Call {
				continue
			}
			if asParam(x.Program, x.Program.ID(c.Pkg, a)).fn != nil {
				continue
			}
			out = append(out, givenFunc{f, k, u})
		}
	}
	return out
}

func (x *Index) mayBeFunc(pkg *summary.Package, n summary.Node) bool {
	v := &pkg.Nodes[n]
	switch v.Kind {
	case summary.Func:
		return true
	case summary.Const, summary.Text, summary.Expr, summary.Lit, summary.Zero:
		return false
	}
	if v.Type == "" { // most types of functions have no name
		return true
	}
	return x.sites.funcs[v.Type]
}

// handed says what the Deps of a function that is handed over come to. Those of its parameters that are given the element are left to Turns.
func (x *Index) handed(c summary.CallRef, g givenFunc, deps summary.Deps) summary.Deps {
	var others, own summary.Deps
	for k, d := range c.Call.Deps {
		if k == g.arg {
			own = d
		} else {
			others |= d
		}
	}
	others |= c.Call.RecvDeps
	return x.translate(c, g.fn, deps, func(param int32) summary.Deps {
		if param < 0 {
			return own
		}
		return others
	})
}

// perElement reports whether an effect of a function that is handed over depends on the element that it is given.
func (x *Index) perElement(g givenFunc, deps summary.Deps) bool {
	fn := x.indexOf[g.fn.Func]
	r := root(g.fn.Pkg, fn)
	for i, s := range g.fn.Pkg.Funcs[r].Sources {
		if deps&(1<<i) != 0 && s.Loop < 0 && s.Fn == fn && slices.Contains(g.use.elem, int(s.Param)) {
			return true
		}
	}
	return false
}

// RunsHere reports whether a literal runs where it stands, and whether it does in a goroutine.
func (x *Index) RunsHere(f summary.FuncRef) (runs, async bool) {
	u := x.inline(f)
	return u.runs, u.async
}

// Runs reports whether a call runs the function that is its argument arg before it returns.
func (x *Index) Runs(c summary.CallRef, arg int) bool {
	u := x.useOf(c, arg)
	return u.runs && !u.async
}

// RunsInline reports whether a literal is run by the call that it stands in, where it stands.
func (x *Index) RunsInline(f summary.FuncRef) bool { return x.inline(f).runs }

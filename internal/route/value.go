package route

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// frame says through which call a function was entered, or which receiver a method value has: what its parameters are.
type frame struct {
	fn   *summary.Function
	call summary.CallRef // zero: nothing is seen to call it
	recv summary.ID
}

// bound is a list of frames, innermost first. Equal lists that a reader makes are one.
type bound struct {
	frames []frame
	more   map[frame]*bound // with one more at the end
	inner  map[frame]*bound // with one more at the beginning
	less   map[int]*bound   // without one
}

// none is the list without frames.
func (r *reader) none() *bound {
	if r.empty == nil {
		r.empty = &bound{}
	}
	return r.empty
}

// outside adds a frame around the others.
func (b *bound) outside(f frame) *bound {
	if b.more[f] == nil {
		if b.more == nil {
			b.more = map[frame]*bound{}
		}
		b.more[f] = &bound{frames: append(slices.Clone(b.frames), f)}
	}
	return b.more[f]
}

// inside adds a frame within the others.
func (b *bound) inside(f frame) *bound {
	if b.inner[f] == nil {
		if b.inner == nil {
			b.inner = map[frame]*bound{}
		}
		b.inner[f] = &bound{frames: append([]frame{f}, b.frames...)}
	}
	return b.inner[f]
}

// leave takes off the frame that a parameter was followed through.
func (b *bound) leave(i int) *bound {
	if b.less[i] == nil {
		if b.less == nil {
			b.less = map[int]*bound{}
		}
		b.less[i] = &bound{frames: slices.Delete(slices.Clone(b.frames), i, i+1)}
	}
	return b.less[i]
}

// of returns the number of the innermost frame of a function, or -1.
func (b *bound) of(fn *summary.Function) int {
	return slices.IndexFunc(b.frames, func(f frame) bool { return f.fn == fn })
}

// agrees reports whether two lists enter the same functions by the same calls, where both say so.
func (b *bound) agrees(o *bound) bool {
	for i, f := range b.frames {
		if k := o.of(f.fn); b.of(f.fn) == i && k >= 0 && o.frames[k].call.Call != f.call.Call {
			return false
		}
	}
	return true
}

// value is a value of the program with the bindings under which it is meant.
type value struct {
	id  summary.ID
	env *bound
	// free says that it was read from a field or a variable of the package on the way: whoever put it there need not be who reads it.
	free bool
	// global is the variable of a package that it was read from last, as index + 1; 0 for none.
	global summary.ID
}

const (
	maxBound  = 24        // calls on the way to a value
	maxWork   = 1_000_000 // values that are looked at for a program
	maxEach   = 20_000    // values that are looked at for a call that registers something, on one way to it
	maxValues = 600       // values on the way to where one comes from
)

// eval follows values under bindings, and notes the functions whose parameters it wants to know.
type eval struct {
	*reader
	wants []summary.FuncRef
	row   map[summary.ID]value // see registration
	parts int                  // places being worked out, one within the other
	// visits counts how often functions were looked into on the ways to one handler.
	visits map[*summary.Function]int
	within map[*summary.Call]bool // calls of middleware in lists that are being looked into
	cut    bool                   // a way was left since a function was visited too often
	found  map[question]finding   // what answers on the ways to one handler
	spent  int                    // values that were looked at
}

// question asks what answers where a value is the handler, and finding is what was found.
type question struct {
	at           value
	name, method string
}

type finding struct {
	targets []target
	cut     bool
}

func (e *eval) want(f summary.FuncRef) {
	if !slices.Contains(e.wants, f) {
		e.wants = append(e.wants, f)
	}
}

// stops reports whether a call of a library is one that the reader asks about, so that it is not followed further.
func (r *reader) stops(c summary.CallRef) bool {
	for _, e := range r.prog.Catalog.Of(c.Call.Callee) {
		switch e.Kind {
		case "group", "wraps", "joined", "route":
			return true
		}
	}
	return false
}

// listed reports whether a call runs one of several functions on a function that it is given: middleware that is kept in a list.
func (r *reader) listed(c summary.CallRef) bool {
	if c.Call.Dyn == summary.None || len(c.Call.Args) != 1 || len(r.prog.Callees(c)) < 2 {
		return false
	}
	yes, known := r.lists[c.Call]
	if !known {
		yes = len(r.prog.FunctionsAt(r.prog.Arg(c, 0))) > 0
		r.lists[c.Call] = yes
	}
	return yes
}

// origins returns where a value comes from: constants, literals, functions, results of calls that are not seen into, parameters of functions that
// are not bound. Elements of collections are not looked for.
func (e *eval) origins(v value) []value {
	var out []value
	seen := map[value]bool{}
	queue := []value{v}
	free, global := false, summary.ID(0)
	add := func(id summary.ID, env *bound) {
		if n := (value{id, env, free, global}); id != summary.NoID && !seen[n] {
			seen[n] = true
			queue = append(queue, n)
		}
	}
	for at := 0; at < len(queue) && at < maxValues; at++ {
		v := queue[at]
		if e.work++; e.work > maxWork {
			break
		}
		if e.spent++; e.spent > maxEach {
			e.cut = true
			break
		}
		if v.id == summary.NoID {
			continue
		}
		n := e.prog.Value(v.id)
		free, global = v.free || n.Kind == summary.Field || n.Kind == summary.Global, v.global
		if n.Kind == summary.Global {
			global = v.id + 1
		}
		switch n.Kind {
		case summary.Const, summary.Lit, summary.Zero, summary.Func, summary.Text, summary.Unknown, summary.Expr:
			out = append(out, v)
		case summary.Param:
			if !e.param(v, n, add) {
				out = append(out, v)
			}
		case summary.Result:
			if !e.result(v, n, add) {
				out = append(out, v)
			}
		case summary.Var:
			if n.Field != "" && e.fieldOf(v, n, add) {
				continue
			}
			fallthrough
		default:
			if of, ok := e.row[v.id]; ok {
				free = false
				add(of.id, v.env)
				continue
			}
			from := e.prog.Within(v.id)
			for _, id := range from {
				add(id, v.env)
			}
			if len(from) == 0 {
				out = append(out, v)
			}
		}
	}
	return out
}

// param follows a parameter to what its function is given. It reports whether there was something to follow.
func (e *eval) param(v value, n *summary.Value, add func(summary.ID, *bound)) bool {
	f := e.prog.FunctionOf(v.id)
	found := false
	if n.Index >= 0 {
		for _, id := range e.prog.Within(v.id) { // it is given another value
			add(id, v.env)
			found = true
		}
	}
	at := v.env.of(f.Func)
	if at < 0 && v.free {
		for _, c := range e.contexts(f, v.env) {
			if b := c.frames[c.of(f.Func)]; !b.call.IsZero() && !e.runsGroup(b, f) && len(c.frames) < maxBound {
				add(v.id, c)
				found = true
			}
		}
		return found
	} else if at < 0 {
		e.want(f)
		return found
	}
	b, out := v.env.frames[at], v.env.leave(at)
	switch {
	case n.Index < 0 && b.recv != summary.NoID:
		add(b.recv, out)
		return true
	case b.call.IsZero() || e.runsGroup(b, f):
		return found
	}
	args := b.call.Call.Args
	if n.Index < 0 {
		if b.call.Call.Recv == summary.None && len(args) == len(f.Func.Params)+1 { // a method expression
			add(e.prog.Arg(b.call, 0), out)
			return true
		}
		id := e.prog.Arg(b.call, -1)
		add(id, out)
		return found || id != summary.NoID
	}
	last := int(n.Index) == len(f.Func.Params)-1
	if f.Func.Variadic && last && !b.call.Call.Spread {
		for i := int(n.Index); i < len(args); i++ {
			add(e.prog.Arg(b.call, i), out)
			found = true
		}
		return found || int(n.Index) >= len(args)
	}
	id := e.prog.Arg(b.call, int(n.Index))
	add(id, out)
	return found || id != summary.NoID
}

// runsGroup reports whether a frame is that of a function which a call that makes a router runs with it.
func (r *reader) runsGroup(b frame, f summary.FuncRef) bool {
	return !b.call.IsZero() && b.call.Call.Callee != f.Func.Key && b.call.Call.Dyn == summary.None && r.isGroup(b.call)
}

// result follows the result of a call into the functions that it calls. It reports whether there was something to follow.
func (e *eval) result(v value, n *summary.Value, add func(summary.ID, *bound)) bool {
	c := e.prog.CallOf(v.id)
	if e.stops(c) || e.listed(c) {
		return false
	}
	found := false
	for _, f := range e.prog.Callees(c) {
		in := frame{f.Func, c, summary.NoID}
		switch {
		case c.Call.Callee != "" && c.Call.Iface == "" && f.Func.Key != c.Call.Callee: // a callback
		case slices.Contains(v.env.frames, in): // what it gives is what is being looked for
			found = true
		case len(v.env.frames) > maxBound:
			e.cut = true
		case int(n.Index) < len(f.Func.Results) && !e.another(c, f, v.env):
			add(e.prog.ID(f.Pkg, f.Func.Results[n.Index]), v.env.inside(in))
			found = true
		}
	}
	for _, id := range e.prog.Within(v.id) {
		add(id, v.env)
		found = true
	}
	return found
}

// another reports whether a call runs a parameter of the function around it that is bound to other functions than f.
func (r *reader) another(c summary.CallRef, f summary.FuncRef, env *bound) bool {
	if c.Call.Dyn == summary.None {
		return false
	}
	param := r.paramAt(r.prog.ID(c.Pkg, c.Call.Dyn))
	if param == summary.NoID || r.prog.Value(param).Kind != summary.Param || r.prog.Value(param).Index < 0 {
		return false
	}
	k := env.of(r.prog.FunctionOf(param).Func)
	if k < 0 || env.frames[k].call.IsZero() || r.runsGroup(env.frames[k], r.prog.FunctionOf(param)) {
		return false
	}
	fs := r.prog.FunctionsAt(r.prog.Arg(env.frames[k].call, int(r.prog.Value(param).Index)))
	return len(fs) > 0 && !slices.ContainsFunc(fs, func(o summary.FuncRef) bool { return o.Func == f.Func })
}

// fieldOf follows a field to what the literals of its object give it. It reports whether all of them are seen to do so.
func (e *eval) fieldOf(v value, n *summary.Value, add func(summary.ID, *bound)) bool {
	var given []value
	for _, o := range e.origins(value{e.prog.ID(e.prog.Owner(v.id), n.Base), v.env, v.free, v.global}) {
		lit := e.prog.Value(o.id)
		if lit.Kind != summary.Lit {
			return false
		}
		k := slices.IndexFunc(lit.Fields, func(f summary.FieldValue) bool { return f.Name == n.Field })
		if k < 0 {
			return false
		}
		given = append(given, value{e.prog.ID(e.prog.Owner(o.id), lit.Fields[k].Value), o.env, o.free, o.global})
	}
	for _, g := range given {
		add(g.id, g.env)
	}
	return len(given) > 0
}

// elements returns the values of an argument and, where that is a list, of its elements, in the order of the code.
func (e *eval) elements(v value) []value {
	var out []value
	for _, o := range e.origins(v) {
		n := e.prog.Value(o.id)
		if n.Kind == summary.Lit && len(n.Type) > 1 && n.Type[:2] == "[]" {
			for _, f := range n.Fields {
				out = append(out, e.elements(value{e.prog.ID(e.prog.Owner(o.id), f.Value), o.env, o.free, o.global})...)
			}
			continue
		}
		out = append(out, o)
	}
	return out
}

// contexts returns the ways in which a function that nothing binds yet may be entered, as bindings on top of env. A function that nothing is seen
// to call has one, without a call.
func (r *reader) contexts(f summary.FuncRef, env *bound) []*bound {
	var out []*bound
	callers := r.prog.Callers(f)
	direct := slices.ContainsFunc(callers, func(c summary.CallRef) bool { return c.Call.Callee == f.Func.Key })
	for _, c := range callers {
		in := r.prog.Enclosing(c)
		if !in.IsZero() && (in.Func.Test || in.Func == f.Func) || c.Call.Iface != "" && direct && !r.mayBe(c, f) {
			continue
		}
		b := env.outside(frame{f.Func, c, summary.NoID})
		if c.Call.Dyn == summary.None {
			out = append(out, b)
			continue
		}
		out = append(out, r.handed(f, c, b)...)
	}
	for _, c := range r.callbacks()[f.Func] {
		out = append(out, env.outside(frame{f.Func, c, summary.NoID}))
	}
	if len(out) == 0 {
		out = append(out, env.outside(frame{fn: f.Func, recv: summary.NoID}))
	}
	return out
}

// handed binds the function that runs a function value c, for each call that hands it f.
func (r *reader) handed(f summary.FuncRef, c summary.CallRef, env *bound) []*bound {
	param := r.paramAt(r.prog.ID(c.Pkg, c.Call.Dyn))
	if param == summary.NoID {
		return []*bound{env}
	}
	by, index := r.prog.FunctionOf(param), int(r.prog.Value(param).Index)
	gives := func(s summary.CallRef) bool {
		return slices.ContainsFunc(r.prog.FunctionsAt(r.prog.Arg(s, index)), func(o summary.FuncRef) bool { return o.Func == f.Func })
	}
	if k := env.of(by.Func); k >= 0 && (env.frames[k].call.IsZero() || gives(env.frames[k].call)) {
		return []*bound{env}
	}
	var out []*bound
	for _, s := range r.prog.Callers(by) {
		if gives(s) {
			out = append(out, env.outside(frame{by.Func, s, summary.NoID}))
		}
	}
	return out
}

// paramAt returns the parameter that a value is, if it is one and nothing else.
func (r *reader) paramAt(id summary.ID) summary.ID {
	for range 4 {
		if id == summary.NoID || r.prog.Value(id).Kind == summary.Param {
			return id
		}
		in := r.prog.Within(id)
		if len(in) != 1 {
			return summary.NoID
		}
		id = in[0]
	}
	return summary.NoID
}

// mayBe reports whether the receiver of a call of an interface is seen to be of the type that f is a method of.
func (r *reader) mayBe(c summary.CallRef, f summary.FuncRef) bool {
	if f.Func.Recv == summary.None || c.Call.Recv == summary.None {
		return false
	}
	typ := f.Pkg.Nodes[f.Func.Recv].Type
	return slices.ContainsFunc(r.prog.Origins(r.prog.Arg(c, -1)), func(o summary.ID) bool { return r.prog.Value(o).Type == typ })
}

// callbacks returns the calls that run a function with the router that they make, by that function.
func (r *reader) callbacks() map[*summary.Function][]summary.CallRef {
	if r.given == nil {
		r.given = map[*summary.Function][]summary.CallRef{}
		for _, c := range r.groups {
			e, _ := r.entry(c, "group")
			if !e.Has("fn") {
				continue
			}
			for _, f := range r.prog.FunctionsAt(r.prog.Arg(c, e.Int("fn", 0))) {
				r.given[f.Func] = append(r.given[f.Func], c)
			}
		}
	}
	return r.given
}

// entry returns the line of a kind that a call has in the catalog, also by the library's function that a method of an interface stands for.
func (r *reader) entry(c summary.CallRef, kind string) (catalog.Entry, bool) {
	if e, ok := r.prog.Catalog.Get(c.Call.Callee, kind); ok {
		return e, true
	}
	if c.Call.Like == "" {
		return catalog.Entry{}, false
	}
	return r.prog.Catalog.Get(c.Call.Like, kind)
}

func (r *reader) isGroup(c summary.CallRef) bool {
	_, ok := r.entry(c, "group")
	return ok
}

package route

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// target is what a handler argument leads to: a function, behind the functions that wrap it, or a router.
type target struct {
	handler  Handler
	router   value // id is NoID unless it is a router
	steps    []Step
	stripped bool     // the path of the request is cut before the router sees it
	key      string   // of the map that it stands in, or its path below that of the registration
	methods  []string // those that it answers, none for all; nil where the registration says so
	unsure   bool     // not all of the steps need be taken
}

const (
	maxWraps  = 12 // functions around a handler
	maxVisits = 2  // of one function on the ways to a handler
)

// handler returns what the handler argument of a registration may be.
func (e *eval) handler(g registration) []target {
	if g.entry.Has("object") {
		return e.actions(g)
	}
	if !g.entry.Has("handler") {
		return nil
	}
	first := g.entry.Int("handler", 0)
	if !g.entry.Has("last") {
		return e.targets(value{id: e.prog.Arg(g.call, first), env: g.env}, "", 0)
	}
	var all []value
	for _, a := range e.args(g.call, first, g.made()) {
		all = append(all, e.list(a)...)
	}
	if len(all) == 0 {
		return nil
	}
	before := e.steps(all[:len(all)-1])
	out := e.targets(all[len(all)-1], "", 0)
	for i := range out {
		out[i].steps = slices.Concat(before, out[i].steps)
	}
	return out
}

// list returns the elements of a list that is passed with ..., else the value itself.
func (e *eval) list(v value) []value {
	if v.id == summary.NoID {
		return nil
	}
	for _, o := range e.origins(v) {
		if n := e.prog.Value(o.id); n.Kind == summary.Lit && strings.HasPrefix(n.Type, "[]") {
			return e.elements(v)
		}
	}
	return []value{v}
}

// targets follows a handler to where it is made. name is what the code calls it on the way.
func (e *eval) targets(v value, name string, depth int) []target {
	return e.answers(v, name, "ServeHTTP", depth)
}

// answers is targets where objects answer with a method. A value is looked at once on the ways to a handler, however many of them lead by it.
func (e *eval) answers(v value, name, method string, depth int) []target {
	if depth > maxWraps {
		e.cut = true
	}
	if depth > maxWraps || v.id == summary.NoID {
		return nil
	}
	if depth == 0 {
		e.visits, e.within, e.found = map[*summary.Function]int{}, map[*summary.Call]bool{}, map[question]finding{}
	}
	asked, before := question{v, name, method}, e.cut
	known, ok := e.found[asked]
	if !ok {
		e.cut = false
		known.targets = e.answering(v, name, method, depth)
		known.cut = e.cut
		e.found[asked] = known
	}
	e.cut = before || known.cut
	return slices.Clone(known.targets)
}

func (e *eval) answering(v value, name, method string, depth int) []target {
	var out []target
	for _, o := range e.origins(v) {
		n := e.prog.Value(o.id)
		name := name
		if o.global > 0 {
			name = e.variable(e.prog.Value(o.global - 1).Key)
		}
		switch n.Kind {
		case summary.Func:
			out = append(out, e.functions(o, n, name, depth)...)
		case summary.Lit, summary.Zero, summary.Global:
			if strings.HasPrefix(n.Type, "[]") {
				out = append(out, e.table(o, n, method, depth)...)
				continue
			}
			out = append(out, e.object(o, n, name, method, depth)...)
		case summary.Result:
			out = append(out, e.made(o, name, depth)...)
		}
	}
	return dedupe(out)
}

// table returns the targets of the elements of a literal, with their keys where it is a map.
func (e *eval) table(o value, n *summary.Value, method string, depth int) []target {
	var out []target
	for _, f := range n.Fields {
		for _, t := range e.answers(value{id: e.prog.ID(e.prog.Owner(o.id), f.Value), env: o.env, free: o.free}, "", method, depth+1) {
			t.key = f.Name
			out = append(out, t)
		}
	}
	return out
}

func dedupe(ts []target) []target {
	var out []target
	for _, t := range ts {
		i := slices.IndexFunc(out, func(o target) bool {
			return o.handler.Name == t.handler.Name && o.handler.Pos == t.handler.Pos && o.router == t.router && o.key == t.key
		})
		if i < 0 {
			out = append(out, t)
			continue
		}
		for _, s := range t.steps { // of a way that is taken, too, perhaps
			if !slices.ContainsFunc(out[i].steps, func(o Step) bool { return o.Name == s.Name && o.Pos == s.Pos }) {
				out[i].steps, out[i].unsure = append(slices.Clip(out[i].steps), s), true
			}
		}
		out[i].unsure = out[i].unsure || t.unsure
	}
	return out
}

// functions returns the targets that a function value leads to.
func (e *eval) functions(o value, n *summary.Value, name string, depth int) []target {
	pkg := e.prog.Owner(o.id)
	recv := summary.NoID
	if n.Base != summary.None {
		recv = e.prog.ID(pkg, n.Base)
	}
	fs := e.prog.FunctionsAt(o.id)
	if _, direct := e.prog.Function(n.Value); recv != summary.NoID && !direct {
		if of := e.implementing(value{id: recv, env: o.env, free: o.free}, n.Value[strings.LastIndexByte(n.Value, '.')+1:]); len(of) > 0 {
			fs = of
		}
	}
	if len(fs) == 0 {
		return []target{{handler: Handler{Name: catalog.ShortName(n.Value), Pos: n.Pos}, router: value{id: summary.NoID}}}
	}
	var out []target
	for _, f := range fs {
		env := o.env
		if f.Func.Recv != summary.None {
			env = env.inside(frame{fn: f.Func, recv: recv})
		}
		out = append(out, e.function(f, env, name, depth)...)
	}
	return out
}

// implementing returns the methods of a name that the types have which a value is seen to be of.
func (e *eval) implementing(v value, method string) []summary.FuncRef {
	var out []summary.FuncRef
	for _, typ := range e.impls(v) {
		if f, ok := e.prog.Function(e.methods(typ)[method].Func); ok {
			out = append(out, f)
		}
	}
	return out
}

// function returns the targets that a function has: itself, or what it hands the request on to if it wraps a handler.
func (e *eval) function(f summary.FuncRef, env *bound, name string, depth int) []target {
	if e.visits[f.Func]++; e.visits[f.Func] > maxVisits {
		e.cut = true
		return nil // middleware that is kept in a list: each hands on to each
	}
	before := e.cut
	e.cut = false
	inner := e.handsOn(f, env, depth)
	wraps := e.cut
	e.cut = e.cut || before
	if len(inner) == 0 && wraps {
		return nil
	}
	if len(inner) == 0 {
		return []target{{handler: handlerOf(f, name), router: value{id: summary.NoID}}}
	}
	step := e.stepOf(f)
	for i := range inner {
		if inner[i].handler.Func.Func != nil && inner[i].handler.Func.Func.Lit && name != "" {
			inner[i].handler.Name = name
		}
		inner[i].steps = slices.Concat([]Step{step}, inner[i].steps)
	}
	return inner
}

// handlerOf names a function as a handler. A literal that a function returns is called like that.
func handlerOf(f summary.FuncRef, name string) Handler {
	if name == "" || !f.Func.Lit {
		named := f
		for named.Func.Lit && named.Func.Site < 0 && !named.Outer().IsZero() && len(named.Outer().Func.Results) > 0 {
			named = named.Outer()
		}
		name = qualified(named)
	}
	return Handler{Func: f, Name: name, Pos: f.Func.Pos}
}

// qualified returns the name of a function with its package's: "handlers.(*Feed).Load".
func qualified(f summary.FuncRef) string { return f.Pkg.Name + "." + f.Func.Name }

// variable returns the name of a variable of a package with the package's.
func (r *reader) variable(key string) string {
	if pkg := r.prog.Package(catalog.PackageOf(key)); pkg != nil {
		return pkg.Name + key[strings.LastIndexByte(key, '.'):]
	}
	return shortKey(key)
}

func shortKey(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// object returns the targets of a value that serves by a method: an http.Handler, or a router.
func (e *eval) object(o value, n *summary.Value, name, method string, depth int) []target {
	if e.isRouter(n.Type) {
		return []target{{router: o}}
	}
	if strings.HasPrefix(n.Type, "[]") || n.Type == "" {
		return nil
	}
	for _, key := range []string{"(*" + n.Type + ")." + method, "(" + n.Type + ")." + method} {
		if f, ok := e.prog.Function(key); ok {
			return e.function(f, o.env.inside(frame{fn: f.Func, recv: o.id}), name, depth)
		}
	}
	if e.prog.Package(catalog.PackageOf(n.Type)) == nil {
		return []target{{handler: Handler{Name: shortKey(n.Type), Pos: n.Pos}, router: value{id: summary.NoID}}}
	}
	return nil
}

// made returns the targets of what a call of a library gives: a router, a wrapped handler, or a handler of the library.
func (e *eval) made(o value, name string, depth int) []target {
	c := e.prog.CallOf(o.id)
	if e.isRouter(e.prog.Value(o.id).Type) {
		if inner, ok := e.adapted(c, o); ok {
			return e.targets(inner, name, depth+1)
		}
		return []target{{router: o}}
	}
	if e.listed(c) {
		if e.within[c.Call] { // the loop over the list: what is wrapped already is wrapped again
			return nil
		}
		e.within[c.Call] = true
		inner := e.targets(value{id: e.prog.Arg(c, 0), env: o.env, free: o.free}, name, depth+1)
		delete(e.within, c.Call)
		var steps []Step
		for _, f := range e.prog.Callees(c) {
			steps = append(steps, e.stepOf(f))
		}
		for i := range inner {
			inner[i].unsure, inner[i].steps = true, slices.Concat(steps, inner[i].steps)
		}
		return inner
	}
	step := Step{Name: catalog.ShortName(c.Call.Callee), Key: c.Call.Callee, Pos: c.Call.Pos}
	args := e.args(c, 0, o)
	stripped, wraps := false, false
	if entry, ok := e.prog.Catalog.Get(c.Call.Callee, "wraps"); ok {
		stripped, wraps = entry.Has("strip"), true
		args = args[min(entry.Int("handler", 0), len(args)):]
		args = args[:min(1, len(args))]
	} else if c.Call.Callee == "" { // what a library made is called with the handler: Gzip(config)(handler)
		step = e.stepAt(value{id: e.prog.ID(c.Pkg, c.Call.Dyn), env: o.env, free: o.free})
	} else if c.Call.Recv != summary.None {
		args = append(args, value{id: e.prog.Arg(c, -1), env: o.env, free: o.free})
	}
	step = e.classified(step)
	for _, a := range args {
		if a.id != summary.NoID && plainType(e.prog.Value(a.id)) {
			continue
		}
		inner := slices.DeleteFunc(e.targets(a, name, depth+1), func(t target) bool {
			return t.router.id == summary.NoID && !wraps && (t.handler.Func.IsZero() || !serves(t.handler.Func))
		})
		if len(inner) == 0 {
			continue
		}
		for i := range inner {
			inner[i].steps = slices.Concat([]Step{step}, inner[i].steps)
			inner[i].stripped = inner[i].stripped || stripped
		}
		return inner
	}
	if c.Call.Callee == "" {
		return nil
	}
	return []target{{handler: Handler{Name: catalog.ShortName(c.Call.Callee), Pos: c.Call.Pos}, router: value{id: summary.NoID}}}
}

// plainType reports whether a value is a text, a number or the like, which answers no request.
func plainType(n *summary.Value) bool {
	switch n.Kind {
	case summary.Const, summary.Text, summary.Expr:
		return true
	}
	switch n.Type {
	case "string", "bool", "int", "int32", "int64", "uint", "uint32", "uint64", "float64", "[]byte", "[]string", "time.Duration", "context.Context", "error":
		return true
	}
	return false
}

// inside returns the calls of a function and of the literals in it.
func (r *reader) inside(f summary.FuncRef) []summary.CallRef {
	if f.IsZero() {
		return nil
	}
	if known, ok := r.bodies[f.Func]; ok {
		return known
	}
	out := slices.Clone(r.prog.Calls(f))
	for i := range f.Pkg.Funcs {
		g := summary.FuncRef{Pkg: f.Pkg, Func: &f.Pkg.Funcs[i]}
		if g.Func.Lit && g.Func.Pos.File == f.Func.Pos.File && within(g, f) {
			out = append(out, r.prog.Calls(g)...)
		}
	}
	r.bodies[f.Func] = out
	return out
}

// within reports whether a literal stands in a function, at any depth.
func within(g, f summary.FuncRef) bool {
	for o := g.Outer(); !o.IsZero(); o = o.Outer() {
		if o.Func == f.Func {
			return true
		}
	}
	return false
}

// handsOn returns the handlers that a function has from outside and hands the request on to.
func (e *eval) handsOn(f summary.FuncRef, env *bound, depth int) []target {
	var out, plain []target
	for _, c := range e.inside(f) {
		on, method := summary.NoID, "ServeHTTP"
		if c.Call.Dyn != summary.None {
			on = e.prog.ID(c.Pkg, c.Call.Dyn)
		} else if _, ok := e.prog.Catalog.Get(c.Call.Callee, "handson"); ok {
			on = e.prog.Arg(c, -1)
		} else if c.Call.Iface != "" && slices.ContainsFunc(e.prog.Callees(c), serves) {
			on, method = e.prog.Arg(c, -1), c.Call.Method
		}
		if on == summary.NoID || !e.outside(on, f) {
			continue
		}
		for _, t := range e.answers(value{id: on, env: env}, "", method, depth+1) {
			switch fn := t.handler.Func; {
			case t.router.id != summary.NoID, !fn.IsZero() && serves(fn):
				out = append(out, t)
			case fn.IsZero():
				if c.Call.Dyn == summary.None {
					plain = append(plain, t)
				}
			case takes(fn):
				plain = append(plain, t)
			}
		}
	}
	if len(out) == 0 && len(dedupe(plain)) == 1 && serves(f) {
		out = plain
	}
	return dedupe(out)
}

// outside reports whether a value that function f uses comes from outside of it: from a parameter of a function around it, or from its receiver.
func (r *reader) outside(id summary.ID, f summary.FuncRef) bool {
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{id}; len(queue) > 0 && len(seen) < 40; queue = queue[1:] {
		id := queue[0]
		if seen[id] {
			continue
		}
		seen[id] = true
		n := r.prog.Value(id)
		switch n.Kind {
		case summary.Param:
			in := r.prog.FunctionOf(id)
			if in.Func == f.Func {
				return n.Index < 0
			}
			return within(f, in)
		case summary.Field:
			if f.Func.Recv != summary.None && n.FieldOwner() == f.Pkg.Nodes[f.Func.Recv].Type {
				return true
			}
		case summary.Func:
			continue
		}
		queue = append(queue, r.prog.Within(id)...)
	}
	return false
}

// serves reports whether a function answers a request: it is given the request and what the answer is written to, or a context that is both.
func serves(f summary.FuncRef) bool {
	if f.Func.Request == summary.None {
		return slices.ContainsFunc(f.Func.Params, func(n summary.Node) bool { return ownContext(f.Pkg.Nodes[n].Type) })
	}
	if f.Pkg.Nodes[f.Func.Request].Type != "net/http.Request" {
		return true
	}
	return slices.ContainsFunc(f.Func.Params, func(n summary.Node) bool { return f.Pkg.Nodes[n].Type == "net/http.ResponseWriter" })
}

// ownContext reports whether a type is the context that a framework of the program hands its handlers, by its name.
func ownContext(typ string) bool {
	name := typ[strings.LastIndexByte(typ, '.')+1:]
	return typ != "context.Context" && (strings.HasSuffix(name, "Context") || strings.HasSuffix(name, "Ctx"))
}

// takes reports whether a function is given a context or a value that may have been read from a request.
func takes(f summary.FuncRef) bool { return f.Func.Ctx != summary.None && len(f.Func.Params) >= 1 }

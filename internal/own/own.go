// Package own says which resources of a program are not given back: response bodies, rows, transactions, connections, tickers, the functions
// that end a context. It follows each one from the call that acquires it along the paths of the function: closed here, deferred, handed to a
// function that closes or keeps it, returned (it is the caller's then), stored, sent, captured by a function that runs. What cannot be told
// counts as given back. What is a resource, and what gives it back, is in the catalog.
package own

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Resource is something that a call acquires and that has to be given back.
type Resource struct {
	What string          // as the catalog calls it: "rows", "body"
	Call summary.CallRef // the call that it comes from in its function: of a library, or of a function that hands it out
	Open summary.CallRef // the call of the library
	// Value is what the call gives: the resource, or what holds it in its field Field.
	Value summary.ID
	Field string
	Ends  []string // the methods that give it back; "()" where it is a function that is called
	// Err is the error that comes with it, NoID where there is none.
	Err summary.ID
	// Type is the type of Value in the function that acquired it.
	Type string
	// Release is a function that comes with it and gives it back, NoID where there is none.
	Release summary.ID

	drained string              // the method whose false says that nothing is left of it
	reads   []string            // the methods that read it, if each call of a method that fails gives it back
	spends  bool                // what reads it to its end, or to an error, leaves nothing to give back
	slot    summary.ID          // the variable that it is put into
	whole   map[summary.ID]bool // what it is in the function, literals included
	tail    map[summary.ID]bool // the part that is given back: whole, or what is read from Field
	bound   map[summary.ID]bool // methods that give it back, as values
	errs    map[summary.ID]bool // what Err is
	later   map[summary.ID]bool // results of other calls that are put into the variable of the error
	touched map[*summary.Call][]use
	lits    map[*summary.Function]bool // literals that use it
	does    map[*summary.Call]bool     // whether a call gives it back or takes it over
	closed  bool                       // something gives it back or takes it over on some path
	moved   bool                       // it is handed on other than by calls on some path
}

// use is the place at which a call has a resource: argument arg, the receiver being -1; part says that it is the part that is given back.
type use struct {
	arg  int
	part bool
}

// Leak is a resource that is not given back on some path.
type Leak struct {
	*Resource
	Func  summary.FuncRef
	Never bool // on no path
	// Again says that it is acquired once more while the last one is still open: by the same call in a loop, or by another into the same variable.
	Again bool
	// Spent says that it was read to its end, or to an error, wherever it is not given back: nothing but the way that it was read keeps it from being lost.
	Spent bool
	// Exits are the lines at which the function is left without giving it back.
	Exits []int
}

// Index holds the resources of a program.
type Index struct {
	Program *summary.Program

	lits     map[*summary.Function][]summary.FuncRef // the literals in a declared function
	known    map[string]bool                         // types of resources
	units    map[string]bool                         // types of the program that are transactions, by their methods
	acquired map[*summary.Call][]*Resource
	gives    map[*summary.Function][]gift
	takes    map[given]int8 // 1 while it is worked out, 2 no, 3 yes
	leaks    map[*summary.Function][]Leak
}

// gift is a resource that a function hands to its callers: result out, or with out -1 the variable slot of the function around.
type gift struct {
	r       *Resource
	out     int
	release int  // the result that is a function which gives it back, -1 where there is none
	part    bool // the part that is given back, not what holds it
	slot    summary.ID
}

type indexKey struct{}

// Of returns the resources of a program. They are worked out once.
func Of(prog *summary.Program) *Index {
	return prog.Memo(indexKey{}, func() any { return build(prog) }).(*Index)
}

// Leaks returns what the functions of a package do not give back, in the order of the functions.
func (x *Index) Leaks(pkg *summary.Package) (out []Leak) {
	for i := range pkg.Funcs {
		out = append(out, x.leaks[&pkg.Funcs[i]]...)
	}
	return out
}

// Acquired returns the resources that a call acquires.
func (x *Index) Acquired(c summary.CallRef) []*Resource { return x.acquired[c.Call] }

func build(prog *summary.Program) *Index {
	x := &Index{Program: prog, lits: map[*summary.Function][]summary.FuncRef{}, known: map[string]bool{}, units: map[string]bool{}, acquired: map[*summary.Call][]*Resource{},
		gives: map[*summary.Function][]gift{}, takes: map[given]int8{}, leaks: map[*summary.Function][]Leak{}}
	for _, e := range prog.Catalog.All("resource") {
		x.known[e.Key] = true
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Types {
			if t := &pkg.Types[i]; t.Has("Commit") && t.Has("Rollback") {
				x.units[t.Key] = true
			}
		}
	}
	var queue []summary.FuncRef
	queued, rounds := map[*summary.Function]bool{}, map[*summary.Function]int{}
	push := func(f summary.FuncRef) {
		if !f.IsZero() && !queued[f.Func] && rounds[f.Func] < maxRounds {
			queued[f.Func] = true
			queue = append(queue, f)
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if r := rootOf(f); r.Func != f.Func {
				x.lits[r.Func] = append(x.lits[r.Func], f)
			}
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if x.acquires(c); len(x.acquired[c.Call]) > 0 {
				push(prog.Enclosing(c))
			}
		}
	}
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		queued[f.Func] = false
		rounds[f.Func]++
		if !x.analyse(f) {
			continue
		}
		for _, c := range prog.Callers(f) {
			if x.derived(c, f) {
				push(prog.Enclosing(c))
			}
		}
		if f.Func.Lit && f.Func.Site >= 0 {
			if c := (summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[f.Func.Site]}); x.captured(c, f) {
				push(prog.Enclosing(c))
			}
		}
	}
	return x
}

// maxRounds bounds how often a function is analysed.
const maxRounds = 4

// rootOf returns the declared function around a literal, or the outermost literal at package level.
func rootOf(f summary.FuncRef) summary.FuncRef {
	for !f.Outer().IsZero() {
		f = f.Outer()
	}
	return f
}

// acquires notes what a call of a library acquires.
func (x *Index) acquires(c summary.CallRef) {
	prog := x.Program
	if x.begins(c) {
		if below := x.callees(c); len(below) == 0 || !slices.ContainsFunc(below, x.keeps) {
			x.add(c, catalog.Entry{Attrs: map[string]string{"what": "tx", "ends": "Commit,Rollback"}}, 0)
		}
		return
	}
	if e, ok := x.typeOf(c, 0); ok && e.Has("embedded") && x.generated(c) {
		x.add(c, e, 0)
		return
	}
	if len(x.callees(c)) > 0 {
		return
	}
	key := c.Call.Callee
	if c.Call.Like != "" {
		key = c.Call.Like
	}
	if e, ok := prog.Catalog.Get(key, "acquire"); ok {
		i := e.Int("result", 0)
		if t, ok := x.typeOf(c, i); ok {
			e = merged(e, t)
		}
		x.add(c, e, i)
		return
	}
	if _, ok := prog.Catalog.Get(key, "borrowed"); ok || key != "" && c.Call.Iface == "" && prog.Package(catalog.PackageOf(key)) != nil {
		return
	}
	if i := x.derives(c); i >= 0 {
		e, _ := x.typeOf(c, i)
		x.add(c, e, i)
		return
	}
	n := len(c.Call.Results)
	if n == 0 || n > 2 || n == 2 && c.Pkg.Nodes[c.Call.Results[1]].Type != "error" {
		return // as one among several results it is there to be looked at: generated clients give the response that they have read
	}
	if e, ok := x.typeOf(c, 0); ok && e.Has("given") && !x.bodyless(c) && !(c.Call.Callee == "" && e.Attrs["given"] != "always") {
		x.add(c, e, 0)
	}
}

// generated reports whether a call may be of a function that a generator has written: what stands behind the API of a library in the program itself.
func (x *Index) generated(c summary.CallRef) bool {
	return slices.ContainsFunc(x.callees(c), func(f summary.FuncRef) bool { return slices.Contains(f.Pkg.Generated, f.Func.Pos.File) })
}

// begins reports whether a call begins a transaction of a type of the program.
func (x *Index) begins(c summary.CallRef) bool {
	return len(x.units) > 0 && len(c.Call.Results) > 0 && strings.HasPrefix(methodOf(c.Call), "Begin") && x.units[c.Pkg.Nodes[c.Call.Results[0]].Type]
}

// keeps reports whether a method has another one begin a transaction and puts it into a field of its own object, which can end it then.
func (x *Index) keeps(f summary.FuncRef) bool {
	if f.Func.Recv == summary.None {
		return false
	}
	own := f.Pkg.Nodes[f.Func.Recv].Type + "."
	for i := range f.Func.Flow {
		for _, k := range f.Func.Flow[i].Calls {
			c := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}
			if x.begins(c) && slices.ContainsFunc(x.Program.Aliases(x.Program.Result(c, 0)), func(a summary.ID) bool {
				v := x.Program.Value(a)
				return v.Kind == summary.Field && strings.HasPrefix(v.Key, own)
			}) {
				return true
			}
		}
	}
	return false
}

// derives returns which result of a call ends the context that is another one, -1 where it gives no such pair.
func (x *Index) derives(c summary.CallRef) int {
	pair := -1
	for i := range c.Call.Results {
		if e, ok := x.typeOf(c, i); ok && e.Attrs["ends"] == "()" {
			pair = i
		}
	}
	if pair >= 0 && slices.ContainsFunc(c.Call.Results, func(n summary.Node) bool { return n != summary.None && c.Pkg.Nodes[n].Type == "context.Context" }) {
		return pair
	}
	return -1
}

// typeOf returns the line about the type of result i of a call, if it is that of a resource.
func (x *Index) typeOf(c summary.CallRef, i int) (catalog.Entry, bool) {
	if i >= len(c.Call.Results) || c.Call.Results[i] == summary.None {
		return catalog.Entry{}, false
	}
	v := &c.Pkg.Nodes[c.Call.Results[i]]
	if !x.known[v.Type] || v.List {
		return catalog.Entry{}, false
	}
	return x.Program.Catalog.Get(v.Type, "resource")
}

// merged is the line about a function with what that about the type says besides.
func merged(e, t catalog.Entry) catalog.Entry {
	attrs := map[string]string{}
	for k, v := range t.Attrs {
		attrs[k] = v
	}
	for k, v := range e.Attrs {
		attrs[k] = v
	}
	e.Attrs = attrs
	return e
}

// listed returns the elements of a list of the catalog.
func listed(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// add notes that result i of a call is a resource.
func (x *Index) add(c summary.CallRef, e catalog.Entry, i int) {
	if x.Program.Result(c, i) == summary.NoID {
		return
	}
	r := &Resource{What: e.Attrs["what"], Type: x.Program.Value(x.Program.Result(c, i)).Type, Call: c, Open: c, Value: x.Program.Result(c, i), Field: e.Attrs["field"], Ends: strings.Split(e.Attrs["ends"], ","), drained: e.Attrs["drained"], reads: listed(e.Attrs["reads"]), spends: e.Has("spends"), Err: summary.NoID, Release: summary.NoID}
	x.complete(r)
}

// complete finds what the resource is in its function, and notes it, unless it is known.
func (x *Index) complete(r *Resource) bool {
	prog, c := x.Program, r.Call
	if r.Value == summary.NoID || slices.ContainsFunc(x.acquired[c.Call], func(o *Resource) bool { return o.Value == r.Value }) {
		return false
	}
	for _, n := range c.Call.Results {
		if n != summary.None && (c.Pkg.Nodes[n].Type == "error" || c.Pkg.Nodes[n].Type == "bool") {
			r.Err = prog.ID(c.Pkg, n)
		}
	}
	x.trace(r, prog.Enclosing(c))
	if r.Err != summary.NoID {
		r.errs, r.later = x.within(r.Err, prog.Enclosing(c)), map[summary.ID]bool{}
		for a := range r.errs {
			for _, from := range prog.Assigned(a) {
				r.later[from] = from != r.Err
			}
		}
	}
	x.acquired[c.Call] = append(x.acquired[c.Call], r)
	return true
}

// trace finds what a resource is in function f, and where it is used there.
func (x *Index) trace(r *Resource, f summary.FuncRef) {
	prog := x.Program
	r.whole = x.within(r.Value, f)
	x.forgetAgain(r, f)
	r.slot = summary.NoID
	for a := range r.whole {
		if v := prog.Value(a); v.Kind == summary.Var && v.Key != "" && prog.FunctionOf(a) == f && slices.Contains(prog.Assigned(a), r.Value) {
			r.slot = max(r.slot, a)
		}
	}
	r.tail = r.whole
	if r.Field != "" {
		r.tail = map[summary.ID]bool{}
		for a := range r.whole {
			for _, l := range prog.Loads(a) {
				if prog.Value(l).Field == r.Field {
					for id := range x.within(l, f) {
						r.tail[id] = true
					}
				}
			}
		}
	}
	r.bound, r.touched, r.lits, r.does = map[summary.ID]bool{}, map[*summary.Call][]use{}, map[*summary.Function]bool{}, map[*summary.Call]bool{}
	for _, part := range []bool{false, true} {
		set := r.whole
		if part {
			set = r.tail
		}
		for a := range set {
			for _, u := range prog.Uses(a) {
				if in := prog.Enclosing(u.CallRef); !in.IsZero() && rootOf(in).Func == rootOf(f).Func {
					r.touched[u.Call] = append(r.touched[u.Call], use{u.Arg, part})
					r.usedIn(in, f)
				}
			}
			for _, m := range prog.MethodValues(a) {
				if key := prog.Value(m).Value; part && r.ended(key[strings.LastIndexByte(key, '.')+1:]) {
					for id := range x.within(m, f) {
						r.bound[id] = true
					}
					r.usedIn(prog.FunctionOf(m), f)
				}
			}
		}
	}
	if r.Release != summary.NoID {
		for id := range x.within(r.Release, f) {
			r.bound[id] = true
		}
	}
	for _, lit := range x.lits[rootOf(f).Func] {
		for i := range lit.Func.Flow {
			for _, m := range lit.Func.Flow[i].Moves {
				if id := prog.ID(lit.Pkg, m.Node); r.whole[id] || r.tail[id] {
					r.usedIn(lit, f)
				}
			}
			for _, k := range lit.Func.Flow[i].Calls {
				if d := prog.ID(lit.Pkg, lit.Pkg.Calls[k].Dyn); d != summary.NoID && (r.whole[d] || r.bound[d]) {
					r.usedIn(lit, f)
				}
			}
		}
	}
}

// usedIn notes the literals between function f and one in it that uses the resource.
func (r *Resource) usedIn(in, f summary.FuncRef) {
	for ; !in.IsZero() && in.Func != f.Func; in = in.Outer() {
		r.lits[in.Func] = true
	}
}

// within returns the values in the declared function around f, and in the literals there, that a value may flow to.
func (x *Index) within(id summary.ID, f summary.FuncRef) map[summary.ID]bool {
	out := map[summary.ID]bool{id: true}
	root := rootOf(f)
	for _, a := range x.Program.Aliases(id) {
		if in := x.Program.FunctionOf(a); !in.IsZero() && rootOf(in).Func == root.Func {
			out[a] = true
		}
	}
	return out
}

// forgetAgain takes from a resource what function f gives where it calls itself: that is another one.
func (x *Index) forgetAgain(r *Resource, f summary.FuncRef) {
	var queue []summary.ID
	for _, c := range x.Program.Callers(f) {
		for i := range c.Call.Results {
			if id := x.Program.Result(c, i); id != r.Value && r.whole[id] {
				queue = append(queue, id)
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		delete(r.whole, queue[0])
		for _, a := range x.Program.Aliases(queue[0]) {
			if a != r.Value && r.whole[a] && !slices.ContainsFunc(x.Program.Assigned(a), func(from summary.ID) bool { return r.whole[from] }) {
				queue = append(queue, a)
			}
		}
	}
}

// derived notes what a call is handed by function f, which it calls. It reports whether that is news.
func (x *Index) derived(c summary.CallRef, f summary.FuncRef) (news bool) {
	if !slices.Contains(x.callees(c), f) {
		return false // it is handed the function
	}
	for _, g := range x.gives[f.Func] {
		if g.out < 0 || g.out >= len(c.Call.Results) || c.Call.Results[g.out] == summary.None {
			continue
		}
		have, gives := c.Pkg.Nodes[c.Call.Results[g.out]].Type, f.Pkg.Nodes[f.Func.Results[g.out]].Type
		if have != "" && have != gives && have != g.r.Type {
			continue // of another type here: a function that is written for several
		}
		if have == "" && gives == "" && g.r.What != "cancel" {
			continue // it may be anything
		}
		r := &Resource{What: g.r.What, Type: g.r.Type, Call: c, Open: g.r.Open, Value: x.Program.Result(c, g.out), Field: g.r.Field, Ends: g.r.Ends, drained: g.r.drained, reads: g.r.reads, spends: g.r.spends, Err: summary.NoID, Release: summary.NoID}
		if g.release >= 0 {
			r.Release = x.Program.Result(c, g.release)
		}
		if g.part {
			r.Field = ""
		}
		news = x.complete(r) || news
	}
	return news
}

// captured notes what a call leaves in variables of its function because it runs literal f. It reports whether that is news.
func (x *Index) captured(c summary.CallRef, f summary.FuncRef) (news bool) {
	if c.Call.Go || c.Call.Defer {
		return false
	}
	for _, g := range x.gives[f.Func] {
		if g.out >= 0 || x.Program.FunctionOf(g.slot) != x.Program.Enclosing(c) {
			continue
		}
		news = x.complete(&Resource{What: g.r.What, Type: g.r.Type, Call: c, Open: g.r.Open, Value: g.slot, Field: g.r.Field, Ends: g.r.Ends, drained: g.r.drained, reads: g.r.reads, spends: g.r.spends, Err: summary.NoID, Release: summary.NoID}) || news
	}
	return news
}

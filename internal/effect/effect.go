// Package effect says what calls do outside of the process: queries, writes, remote calls, at any depth, and how often they do it.
//
// The effects of each function are closed over the calls that it makes, through interfaces, function values and recursion. Each keeps the
// parameters of the function that it depends on and the call that leads to it, so that a rule can ask what a call in a loop does for each
// element, and show the way there. What a function of a library does is in the catalog.
package effect

import (
	"math/bits"
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Kind is what an effect does, as the lines of kind "effect" in the catalog call it.
type Kind string

// The kinds that rules ask for. Others (admin) are kept out.
const (
	Read     Kind = "read"
	Write    Kind = "write"
	CacheGet Kind = "cacheget"
	CacheSet Kind = "cacheset"
	Call     Kind = "call"
	Publish  Kind = "publish"
	Mail     Kind = "mail"
	Exec     Kind = "exec"  // another program is run
	Sleep    Kind = "sleep" // nothing is done for a time
	Work     Kind = "work"  // a processor is busy for as long as what it is given is large
)

// Effect is something that a call does.
type Effect struct {
	Kind  Kind
	Verb  string // SELECT, INSERT; empty where the statement is not known
	On    string // the table, collection, topic, service: empty where it is not known
	Named bool   // On is what the program calls the statement
	// Text is the parameter of the function that Via stands in that is the statement, as index + 1; 0 for a statement that is known there.
	Text  int
	open  bool   // the statement is about whatever table it is told
	names int    // how much is told of the names of what it is about
	Batch string // the library's call that does the same for many at once, if it has one
	// Impl is the type that implements the interface through which the effect is reached, where that is parameter ImplParam - 1 of the function.
	Impl      string
	ImplParam int
	// Deps are what the effect depends on, among the Sources of the function that Via stands in.
	Deps summary.Deps
	// Script are the Deps of a statement that nothing is known of: it runs whatever it is given.
	Script summary.Deps
	// Conn are the Deps of the connection that the effect goes through.
	Conn  summary.Deps
	Guard summary.Guard
	// WhenTrue and WhenFalse are the parameters that must be so for it to happen, as Deps.
	WhenTrue, WhenFalse summary.Deps
	// ByName are the parameters that must be a value which the code names, as Deps; One says that they are the element of the loop.
	ByName summary.Deps
	One    bool
	// Needs are the parameters, and fields of parameters, that must not be zero for it to happen.
	Needs needs
	// Sure says that nothing but errors keeps the function from having the effect.
	Sure bool
	// Attends says that it may be a read that goes with a write of the same row.
	Attends bool
	Via     summary.CallRef // the call that has the effect, or leads to it
	Next    *Effect         // the same effect in the function that Via calls, nil where Via is the call of the library
	Into    summary.FuncRef // that function
	Depth   int             // calls between Via and the call of the library
}

// same reports whether two effects do the same, as far as a reader can tell. What they depend on besides is of no matter.
func (e *Effect) same(o *Effect, besides summary.Deps) bool {
	return e.Kind == o.Kind && e.Verb == o.Verb && e.On == o.On && e.Text == o.Text && (e.ImplParam == 0 || o.ImplParam == 0 || e.Impl == o.Impl) && e.ByName == o.ByName && e.One == o.One && e.Attends == o.Attends && e.WhenTrue == o.WhenTrue && e.WhenFalse == o.WhenFalse && (e.Needs == o.Needs || e.covers(o, besides) || o.covers(e, besides))
}

// with joins two effects that are the same: by the way that less keeps from running, then the shorter one, depending on what either depends on.
func (e *Effect) with(o *Effect, besides summary.Deps) *Effect {
	if e.covers(o, besides) {
		return e
	} else if o.covers(e, besides) {
		return o
	}
	out := *e
	if a, b := o.kept(), e.kept(); a < b || a == b && o.Depth < e.Depth {
		out = *o
	}
	if e.Impl != o.Impl {
		out.Impl, out.ImplParam = "", 0
	}
	out.Deps, out.Script, out.Conn = e.Deps|o.Deps, e.Script|o.Script, e.Conn|o.Conn
	return &out
}

// kept says how much keeps an effect from running: guards that silence it count more than those that make it minor.
func (e *Effect) kept() int {
	return 8*bits.OnesCount32(uint32(e.Guard&(summary.OnError|summary.OnFull|summary.OnMemo|summary.Waiting))) + bits.OnesCount32(uint32(e.Guard))
}

// Last returns the effect at the call of the library.
func (e *Effect) Last() *Effect {
	for e.Next != nil {
		e = e.Next
	}
	return e
}

// Callee returns the key of what has the effect: the function of the library, or the method of a generated client that stands for it.
func (e *Effect) Callee() string {
	last := e.Last()
	if last.Via.IsZero() {
		return last.Into.Func.Key
	}
	return last.Via.Call.Callee
}

// up is the effect of function f as one of call c, which runs f.
func (e *Effect) up(c summary.CallRef, f summary.FuncRef) *Effect {
	return &Effect{Kind: e.Kind, Verb: e.Verb, On: e.On, Named: e.Named, Text: e.Text, Batch: e.Batch, Guard: e.Guard, Sure: e.Sure, Attends: e.Attends, Via: c, Next: e, Into: f, Depth: e.Depth + 1}
}

const (
	maxEffects = 32 // of one function
	maxIdle    = 6  // and besides that, those that are idle
	maxHops    = 7  // calls on the way to an effect
)

// Index holds the effects of a program.
type Index struct {
	Program *summary.Program

	owner     map[*summary.Call]summary.FuncRef
	byFunc    map[*summary.Function][]*Effect
	inner     map[*summary.Function][]summary.CallRef // calls that run when a function runs, those in literals included
	passes    map[*summary.Function][]summary.CallRef // calls that are given the function as a value, and run it
	params    map[*summary.Function]map[int]use
	direct    map[*summary.Call][]*Effect
	sites     *sites
	indexOf   map[*summary.Function]int32
	fed       memo[*summary.Loop, feed]
	ifaces    map[string]bool // the interfaces of the program
	wiring    memo[*summary.Call, wiring]
	types     memo[summary.ID, []string] // what concrete says of arguments
	units     memo[*summary.Call, bool]  // which run a function in a transaction
	unsets    memo[gap, bool]
	turns     memo[*summary.Loop, Turn]
	verdicts  memo[*summary.Package, [][]Verdict]
	templates map[*summary.Function]bool // functions that templates call by name
	commands  map[*summary.Function]bool // functions that commands of a command line run
	limited   map[summary.ID]bool        // groups and pools that are told how many goroutines may run
}

type indexKey struct{}

// Of returns the effects of a program. They are worked out once.
func Of(prog *summary.Program) *Index {
	return prog.Memo(indexKey{}, func() any { return build(prog) }).(*Index)
}

func build(prog *summary.Program) *Index {
	x := &Index{
		Program: prog, owner: map[*summary.Call]summary.FuncRef{}, byFunc: map[*summary.Function][]*Effect{}, inner: map[*summary.Function][]summary.CallRef{},
		passes: map[*summary.Function][]summary.CallRef{}, params: map[*summary.Function]map[int]use{}, direct: map[*summary.Call][]*Effect{},
		sites: newSites(prog), indexOf: map[*summary.Function]int32{},
	}
	x.ifaces = x.sites.ifaces
	for _, pkg := range prog.Packages {
		for i := range pkg.Funcs {
			x.indexOf[&pkg.Funcs[i]] = int32(i)
		}
	}
	x.templates, x.commands = x.templateFuncs(), prog.Commands()
	x.findLimited()
	x.bindParams()
	x.close()
	return x
}

// calls visits every call of the program.
func (x *Index) calls(visit func(summary.CallRef)) {
	for _, pkg := range x.Program.Packages {
		for i := range pkg.Calls {
			visit(summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]})
		}
	}
}

// close finds the effects of every function, from the calls of libraries upwards.
func (x *Index) close() {
	var queue []summary.FuncRef
	queued := map[*summary.Function]bool{}
	push := func(f summary.FuncRef) {
		if !f.IsZero() && !queued[f.Func] {
			queued[f.Func] = true
			queue = append(queue, f)
		}
	}
	x.calls(func(c summary.CallRef) {
		f := x.ownerOf(c)
		x.owner[c.Call] = f
		if !f.IsZero() {
			x.inner[f.Func] = append(x.inner[f.Func], c)
		}
		for _, g := range x.given(c) {
			x.passes[g.fn.Func] = append(x.passes[g.fn.Func], c)
		}
		if d := x.sites.effects(c); len(d) > 0 {
			x.direct[c.Call] = d
		}
	})
	x.calls(func(c summary.CallRef) {
		f := x.owner[c.Call]
		for _, e := range x.direct[c.Call] {
			if x.add(f, x.lift(c, e)) {
				push(f)
			}
		}
	})
	for _, pkg := range x.Program.Packages {
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if e := x.sites.generated(f); e != nil {
				x.byFunc[f.Func] = []*Effect{e}
				push(f)
			}
		}
	}
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		queued[f.Func] = false
		for _, calls := range [][]summary.CallRef{x.Program.Callers(f), x.passes[f.Func]} {
			for _, c := range calls {
				o := x.owner[c.Call]
				if o.IsZero() {
					continue
				}
				for _, e := range x.through(c) {
					if x.add(o, x.lift(c, e)) {
						push(o)
					}
				}
			}
		}
	}
}

// add gives a function an effect, and reports whether that is news to those who call it.
func (x *Index) add(f summary.FuncRef, e *Effect) bool {
	if f.IsZero() || e == nil {
		return false
	}
	list, turned := x.byFunc[f.Func], x.turned(f, e)
	for i, old := range list {
		if !old.same(e, turned) {
			continue
		}
		merged := old.with(e, turned)
		if *merged == *old {
			return false
		}
		list[i] = merged
		return true
	}
	if full(list, e.Kind) || e.Depth > maxHops || x.sites.isGenerated(f) {
		return false
	}
	x.byFunc[f.Func] = append(list, e)
	return true
}

// full reports whether a function has as many effects of a kind's sort as are kept.
func full(list []*Effect, k Kind) bool {
	n, limit := 0, maxEffects
	if k.idle() {
		limit = maxIdle
	}
	for _, e := range list {
		if e.Kind.idle() == k.idle() {
			n++
		}
	}
	return n >= limit
}

// idle reports whether a kind is about neither data nor messages between services.
func (k Kind) idle() bool { return k == Mail || k == Exec || k == Sleep || k == Work }

// lift is an effect of a call as one of the function that the call runs in: what keeps the literals around it from running keeps it too.
func (x *Index) lift(c summary.CallRef, e *Effect) *Effect {
	up := *e
	up.Guard |= c.Call.Guard
	up.Attends = e.Attends || group(e.Kind) == Read && len(x.beside(c)) > 0
	up.ByName, up.One = up.ByName|c.Call.ByName, false
	up.WhenTrue, up.WhenFalse = up.WhenTrue|c.Call.WhenTrue, up.WhenFalse|c.Call.WhenFalse
	up.Needs = up.Needs.and(c.Call.Needs)
	up.Sure = up.Sure && c.Call.Cond == summary.None
	if in := c.Call.In; in >= 0 && (c.Call.Guard&summary.FirstHit == 0 || e.Kind == Read) && c.Pkg.Loops[in].Class == summary.Page && c.Pkg.Loops[in].Over == summary.None {
		up.Guard |= summary.Batched // page by page
	}
	if c.Call.Endless || x.Waits(c) {
		up.Guard |= summary.Waiting
	}
	for f := x.Program.Enclosing(c); x.inline(f).runs; f = x.Program.Enclosing(c) {
		up.Guard |= x.inline(f).guard
		c = x.siteOf(f)
		up.Guard |= c.Call.Guard
		up.Sure = up.Sure && c.Call.Cond == summary.None
	}
	up.Guard &^= summary.FirstHit | summary.Left | summary.OnOne | summary.Alone
	return &up
}

// At returns the effects of a call, depending on the Sources of the function that it stands in.
func (x *Index) At(c summary.CallRef) []*Effect {
	return append(append([]*Effect(nil), x.direct[c.Call]...), x.through(c)...)
}

// through returns the effects that a call has through functions of the program.
func (x *Index) through(c summary.CallRef) []*Effect {
	if len(x.direct[c.Call]) > 0 {
		return nil // the call of a library, or of what stands for one
	}
	var out []*Effect
	callees := x.callees(c)
	vote := x.vote(c, callees)
	for _, f := range callees {
		for _, e := range x.byFunc[f.Func] {
			if e.Depth < maxHops && vote.usual(e) && !x.comesBack(c, e) {
				up := e.up(c, f)
				if !x.switched(c, f, e, up) || !x.provided(c, f, e, up) {
					continue
				}
				up.Deps, up.Script, up.Conn = x.mapped(c, f, e.Deps, c.Call.RecvDeps), x.mapped(c, f, e.Script, c.Call.RecvDeps), x.mapped(c, f, e.Conn, c.Call.ConnDeps)
				if x.implements(c, f, callees, e, up) && x.sites.told(c, f, up) {
					out = merge(out, up)
				}
			}
		}
	}
	for _, g := range x.given(c) {
		for _, e := range x.byFunc[g.fn.Func] {
			if e.Depth < maxHops {
				up := e.up(c, g.fn)
				up.Guard |= g.use.guard
				up.Deps, up.Script, up.Conn = x.handed(c, g, e.Deps), x.handed(c, g, e.Script), x.handed(c, g, e.Conn)
				out = merge(out, up)
			}
		}
	}
	return out
}

func merge(list []*Effect, e *Effect) []*Effect {
	for i, old := range list {
		if old.same(e, 0) {
			list[i] = old.with(e, 0)
			return list
		}
	}
	return append(list, e)
}

// callees returns the functions that a call runs, literals that stand in the call and functions it merely hands on left out.
func (x *Index) callees(c summary.CallRef) []summary.FuncRef {
	if c.Call.Dyn != summary.None && x.paramOf(c).fn != nil {
		return nil // whoever hands the function over is asked
	}
	var out []summary.FuncRef
	for _, f := range x.Program.Callees(c) {
		if f.Func.Lit && f.Pkg == c.Pkg && f.Func.Site >= 0 && &f.Pkg.Calls[f.Func.Site] == c.Call {
			continue
		}
		if c.Call.Callee != "" && c.Call.Iface == "" && f.Func.Key != c.Call.Callee {
			continue // a callback, see given
		}
		out = append(out, f)
	}
	return out
}

// switched follows the conditions that an effect of f has on parameters of type bool to what call c gives them. It reports whether the effect can
// happen there.
func (x *Index) switched(c summary.CallRef, f summary.FuncRef, e, up *Effect) bool {
	if e.WhenTrue|e.WhenFalse|e.ByName == 0 {
		return true
	}
	fn := x.indexOf[f.Func]
	own := c.Pkg.Funcs
	r := root(c.Pkg, c.Call.Fn)
	for i, s := range f.Pkg.Funcs[root(f.Pkg, fn)].Sources {
		bit := summary.Deps(1) << i
		if (e.WhenTrue|e.WhenFalse|e.ByName)&bit == 0 || s.Loop >= 0 || s.Fn != fn || s.Param < 0 || int(s.Param) >= len(c.Call.Args) || c.Call.Args[s.Param] == summary.None {
			continue
		}
		arg := c.Call.Args[s.Param]
		if e.ByName&bit != 0 && c.Call.Whole&(1<<s.Param) != 0 {
			up.One = true
		}
		if v := &c.Pkg.Nodes[arg]; v.Kind == summary.Const {
			if e.WhenTrue&bit != 0 && v.Value == "false" || e.WhenFalse&bit != 0 && v.Value == "true" {
				return false
			}
			continue
		}
		p := asParam(x.Program, x.Program.ID(c.Pkg, arg))
		if p.fn == nil || r < 0 {
			continue
		}
		for k, o := range own[r].Sources {
			if o.Loop < 0 && p.ref.Pkg == c.Pkg && o.Fn == x.indexOf[p.fn] && int(o.Param) == p.index {
				for _, m := range [][2]*summary.Deps{{&e.WhenTrue, &up.WhenTrue}, {&e.WhenFalse, &up.WhenFalse}, {&e.ByName, &up.ByName}} {
					if *m[0]&bit != 0 {
						*m[1] |= 1 << k
					}
				}
			}
		}
	}
	return true
}

func receiverType(f summary.FuncRef) string {
	if f.Func.Recv == summary.None {
		return ""
	}
	return f.Pkg.Nodes[f.Func.Recv].Type
}

// implements follows an effect that one implementation of an interface has to where it is known which one is meant: up is e as an effect of
// call c, which runs f. It reports whether f may be what has the effect there.
func (x *Index) implements(c summary.CallRef, f summary.FuncRef, callees []summary.FuncRef, e, up *Effect) bool {
	if c.Call.Iface != "" && len(callees) > 1 {
		if wired := x.wired(c, callees).types; wired != nil && !slices.Contains(wired, receiverType(f)) {
			return false
		}
		if p := asParam(x.Program, x.Program.ID(c.Pkg, c.Call.Recv)); p.fn != nil && p.fn == x.Program.Enclosing(c).Func {
			up.Impl, up.ImplParam = receiverType(f), p.index+1
		}
		return true
	}
	if e.ImplParam == 0 || e.ImplParam > len(c.Call.Args) || c.Call.Args[e.ImplParam-1] == summary.None {
		return true
	}
	arg := c.Call.Args[e.ImplParam-1]
	if p := asParam(x.Program, x.Program.ID(c.Pkg, arg)); p.fn != nil && p.fn == x.Program.Enclosing(c).Func {
		up.Impl, up.ImplParam = e.Impl, p.index+1
		if t := c.Pkg.Nodes[arg].Type; x.ifaces[t] {
			return true
		}
	}
	t := c.Pkg.Nodes[arg].Type
	if x.ifaces[t] {
		types := x.typesOf(x.Program.ID(c.Pkg, arg))
		return types == nil || slices.Contains(types, e.Impl)
	}
	return t == e.Impl || x.Program.Package(catalog.PackageOf(t)) == nil
}

func group(k Kind) Kind {
	switch k {
	case CacheGet:
		return Read
	case CacheSet, Publish:
		return Write
	}
	return k
}

package unboundedgoroutines

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/own"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// start is a call that starts a goroutine and goes on, itself or by what it calls.
type start struct {
	call   summary.CallRef
	in     summary.FuncRef // the function that the call stands in, where it runs when that is called
	funcs  []summary.FuncRef
	group  string // the method that limits the group, if a group starts it
	fanout bool
	next   *start // in the function called
	depth  int
}

// name is what the finding is about: what runs in the goroutine.
func (s *start) name() string {
	for s.next != nil {
		s = s.next
	}
	if len(s.funcs) > 0 {
		return s.funcs[0].Func.Name
	}
	return catalog.ShortName(s.call.Call.Callee)
}

type index struct {
	prog   *summary.Program
	eff    *effect.Index
	starts map[*summary.Call]*start
}

type indexKey struct{}

// maxDepth bounds how many calls may lie between a loop and the go statement.
const maxDepth = 3

// indexOf returns the calls of a program that start goroutines. They are worked out once.
func indexOf(prog *summary.Program) *index {
	return prog.Memo(indexKey{}, func() any {
		x := &index{prog: prog, starts: map[*summary.Call]*start{}}
		var found []*start
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				if c := (summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}); c.Call.Go || len(c.Call.Args) > 0 {
					if s := x.start(c); s != nil {
						x.starts[c.Call] = s
						found = append(found, s)
					}
				}
			}
		}
		for _, s := range found {
			x.up(s)
		}
		return x
	}).(*index)
}

// start returns what a call starts by itself, nil where it starts nothing.
func (x *index) start(c summary.CallRef) *start {
	s := &start{call: c}
	_, s.fanout = x.prog.Catalog.Get(c.Call.Callee, "fanout")
	if !c.Call.Go && !s.fanout && len(c.Call.Args) == 0 {
		return nil
	}
	if x.eff == nil {
		x.eff = effect.Of(x.prog)
	}
	ok := s.fanout
	if !ok {
		s.funcs, ok = x.eff.Spawns(c)
	}
	if !ok || x.starts[c.Call] != nil {
		return nil
	}
	if !c.Call.Go && c.Call.Recv != summary.None {
		recv, _, _ := strings.Cut(strings.TrimLeft(c.Call.Callee, "(*"), ").")
		for _, e := range x.prog.Catalog.All("spawnlimit") {
			if on, method, ok := strings.Cut(strings.TrimLeft(e.Key, "(*"), ")."); ok && on == recv && e.Has("n") {
				s.group = method
			}
		}
	}
	s.in = x.owner(c)
	return s
}

// owner returns the function that runs a call when it is called.
func (x *index) owner(c summary.CallRef) summary.FuncRef {
	f := x.prog.Enclosing(c)
	for !f.IsZero() && f.Func.Lit {
		if runs, async := x.eff.RunsHere(f); !runs || async {
			return summary.FuncRef{}
		}
		f = f.Outer()
	}
	return f
}

// up notes the calls of a function that starts a goroutine each time and goes on without it. A function that gives something back may give what
// the goroutine belongs to.
func (x *index) up(s *start) {
	f := s.in
	if f.IsZero() || s.depth >= maxDepth || s.fanout || s.call.Call.Guard&^summary.Async != 0 || s.call.Call.Cond != summary.None || s.call.Call.In >= 0 || len(f.Func.Results) > 1 || x.awaits(s) {
		return
	}
	if len(f.Func.Results) == 1 && f.Pkg.Nodes[f.Func.Results[0]].Type != "error" {
		return
	}
	if f.Func.Name == "main" || f.Func.Name == "init" || f.Func.Test {
		return
	}
	for _, c := range x.prog.Callers(f) {
		if x.starts[c.Call] != nil || c.Call.Go || c.Call.Dyn != summary.None {
			continue
		}
		if len(x.prog.Callees(c)) > 1 {
			continue // one of several
		}
		above := &start{call: c, in: x.owner(c), funcs: s.funcs, group: "", next: s, depth: s.depth + 1}
		x.starts[c.Call] = above
		x.up(above)
	}
}

// awaits reports whether the function that starts a goroutine waits for it, by what both do: the function waits for a group, or the goroutine sends
// to a channel or closes one.
func (x *index) awaits(s *start) bool {
	for _, c := range x.prog.Calls(s.in) {
		if strings.HasSuffix(c.Call.Callee, ").Wait") {
			return true
		}
	}
	for _, f := range s.funcs {
		if !f.Func.Lit || f.Pkg != s.call.Pkg {
			continue
		}
		is := func(e summary.Send) bool { return e.Fn >= 0 && inside(f.Pkg, e.Fn, f.Func) }
		if slices.ContainsFunc(f.Pkg.Sends, is) || slices.ContainsFunc(f.Pkg.Closes, is) {
			return true
		}
	}
	return false
}

// inside reports whether function fn of a package is a function, or a literal in it.
func inside(pkg *summary.Package, fn int32, f *summary.Function) bool {
	for ; fn >= 0; fn = pkg.Funcs[fn].Parent {
		if &pkg.Funcs[fn] == f {
			return true
		}
	}
	return false
}

// bounded reports whether only so many of the goroutines run at a time: by what starts them, or because each waits for its place first.
func (x *index) bounded(c summary.CallRef, s *start) bool {
	if x.eff.Bounded(c) || x.replaces(s) || x.admits(c) {
		return true
	}
	for at := s; at != nil; at = at.next {
		if at != s && x.eff.Bounded(at.call) || !at.in.IsZero() && at.call != c && x.takesPlace(at.in) {
			return true
		}
		if at.next == nil && slices.ContainsFunc(at.funcs, x.takesPlace) {
			return true
		}
	}
	return false
}

// replaces reports whether the goroutine takes the place of the one before it: the function that starts it gives it a context, and has called what
// ends the context of the last.
func (x *index) replaces(s *start) bool {
	for s.next != nil {
		s = s.next
	}
	calls := x.prog.Calls(x.prog.Enclosing(s.call))
	for _, made := range calls {
		for _, r := range own.Of(x.prog).Acquired(made) {
			if r.What != "cancel" || !x.given(s, x.prog.Result(made, 0)) {
				continue
			}
			ends := x.prog.Aliases(r.Value)
			if slices.ContainsFunc(calls, func(c summary.CallRef) bool {
				return c.Call.Dyn != summary.None && !c.Call.Defer && c.Call.Pos.Line < made.Call.Pos.Line && slices.Contains(ends, x.prog.ID(c.Pkg, c.Call.Dyn))
			}) {
				return true
			}
		}
	}
	return false
}

// given reports whether what a call starts uses a value.
func (x *index) given(s *start, id summary.ID) bool {
	return slices.ContainsFunc(append([]summary.ID{id}, x.prog.Aliases(id)...), func(a summary.ID) bool {
		return slices.ContainsFunc(x.prog.Uses(a), func(u summary.Use) bool {
			return u.Call == s.call.Call || u.Call.Fn >= 0 && slices.ContainsFunc(s.funcs, func(f summary.FuncRef) bool { return inside(u.Pkg, u.Call.Fn, f.Func) })
		})
	})
}

// admits reports whether the turn of a loop calls a function which waits for a place, before it starts the goroutine.
func (x *index) admits(c summary.CallRef) bool {
	return slices.ContainsFunc(x.prog.Calls(x.prog.Enclosing(c)), func(o summary.CallRef) bool {
		if o.Call == c.Call || o.Call.Go || o.Call.Fn != c.Call.Fn || o.Call.In < 0 || o.Call.In != c.Call.In || o.Call.Pos.Line > c.Call.Pos.Line {
			return false
		}
		callees := x.prog.Callees(o)
		return len(callees) == 1 && x.takesPlace(callees[0])
	})
}

// prefetched reports whether the messages that a loop goes over come from a broker which gives only so many before they are acknowledged.
func (x *index) prefetched(pkg *summary.Package, l *summary.Loop) bool {
	if l == nil || l.Over == summary.None {
		return false
	}
	limited := x.prog.Memo(prefetchKey{}, func() any {
		out := map[summary.ID]bool{}
		for _, in := range x.prog.Packages {
			for i := range in.Calls {
				c := summary.CallRef{Pkg: in, Call: &in.Calls[i]}
				e, ok := x.prog.Catalog.Get(c.Call.Callee, "prefetch")
				if !ok {
					continue
				}
				if n, known := x.prog.ConstOf(x.prog.Arg(c, e.Int("n", 0))); known && n == "0" {
					continue
				}
				for _, o := range x.prog.Origins(x.prog.Arg(c, -1)) {
					out[o] = true
				}
			}
		}
		return out
	}).(map[summary.ID]bool)
	return len(limited) > 0 && slices.ContainsFunc(x.prog.Origins(x.prog.ID(pkg, l.Over)), func(id summary.ID) bool {
		from := x.prog.CallOf(id)
		if from.IsZero() {
			return false
		}
		e, ok := x.prog.Catalog.Get(from.Call.Callee, "daemon")
		if !ok || !e.Has("auto") {
			return false
		}
		auto, known := x.prog.ConstOf(x.prog.Arg(from, e.Int("auto", 0)))
		return !(known && auto == "true") && slices.ContainsFunc(x.prog.Origins(x.prog.Arg(from, -1)), func(o summary.ID) bool { return limited[o] })
	})
}

type prefetchKey struct{}

// takesPlace reports whether a function waits for one of a limited number of places: it sends to a channel of tokens that outlives it, or calls
// what does.
func (x *index) takesPlace(f summary.FuncRef) bool {
	for _, s := range f.Pkg.Sends {
		if s.Fn < 0 || s.Chan == summary.None || !inside(f.Pkg, s.Fn, f.Func) {
			continue
		}
		if v := &f.Pkg.Nodes[s.Chan]; (v.Kind == summary.Field || v.Kind == summary.Global) && (v.Type == "" || v.Type == "bool" || v.Type == "struct{}") {
			return true
		}
	}
	for i := range f.Pkg.Calls {
		c := &f.Pkg.Calls[i]
		if c.Fn < 0 || !inside(f.Pkg, c.Fn, f.Func) {
			continue
		}
		_, slot := x.prog.Catalog.Get(c.Callee, "slot")
		name := strings.ToLower(c.Callee[strings.LastIndexByte(c.Callee, '.')+1:])
		if slot || name == "acquire" || name == "tryacquire" || name == "wait" && strings.Contains(c.Callee, "Limiter)") {
			return true
		}
	}
	return false
}

// lasts reports whether what runs in the goroutine runs for as long as the program, or as a channel is open: each element has a watcher of its own.
func (x *index) lasts(s *start) bool {
	for s.next != nil {
		s = s.next
	}
	endless := func(f summary.FuncRef) bool {
		return slices.ContainsFunc(x.prog.Calls(f), func(c summary.CallRef) bool {
			if c.Call.Endless {
				return true
			}
			_, daemon := x.prog.Catalog.Get(c.Call.Callee, "daemon")
			_, serve := x.prog.Catalog.Get(c.Call.Callee, "serve")
			return daemon || serve
		})
	}
	works := func(f summary.FuncRef) bool {
		return endless(f) || slices.ContainsFunc(f.Pkg.Loops, func(l summary.Loop) bool {
			return l.Class == summary.Channel && l.Fn >= 0 && &f.Pkg.Funcs[l.Fn] == f.Func
		})
	}
	return slices.ContainsFunc(s.funcs, func(f summary.FuncRef) bool {
		return works(f) || slices.ContainsFunc(x.prog.Calls(f), func(c summary.CallRef) bool {
			fs := x.prog.Callees(c)
			return len(fs) == 1 && works(fs[0])
		})
	})
}

// few reports whether a loop goes over what there are few of: what is configured, what a machine has, what a query with a limit gave, parts of the program itself, what the
// code lists.
func (x *index) few(c summary.CallRef, t effect.Turn, s *start) bool {
	if s.next == nil && x.eff.OwnParts(c, t, s.funcs) {
		return true
	}
	if t.Loop.Over == summary.None {
		return false
	}
	over := x.prog.ID(c.Pkg, t.Loop.Over)
	if _, ok := x.prog.Catalog.Get(c.Pkg.Nodes[t.Loop.Over].Type, "scarce"); ok {
		return true
	}
	return x.eff.Parts(over) || x.eff.Few(over) || x.limited(over, c)
}

// limited reports whether a collection comes from configuration, or from queries that all have a limit.
func (x *index) limited(over summary.ID, c summary.CallRef) bool {
	if over == summary.NoID {
		return false
	}
	makers := map[*summary.Function]summary.FuncRef{}
	for _, id := range x.prog.CutFrom(over) {
		from := x.prog.CallOf(id)
		if !from.IsZero() {
			if _, ok := x.prog.Catalog.Get(from.Call.Callee, "setting"); ok {
				return true
			}
			if e, ok := x.prog.Catalog.Get(from.Call.Callee, "excerpt"); ok && e.Has("sep") {
				if sep, known := x.prog.ConstOf(x.prog.Arg(from, e.Int("sep", 1))); known && (sep == "." || sep == "/") {
					return true // a name or a path
				}
			}
		}
		if f := x.prog.FunctionOf(id); !f.IsZero() {
			makers[f.Func] = f
		}
	}
	found := false
	for _, f := range makers {
		for _, c := range x.prog.Calls(f) {
			for _, st := range query.Of(x.prog).At(c) {
				if st.Verb != "SELECT" || st.One {
					continue
				}
				if !st.HasLimit {
					return false
				}
				found = true
			}
		}
	}
	return found
}

type consumerKey struct{}

// consumer returns the turn of a function that is run for each message of a queue.
func (x *index) consumer(c summary.CallRef) (effect.Turn, bool) {
	consumers := x.prog.Memo(consumerKey{}, func() any {
		out := map[*summary.Function]bool{}
		for _, e := range route.Of(x.prog).Entries {
			if e.Kind == route.Consumer && !e.Handler.Func.IsZero() {
				out[e.Handler.Func.Func] = true
			}
		}
		return out
	}).(map[*summary.Function]bool)
	for f := x.prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
		if consumers[f.Func] {
			return effect.Turn{Class: summary.Consumer, Item: "message", Pos: f.Func.Pos, Fn: f.Func.Name}, true
		}
		if runs, _ := x.eff.RunsHere(f); !runs {
			break
		}
	}
	return effect.Turn{}, false
}

// light reports whether what runs in the goroutine is all seen, and neither asks another service or a database for anything nor waits.
func (x *index) light(s *start) bool {
	for s.next != nil {
		s = s.next
	}
	return len(s.funcs) > 0 && !s.fanout && !slices.ContainsFunc(s.funcs, func(f summary.FuncRef) bool { return x.heavy(f, maxDepth) })
}

func (x *index) heavy(f summary.FuncRef, depth int) bool {
	return depth == 0 || slices.ContainsFunc(x.prog.Calls(f), func(c summary.CallRef) bool {
		if len(x.eff.At(c)) > 0 {
			return true
		}
		callees := x.prog.Callees(c)
		if len(callees) == 0 {
			return c.Call.Callee == "" || c.Call.Iface != "" || !catalog.Standard(catalog.PackageOf(c.Call.Callee))
		}
		return slices.ContainsFunc(callees, func(g summary.FuncRef) bool { return x.heavy(g, depth-1) })
	})
}

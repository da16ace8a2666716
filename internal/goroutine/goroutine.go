// Package goroutine says where goroutines are started that whoever starts them does not wait for, what runs in them, and who waits for their end.
package goroutine

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// Index answers questions about the goroutines of a program.
type Index struct {
	Program *summary.Program
	Effects *effect.Index

	// inside are the calls that stand in a function or in the literals in it.
	inside map[*summary.Function][]summary.CallRef
	// waits are the calls that wait for a group, by the values that may be that group.
	waits map[summary.ID][]summary.CallRef
}

type indexKey struct{}

// Of returns the index of a program. It is made once.
func Of(prog *summary.Program) *Index {
	return prog.Memo(indexKey{}, func() any {
		x := &Index{Program: prog, Effects: effect.Of(prog), inside: map[*summary.Function][]summary.CallRef{}, waits: map[summary.ID][]summary.CallRef{}}
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				for f := prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
					x.inside[f.Func] = append(x.inside[f.Func], c)
				}
				if _, ok := prog.Catalog.Get(c.Call.Callee, "awaits"); ok {
					x.await(c)
				}
			}
			for i := range pkg.Nodes {
				v := &pkg.Nodes[i]
				if v.Kind != summary.Func || v.Base == summary.None {
					continue
				}
				if _, ok := prog.Catalog.Get(v.Value, "awaits"); ok { // handed over: srv.RegisterOnShutdown(wg.Wait)
					call := &summary.Call{Callee: v.Value, Dyn: summary.None, Recv: v.Base, Cond: v.Cond, Fn: v.Fn, In: -1, Pos: v.Pos}
					x.await(summary.CallRef{Pkg: pkg, Call: call})
				}
			}
		}
		return x
	}).(*Index)
}

// await notes a call that waits for a group.
func (x *Index) await(c summary.CallRef) {
	for _, id := range x.Program.Sources(x.Program.Arg(c, -1)) {
		x.waits[id] = append(x.waits[id], c)
	}
}

// Start is a call that starts a goroutine and goes on.
type Start struct {
	Call   summary.CallRef   // a go statement, or a call that runs a function which it is given in a goroutine
	Funcs  []summary.FuncRef // what runs there, as far as it is seen
	Inner  []summary.CallRef // where Call is given to a function of the program: what starts the goroutine there
	Within []summary.FuncRef // the functions of the program that Inner stands in, and those on the way there
	Waits  []summary.CallRef // the calls that wait for the group which the goroutine belongs to
	Told   bool              // it closes a channel or a pipe, or sends to a channel, which somebody waits for
	Pool   bool              // workers of a library run it
	Caught bool              // a library keeps its panics, or hands them on
}

// maxDepth bounds how many calls may lie between the call that is given a function and the go statement, or between that and what counts the goroutine.
const maxDepth = 3

// At returns what a call starts, if it does.
func (x *Index) At(c summary.CallRef) (Start, bool) {
	s := Start{Call: c}
	if !c.Call.Go && len(c.Call.Args) == 0 {
		return s, false
	}
	ok := false
	if s.Funcs, ok = x.Effects.Spawns(c); !ok {
		return s, false
	}
	if !c.Call.Go {
		x.starters(&s, c, maxDepth)
	}
	for _, in := range append([]summary.CallRef{c}, s.Inner...) {
		x.attach(&s, in)
	}
	for _, f := range s.Funcs {
		x.counted(&s, f, maxDepth)
	}
	return s, true
}

// starters notes the calls that start a goroutine in the functions that a call runs.
func (x *Index) starters(s *Start, c summary.CallRef, depth int) {
	if depth == 0 {
		return
	}
	for _, f := range x.Program.Callees(c) {
		if f.Func.Lit || f.Func.Test {
			continue
		}
		for _, in := range x.inside[f.Func] {
			_, spawns := x.spawning(in)
			if in.Call.Go || spawns {
				s.Inner = append(s.Inner, in)
			} else if len(in.Call.Args) > 0 && !slices.ContainsFunc(s.Inner, func(o summary.CallRef) bool { return o.Call == in.Call }) {
				if fs, ok := x.Effects.Spawns(in); ok || len(fs) > 0 {
					x.starters(s, in, depth-1)
				}
			}
		}
		s.Within = append(s.Within, f)
	}
}

// spawning reports whether a call is one of a library that runs what it is given in a goroutine, and whether that is a group that can be waited for.
func (x *Index) spawning(c summary.CallRef) (group, ok bool) {
	e, found := x.Program.Catalog.Get(c.Call.Callee, "callback")
	if !found || !e.Has("spawn") {
		return false, false
	}
	return slices.ContainsFunc(x.Program.Catalog.All("awaits"), func(w catalog.Entry) bool { return receiver(w.Key) == receiver(c.Call.Callee) }), true
}

// attach notes what is known of a goroutine by the call that starts it.
func (x *Index) attach(s *Start, c summary.CallRef) {
	group, lib := x.spawning(c)
	s.Caught = s.Caught || x.catches(c)
	switch {
	case lib && group:
		x.belongs(s, x.Program.Arg(c, -1))
	case lib:
		s.Pool = true
	case c.Call.Go && c.Call != s.Call.Call:
		for _, f := range x.Program.Callees(c) {
			x.counted(s, f, maxDepth)
		}
	}
}

// catches reports whether a call of a library keeps the panics of what it runs in a goroutine, in the version that the program uses.
func (x *Index) catches(c summary.CallRef) bool {
	e, ok := x.Program.Catalog.Get(c.Call.Callee, "catches")
	return ok && (!e.Has("declares") || slices.Contains(c.Pkg.Declared, catalog.PackageOf(e.Key)+"."+e.Attrs["declares"]))
}

// belongs notes that a goroutine belongs to a group.
func (x *Index) belongs(s *Start, group summary.ID) {
	if group == summary.NoID {
		return
	}
	for _, id := range x.Program.Sources(group) {
		for _, w := range x.waits[id] {
			if !slices.ContainsFunc(s.Waits, func(o summary.CallRef) bool { return o.Call == w.Call }) {
				s.Waits = append(s.Waits, w)
			}
		}
	}
}

// counted notes what a function that runs in a goroutine says when it is done.
func (x *Index) counted(s *Start, f summary.FuncRef, depth int) {
	fn := slices.IndexFunc(f.Pkg.Funcs, func(o summary.Function) bool { return o.Key == f.Func.Key && o.Pos == f.Func.Pos })
	says := func(e summary.Send) bool {
		if e.Chan == summary.None || !within(f.Pkg, e.Fn, int32(fn)) {
			return false
		}
		v := &f.Pkg.Nodes[e.Chan]
		tokens := v.Type == "" || v.Type == "struct{}" || v.Type == "bool"
		return v.Kind != summary.Field && v.Kind != summary.Global || !tokens
	}
	s.Told = s.Told || slices.ContainsFunc(f.Pkg.Sends, says) || slices.ContainsFunc(f.Pkg.Closes, says)
	for _, c := range x.inside[f.Func] {
		if _, ok := x.Program.Catalog.Get(c.Call.Callee, "tells"); ok {
			s.Told = true
		} else if _, ok := x.Program.Catalog.Get(c.Call.Callee, "finishes"); ok {
			x.belongs(s, x.Program.Arg(c, -1))
		} else if depth > 0 && !c.Call.Go {
			for _, g := range x.Program.Callees(c) {
				if !g.Func.Lit {
					x.finishes(s, g, depth-1)
				}
			}
		}
	}
}

// finishes is counted for what the goroutine calls: only a group counts there.
func (x *Index) finishes(s *Start, f summary.FuncRef, depth int) {
	for _, c := range x.Program.Calls(f) {
		if _, ok := x.Program.Catalog.Get(c.Call.Callee, "finishes"); ok {
			x.belongs(s, x.Program.Arg(c, -1))
		} else if depth > 0 && !c.Call.Go {
			for _, g := range x.Program.Callees(c) {
				if !g.Func.Lit {
					x.finishes(s, g, depth-1)
				}
			}
		}
	}
}

// Inside returns the calls that stand in a function and in the literals in it.
func (x *Index) Inside(f summary.FuncRef) []summary.CallRef { return x.inside[f.Func] }

// Joined reports whether the function that starts a goroutine, one that calls it or one that it starts the goroutine with waits for it before it returns,
// by itself or by a method that waits for the group.
func (x *Index) Joined(s Start) bool {
	if s.Told {
		return true
	}
	if len(s.Waits) == 0 {
		return false
	}
	in := handler.Root(x.Program.Enclosing(s.Call))
	if in.IsZero() {
		return false
	}
	waits := x.above(in)
	for _, f := range s.Within {
		waits[f.Func] = true
	}
	return slices.ContainsFunc(s.Waits, func(w summary.CallRef) bool { return x.standsIn(w, waits, maxDepth) })
}

// above returns a function and those that it is called by or stands in, up to what answers a request: what is around that has returned long before.
func (x *Index) above(f summary.FuncRef) map[*summary.Function]bool {
	seen := map[*summary.Function]bool{f.Func: true}
	for queue := []summary.FuncRef{f}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		if handler.Answers(x.Program, f) || f.Func.Lit && f.Func.Request != summary.None {
			continue
		}
		next := []summary.FuncRef{f.Outer()}
		for _, c := range x.Program.Callers(f) {
			next = append(next, x.Program.Enclosing(c))
		}
		for _, n := range next {
			if !n.IsZero() && !seen[n.Func] {
				seen[n.Func] = true
				queue = append(queue, n)
			}
		}
	}
	return seen
}

// standsIn reports whether a call stands in one of these functions, or in what one of them calls.
func (x *Index) standsIn(c summary.CallRef, fs map[*summary.Function]bool, depth int) bool {
	f := handler.Root(x.Program.Enclosing(c))
	if f.IsZero() || depth == 0 || c.Call.Go {
		return false
	}
	return fs[f.Func] || slices.ContainsFunc(x.Program.Callers(f), func(up summary.CallRef) bool { return x.standsIn(up, fs, depth-1) })
}

// Drained reports whether something waits for the goroutine, sooner or later, that the program is seen to run.
func (x *Index) Drained(s Start) bool {
	return s.Pool || slices.ContainsFunc(s.Waits, func(w summary.CallRef) bool { return x.runs(w) })
}

// runs reports whether something may run a call: it is seen to, or code that is not seen may.
func (x *Index) runs(c summary.CallRef) bool {
	if f := x.Program.Enclosing(c); !f.IsZero() && f.Func.Test {
		return false
	}
	if !x.Program.Reached(c, nil).Only(summary.Unseen) {
		return true
	}
	f := handler.Root(x.Program.Enclosing(c))
	if f.IsZero() {
		return true
	}
	above := x.Program.Above(f)
	above[f.Func] = true
	deployed := x.Program.Deployed(c.Pkg)
	for g := range above {
		if g.Exported && !deployed || x.Program.Valued(summary.FuncRef{Pkg: c.Pkg, Func: g}) {
			return true
		}
	}
	return false
}

// within reports whether function fn of a package is function f, or a literal in it.
func within(pkg *summary.Package, fn, f int32) bool {
	for ; fn >= 0; fn = pkg.Funcs[fn].Parent {
		if fn == f {
			return true
		}
	}
	return false
}

// receiver is the type that a method is of, without the pointer.
func receiver(key string) string {
	recv, _, _ := strings.Cut(strings.TrimLeft(key, "(*"), ").")
	return recv
}

package crashonstart

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/summary"
)

// end is a call whose failure ends the program.
type end struct {
	contact summary.CallRef
	way     []summary.CallRef // from the call that is reported to the contact
	exit    *summary.CallRef  // what ends the program, if that is a call
	query   bool              // while it serves
	init    bool
}

type index struct {
	prog *summary.Program
	eff  *effect.Index
	ends map[*summary.Call]*end
}

type indexKey struct{}

// maxWay bounds how many functions may hand an error back.
const maxWay = 6

// indexOf returns the calls of a program whose failure ends it. They are worked out once.
func indexOf(prog *summary.Program) *index {
	return prog.Memo(indexKey{}, func() any {
		x := &index{prog: prog, ends: map[*summary.Call]*end{}}
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if e, ok := prog.Catalog.Get(c.Call.Callee, "contact"); ok {
					if x.eff == nil {
						x.eff = effect.Of(prog)
					}
					if !pools.FreeCall(prog, c, e) && !x.known(c) && !x.patient(c) {
						x.follow(c, []summary.CallRef{c}, e.Has("must"))
					}
				}
			}
		}
		x.inits()
		x.queries()
		return x
	}).(*index)
}

// known reports whether a call is on what another contact gave, or on a pool that costs no server anything.
func (x *index) known(c summary.CallRef) bool {
	if c.Call.Recv == summary.None {
		return false
	}
	for _, o := range x.prog.Origins(x.prog.Arg(c, -1)) {
		from := x.prog.CallOf(o)
		if from.IsZero() {
			continue
		}
		if _, ok := x.prog.Catalog.Get(from.Call.Callee, "contact"); ok {
			return true
		}
		if e, ok := x.prog.Catalog.Get(from.Call.Callee, "pool"); ok && pools.FreeCall(x.prog, from, e) {
			return true
		}
		for up := from; up.Call.Recv != summary.None; { // gorm.DB.DB()
			made := summary.CallRef{}
			for _, o := range x.prog.Origins(x.prog.Arg(up, -1)) {
				made = x.prog.CallOf(o)
			}
			if made.IsZero() || made.Call == up.Call {
				break
			}
			if _, ok := x.prog.Catalog.Get(made.Call.Callee, "contact"); ok {
				return true
			}
			if up = made; len(up.Call.Results) == 0 {
				break
			}
		}
	}
	return false
}

// patient reports whether a call is tried again: it stands in a loop, in a function that is handed to what tries again, is told to do so by an option, or
// comes behind a call that waits until there is an answer.
func (x *index) patient(c summary.CallRef) bool {
	if c.Call.In >= 0 {
		return true
	}
	f := x.prog.Enclosing(c)
	if f.IsZero() {
		return false
	}
	if f.Func.Lit && f.Func.Site >= 0 && f.Func.SiteArg >= 0 {
		return true // whatever runs it may do so again
	}
	return slices.ContainsFunc(x.prog.Calls(f), func(o summary.CallRef) bool {
		if _, ok := x.prog.Catalog.Get(o.Call.Callee, "contactretry"); ok {
			return true
		}
		name := strings.ToLower(o.Call.Callee[strings.LastIndexByte(o.Call.Callee, '.')+1:])
		return strings.Contains(name, "retry") || strings.Contains(name, "backoff") || strings.HasPrefix(name, "waitfor") || strings.HasPrefix(name, "waituntil") ||
			strings.HasPrefix(name, "awaitready")
	})
}

// follow goes up from a call to where its failure ends the program. way begins with the call.
func (x *index) follow(c summary.CallRef, way []summary.CallRef, must bool) {
	if len(way) > maxWay || x.ends[c.Call] != nil {
		return
	}
	contact := way[len(way)-1]
	f := x.prog.Enclosing(c)
	if must {
		x.ends[c.Call] = &end{contact: contact, way: way}
		return
	}
	if f.IsZero() || f.Func.Test {
		return
	}
	fate, exit := x.fate(c)
	switch fate {
	case ended:
		x.ends[c.Call] = &end{contact: contact, way: way, exit: exit, query: x.serving(c)}
	case handed:
		if f.Func.Lit && f.Func.SiteArg >= 0 {
			return
		}
		if x.prog.StaysAfter(c) && x.endsProgram(f, maxWay) {
			x.ends[c.Call] = &end{contact: contact, way: way}
			return
		}
		for _, up := range x.prog.Callers(f) {
			if !x.patient(up) && len(x.prog.Callees(up)) == 1 && !slices.ContainsFunc(way, func(w summary.CallRef) bool { return w.Call == up.Call }) {
				x.follow(up, append([]summary.CallRef{up}, way...), false)
			}
		}
	}
}

// endsProgram reports whether an error that a function hands back ends the program, or is handed to a command line that does so.
func (x *index) endsProgram(f summary.FuncRef, depth int) bool {
	if x.prog.Commands()[f.Func] {
		return true
	}
	return depth > 0 && slices.ContainsFunc(x.prog.Callers(f), func(c summary.CallRef) bool {
		fate, _ := x.fate(c)
		return fate == ended || fate == handed && x.endsProgram(x.prog.Enclosing(c), depth-1)
	})
}

// serving reports whether a call runs for a request or a message, and not when the program starts.
func (x *index) serving(c summary.CallRef) bool {
	w := x.prog.Reached(c, nil)
	return w.Has(summary.ByRequest) && !w.Has(summary.ByStart)
}

// inits notes the calls in init functions, and at package level, that have an effect elsewhere.
func (x *index) inits() {
	for _, pkg := range x.prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			f := x.prog.Enclosing(c)
			if !f.IsZero() && (f.Func.Name != "init" || f.Func.Parent >= 0) || c.Call.Go || x.patient(c) || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
				continue
			}
			if x.eff == nil {
				x.eff = effect.Of(x.prog)
			}
			for _, e := range x.eff.At(c) {
				if last := e.Last(); network(e.Kind) && !last.Via.IsZero() && !x.known(last.Via) && e.Guard&(summary.Async|summary.OnMiss|summary.SharedRun) == 0 {
					if x.ends[c.Call] == nil {
						x.ends[c.Call] = &end{contact: last.Via, way: way(e), init: true}
					}
					x.ends[c.Call].init = true
				}
			}
			if e := x.ends[c.Call]; e != nil {
				e.init = true
			}
		}
	}
}

// way returns the calls from where an effect is to that of the library.
func way(e *effect.Effect) (out []summary.CallRef) {
	for ; e != nil && !e.Via.IsZero(); e = e.Next {
		out = append(out, e.Via)
	}
	return out
}

// network reports whether an effect reaches another machine.
func network(k effect.Kind) bool {
	switch k {
	case effect.Read, effect.Write, effect.CacheGet, effect.CacheSet, effect.Call, effect.Publish:
		return true
	}
	return false
}

// queries notes the effects on databases whose failure ends the program while it serves.
func (x *index) queries() {
	if x.eff == nil {
		return
	}
	for _, pkg := range x.prog.Packages {
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if f.Func.Test || !endsSomewhere(f) {
				continue
			}
			for _, c := range x.prog.Calls(f) {
				if x.ends[c.Call] != nil || !slices.ContainsFunc(x.eff.At(c), func(e *effect.Effect) bool { return network(e.Kind) }) {
					continue
				}
				if fate, exit := x.fate(c); fate == ended && x.serving(c) {
					way := way(x.eff.At(c)[0])
					x.ends[c.Call] = &end{contact: way[len(way)-1], way: way, exit: exit, query: true}
				}
			}
		}
	}
}

// endsSomewhere reports whether a function may end other than by returning.
func endsSomewhere(f summary.FuncRef) bool {
	return slices.ContainsFunc(f.Func.Flow, func(b summary.Block) bool { return b.Exit == summary.Ends })
}

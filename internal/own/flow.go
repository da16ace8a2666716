package own

import (
	"maps"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// state is which resources of a function are open at a place, bit i for number i: fresh are those whose error nobody has asked about, vague those
// of which it was asked in a way that cannot be told, stale those whose error was known to be nil before another call set the variable that it was in.
// armed are those that a deferred literal will give back, whatever is in their variable when the function is left, unread those that may not have been read to
// their end.
type state struct{ held, fresh, vague, stale, armed, unread uint64 }

func (s state) join(o state) state {
	return state{s.held | o.held, s.fresh | o.fresh, (s.vague | o.vague) &^ (s.sure() | o.sure()), s.stale | o.stale, s.armed | o.armed, s.unread | o.unread}
}

// sure are those that are open for certain.
func (s state) sure() uint64 { return s.held &^ s.vague }

// without is the state without some resources.
func (s state) without(bits uint64) state {
	return state{s.held &^ bits, s.fresh &^ bits, s.vague &^ bits, s.stale &^ bits, s.armed, s.unread &^ bits}
}

// maxHeld is how many resources of a function are told apart.
const maxHeld = 64

// run is the analysis of one function.
type run struct {
	x     *Index
	fn    summary.FuncRef
	held  []*Resource
	of    map[*summary.Call]uint64 // what a call acquires
	again uint64                   // acquired once more while open
	gifts []gift
	exits map[int]uint64 // what is open where the function is left, by line
	maybe map[int]uint64 // what may be, as far as it can be told
	lost  uint64         // not read to its end where the function is left, or where it is acquired once more
	back  bool           // something is returned while it is open
}

func newRun(x *Index, f summary.FuncRef) *run {
	return &run{x: x, fn: f, of: map[*summary.Call]uint64{}, exits: map[int]uint64{}, maybe: map[int]uint64{}}
}

// analyse follows the resources of a function. It reports whether it hands out something that was not known.
func (x *Index) analyse(f summary.FuncRef) (news bool) {
	p := newRun(x, f)
	for i := range f.Func.Flow {
		for _, k := range f.Func.Flow[i].Calls {
			c := &f.Pkg.Calls[k]
			for _, r := range x.acquired[c] {
				if len(p.held) < maxHeld && !slices.Contains(p.held, r) {
					p.of[c] |= 1 << len(p.held)
					p.held = append(p.held, r)
				}
			}
		}
	}
	if len(p.held) == 0 {
		return false
	}
	p.follow(state{})
	for _, g := range p.gifts {
		if !slices.ContainsFunc(x.gives[f.Func], func(o gift) bool { return o.out == g.out && o.slot == g.slot && o.r.What == g.r.What }) {
			x.gives[f.Func] = append(x.gives[f.Func], g)
			news = true
		}
	}
	x.leaks[f.Func] = p.leaks()
	return news
}

// follow runs through the blocks of the function until nothing changes.
func (p *run) follow(start state) {
	flow := p.fn.Func.Flow
	in, seen := make([]state, len(flow)), make([]bool, len(flow))
	in[0], seen[0] = start, true
	for queue := []int32{0}; len(queue) > 0; queue = queue[1:] {
		b := &flow[queue[0]]
		s := p.through(b, in[queue[0]])
		for k, n := range b.Next() {
			out := p.asked(b, s, k == 0)
			joined := out
			if seen[n] {
				joined = in[n].join(out)
			}
			if !seen[n] || joined != in[n] {
				in[n], seen[n] = joined, true
				queue = append(queue, n)
			}
		}
	}
	for i := range flow { // what is open at the end of all is known now
		if seen[i] && flow[i].Exit == summary.Returns {
			s := p.through(&flow[i], in[i])
			p.exits[flow[i].Line] |= s.sure()
			p.maybe[flow[i].Line] |= s.held
			p.lost |= s.held & s.unread
		}
	}
}

// through is what is open after a block.
func (p *run) through(b *summary.Block, s state) state {
	m := 0
	moves := func(at int) {
		for ; m < len(b.Moves) && b.Moves[m].At <= at; m++ {
			s = p.moved(b.Moves[m], s)
		}
	}
	for i, k := range b.Calls {
		moves(i)
		s = p.called(&p.fn.Pkg.Calls[k], s)
	}
	moves(len(b.Calls))
	return s
}

// called is what is open after a call.
func (p *run) called(c *summary.Call, s state) state {
	ref := summary.CallRef{Pkg: p.fn.Pkg, Call: c}
	for i, r := range p.held {
		if bit := uint64(1) << i; s.held&bit != 0 && p.x.ends(r, ref, p.fn) {
			s = s.without(bit)
		}
		if c.Defer && p.x.arms(r, ref) {
			s.armed |= 1 << i
		}
	}
	for i, r := range p.held {
		if bit := uint64(1) << i; s.held&bit != 0 && s.fresh&bit == 0 && p.x.renews(r, ref) {
			s.stale |= bit
		}
	}
	for i, r := range p.held {
		if bit := uint64(1) << i; s.unread&bit != 0 && p.x.readsAll(r, ref) {
			s.unread &^= bit
		}
	}
	gets := p.of[c] &^ s.armed
	if gets == 0 || c.Defer || c.Go {
		return s
	}
	for i, r := range p.held {
		bit := uint64(1) << i
		if s.held&bit == 0 || s.vague&bit != 0 {
			continue
		}
		if gets&bit != 0 && !p.kept(r) || gets&bit == 0 && r.slot != summary.NoID && s.fresh&bit == 0 && slices.ContainsFunc(p.x.acquired[c], func(o *Resource) bool { return o.slot == r.slot }) {
			p.again |= bit
			p.lost |= s.unread & bit
			s = s.without(bit)
		}
	}
	s = s.without(gets)
	s.held |= gets
	s.unread |= gets
	for i, r := range p.held {
		if bit := uint64(1) << i; gets&bit != 0 && len(r.errs) > 1 {
			s.fresh |= bit
		}
	}
	return s
}

// readsAll reports whether a call reads a resource to its end, or to an error of its own.
func (x *Index) readsAll(r *Resource, c summary.CallRef) bool {
	e, ok := x.Program.Catalog.Get(c.Call.Callee, "readsall")
	return ok && !e.Has("to") && slices.ContainsFunc(r.touched[c.Call], func(u use) bool { return u.part && u.arg == e.Int("from", 0) })
}

// renews reports whether a call sets the variable of the error that came with a resource.
func (x *Index) renews(r *Resource, c summary.CallRef) bool {
	return len(r.later) > 0 && slices.ContainsFunc(c.Call.Results, func(n summary.Node) bool { return r.later[x.Program.ID(c.Pkg, n)] })
}

// arms reports whether a deferred call is of a literal that gives back what the variable of a resource holds by then.
func (x *Index) arms(r *Resource, c summary.CallRef) bool {
	given := func(n summary.Node) bool { return x.is(r, x.Program.ID(c.Pkg, n)) }
	if len(r.lits) == 0 || slices.ContainsFunc(c.Call.Args, given) {
		return false
	}
	return slices.ContainsFunc(x.Program.Callees(c), func(f summary.FuncRef) bool { return r.lits[f.Func] && x.endsIn(r, f) })
}

// kept reports whether a resource is put into a variable of the function around, which may be looked at there.
func (p *run) kept(r *Resource) bool {
	return r.slot != summary.NoID && p.x.Program.FunctionOf(r.slot).Func != p.fn.Func
}

// moved is what is open after a value was handed on.
func (p *run) moved(m summary.Move, s state) state {
	id := p.x.Program.ID(p.fn.Pkg, m.Node)
	for i, r := range p.held {
		bit := uint64(1) << i
		if s.held&bit == 0 || !p.x.is(r, id) || m.Captured && p.x.idle(r, p.fn) {
			continue
		}
		r.closed, r.moved = true, true
		p.back = p.back || m.Returned && s.sure()&bit != 0 && (r.whole[id] || r.tail[id])
		s = s.without(bit)
		p.handedOut(r, m, id)
	}
	return s
}

// handedOut notes that the callers of the function, or the function around it, get the resource.
func (p *run) handedOut(r *Resource, m summary.Move, id summary.ID) {
	prog := p.x.Program
	add := func(g gift) {
		if !slices.ContainsFunc(p.gifts, func(o gift) bool { return o.r == g.r && o.out == g.out && o.slot == g.slot }) {
			p.gifts = append(p.gifts, g)
		}
	}
	if m.Returned {
		release := slices.IndexFunc(p.fn.Func.Results, func(n summary.Node) bool {
			ret := prog.ID(p.fn.Pkg, n)
			return !r.whole[ret] && !r.tail[ret] && p.x.is(r, ret)
		})
		for i, n := range p.fn.Func.Results {
			ret := prog.ID(p.fn.Pkg, n)
			if r.whole[ret] {
				add(gift{r: r, out: i, release: release, part: r.Field == "", slot: summary.NoID})
			} else if r.tail[ret] {
				add(gift{r: r, out: i, release: release, part: true, slot: summary.NoID})
			}
		}
		return
	}
	if !p.fn.Func.Lit || id != r.Value {
		return
	}
	for a := range r.whole {
		if v := prog.Value(a); v.Kind == summary.Var && v.Key != "" && v.Type == prog.Value(r.Value).Type && prog.FunctionOf(a).Func != p.fn.Func && slices.Contains(prog.Assigned(a), r.Value) {
			add(gift{r: r, out: -1, release: -1, slot: a})
		}
	}
}

// asked is what is open where a block goes on: a call that failed has acquired nothing.
func (p *run) asked(b *summary.Block, s state, then bool) state {
	if b.Else < 0 || s.held == 0 {
		return s
	}
	is := b.ElseIs
	if then {
		is = b.ThenIs
	}
	if len(b.Asks) == 0 { // about whatever, or an error that the function was given with it
		if given := p.given(b.Param); given != 0 && is == summary.Failed {
			return s.without(given & s.fresh)
		} else if given != 0 && is == summary.Succeeded {
			s.fresh &^= given
			s.vague &^= given
			return s
		}
		s.vague |= s.held & s.fresh
		return s
	}
	for _, k := range b.Asks {
		c := &p.fn.Pkg.Calls[k]
		switch bits := p.of[c]; {
		case bits == 0:
			s = p.judged(c, is, s)
		case is == summary.Failed && len(b.Asks) > 1:
			s = s.without(bits &^ s.stale)
		case is == summary.Failed || is == summary.Nothing || is == summary.False && len(b.Asks) == 1:
			s = s.without(bits)
		case is == summary.Succeeded || is == summary.Something || is == summary.True:
			s.fresh &^= bits
			s.vague &^= bits
		}
	}
	return s
}

// given are the resources that come with an error, a parameter of the function.
func (p *run) given(param summary.Node) (bits uint64) {
	id := p.x.Program.ID(p.fn.Pkg, param)
	for i, r := range p.held {
		if id != summary.NoID && r.Err == id {
			bits |= 1 << i
		}
	}
	return bits
}

// judged is what is open after the result of a call was asked about that acquires nothing: it may judge an error, or say that no rows are left.
func (p *run) judged(c *summary.Call, is summary.Outcome, s state) state {
	for i, r := range p.held {
		bit := uint64(1) << i
		if s.held&bit == 0 {
			continue
		}
		if s.fresh&bit != 0 && r.Err != summary.NoID && slices.ContainsFunc(c.Args, func(n summary.Node) bool { return r.errs[p.x.Program.ID(p.fn.Pkg, n)] }) {
			s.vague |= bit
		}
		if is == summary.Failed && len(r.reads) > 0 && slices.ContainsFunc(r.touched[c], func(u use) bool { return u.arg == -1 }) {
			s = s.without(bit)
		}
		if is == summary.False && r.drained != "" && methodOf(c) == r.drained && p.x.closes(r, p.fn) && slices.ContainsFunc(r.touched[c], func(u use) bool { return u.arg == -1 }) {
			s = s.without(bit)
		}
	}
	return s
}

// leaks are the resources that are open where the function is left.
func (p *run) leaks() (out []Leak) {
	for i, r := range p.held {
		bit := uint64(1) << i
		l := Leak{Resource: r, Func: p.fn, Never: !r.closed && !p.x.closes(r, p.fn), Again: p.again&bit != 0, Spent: r.spends && p.lost&bit == 0}
		exits := p.exits
		if l.Never && !slices.ContainsFunc(slices.Collect(maps.Values(exits)), func(open uint64) bool { return open&bit != 0 }) {
			exits = p.maybe // it fails on some of these paths, but not on all
		}
		for line, open := range exits {
			if open&bit != 0 {
				l.Exits = append(l.Exits, line)
			}
		}
		if !l.Never && p.batched(r) || !l.Again && p.nested(r) {
			continue
		}
		if slices.Sort(l.Exits); l.Again || len(l.Exits) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// batched reports whether a loop acquires a resource in some of its turns only, and has it in a variable from before the loop: what says that it
// is time to give it back is not seen.
func (p *run) batched(r *Resource) bool {
	c := r.Call.Call
	return c.Cond != summary.None && c.In >= 0 && r.slot != summary.NoID && p.x.Program.Value(r.slot).Pos.Line < p.fn.Pkg.Loops[c.In].Pos.Line
}

// nested reports whether a resource is a part of another that the function defers to end: a context that is derived from one.
func (p *run) nested(r *Resource) bool {
	x := p.x
	return r.What == "cancel" && slices.ContainsFunc(p.held, func(o *Resource) bool {
		if o == r || o.What != r.What || !p.deferred(o) {
			return false
		}
		from := map[summary.ID]bool{}
		for i := range o.Call.Call.Results {
			if id := x.Program.Result(o.Call, i); id != summary.NoID && id != o.Value {
				maps.Copy(from, x.within(id, p.fn))
			}
		}
		return slices.ContainsFunc(r.Call.Call.Args, func(n summary.Node) bool { return from[x.Program.ID(r.Call.Pkg, n)] })
	})
}

// deferred reports whether the function defers what gives a resource back.
func (p *run) deferred(r *Resource) bool {
	for c, does := range r.does {
		if does && c.Defer && p.x.Program.Enclosing(summary.CallRef{Pkg: p.fn.Pkg, Call: c}) == p.fn {
			return true
		}
	}
	return false
}

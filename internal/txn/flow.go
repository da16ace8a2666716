package txn

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// state is what is open at a place: bit i stands for open i of the function. Of those in later, a deferred call ends them.
type state struct{ held, later uint64 }

// maxHolds is how many things a function can have open that are told apart.
const maxHolds = 64

// pass is the analysis of a declared function, with the literals in it.
type pass struct {
	x     *Index
	root  summary.FuncRef
	fn    summary.FuncRef // the function, or literal, that is looked at
	holds []*Tx
	own   uint64                  // those that fn begins
	ahead []target                // what calls end that were deferred before it was open
	ended map[*Tx]bool            // by a call, now or later
	now   map[*Tx]bool            // by a call that is not deferred
	at    map[*summary.Call][]*Tx // the result
	begun map[*summary.Call][]*Tx // what a call leaves open, so that it is one thing each time
	given []*Tx                   // what the root is handed
	does  *behaviour
}

// analyse looks at a declared function and the literals in it. It returns those of them that do something else to those who call them than was
// known.
func (x *Index) analyse(root summary.FuncRef) (changed []summary.FuncRef) {
	p := &pass{x: x, root: root, ended: map[*Tx]bool{}, now: map[*Tx]bool{}, at: map[*summary.Call][]*Tx{}, begun: map[*summary.Call][]*Tx{}}
	for _, n := range root.Func.Params {
		if x.isTx(root.Pkg.Nodes[n].Type) {
			p.given = append(p.given, &Tx{Given: true, Value: x.Program.ID(root.Pkg, n), out: outItself})
		}
	}
	before := map[*summary.Function]*behaviour{}
	all := append([]summary.FuncRef{root}, x.lits[root.Func]...)
	for range 2 { // literals that end something come after the calls that run them
		for _, f := range all {
			if _, ok := before[f.Func]; !ok {
				before[f.Func] = x.funcs[f.Func]
			}
			p.function(f)
		}
	}
	for _, f := range all {
		if !x.funcs[f.Func].same(before[f.Func]) {
			changed = append(changed, f)
		}
	}
	for c, open := range p.at {
		x.at[c] = open
	}
	return changed
}

func (b *behaviour) same(o *behaviour) bool {
	if b == nil || o == nil {
		return (b == nil || b.empty()) && (o == nil || o.empty())
	}
	return len(b.opens) == len(o.opens) && slices.Equal(b.ends, o.ends) && len(b.runs) == len(o.runs)
}

func (b *behaviour) empty() bool { return len(b.opens)+len(b.ends)+len(b.runs) == 0 }

// entry returns what is open when a literal begins: what is where it stands, if it runs there, and what the call that it is given to runs it in.
func (p *pass) entry(f summary.FuncRef) (open []*Tx) {
	if !f.Func.Lit {
		return p.given
	}
	if f.Func.Site < 0 {
		return nil
	}
	site := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[f.Func.Site]}
	runs, async := p.x.effects.RunsHere(f)
	arg := int(f.Func.SiteArg)
	if runs && !async && !site.Call.Go {
		open = append(open, p.at[site.Call]...)
	}
	if t := p.x.runsIn(site, arg); t != nil {
		for _, known := range p.begun[site.Call] {
			if known.Runs {
				return append(open, known)
			}
		}
		p.begun[site.Call] = append(p.begun[site.Call], t)
		open = append(open, t)
	}
	return open
}

// runsIn returns the transaction or lock in which a call runs the function that is its argument arg, nil where there is none.
func (x *Index) runsIn(c summary.CallRef, arg int) *Tx {
	if arg < 0 {
		return nil
	}
	if r, ok := x.roles[c.Call]; ok {
		if r.kind == "withtx" && r.entry.Int("fn", -1) == arg {
			return x.begun(c, r)
		}
		return nil
	}
	for _, f := range x.Program.Callees(c) {
		if b := x.funcs[f.Func]; b != nil && (c.Call.Callee == "" || c.Call.Iface != "" || f.Func.Key == c.Call.Callee) {
			if t := b.runs[arg]; t != nil {
				up := *t
				up.Begin, up.Runs = c, true
				if t.Lock {
					up.Value = x.up(c, t.Value)
				} else {
					up.Value = summary.NoID
				}
				return &up
			}
		}
	}
	return nil
}

// up returns a value of a function as the call that runs it gives it: a parameter is what it is given.
func (x *Index) up(c summary.CallRef, id summary.ID) summary.ID {
	if id == summary.NoID || x.Program.Value(id).Kind != summary.Param {
		return id
	}
	if arg := x.Program.Arg(c, int(x.Program.Value(id).Index)); arg != summary.NoID {
		return x.lock(arg)
	}
	return id
}

// function follows the calls of one function.
func (p *pass) function(f summary.FuncRef) {
	p.fn, p.holds, p.own, p.ahead = f, nil, 0, nil
	open := p.entry(f)
	p.does = &behaviour{runs: map[int]*Tx{}}
	p.x.funcs[f.Func] = p.does
	var start state
	for _, t := range open {
		start.held |= p.bit(t)
	}
	flow := f.Func.Flow
	if len(flow) == 0 {
		return
	}
	in := make([]state, len(flow))
	seen := make([]bool, len(flow))
	in[0], seen[0] = start, true
	at := map[*summary.Call]uint64{}
	var exits []state
	for queue := []int32{0}; len(queue) > 0; queue = queue[1:] {
		b := &flow[queue[0]]
		s := in[queue[0]]
		for _, i := range b.Calls {
			c := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
			at[c.Call] |= p.runsUnder(c, s)
			s = p.step(c, s)
		}
		if b.Exit == summary.Returns {
			exits = append(exits, s)
		}
		for k, n := range b.Next() {
			out := p.asked(b, s, k == 0)
			if joined := (state{in[n].held | out.held, in[n].later | out.later}); !seen[n] || joined != in[n] {
				in[n], seen[n] = joined, true
				queue = append(queue, n)
			}
		}
	}
	for c, bits := range at {
		p.at[c] = p.open(bits)
		if c.Defer { // when it runs, what is ended in the body has ended, unless something has failed
			p.at[c] = slices.DeleteFunc(p.at[c], func(t *Tx) bool { return p.now[t] })
		}
	}
	for _, t := range p.ahead {
		if !p.mine(t) {
			p.ends(t)
		}
	}
	p.summarise(exits)
}

// bit returns the bit of a transaction or lock, none where there are too many.
func (p *pass) bit(t *Tx) uint64 {
	i := slices.Index(p.holds, t)
	if i < 0 {
		if len(p.holds) == maxHolds {
			return 0
		}
		i = len(p.holds)
		p.holds = append(p.holds, t)
	}
	return 1 << i
}

func (p *pass) open(bits uint64) (out []*Tx) {
	for i, t := range p.holds {
		if bits&(1<<i) != 0 {
			out = append(out, t)
		}
	}
	return out
}

// runsUnder returns what is open when a call runs. A deferred call runs before what was deferred earlier ends something; a goroutine runs under nothing.
func (p *pass) runsUnder(c summary.CallRef, s state) uint64 {
	switch {
	case c.Call.Go:
		return 0
	case !c.Call.Defer:
		return s.held
	}
	under := s.held & s.later
	for _, t := range p.endsOf(c) { // what it ends itself is open when it begins
		under |= p.matching(t, s.held)
	}
	return under
}

// step is what is open after a call, where some was before.
func (p *pass) step(c summary.CallRef, s state) state {
	if c.Call.Go {
		return s
	}
	for _, t := range p.endsOf(c) {
		gone := p.matching(t, s.held)
		for _, tx := range p.open(gone) {
			p.ended[tx] = true
			p.now[tx] = p.now[tx] || !c.Call.Defer && !p.deferred()
		}
		if c.Call.Defer && gone == 0 {
			if !slices.Contains(p.ahead, t) {
				p.ahead = append(p.ahead, t)
			}
			continue
		}
		if gone&^p.own != 0 || gone == 0 && !p.mine(t) {
			p.ends(t)
		}
		if c.Call.Defer {
			s.later |= gone
		} else {
			s.held &^= gone
			s.later &^= gone
		}
	}
	if c.Call.Defer {
		return s
	}
	for _, t := range p.begins(c) {
		b := p.bit(t)
		p.own |= b
		s.held |= b
		s.later &^= b
		for _, e := range p.ahead {
			if p.matching(e, b) != 0 {
				s.later |= b
				p.ended[t] = true
			}
		}
	}
	return s
}

// deferred reports whether the function is a literal that runs when the one around it returns.
func (p *pass) deferred() bool {
	for f := p.fn; f.Func.Lit && f.Func.Site >= 0; f = f.Outer() {
		if f.Pkg.Calls[f.Func.Site].Defer {
			return true
		}
	}
	return false
}

// asked is what is open where a block goes on: a call that failed has begun nothing.
func (p *pass) asked(b *summary.Block, s state, then bool) state {
	is := b.ElseIs
	if then {
		is = b.ThenIs
	}
	if is != summary.Failed && is != summary.False {
		return s
	}
	for _, i := range b.Asks {
		for _, t := range p.begun[&p.fn.Pkg.Calls[i]] {
			if i := slices.Index(p.holds, t); i >= 0 && !t.Runs {
				s.held &^= 1 << i
			}
		}
	}
	return s
}

// begins returns what a call leaves open.
func (p *pass) begins(c summary.CallRef) []*Tx {
	known := p.begun[c.Call]
	if len(known) > 0 {
		return slices.DeleteFunc(slices.Clone(known), func(t *Tx) bool { return t.Runs })
	}
	var out []*Tx
	if r, ok := p.x.roles[c.Call]; ok {
		if r.kind == "begin" || r.kind == "lock" {
			out = append(out, p.x.begun(c, r))
		}
	} else {
		for _, f := range p.x.Program.Callees(c) {
			if b := p.x.funcs[f.Func]; b != nil && p.runs(c, f) {
				for _, t := range b.opens {
					out = p.x.opened(out, c, t)
					if !t.Lock && t.out >= 0 && c.Call.Iface != "" {
						p.x.pools[c.Call.Iface] = true
					}
				}
			}
		}
	}
	for _, f := range p.literals(c) {
		if b := p.x.funcs[f.Func]; b != nil {
			for _, t := range b.opens {
				out = p.x.opened(out, c, t)
			}
		}
	}
	p.begun[c.Call] = append(p.begun[c.Call], out...)
	return out
}

// runs reports whether a call runs a function that it reaches, and does not just hand it on.
func (p *pass) runs(c summary.CallRef, f summary.FuncRef) bool {
	if c.Call.Callee != "" && c.Call.Iface == "" && f.Func.Key != c.Call.Callee {
		return false
	}
	return true
}

// opened adds what a function that call c runs leaves open, as the caller has it.
func (x *Index) opened(out []*Tx, c summary.CallRef, t *Tx) []*Tx {
	up := *t
	up.Begin = c
	switch {
	case t.Lock:
		up.Value = x.up(c, t.Value)
	case t.out >= 0:
		up.Value = x.Program.Result(c, t.out)
	case t.out == outReceiver:
		up.Value = x.Program.Arg(c, -1)
	}
	for _, o := range out { // another implementation
		if o.Lock == up.Lock && o.Value == up.Value {
			return out
		}
	}
	return append(out, &up)
}

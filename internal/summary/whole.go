package summary

import (
	"slices"
	"strings"
)

// whole reports whether all indices of a package point to something that is there, so that linking can rely on them.
func (p *Package) whole() bool {
	c := checker{nodes: len(p.Nodes), calls: len(p.Calls), funcs: len(p.Funcs), loops: len(p.Loops)}
	for i := range p.Nodes {
		c.value(&p.Nodes[i])
	}
	for i := range p.Calls {
		c.call(&p.Calls[i])
	}
	for i := range p.Funcs {
		c.function(&p.Funcs[i], i)
	}
	for i := range p.Loops {
		l := &p.Loops[i]
		c.below(c.funcs, l.Fn)
		c.below(i, l.Outer) // those around a loop come before it
		c.node(l.Over)
		c.bad = c.bad || int(l.Class) >= len(classNames)
	}
	for _, e := range p.Edges {
		c.node(e.From, e.To)
		c.bad = c.bad || e.From < 0 || e.To < 0
	}
	for i := range p.Stores {
		s := &p.Stores[i]
		c.node(s.Base, s.Value, s.Cond)
		c.below(c.funcs, s.Fn)
	}
	for i := range p.Puts {
		c.node(p.Puts[i].Base)
	}
	for i := range p.Reads {
		c.node(p.Reads[i].Base)
	}
	for i := range p.Growths {
		c.node(p.Growths[i].In, p.Growths[i].Key, p.Growths[i].Cond)
		c.below(c.funcs, p.Growths[i].Fn)
		c.below(c.loops, p.Growths[i].Loop)
	}
	for i := range p.Carries {
		c.carry(&p.Carries[i])
	}
	for i := range p.Checks {
		c.below(c.calls, p.Checks[i].Call)
		c.below(c.calls, p.Checks[i].Through...)
		c.bad = c.bad || p.Checks[i].Call < 0
	}
	for _, sends := range [][]Send{p.Sends, p.Closes} {
		for i := range sends {
			c.node(sends[i].Chan)
			c.below(c.funcs, sends[i].Fn)
			c.below(c.loops, sends[i].In)
		}
	}
	return !c.bad
}

// checker knows what indices count, and whether one was found that points nowhere.
type checker struct {
	nodes, calls, funcs, loops int
	bad                        bool
}

// below wants indices below n, or -1.
func (c *checker) below(n int, indices ...int32) {
	for _, i := range indices {
		if i < -1 || int(i) >= n {
			c.bad = true
		}
	}
}

func (c *checker) node(nodes ...Node) {
	for _, n := range nodes {
		if n < None || int(n) >= c.nodes {
			c.bad = true
		}
	}
}

func (c *checker) value(v *Value) {
	c.below(c.funcs, v.Fn)
	if v.Kind == Result || v.Call != 0 { // others leave it at that
		c.below(c.calls, v.Call)
	}
	c.node(v.Cond, v.Base)
	for i := range v.Fields {
		c.node(v.Fields[i].Value)
	}
	for i := range v.Parts {
		c.node(v.Parts[i].Node)
	}
	if v.Kind > Unknown || v.Kind == Result && v.Call < 0 || v.Kind == Field && !strings.Contains(v.Key, ".") {
		c.bad = true
	}
}

func (c *checker) call(p *Call) {
	c.node(p.Dyn, p.Recv, p.Cond)
	c.node(p.Args...)
	c.node(p.Results...)
	c.below(c.funcs, p.Fn)
	c.below(c.loops, p.In)
	for i := range p.Needs {
		c.below(c.funcs, p.Needs[i].Fn)
	}
}

func (c *checker) carry(p *Carry) {
	c.below(c.calls, p.From, p.To)
	c.below(c.calls, p.Through...)
	c.bad = c.bad || p.To < 0
	for i := range p.Changes {
		c.below(c.calls, p.Changes[i].By)
	}
}

// function checks function i of its package. Those around a literal come before it.
func (c *checker) function(f *Function, i int) {
	c.below(i, f.Parent)
	c.below(c.calls, f.Site)
	c.node(f.Recv, f.Ctx, f.Request)
	c.node(f.Params...)
	c.node(f.Results...)
	for i := range f.Changes {
		c.below(c.calls, f.Changes[i].By)
	}
	for i := range f.Panics {
		c.node(f.Panics[i].On)
	}
	for _, s := range f.Sources {
		c.below(c.loops, s.Loop)
		c.below(c.funcs, s.Fn)
	}
	for i := range f.Flow {
		b := &f.Flow[i]
		c.below(len(f.Flow), b.Then, b.Else)
		c.node(b.Param)
		for k := range b.Moves {
			c.node(b.Moves[k].Node)
			c.bad = c.bad || b.Moves[k].Node < 0
		}
		for _, calls := range [][]int32{b.Calls, b.Asks, b.Compares} {
			c.below(c.calls, calls...)
			c.bad = c.bad || slices.Contains(calls, -1)
		}
	}
}

package summary

import "strings"

// pkg is a package. How many of everything there are comes before the indices that point there.
func (c *coder) pkg(p *Package) {
	c.str(&p.Path)
	c.path = p.Path
	c.str(&p.Name)
	p.Main = c.mask(p.Main).has(0)
	list(c, &p.Imports, (*coder).str)
	list(c, &p.Uses, (*coder).str)
	list(c, &p.Generated, (*coder).str)
	length(c, &p.Nodes)
	length(c, &p.Calls)
	length(c, &p.Funcs)
	length(c, &p.Loops)
	c.nodes, c.calls, c.funcs, c.loops = len(p.Nodes), len(p.Calls), len(p.Funcs), len(p.Loops)
	elements(c, p.Nodes, (*coder).value)
	elements(c, p.Calls, (*coder).call)
	for i := range p.Funcs {
		c.function(&p.Funcs[i], i)
	}
	for i := range p.Loops {
		c.loop(&p.Loops[i], i)
	}
	near := 0
	list(c, &p.Edges, func(c *coder, e *Edge) { c.edge(e, &near) })
	list(c, &p.Stores, (*coder).store)
	list(c, &p.Puts, (*coder).put)
	list(c, &p.Types, (*coder).named)
	list(c, &p.Sends, (*coder).send)
	list(c, &p.Closes, (*coder).send)
}

func (c *coder) value(v *Value) {
	m := c.mask(v.Fn != c.fn, v.Key != "", v.Type != "", v.Value != "", v.Cond != None, v.Base != 0,
		v.Index != 0, v.Call != 0, v.Field != "", v.Fields != nil, v.Parts != nil)
	num(c, &v.Kind)
	if m.has(0) {
		at(c, &v.Fn, c.funcs)
		c.fn = v.Fn
	}
	v.Fn = c.fn
	c.strIf(m.has(1), &v.Key)
	c.strIf(m.has(2), &v.Type)
	c.strIf(m.has(3), &v.Value)
	c.nodeIf(m.has(4), &v.Cond)
	if m.has(5) {
		c.node(&v.Base)
	}
	if m.has(6) {
		distance(c, &v.Index, 0)
	}
	if m.has(7) {
		at(c, &v.Call, c.calls)
	}
	c.strIf(m.has(8), &v.Field)
	listIf(c, m.has(9), &v.Fields, (*coder).fieldValue)
	listIf(c, m.has(10), &v.Parts, (*coder).part)
	c.pos(&v.Pos)
	if v.Kind > Unknown || v.Kind == Result && (v.Call < 0 || int(v.Call) >= c.calls) || v.Kind == Field && !strings.Contains(v.Key, ".") {
		c.fail()
	}
}

func (c *coder) fieldValue(f *FieldValue) {
	c.str(&f.Name)
	c.node(&f.Value)
	c.pos(&f.Pos)
}

func (c *coder) part(p *Part) {
	c.str(&p.Lit)
	c.node(&p.Node)
}

// edge is told by the distance from the one before.
func (c *coder) edge(e *Edge, near *int) {
	m := c.mask(e.Elem, e.Copy)
	e.Elem, e.Copy = m.has(0), m.has(1)
	for _, n := range []*Node{&e.From, &e.To} {
		i := int(*n)
		distance(c, &i, *near)
		if *near = i; i < 0 || i >= c.nodes {
			c.fail()
			return
		}
		*n = Node(i)
	}
}

func (c *coder) call(p *Call) {
	m := c.mask(p.Callee != "", p.Iface != "", p.Rest != "", p.Dyn != None, p.Recv != None, p.Args != nil, p.Results != nil, p.Cond != None,
		p.In != -1, p.Like != "", p.RecvDeps != 0, p.ConnDeps != 0, p.Deps != nil, p.Guard != 0, p.WhenTrue != 0, p.WhenFalse != 0,
		p.ByName != 0, p.Whole != 0, p.Spread, p.Go, p.Defer, p.Endless, p.Dropped,
		p.Needs != nil, p.Takes != 0, p.Gives != 0, p.Under != 0, p.Use != 0, p.Soft)
	c.strIf(m.has(0), &p.Callee)
	c.strIf(m.has(1), &p.Iface)
	c.strIf(m.has(1), &p.Method)
	c.strIf(m.has(2), &p.Rest)
	c.nodeIf(m.has(3), &p.Dyn)
	c.nodeIf(m.has(4), &p.Recv)
	listIf(c, m.has(5), &p.Args, (*coder).node)
	listIf(c, m.has(6), &p.Results, (*coder).node)
	c.nodeIf(m.has(7), &p.Cond)
	if m.has(8) {
		at(c, &p.In, c.loops)
	} else {
		p.In = -1
	}
	c.strIf(m.has(9), &p.Like)
	numIf(c, m.has(10), &p.RecvDeps)
	numIf(c, m.has(11), &p.ConnDeps)
	listIf(c, m.has(12), &p.Deps, num[Deps])
	numIf(c, m.has(13), &p.Guard)
	numIf(c, m.has(14), &p.WhenTrue)
	numIf(c, m.has(15), &p.WhenFalse)
	numIf(c, m.has(16), &p.ByName)
	numIf(c, m.has(17), &p.Whole)
	p.Spread, p.Go, p.Defer, p.Endless, p.Dropped = m.has(18), m.has(19), m.has(20), m.has(21), m.has(22)
	listIf(c, m.has(23), &p.Needs, (*coder).need)
	numIf(c, m.has(24), &p.Takes)
	numIf(c, m.has(25), &p.Gives)
	numIf(c, m.has(26), &p.Under)
	numIf(c, m.has(27), &p.Use)
	p.Soft = m.has(28)
	at(c, &p.Fn, c.funcs)
	c.pos(&p.Pos)
}

func (c *coder) need(n *Need) {
	at(c, &n.Fn, c.funcs)
	distance(c, &n.Param, 0)
	c.str(&n.Field)
}

func (c *coder) store(s *Store) {
	c.node(&s.Base)
	c.str(&s.Field)
	c.node(&s.Value)
	c.node(&s.Cond)
	at(c, &s.Fn, c.funcs)
	c.pos(&s.Pos)
}

func (c *coder) put(p *Put) {
	c.node(&p.Base)
	c.str(&p.Field)
}

// function is function i of its package. Those around a literal come before it.
func (c *coder) function(f *Function, i int) {
	m := c.mask(f.Parent != -1, f.Recv != None, f.Params != nil, f.Results != nil, f.Site != -1, f.SiteArg != -1, f.Sources != nil,
		f.Ctx != None, f.Request != None, f.Variadic, f.Lit, f.Exported, f.Test, f.Waits)
	c.str(&f.Key)
	c.str(&f.Name)
	f.Parent, f.Site, f.SiteArg = orNone(c, f.Parent), orNone(c, f.Site), orNone(c, f.SiteArg)
	if m.has(0) {
		at(c, &f.Parent, i)
	}
	c.nodeIf(m.has(1), &f.Recv)
	listIf(c, m.has(2), &f.Params, (*coder).node)
	listIf(c, m.has(3), &f.Results, (*coder).node)
	if m.has(4) {
		at(c, &f.Site, c.calls)
	}
	if m.has(5) {
		distance(c, &f.SiteArg, 0)
	}
	listIf(c, m.has(6), &f.Sources, (*coder).source)
	c.nodeIf(m.has(7), &f.Ctx)
	c.nodeIf(m.has(8), &f.Request)
	f.Variadic, f.Lit, f.Exported, f.Test, f.Waits = m.has(9), m.has(10), m.has(11), m.has(12), m.has(13)
	c.pos(&f.Pos)
}

// orNone is -1 when reading: what a number is that was left out.
func orNone(c *coder, n int32) int32 {
	if c.reading {
		return -1
	}
	return n
}

func (c *coder) source(s *Source) {
	at(c, &s.Loop, c.loops)
	at(c, &s.Fn, c.funcs)
	distance(c, &s.Param, 0)
}

// loop is loop i of its package. Those around it come before it.
func (c *coder) loop(l *Loop, i int) {
	num(c, &l.Class)
	c.str(&l.Why)
	at(c, &l.Fn, c.funcs)
	at(c, &l.Outer, i)
	c.node(&l.Over)
	c.str(&l.Item)
	c.str(&l.Text)
	num(c, &l.Elem)
	m := c.mask(l.Bounded, l.Awaited, l.Cut, l.Piece != 0)
	l.Bounded, l.Awaited, l.Cut = m.has(0), m.has(1), m.has(2)
	numIf(c, m.has(3), &l.Piece)
	c.pos(&l.Pos)
	distance(c, &l.End, l.Pos.Line)
	if int(l.Class) >= len(classNames) {
		c.fail()
	}
}

func (c *coder) named(t *NamedType) {
	c.str(&t.Key)
	t.Iface = c.mask(t.Iface).has(0)
	list(c, &t.Methods, func(c *coder, s *MethodSig) {
		c.str(&s.Name)
		c.str(&s.Sig)
		c.str(&s.Func)
	})
}

func (c *coder) send(s *Send) {
	c.node(&s.Chan)
	at(c, &s.Fn, c.funcs)
	at(c, &s.In, c.loops)
	c.pos(&s.Pos)
}

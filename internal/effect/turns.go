package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Turn is a loop that a call runs in, or something that runs it for each element as a loop does.
type Turn struct {
	Loop  *summary.Loop // nil for what is no statement
	Class summary.LoopClass
	Why   string
	Item  string // what each turn is about
	Text  string
	Bits  summary.Deps // the sources that stand for the element
	Pos   summary.Pos
	Fn    string // the function that has the loop
	// Guard are the guards between the call and the loop.
	Guard   summary.Guard
	Bounded bool
	// By is what turns where there is no loop: "GraphQL", "a template", "sorting".
	By string
	// Over is the collection where a call runs a function for each element, NoID where that is not known or a statement is the loop.
	Over summary.ID
}

// multiplies reports whether the data decides how often the loop turns, an element at a time.
func (t Turn) multiplies() bool { return t.Class == summary.Collection || t.Class == summary.Rows }

// Turns returns the loops that a call runs in, innermost first, up to the function that it runs in.
func (x *Index) Turns(c summary.CallRef) []Turn {
	var out []Turn
	guard := c.Call.Guard
	for {
		for i := c.Call.In; i >= 0; i = c.Pkg.Loops[i].Outer {
			t := x.turn(c.Pkg, &c.Pkg.Loops[i], guard)
			if i == c.Call.In && c.Call.Fetches || reads(c, t) {
				t.Class, t.Why = summary.Page, "it reads what the loop goes over"
			}
			out = append(out, t)
			if guard &^= summary.Alone; guard&summary.Left == 0 {
				guard &^= summary.FirstHit
			}
		}
		f := x.Program.Enclosing(c)
		u := x.inline(f)
		if !u.runs {
			return append(out, x.framework(f, guard)...)
		}
		site := x.siteOf(f)
		guard |= u.guard
		if u.async {
			guard |= summary.Async
		}
		if u.each || u.batch {
			out = append(out, x.each(f, site, u, guard))
		}
		c = site
		guard = guard&^(summary.FirstHit|summary.Left) | c.Call.Guard
	}
}

// reads reports whether a call is the one that each turn of a loop reads the next record with.
func reads(c summary.CallRef, t Turn) bool {
	return t.Class == summary.Rows && c.Call.Callee != "" && strings.HasSuffix(t.Text, c.Call.Callee[strings.LastIndexByte(c.Call.Callee, '.'):])
}

// turn describes a loop statement. A loop over what the code lists is constant however it is written; one over a channel is what fills it.
func (x *Index) turn(pkg *summary.Package, l *summary.Loop, guard summary.Guard) Turn {
	t := x.turns.of(l, func() Turn { return x.describe(pkg, l) })
	t.Guard = guard
	return t
}

// describe is turn without the guards between the call and the loop.
func (x *Index) describe(pkg *summary.Package, l *summary.Loop) Turn {
	t := Turn{Loop: l, Class: l.Class, Why: l.Why, Item: l.Item, Text: l.Text, Bits: l.Elem, Pos: l.Pos, Fn: pkg.FunctionName(l.Fn), Bounded: l.Bounded, Over: summary.NoID}
	switch {
	case l.Class == summary.Collection && l.Over != summary.None && x.listed(x.Program.ID(pkg, l.Over)):
		t.Class, t.Why = summary.Constant, "what it goes over is listed in the code"
	case l.Class == summary.Collection && l.Over != summary.None && x.configured(pkg, l):
		t.Class, t.Why = summary.Constant, "what it goes over is set up once, with what owns it"
	case l.Class == summary.Collection && l.Over != summary.None && x.onlyOne(x.Program.ID(pkg, l.Over), 4):
		t.Class, t.Why = summary.Constant, "every caller gives one "+l.Item
	case l.Class == summary.Collection && l.Over != summary.None && x.asksFew(x.Program.ID(pkg, l.Over), 4):
		t.Class, t.Why = summary.Constant, "the code asks for a few of them at most"
	case l.Class == summary.Channel:
		if f := x.feeder(pkg, l); f.Loop != nil {
			t.Class, t.Why, t.Item = f.Loop.Class, "what is sent to the channel is a collection: "+f.Loop.Why, f.Loop.Item
			t.Bounded = t.Bounded || x.worker(summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[l.Fn]})
		} else if x.answers(x.Program.ID(pkg, l.Over)) {
			t.Class, t.Why = summary.Rows, "a client sends what it has found to the channel"
		} else {
			t.Class, t.Why = summary.Consumer, "it takes what is sent to a channel"
		}
	}
	return t
}

// answers reports whether a channel is what a client of a library answers a question with: the objects of a listing.
func (x *Index) answers(ch summary.ID) bool {
	if ch == summary.NoID {
		return false
	}
	origins := x.Program.Origins(ch)
	return len(origins) > 0 && !slices.ContainsFunc(origins, func(o summary.ID) bool {
		from := x.Program.CallOf(o)
		if from.IsZero() || from.Call.Iface != "" {
			return true
		}
		e, ok := x.Program.Catalog.Get(from.Call.Callee, "effect")
		return !ok || e.Attrs["op"] != string(Read) && e.Attrs["op"] != string(Call)
	})
}

// worker reports whether a function that takes elements from a channel is one of some that do: it is started as a goroutine, itself or by a
// literal.
func (x *Index) worker(f summary.FuncRef) bool {
	return f.Func.Lit || slices.ContainsFunc(x.Program.Callers(f), func(c summary.CallRef) bool {
		return c.Call.Go || c.Call.Fn >= 0 && c.Pkg.Funcs[c.Call.Fn].Lit
	})
}

// each describes a call that runs a literal for each element.
func (x *Index) each(f summary.FuncRef, site summary.CallRef, u use, guard summary.Guard) Turn {
	t := Turn{Class: summary.Collection, Why: "it is run for each element by " + calleeName(site), Item: "item", Pos: site.Call.Pos, Fn: site.Pkg.FunctionName(site.Call.Fn), Guard: guard, Over: summary.NoID}
	if u.batch {
		t.Class, t.Why = summary.Chunk, "it is run for each batch by "+calleeName(site)
	}
	fn := x.indexOf[f.Func]
	for i, s := range f.Pkg.Funcs[root(f.Pkg, fn)].Sources {
		if s.Loop < 0 && s.Fn == fn && slices.Contains(u.elem, int(s.Param)) {
			t.Bits |= 1 << i
			if name := paramName(f, int(s.Param)); t.Item == "item" && (len(name) > 2 || name == "id") {
				t.Item = name
			}
		}
	}
	x.over(&t, site, u)
	return t
}

// over names the collection that a call runs a function for each element of, if it is known.
func (x *Index) over(t *Turn, site summary.CallRef, u use) {
	if u.over < -1 || u.over >= len(site.Call.Args) {
		return
	}
	id := x.Program.Arg(site, u.over)
	if id == summary.NoID {
		return
	}
	t.Over = id
	if x.listed(id) {
		t.Class, t.Why = summary.Constant, "what it goes over is listed in the code"
	}
}

func paramName(f summary.FuncRef, i int) string {
	if i < 0 || i >= len(f.Func.Params) {
		return ""
	}
	return f.Pkg.Nodes[f.Func.Params[i]].Key
}

// calleeName returns what is called, as code would write it.
func calleeName(c summary.CallRef) string {
	if c.Call.Callee != "" {
		return catalog.ShortName(c.Call.Callee)
	}
	if c.Call.Dyn != summary.None {
		if v := &c.Pkg.Nodes[c.Call.Dyn]; v.Key != "" && v.Kind != summary.Const {
			return v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		}
	}
	return "the function value"
}

const (
	maxListed = 8  // elements of a literal in a function
	maxTable  = 64 // elements of a literal at package level
)

// listed reports whether a collection holds nothing but what the code lists: a short literal, or elements of a table at package level.
func (x *Index) listed(id summary.ID) bool {
	p := x.Program
	objects, short := p.ObjectsWhile(id, func(o summary.ID) bool {
		v := p.Value(o)
		return v.Kind == summary.Lit && strings.HasPrefix(v.Type, "[]") && len(v.Fields) > 0 && (len(v.Fields) <= maxListed || len(v.Fields) <= maxTable && x.constants(o))
	})
	if short && len(objects) > 0 {
		return true
	}
	table, nils, others := false, false, 0
	origins, ok := p.OriginsWhile(id, func(o summary.ID) bool {
		v := p.Value(o)
		isNil := v.Kind == summary.Const && v.Value == "nil"
		nils = nils || isNil
		if v.Kind != summary.Const {
			others++
		}
		switch {
		case v.Kind == summary.Lit && v.Fn < 0 && len(v.Fields) <= maxTable && strings.HasPrefix(v.Type, "[]") && len(v.Fields) > 0:
			table = true
		case v.Kind == summary.Const: // given one by one to a variadic parameter
		case v.Fn < 0 && (v.Kind == summary.Lit || v.Kind == summary.Func):
		case v.Kind == summary.Zero, v.Kind == summary.Lit && len(v.Fields) == 0:
		default:
			return false
		}
		return true
	})
	if !ok || len(origins) == 0 {
		return false
	}
	if others == 0 && !nils && len(origins) <= maxTable {
		return true
	}
	return table && !slices.ContainsFunc(origins, func(o summary.ID) bool { // constants of a function count only alone
		v := p.Value(o)
		return v.Kind == summary.Const && v.Fn >= 0 && v.Value != "nil"
	})
}

// constants reports whether a literal holds nothing but constants.
func (x *Index) constants(lit summary.ID) bool {
	pkg := x.Program.Owner(lit)
	return !slices.ContainsFunc(x.Program.Value(lit).Fields, func(f summary.FieldValue) bool {
		return f.Value == summary.None || pkg.Nodes[f.Value].Kind != summary.Const
	})
}

// configured reports whether a loop goes over a field that is set when its owner is made, and not by the owner's methods: the backends,
// replicas or hooks that a service has. The owner is a service if it has methods, and holds connections or interfaces too.
func (x *Index) configured(pkg *summary.Package, l *summary.Loop) bool {
	p := x.Program
	id := p.ID(pkg, l.Over)
	for range 3 {
		v := p.Value(id)
		if v.Kind == summary.Field {
			owner := v.Key[:strings.LastIndexByte(v.Key, '.')]
			if settings(owner) {
				return true
			}
			return x.service(owner) && !slices.ContainsFunc(p.Inputs(id), func(in summary.ID) bool {
				f := p.FunctionOf(in)
				return !f.IsZero() && f.Func.Recv != summary.None && f.Pkg.Nodes[f.Func.Recv].Type == owner
			})
		}
		in := p.Assigned(id)
		if v.Kind != summary.Var || len(in) == 0 {
			return false
		}
		id = in[0]
	}
	return false
}

// settings reports whether a type holds what whoever runs the program has configured, by its name.
func settings(typeKey string) bool {
	name := typeKey[strings.LastIndexByte(typeKey, '.')+1:]
	for _, verb := range []string{"Get", "List", "Find", "Set", "Update", "Create", "Save", "Add", "Delete", "Remove"} {
		if strings.HasPrefix(name, verb) {
			return false // a command or a query about settings
		}
	}
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"config", "options", "settings", "opts", "cfg", "conf", "flags"}, func(s string) bool { return strings.HasSuffix(name, s) })
}

// service reports whether a struct type has methods, and a field that is a connection or an interface of the program.
func (x *Index) service(owner string) bool {
	p := x.Program
	return x.sites.acting[owner] && slices.ContainsFunc(p.StructFields(owner), func(f summary.ID) bool {
		t := p.Value(f).Type
		return p.Catalog.Handles(t) || x.ifaces[t]
	})
}

// feed is the loop that fills a channel.
type feed struct{ Loop *summary.Loop }

// feeder returns the loop over a collection that sends its elements to the channel that l receives from, if the channel is closed when
// they are sent, or both stand in one function.
func (x *Index) feeder(pkg *summary.Package, l *summary.Loop) feed {
	return x.fed.of(l, func() feed { return x.feeds(pkg, l) })
}

func (x *Index) feeds(pkg *summary.Package, l *summary.Loop) (out feed) {
	if l.Over == summary.None {
		return out
	}
	made := x.Program.Origins(x.Program.ID(pkg, l.Over))
	same := func(from *summary.Package, n summary.Node) bool {
		if n == summary.None {
			return false
		}
		return slices.ContainsFunc(x.Program.Origins(x.Program.ID(from, n)), func(o summary.ID) bool { return slices.Contains(made, o) })
	}
	var loop *summary.Loop
	for _, from := range x.Program.Packages {
		for _, s := range from.Sends {
			if !same(from, s.Chan) {
				continue
			}
			in := s.In
			for in >= 0 && from.Loops[in].Class > summary.Rows {
				in = from.Loops[in].Outer
			}
			if in < 0 {
				return out // something else is sent as well
			}
			ends := from == pkg && root(from, s.Fn) == root(pkg, l.Fn)
			for _, c := range from.Closes {
				ends = ends || root(from, c.Fn) == root(from, s.Fn) && same(from, c.Chan)
			}
			if !ends {
				return out
			}
			loop = &from.Loops[in]
		}
	}
	out.Loop = loop
	return out
}

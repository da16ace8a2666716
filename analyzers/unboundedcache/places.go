package unboundedcache

import (
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// place is a collection that may live as long as the program: a field, a variable of a package, or a variable of a function that hands functions on.
type place struct {
	id   summary.ID
	typ  string // its own type; collections of another type are elements of it
	adds []growth
	ends []growth // what takes elements out, or makes it another collection
	// renewed is where the struct that it is a field of becomes another.
	renewed []growth
	// limited says that somebody asks how many elements there are, lent that its address is handed to somebody.
	limited, lent bool
}

// growth is something done to how much a place holds.
type growth struct {
	*summary.Growth
	pkg *summary.Package
}

// call is the growth as a call, for who asks what makes calls run.
func (g growth) call() summary.CallRef {
	return summary.CallRef{Pkg: g.pkg, Call: &summary.Call{Fn: g.Fn, In: g.Loop, Pos: g.Pos, Dyn: summary.None, Recv: summary.None, Cond: summary.None}}
}

type placesKey struct{}

// placesOf returns the places of a program. They are found once.
func placesOf(prog *summary.Program) *finder {
	return prog.Memo(placesKey{}, func() any {
		x := &finder{prog: prog, at: map[summary.ID]*place{}, renewed: map[string][]growth{}}
		for _, pkg := range prog.Packages {
			for i := range pkg.Growths {
				x.note(growth{&pkg.Growths[i], pkg})
			}
			for i := range pkg.Calls {
				x.library(pkg, &pkg.Calls[i])
			}
		}
		for _, p := range x.all {
			if v := prog.Value(p.id); v.Kind == summary.Field {
				p.renewed = x.renewed[v.FieldOwner()]
			}
		}
		x.share()
		x.all = slices.DeleteFunc(x.all, func(p *place) bool { return len(p.adds) == 0 })
		return x
	}).(*finder)
}

// share notes what is done to a collection that several fields hold, as when two servers are given one, at each of them.
func (x *finder) share() {
	holders := map[summary.ID][]*place{} // by what the collection is made by
	for _, p := range x.all {
		v := x.prog.Value(p.id)
		if v.Kind != summary.Field {
			continue
		}
		for _, o := range x.held(p.id) {
			if of := x.prog.Value(o); (of.Kind == summary.Lit || of.Kind == summary.Zero || of.Kind == summary.Result) && strings.TrimPrefix(of.Type, "[]") == v.Type {
				holders[o] = append(holders[o], p)
			}
		}
	}
	ends := map[*place][]growth{}
	for _, same := range holders {
		for _, p := range same {
			for _, o := range same {
				if o != p && len(p.adds) > 0 {
					ends[p] = append(ends[p], o.ends...)
					p.limited, p.lent = p.limited || o.limited, p.lent || o.lent
				}
			}
		}
	}
	for p, more := range ends {
		p.ends = append(p.ends, more...)
	}
}

// held returns where the collections that a field holds may be made. What its elements come from is none of it.
func (x *finder) held(field summary.ID) []summary.ID {
	v := x.prog.Value(field)
	if !v.List {
		return x.prog.Origins(field)
	}
	out := x.prog.Objects(field)
	for _, lit := range objectsOf(x.prog).made[v.FieldOwner()] {
		for _, f := range x.prog.Value(lit).Fields {
			if f.Value != summary.None && strings.HasSuffix(v.Key, "."+f.Name) {
				out = append(out, x.prog.Objects(x.prog.ID(x.prog.Owner(lit), f.Value))...)
			}
		}
	}
	return out
}

// finder finds places.
type finder struct {
	prog *summary.Program
	at   map[summary.ID]*place
	all  []*place // that something is put into, in the order of the code
	// renewed is where objects of a struct type become others, by the type.
	renewed map[string][]growth
	asks    []growth // how much there is, of any place
}

var verbs = map[string]uint8{"adds": summary.Adds, "removes": summary.Removes, "resets": summary.Resets, "limits": summary.Limits}

// library notes what a function of a library does to a collection.
func (x *finder) library(pkg *summary.Package, c *summary.Call) {
	e, ok := x.prog.Catalog.Get(c.Callee, "keeps")
	if !ok {
		return
	}
	of, key := c.Recv, summary.None
	if e.Has("of") {
		of = arg(c, e.Int("of", 0))
	}
	if e.Has("key") {
		key = arg(c, e.Int("key", 0))
	}
	if of != summary.None {
		x.note(growth{&summary.Growth{In: of, Does: verbs[e.Attrs["do"]], Key: key, Cond: c.Cond, Fn: c.Fn, Loop: c.In, Pos: c.Pos}, pkg})
	}
}

func arg(c *summary.Call, i int) summary.Node {
	if i >= len(c.Args) {
		return summary.None
	}
	return c.Args[i]
}

// note notes a growth at the places that it is of.
func (x *finder) note(g growth) {
	if g.Fn >= 0 && g.pkg.Funcs[g.Fn].Test {
		return
	}
	if g.Does == summary.Asks {
		x.asks = append(x.asks, g)
		return
	}
	if g.Does == summary.Resets && len(x.prog.StructFields(g.Type)) > 0 {
		x.renewed[g.Type] = append(x.renewed[g.Type], g)
		return
	}
	for _, id := range x.prog.ReadFrom(x.prog.ID(g.pkg, g.In)) {
		v := x.prog.Value(id)
		direct := x.prog.ID(g.pkg, g.In) == id
		if (v.Kind == summary.Var || v.Kind == summary.Param) && !direct {
			continue
		}
		if !direct && g.Var && !x.prog.Becomes(x.prog.ID(g.pkg, g.In), id) {
			continue // it has as many elements as before
		}
		if !direct && !v.List && strings.TrimLeft(g.Type[strings.LastIndexByte(g.Type, ']')+1:], "*") == v.Type {
			continue // it is an element
		}
		p := x.at[id]
		if p == nil {
			p = &place{id: id}
			x.at[id] = p
			x.all = append(x.all, p)
		}
		if direct && !g.Inner && g.Type != "" {
			p.typ = g.Type
		}
		switch g.Does {
		case summary.Adds:
			p.adds = append(p.adds, g)
		case summary.Removes, summary.Resets:
			p.ends = append(p.ends, g)
		case summary.Limits:
			p.limited = true
		case summary.Lends:
			p.lent = true
		}
	}
}

// ended reports whether something takes out again what is added to a place, or makes it another collection after it was first made. What takes
// elements out of its elements alone leaves those.
func (p *place) ended(prog *summary.Program, added growth) bool {
	return slices.ContainsFunc(p.ends, func(g growth) bool {
		if p.own(added) && !p.own(g) {
			return false
		}
		return g.Does == summary.Removes || !begins(prog, p, g)
	}) || slices.ContainsFunc(p.renewed, func(g growth) bool { return !begins(prog, nil, g) })
}

// shrinks reports whether something takes elements out of the elements of a place: what they belong to comes and goes, and so do their keys.
func (p *place) shrinks() bool {
	return slices.ContainsFunc(p.ends, func(g growth) bool { return g.Does == summary.Removes && !p.own(g) })
}

// own reports whether something is done to a place itself, rather than to an element of it. Functions of libraries are handed nothing else.
func (p *place) own(g growth) bool { return g.Type == "" || g.Type == p.typ }

// begins reports whether a place is given its first collection: in a function that makes what it is a field of, or that is called so, in one
// that runs when the program starts.
func begins(prog *summary.Program, p *place, g growth) bool {
	f := root(prog.Enclosing(g.call()))
	if f.IsZero() {
		return true
	}
	name := f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:]
	for _, prefix := range []string{"New", "new", "init", "Init", "Make", "make", "Create", "Setup", "setup", "Open"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	if p != nil && p.fills(prog, g) {
		return true
	}
	if in := prog.Enclosing(g.call()); in.Func.Lit && in.Func.Site >= 0 {
		if e, ok := prog.Catalog.Get(in.Pkg.Calls[in.Func.Site].Callee, "callback"); ok && e.Has("once") {
			return true
		}
	}
	return g.Loop < 0 && prog.Reached(g.call(), nil).Only(summary.ByStart, summary.ByCommand)
}

// fills reports whether something is done to a field by the function that makes what it is a field of, or to an element where that has just been put in.
func (p *place) fills(prog *summary.Program, g growth) bool {
	if g.Inner && slices.ContainsFunc(p.adds, func(o growth) bool {
		return !o.Inner && o.pkg == g.pkg && o.Fn == g.Fn && o.Cond == g.Cond && o.Pos.Line < g.Pos.Line
	}) {
		return true
	}
	v := prog.Value(p.id)
	if v.Kind != summary.Field {
		return false
	}
	owner := v.FieldOwner()
	return slices.ContainsFunc(g.pkg.Nodes, func(n summary.Value) bool {
		return n.Fn == g.Fn && (n.Kind == summary.Lit || n.Kind == summary.Zero) && n.Type == owner
	})
}

// asked reports whether a helper is told how much a place holds, and what it says is compared with a limit.
func asked(prog *summary.Program, p *place) bool {
	return slices.ContainsFunc(placesOf(prog).asks, func(g growth) bool {
		return slices.Contains(prog.ReadFrom(prog.ID(g.pkg, g.In)), p.id) && slices.ContainsFunc(prog.Aliases(prog.ID(g.pkg, g.Key)), func(a summary.ID) bool {
			return compares(prog.Value(a)) && slices.ContainsFunc(prog.Inputs(a), func(in summary.ID) bool {
				n, err := strconv.Atoi(prog.Value(in).Value)
				return limit(prog.Value(in)) || err == nil && n > 1
			})
		})
	})
}

// counted reports whether the function that adds compares a number that is kept beside the place with a limit.
func (p *place) counted(prog *summary.Program, g growth) bool {
	of := prog.Value(p.id)
	beside := func(v *summary.Value) bool {
		return v.Kind == of.Kind && !v.List && handler.IsNumber(v.Type) && (v.Kind == summary.Global || v.Kind == summary.Field && v.FieldOwner() == of.FieldOwner())
	}
	for i := range g.pkg.Nodes {
		if v := &g.pkg.Nodes[i]; v.Fn == g.Fn && compares(v) {
			in := prog.Inputs(prog.ID(g.pkg, summary.Node(i)))
			if len(in) == 2 && (limit(prog.Value(in[0])) && beside(prog.Value(in[1])) || limit(prog.Value(in[1])) && beside(prog.Value(in[0]))) {
				return true
			}
		}
	}
	return false
}

// moved reports whether what is added was taken out of another collection, by the same key in the same function, which nothing fills again and again:
// there is as much as before.
func moved(prog *summary.Program, pl *place, g growth) bool {
	return g.Key != summary.None && slices.ContainsFunc(placesOf(prog).all, func(from *place) bool {
		return from != pl && slices.ContainsFunc(from.ends, func(e growth) bool {
			return e.Does == summary.Removes && e.pkg == g.pkg && e.Fn == g.Fn && e.Key == g.Key
		}) &&
			!slices.ContainsFunc(from.adds, func(a growth) bool { _, again := byWhom(prog, from, a); return again })
	})
}

// compares reports whether a value is a comparison, or what is left up to something.
func compares(v *summary.Value) bool {
	return v.Kind == summary.Expr && slices.Contains([]string{"<", "<=", ">", ">=", "==", "-"}, v.Value)
}

// limit reports whether a value is a limit, by its name.
func limit(v *summary.Value) bool {
	return handler.HasWord(v.Key[strings.LastIndexByte(v.Key, '.')+1:]+" "+v.Field, []string{"max", "limit", "cap", "capacity", "size", "bound", "quota", "keep", "threshold", "budget"})
}

// root returns the declared function that a literal stands in.
func root(f summary.FuncRef) summary.FuncRef {
	for !f.IsZero() && f.Func.Lit && !f.Outer().IsZero() {
		f = f.Outer()
	}
	return f
}

// open reports whether code that is not seen may take elements out of a place: it has an exported name, and there are packages that are not seen.
func open(prog *summary.Program, p *place) bool {
	v := prog.Value(p.id)
	if !prog.Partial || v.Kind != summary.Field && v.Kind != summary.Global {
		return false
	}
	name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
	if !upper(name) {
		return false
	}
	owner := v.FieldOwner()
	return v.Kind == summary.Global || upper(owner[strings.LastIndexByte(owner, '.')+1:])
}

func upper(name string) bool { return name != "" && name[0] >= 'A' && name[0] <= 'Z' }

package unboundedcache

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/route"
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

// placesOf returns the places of a program that something is put into, in the order of the code. They are found once.
func placesOf(prog *summary.Program) []*place {
	return prog.Memo(placesKey{}, func() any {
		x := finder{prog: prog, at: map[summary.ID]*place{}, renewed: map[string][]growth{}}
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
		return slices.DeleteFunc(x.all, func(p *place) bool { return len(p.adds) == 0 })
	}).([]*place)
}

type finder struct {
	prog *summary.Program
	at   map[summary.ID]*place
	all  []*place
	// renewed is where objects of a struct type become others, by the type.
	renewed map[string][]growth
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
		x.note(growth{&summary.Growth{In: of, Does: verbs[e.Attrs["do"]], Key: key, Fn: c.Fn, Loop: c.In, Pos: c.Pos}, pkg})
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
		p := x.at[id]
		if p == nil {
			p = &place{id: id}
			x.at[id] = p
			x.all = append(x.all, p)
		}
		if direct && !g.Inner {
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
		if added.Type == p.typ && g.Type != p.typ {
			return false
		}
		return g.Does == summary.Removes || !begins(prog, p, g)
	}) || slices.ContainsFunc(p.renewed, func(g growth) bool { return !begins(prog, nil, g) })
}

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
	if p != nil && prog.Value(p.id).Kind == summary.Field {
		owner := prog.Value(p.id).FieldOwner()
		for i := range g.pkg.Nodes {
			if v := &g.pkg.Nodes[i]; v.Fn == g.Fn && (v.Kind == summary.Lit || v.Kind == summary.Zero) && v.Type == owner {
				return true
			}
		}
	}
	if in := prog.Enclosing(g.call()); in.Func.Lit && in.Func.Site >= 0 {
		if e, ok := prog.Catalog.Get(in.Pkg.Calls[in.Func.Site].Callee, "callback"); ok && e.Has("once") {
			return true
		}
	}
	return prog.Reached(g.call(), nil).Only(summary.ByStart, summary.ByCommand)
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

// lives is what is known of how long the objects of a type live.
type lives struct {
	request bool // some are made for a request, or again and again by a clock
	start   bool // some are made when the program starts, or are held by a variable of a package
	work    bool // some are made by a function that keeps them to itself
	given   bool // some are handed back by an exported function
}

// objects are the values of a program by their type: what makes objects, the variables of packages and the fields that hold one.
type objects struct {
	made, globals, fields map[string][]summary.ID
}

// lived is a type of whose objects it is known how long they live, and how far up that was looked for.
type lived struct {
	typ   string
	depth int
}

type objectsKey struct{}

func objectsOf(prog *summary.Program) *objects {
	return prog.Memo(objectsKey{}, func() any {
		x := &objects{made: map[string][]summary.ID{}, globals: map[string][]summary.ID{}, fields: map[string][]summary.ID{}}
		for _, pkg := range prog.Packages {
			for i := range pkg.Nodes {
				v, id := &pkg.Nodes[i], prog.ID(pkg, summary.Node(i))
				switch {
				case (v.Kind == summary.Lit || v.Kind == summary.Zero) && (v.Fn < 0 || !pkg.Funcs[v.Fn].Test):
					x.made[v.Type] = append(x.made[v.Type], id)
				case v.Kind == summary.Global && !v.List:
					x.globals[v.Type] = append(x.globals[v.Type], id)
				case v.Kind == summary.Field && !v.List && v.Pos.IsValid() && v.FieldOwner() != v.Type && prog.Package(catalog.PackageOf(v.FieldOwner())) == pkg:
					x.fields[v.Type] = append(x.fields[v.Type], id)
				}
			}
		}
		return x
	}).(*objects)
}

// life returns how long the objects of a struct type live, by where they are made, and by what they are a field of up to a depth.
func (x *objects) life(prog *summary.Program, typ string, depth int) lives {
	return prog.Memo(lived{typ, depth}, func() any { return x.look(prog, typ, depth) }).(lives)
}

func (x *objects) look(prog *summary.Program, typ string, depth int) (l lives) {
	held := map[summary.ID]bool{}
	for _, g := range x.globals[typ] {
		for _, o := range prog.Objects(g) {
			held[o] = true
		}
	}
	made := false
	for _, id := range x.made[typ] {
		v := prog.Value(id)
		if held[id] {
			l.start, made = true, true
			continue
		}
		if v.Fn < 0 {
			continue // a field, or an element of what a variable of the package holds
		}
		made = true
		c := summary.CallRef{Pkg: prog.Owner(id), Call: &summary.Call{Fn: v.Fn, In: -1, Pos: v.Pos, Dyn: summary.None, Recv: summary.None, Cond: v.Cond}}
		ways := prog.Reached(c, nil)
		l.request = l.request || ways.Has(summary.ByRequest, summary.ByClock) || slices.ContainsFunc(route.Of(prog).Through(c), func(e *route.Entry) bool {
			return e.Kind.Requests() || e.Kind == route.Consumer
		})
		l.start = l.start || ways.Has(summary.ByStart)
		given := handed(prog, id)
		l.work, l.given = l.work || !given, l.given || given
	}
	if depth > 0 {
		for _, f := range x.fields[typ] {
			if up := x.life(prog, prog.Value(f).FieldOwner(), depth-1); !made || up.request {
				l = lives{l.request || up.request, l.start || up.start, l.work || up.work, l.given || up.given}
			}
		}
	}
	return l
}

// handed reports whether an object is handed back by an exported function, or by the one that makes it.
func handed(prog *summary.Program, id summary.ID) bool {
	return slices.ContainsFunc(prog.Aliases(id), func(a summary.ID) bool {
		if prog.Value(a).Kind != summary.Return {
			return false
		}
		f := prog.FunctionOf(a)
		return !f.IsZero() && f.Func.Exported
	})
}

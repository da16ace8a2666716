package unboundedcache

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// lives is what is known of how long the objects of a type live.
type lives struct {
	long  bool // some live as long as the program
	short bool // some live no longer than a request, a message, or a call of the function that makes them
	given bool // some are handed to whoever calls an exported function, or answer requests
}

func (l *lives) add(o lives) {
	*l = lives{l.long || o.long, l.short || o.short, l.given || o.given}
}

// objects are the values of a program by their type: what makes objects, the variables of packages and the fields that hold one.
type objects struct {
	prog                  *summary.Program
	made, globals, fields map[string][]summary.ID
	// answers are the types whose methods are given requests or messages.
	answers map[string]bool
}

// lived is a type of whose objects it is known how long they live, and how far up that was looked for.
type lived struct {
	typ   string
	depth int
}

type objectsKey struct{}

func objectsOf(prog *summary.Program) *objects {
	return prog.Memo(objectsKey{}, func() any {
		x := &objects{prog: prog, made: map[string][]summary.ID{}, globals: map[string][]summary.ID{}, fields: map[string][]summary.ID{}, answers: map[string]bool{}}
		for _, pkg := range prog.Packages {
			support := prog.TestSupport(pkg)
			for i := range pkg.Nodes {
				v, id := &pkg.Nodes[i], prog.ID(pkg, summary.Node(i))
				switch {
				case (v.Kind == summary.Lit || v.Kind == summary.Zero) && (v.Fn < 0 || !pkg.Funcs[v.Fn].Test) && !support:
					x.made[v.Type] = append(x.made[v.Type], id)
				case v.Kind == summary.Global && !v.List:
					x.globals[v.Type] = append(x.globals[v.Type], id)
				case v.Kind == summary.Field && v.Pos.IsValid() && v.FieldOwner() != v.Type && prog.Package(catalog.PackageOf(v.FieldOwner())) == pkg:
					x.fields[v.Type] = append(x.fields[v.Type], id)
				}
			}
			for i := range pkg.Funcs {
				if f := &pkg.Funcs[i]; f.Request != summary.None && f.Recv != summary.None {
					x.answers[pkg.Nodes[f.Recv].Type] = true
				}
			}
		}
		for _, e := range route.Of(prog).Entries {
			if f := e.Handler.Func; serves(e) && !f.IsZero() && f.Func.Recv != summary.None {
				x.answers[f.Pkg.Nodes[f.Func.Recv].Type] = true
			}
		}
		return x
	}).(*objects)
}

// life returns how long the objects of a struct type live, by where they are made, and by what they are a field of up to a depth.
func (x *objects) life(typ string, depth int) lives {
	if depth == 0 {
		return lives{}
	}
	return x.prog.Memo(lived{typ, depth}, func() any {
		l := lives{long: len(x.globals[typ]) > 0, given: x.answers[typ]}
		made := false
		for _, id := range x.made[typ] {
			if v := x.prog.Value(id); v.Fn >= 0 || v.Kind == summary.Lit { // else a field, or a variable of the package
				l.add(x.object(id, depth))
				made = true
			}
		}
		for _, f := range x.fields[typ] { // held by value, or nobody is seen to make one
			if up := x.life(x.prog.Value(f).FieldOwner(), depth-1); !made || up.short {
				l.add(up)
			}
		}
		return l
	}).(lives)
}

// object returns how long an object lives.
func (x *objects) object(id summary.ID, depth int) lives {
	prog, v := x.prog, x.prog.Value(id)
	if v.Fn < 0 {
		return lives{long: true}
	}
	at := summary.CallRef{Pkg: prog.Owner(id), Call: &summary.Call{Fn: v.Fn, In: -1, Pos: v.Pos, Dyn: summary.None, Recv: summary.None, Cond: v.Cond}}
	ways := prog.Reached(at, once(prog))
	again := ways.Has(summary.ByRequest, summary.ByClock) || !x.answers[v.Type] && operates(prog, ways) || slices.ContainsFunc(route.Of(prog).Through(at), serves)
	l, kept := lives{}, false
	for _, a := range prog.Aliases(id) {
		switch to := prog.Value(a); to.Kind {
		case summary.Global:
			l.long = l.long || !again || keeps(prog, a)
		case summary.Field:
			if owner := to.FieldOwner(); owner != v.Type && (!again || keeps(prog, a)) {
				up := x.life(owner, depth-1)
				l.long, l.given, kept = l.long || up.long, l.given || up.given, kept || !up.short
			}
		case summary.Return:
			f := prog.FunctionOf(a)
			l.given = l.given || !again && !f.IsZero() && f.Func.Exported && len(prog.Callers(f)) == 0
		}
		l.given = l.given || !again && slices.ContainsFunc(prog.Uses(a), func(u summary.Use) bool { return u.Arg >= 0 && len(prog.Callees(u.CallRef)) == 0 })
	}
	l.long = l.long || !again && ways.Has(summary.ByStart)
	l.short = !l.long && (again || !l.given && !kept)
	return l
}

// operates reports whether nothing but an operation leads to code, which somebody who is not seen asks for again and again: a function that is given
// a context or a request, and sets nothing up by its name.
func operates(prog *summary.Program, ways summary.Ways) bool {
	way := ways[summary.Unseen]
	if len(way) == 0 || !ways.Only(summary.Unseen) {
		return false
	}
	f := root(prog.Enclosing(way[0]))
	return !f.IsZero() && (f.Func.Ctx != summary.None || f.Func.Request != summary.None) && !registers(f) && !starts(f)
}

// lent reports whether a method is one that a library calls as often as it likes: its name is exported, and an object of its type is handed to a library that
// is not the standard one, which formats, copies and encodes.
func (x *objects) lent(f summary.FuncRef) bool {
	name := f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:]
	if f.Func.Recv == summary.None || !upper(name) {
		return false
	}
	foreign := func(key string) bool {
		pkg := catalog.PackageOf(key)
		return key != "" && !catalog.Standard(pkg) && x.prog.Package(pkg) == nil
	}
	return slices.ContainsFunc(x.made[f.Pkg.Nodes[f.Func.Recv].Type], func(id summary.ID) bool {
		return slices.ContainsFunc(x.prog.Aliases(id), func(a summary.ID) bool {
			return slices.ContainsFunc(x.prog.Uses(a), func(u summary.Use) bool {
				return u.Arg >= 0 && len(x.prog.Callees(u.CallRef)) == 0 && foreign(u.Call.Callee)
			})
		})
	})
}

// serves reports whether an entry runs for each request or message.
func serves(e *route.Entry) bool { return e.Kind.Requests() || e.Kind == route.Consumer }

// keeps reports whether a variable or field is a collection that only grows: what is put into it stays.
func keeps(prog *summary.Program, id summary.ID) bool {
	p := placesOf(prog).at[id]
	return p != nil && len(p.adds) > 0 && len(p.ends) == 0 && !p.limited && !p.lent
}

// once returns what leaves out calls of functions that run what they are given a single time.
func once(prog *summary.Program) func(summary.CallRef) bool {
	return func(c summary.CallRef) bool {
		e, ok := prog.Catalog.Get(c.Call.Callee, "callback")
		return ok && e.Has("once")
	}
}

// outlives reports whether a variable of a function lives longer than what adds to it: a literal adds that the function hands on, or a loop
// that waits for work while the function runs.
func outlives(prog *summary.Program, v *summary.Value, id summary.ID, g growth) bool {
	owner := prog.Owner(id)
	if owner != g.pkg || v.Fn < 0 || v.Kind == summary.Param {
		return false
	}
	at := summary.CallRef{Pkg: owner, Call: &summary.Call{Fn: v.Fn, In: -1, Pos: v.Pos, Dyn: summary.None, Recv: summary.None, Cond: summary.None}}
	entries := route.Of(prog).Through(at)
	if prog.Reached(at, nil).Has(summary.ByRequest, summary.ByClock) || len(entries) > 0 && v.Fn != g.Fn {
		return false
	}
	if v.Fn != g.Fn {
		return handler.Root(prog.Enclosing(g.call())).Func.Request != summary.None || prog.Reached(at, nil).Has(summary.ByStart)
	}
	for i := g.Loop; i >= 0; i = g.pkg.Loops[i].Outer {
		l := &g.pkg.Loops[i]
		if l.Class == summary.Consumer || l.Outer < 0 && slices.ContainsFunc(entries, func(e *route.Entry) bool { return e.Kind == route.Consumer }) {
			return v.Pos.Line < l.Pos.Line
		}
	}
	return false
}

package route

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// events returns the entries of function hosts and of what takes messages.
func (r *reader) events() []*Entry {
	var out []*Entry
	for _, pkg := range r.prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			at, ok := r.entry(c, "entry")
			if f := r.prog.Enclosing(c); !ok || !f.IsZero() && f.Func.Test {
				continue
			}
			name := ""
			if at.Has("name") {
				name = r.event(c, at.Int("name", 0))
			}
			fs := r.prog.FunctionsAt(r.prog.Arg(c, at.Int("fn", 0)))
			if m := at.Attrs["method"]; m != "" {
				fs = append(fs, methodsOf(r.prog, r.prog.Arg(c, at.Int("fn", 0)), m)...)
			}
			for _, f := range fs {
				en := &Entry{Kind: Kind(at.Attrs["is"]), Path: name, Handler: handlerOf(f, ""), At: c, Pos: c.Call.Pos}
				if name == "" {
					en.Path = en.Handler.Name
				}
				out = append(out, en)
			}
			if len(fs) == 0 {
				out = append(out, &Entry{Kind: Kind(at.Attrs["is"]), Path: strings.TrimPrefix(name+" ", " "), At: c, Pos: c.Call.Pos, Open: []string{"the handler is not seen"}})
			}
		}
	}
	return out
}

// methodsOf returns the methods of a name that the types have which a value may be of.
func methodsOf(prog *summary.Program, id summary.ID, method string) []summary.FuncRef {
	if id == summary.NoID {
		return nil
	}
	var out []summary.FuncRef
	seen := map[string]bool{}
	for _, o := range prog.Origins(id) {
		typ := prog.Value(o).Type
		for _, key := range []string{"(*" + typ + ")." + method, "(" + typ + ")." + method} {
			if f, ok := prog.Function(key); ok && !seen[key] {
				seen[key] = true
				out = append(out, f)
			}
		}
	}
	return out
}

// loop is the entry of a function with a loop that waits: one that takes messages is a consumer of them.
func (r *reader) loop(f summary.FuncRef, h Handler) *Entry {
	for o := f; !o.IsZero(); o = o.Outer() { // the call that begins it may stand around a literal with the loop
		if c, d := r.takes(o); !c.IsZero() {
			en := &Entry{Kind: Consumer, Path: h.Name, Handler: h, Pos: h.Pos}
			if d.Has("name") {
				en.Path = cmp.Or(r.event(c, d.Int("name", 0)), en.Path)
			}
			return en
		}
	}
	return &Entry{Kind: Loop, Path: h.Name, Handler: h, Pos: h.Pos}
}

// takes returns the call of a function that takes messages, if it has one.
func (r *reader) takes(f summary.FuncRef) (summary.CallRef, catalog.Entry) {
	for _, c := range r.prog.Calls(f) {
		if d, ok := r.entry(c, "daemon"); ok && d.Has("takes") {
			return c, d
		}
	}
	return summary.CallRef{}, catalog.Entry{}
}

// event returns what an argument calls the event, or "": a text, or a list of them.
func (r *reader) event(c summary.CallRef, arg int) string {
	e := &eval{reader: r}
	var names []string
	for _, el := range e.elements(value{id: r.prog.Arg(c, arg), env: r.none()}) {
		for _, name := range e.texts(el) {
			if name != "" && name != Unseen && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ",")
}

// jobs returns what runs by a clock, the commands of a command line, and the loops that wait.
func (r *reader) jobs() []*Entry {
	prog := r.prog
	var out []*Entry
	scheduled := prog.Scheduled()
	for _, pkg := range prog.Packages {
		if prog.TestSupport(pkg) {
			continue
		}
		out = append(out, commands(prog, pkg)...)
		waits := r.waiting(pkg)
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if f.Func.Test {
				continue
			}
			h := handlerOf(f, "")
			if scheduled[f.Func] {
				out = append(out, &Entry{Kind: Schedule, Path: h.Name, Handler: h, Pos: h.Pos})
			} else if waits[int32(i)] {
				out = append(out, r.loop(f, h))
			}
		}
	}
	return out
}

// waiting returns the functions of a package with a loop that waits for a clock or for work, and calls something until the program ends, or that
// goes over the messages which the function takes. One that joins a group of consumers again and again is none: the entry is what it hands over.
func (r *reader) waiting(pkg *summary.Package) map[int32]bool {
	out := map[int32]bool{}
	looked := map[int32]bool{}
	joins := map[int32]bool{} // loops
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if _, ok := r.entry(c, "entry"); ok && c.Call.In >= 0 {
			joins[c.Call.In] = true
		}
	}
	for i := range pkg.Calls {
		c := &pkg.Calls[i]
		if c.In < 0 || c.Fn < 0 {
			continue
		}
		for k := c.In; c.Endless && k >= 0; k = pkg.Loops[k].Outer {
			if class := pkg.Loops[k].Class; !joins[k] && (class == summary.Poll || class == summary.Consumer) {
				out[c.Fn] = true
			}
		}
		if !looked[c.Fn] {
			looked[c.Fn] = true
			if t, _ := r.takes(summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[c.Fn]}); !t.IsZero() {
				out[c.Fn] = true
			}
		}
	}
	return out
}

// commands returns the commands of a command line that a package has: described in literals, or by what is stored in them, or methods of types.
func commands(prog *summary.Program, pkg *summary.Package) []*Entry {
	var out []*Entry
	is := func(v *summary.Value) bool {
		_, ok := prog.Catalog.Get(v.Type, "command")
		return ok && v.Type != ""
	}
	named := func(lit *summary.Value) string {
		for _, f := range lit.Fields {
			if f.Name == "Use" || f.Name == "Name" {
				text, _ := prog.ConstOf(prog.ID(pkg, f.Value))
				name, _, _ := strings.Cut(text, " ")
				return name
			}
		}
		return ""
	}
	add := func(field, name string, n summary.Node, pos summary.Pos) {
		if field != "Run" && field != "RunE" && field != "Action" || n == summary.None {
			return
		}
		for _, fn := range prog.FunctionsAt(prog.ID(pkg, n)) {
			h := handlerOf(fn, "")
			out = append(out, &Entry{Kind: Command, Path: cmp.Or(name, h.Name), Handler: h, Pos: pos})
		}
	}
	for i := range pkg.Nodes {
		if v := &pkg.Nodes[i]; v.Kind == summary.Lit && is(v) {
			for _, f := range v.Fields {
				add(f.Name, named(v), f.Value, f.Pos)
			}
		}
	}
	for i := range pkg.Stores {
		s := &pkg.Stores[i]
		if s.Base == summary.None || !is(&pkg.Nodes[s.Base]) {
			continue
		}
		name := ""
		for _, o := range prog.Origins(prog.ID(pkg, s.Base)) {
			if v := prog.Value(o); v.Kind == summary.Lit && prog.Owner(o) == pkg {
				name = named(v)
			}
		}
		add(s.Field[strings.LastIndexByte(s.Field, '.')+1:], name, s.Value, s.Pos)
	}
	for _, f := range prog.CommandMethods(pkg) {
		h := handlerOf(f, "")
		typ := strings.TrimLeft(f.Func.Name[:strings.LastIndexByte(f.Func.Name, ')')], "(*")
		out = append(out, &Entry{Kind: Command, Path: strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(typ, "Cmd"), "Command")), Handler: h, Pos: h.Pos})
	}
	return out
}

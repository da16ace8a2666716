package route

import (
	"strings"

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
				e := &eval{reader: r}
				name = e.texts(value{id: r.prog.Arg(c, at.Int("name", 0)), env: r.none()})[0]
			}
			fs := r.prog.FunctionsAt(r.prog.Arg(c, at.Int("fn", 0)))
			if m := at.Attrs["method"]; m != "" {
				fs = append(fs, methodsOf(r.prog, r.prog.Arg(c, at.Int("fn", 0)), m)...)
			}
			for _, f := range fs {
				en := &Entry{Kind: Kind(at.Attrs["is"]), Path: name, Handler: handlerOf(f, ""), At: c, Pos: c.Call.Pos}
				if name == "" || name == Unseen {
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

// jobs returns what runs by a clock, the commands of a command line, and the loops that wait.
func jobs(prog *summary.Program) []*Entry {
	var out []*Entry
	scheduled := prog.Scheduled()
	for _, pkg := range prog.Packages {
		if prog.TestSupport(pkg) {
			continue
		}
		out = append(out, commands(prog, pkg)...)
		waits := waiting(pkg)
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if f.Func.Test {
				continue
			}
			h := handlerOf(f, "")
			if scheduled[f.Func] {
				out = append(out, &Entry{Kind: Schedule, Path: h.Name, Handler: h, Pos: h.Pos})
			} else if waits[int32(i)] {
				out = append(out, &Entry{Kind: Loop, Path: h.Name, Handler: h, Pos: h.Pos})
			}
		}
	}
	return out
}

// waiting returns the functions of a package with a loop that waits for a clock or for work, and calls something until the program ends.
func waiting(pkg *summary.Package) map[int32]bool {
	out := map[int32]bool{}
	for i := range pkg.Calls {
		c := &pkg.Calls[i]
		for k := c.In; c.Endless && k >= 0; k = pkg.Loops[k].Outer {
			if class := pkg.Loops[k].Class; class == summary.Poll || class == summary.Consumer {
				out[c.Fn] = true
			}
		}
	}
	return out
}

// commands returns the commands of a command line that a package describes in literals.
func commands(prog *summary.Program, pkg *summary.Package) []*Entry {
	var out []*Entry
	for i := range pkg.Nodes {
		v := &pkg.Nodes[i]
		if v.Kind != summary.Lit || v.Type == "" {
			continue
		}
		if _, ok := prog.Catalog.Get(v.Type, "command"); !ok {
			continue
		}
		name := ""
		for _, f := range v.Fields {
			if f.Name == "Use" || f.Name == "Name" {
				text, _ := prog.ConstOf(prog.ID(pkg, f.Value))
				name, _, _ = strings.Cut(text, " ")
			}
		}
		for _, f := range v.Fields {
			if f.Name != "Run" && f.Name != "RunE" && f.Name != "Action" || f.Value == summary.None {
				continue
			}
			for _, fn := range prog.FunctionsAt(prog.ID(pkg, f.Value)) {
				en := &Entry{Kind: Command, Path: name, Handler: handlerOf(fn, ""), Pos: f.Pos}
				if name == "" {
					en.Path = en.Handler.Name
				}
				out = append(out, en)
			}
		}
	}
	return out
}

// Package sqlsite finds where a package hands SQL to a database, with the texts it hands over. Rules about SQL start here:
// they judge templates and never follow a value themselves.
package sqlsite

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Site is one text at one call.
type Site struct {
	// Call is where a reviewer would comment: the call of the library, or of a function of the program that passes the text on to it.
	Call summary.CallRef
	// Entry is the line of the catalog about the library's function. Its Kind is empty where the function is known by name alone.
	Entry catalog.Entry
	Text  sqltext.Template
	// Base is the text as the function that calls the library shows it by itself, with holes for what Call hands over and for what other
	// functions have kept.
	Base sqltext.Template
	// Path are the calls that the text goes through after Call; the last one is of the library.
	Path []summary.CallRef
	// Shared says that the text is one of several that a field, package variable or collection holds: it need not be the one used here.
	Shared bool
	// Kept says that the text was handed to another function that kept it in a field or variable, from where it came here.
	Kept bool
	// Origin is where the text is written, NoID where that is not one place.
	Origin summary.ID
	// Holes are the values that the holes of Text stand for, in its order.
	Holes []summary.ID
}

// Of returns the texts that reach the database from calls in pkg, in the order of the calls. Builder calls give their fragments.
// Calls in tests are left out. interesting says by a literal part whether a text is worth following to the functions it is handed to.
func Of(prog *summary.Program, pkg *summary.Package, interesting func(string) bool) []Site {
	return NewFinder(prog).In(pkg, interesting)
}

// Finder is Of for several packages: it remembers what it has followed. It must not be used by several goroutines at once.
type Finder struct{ r *resolver }

// NewFinder returns a Finder for a program.
func NewFinder(prog *summary.Program) *Finder { return &Finder{newResolver(prog)} }

// Texts returns what a value may be as text, with holes for what is not known: there is always at least one.
func (f *Finder) Texts(id summary.ID) []sqltext.Template {
	var out []sqltext.Template
	for _, t := range f.r.resolve(id, maxDepth) {
		if tm := f.r.template(t); !slices.Contains(out, tm) {
			out = append(out, tm)
		}
	}
	return out
}

// In is Of for one package. interesting must be the same each time.
func (f *Finder) In(pkg *summary.Package, interesting func(string) bool) []Site {
	r := f.r
	var out []Site
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		for _, s := range r.sinks(c) {
			for _, arg := range s.args {
				for _, base := range r.resolve(arg, maxDepth) {
					for _, t := range r.ground(base, c, maxHops) {
						text := r.template(t)
						if s.entry.Kind == "" && !isStatement(text) {
							continue
						}
						out = append(out, Site{Call: c, Entry: s.entry, Text: text, Base: r.template(base), Shared: t.shared, Kept: t.kept, Origin: t.origin, Holes: t.holes()})
					}
				}
			}
		}
		out = append(out, r.handed(c, interesting)...)
	}
	return out
}

// handed returns the texts that a call gives to functions of the program which pass them on to the database.
func (r *resolver) handed(c summary.CallRef, interesting func(string) bool) []Site {
	callees := r.prog.Callees(c)
	var out []Site
	for _, f := range callees {
		for _, w := range r.wrapper(f, maxHops) {
			if !r.anyInteresting(w, f, c, interesting) {
				continue
			}
			base := r.template(w.text)
			for _, t := range r.substitute(w.text, f, c) {
				text := r.template(t)
				if w.entry.Kind == "" && !isStatement(text) {
					continue
				}
				out = append(out, Site{Call: c, Entry: w.entry, Text: text, Base: base, Path: w.path, Shared: t.shared, Origin: t.origin, Holes: t.holes()})
			}
		}
	}
	return out
}

// anyInteresting reports whether the call hands an interesting literal over to the text.
func (r *resolver) anyInteresting(w wrapped, f summary.FuncRef, c summary.CallRef, interesting func(string) bool) bool {
	args := r.arguments(f, c)
	for _, p := range w.pieces {
		arg, ok := args[p.Hole]
		if p.Hole == summary.NoID || !ok || arg == summary.NoID {
			continue
		}
		for _, t := range r.resolve(arg, maxDepth) {
			for _, q := range t.pieces {
				if q.Hole == summary.NoID && interesting(q.Lit) {
					return true
				}
			}
		}
	}
	return false
}

// sink is a call of a library function that takes SQL.
type sink struct {
	entry catalog.Entry
	args  []summary.ID
}

// sinks returns what a call gives to a database. A function that the catalog does not know takes a statement where its name says so: in
// other libraries, and in interfaces, whose implementations are not all seen.
func (r *resolver) sinks(c summary.CallRef) []sink {
	var out []sink
	known := false
	for _, callee := range r.callees(c) {
		for _, e := range r.prog.Catalog.Of(callee) {
			if e.Kind != "query" && e.Kind != "exec" && e.Kind != "prepare" {
				continue
			}
			known = true
			if !e.Has("sql") {
				continue
			}
			s := sink{entry: e}
			at := e.Int("sql", 0)
			s.args = append(s.args, r.prog.Arg(c, at))
			if e.Has("builder") { // further fragments
				for k := at + 1; k < len(c.Call.Args); k++ {
					s.args = append(s.args, r.prog.Arg(c, k))
				}
			}
			s.args = slices.DeleteFunc(s.args, func(id summary.ID) bool { return id == summary.NoID })
			out = append(out, s)
		}
	}
	if known || c.Call.Iface == "" && len(r.prog.Callees(c)) > 0 || !r.speaks(c.Call.Callee) {
		return out
	}
	for i := range c.Call.Args {
		if id := r.prog.Arg(c, i); id != summary.NoID && r.prog.Value(id).Type == "string" {
			return []sink{{args: []summary.ID{id}}}
		}
	}
	return nil
}

// speaks reports whether a function that the catalog does not know takes a statement, by its name. Of the standard library only
// database/sql talks to databases.
func (r *resolver) speaks(callee string) bool {
	pkg := catalog.PackageOf(callee)
	if catalog.Standard(pkg) && !strings.HasPrefix(pkg, "database/sql") && r.prog.Package(pkg) == nil {
		return false
	}
	return sqltext.TakesStatement(callee[strings.LastIndexByte(callee, '.')+1:])
}

// callees returns the keys of the functions that a call names, or that the value it calls may be.
func (r *resolver) callees(c summary.CallRef) []string {
	if c.Call.Callee != "" || len(c.Call.Args) == 0 {
		return []string{c.Call.Callee}
	}
	var out []string
	if dyn := r.prog.ID(c.Pkg, c.Call.Dyn); dyn != summary.NoID {
		for _, o := range r.prog.Origins(dyn) {
			if v := r.prog.Value(o); v.Kind == summary.Func && !slices.Contains(out, v.Value) {
				out = append(out, v.Value)
			}
		}
	}
	return out
}

// isStatement reports whether a text is a statement that reads or writes rows.
func isStatement(t sqltext.Template) bool {
	if !sqltext.IsSQL(t) {
		return false
	}
	for _, s := range sqltext.Statements(t) {
		switch s.Query.Verb {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE":
			return true
		}
	}
	return false
}

// wrapped is a text that a function gives to the database and that depends on the function's parameters.
type wrapped struct {
	text
	entry catalog.Entry
	path  []summary.CallRef
}

// wrapper returns the texts that function f, the literals in it and the functions they call give to the database, as far as they depend on
// parameters of f.
func (r *resolver) wrapper(f summary.FuncRef, hops int) []wrapped {
	if out, ok := r.wrappers[f.Func]; ok || hops == 0 {
		return out
	}
	r.wrappers[f.Func] = nil // recursion adds nothing
	params := r.params(f)
	if len(params) == 0 {
		return nil
	}
	var out []wrapped
	for _, c := range r.callsIn(f) {
		for _, s := range r.sinks(c) {
			for _, arg := range s.args {
				for _, t := range r.resolve(arg, maxDepth) {
					if t.mentions(params) {
						out = append(out, wrapped{t, s.entry, []summary.CallRef{c}})
					}
				}
			}
		}
		for _, g := range r.prog.Callees(c) {
			for _, w := range r.wrapper(g, hops-1) {
				for _, t := range r.substitute(w.text, g, c) {
					if t.mentions(params) && len(out) < maxTexts {
						out = append(out, wrapped{t, w.entry, append([]summary.CallRef{c}, w.path...)})
					}
				}
			}
		}
	}
	if len(out) > maxTexts {
		out = out[:maxTexts]
	}
	r.wrappers[f.Func] = out
	return out
}

// callsIn returns the calls of a function and of the literals in it.
func (r *resolver) callsIn(f summary.FuncRef) []summary.CallRef {
	index, ok := r.calls[f.Pkg]
	if !ok {
		index = map[*summary.Function][]summary.CallRef{}
		for i := range f.Pkg.Calls {
			c := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
			for g := r.prog.Enclosing(c); !g.IsZero(); g = g.Outer() {
				index[g.Func] = append(index[g.Func], c)
			}
		}
		r.calls[f.Pkg] = index
	}
	return index[f.Func]
}

// AnyColumns reports whether the columns of a call's result are read at run time: code for any table cannot name them.
func AnyColumns(prog *summary.Program, c summary.CallRef) bool {
	for _, a := range prog.Aliases(prog.Result(c, 0)) {
		for _, u := range prog.Uses(a) {
			if _, ok := prog.Catalog.Get(u.Call.Callee, "columns"); ok && u.Arg == -1 {
				return true
			}
		}
	}
	return false
}

// Migration reports whether a call belongs to a migration, by the name of its package, file or function.
func Migration(c summary.CallRef) bool {
	word := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), "immigra", "") }
	for dir := range strings.SplitSeq(word(c.Pkg.Path), "/") {
		if strings.HasPrefix(dir, "migrat") || strings.HasSuffix(dir, "migrations") || strings.HasSuffix(dir, "migration") {
			return true
		}
	}
	file := word(c.Call.Pos.File)
	return strings.Contains(word(c.Pkg.FunctionName(c.Call.Fn)), "migrat") || strings.Contains(file, "migrat") || numbered().MatchString(file)
}

// numbered matches files such as 0012_add_users.go and 20240131120000_x.go.
var numbered = lazyre.New(`^(v?\d{3,}|\d{2,})[_-]`)

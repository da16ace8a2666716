package route

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// Guarded reports whether middleware before the handler of an entry does something (see Does), or one of its functions is such as is asked for.
func (e *Entry) Guarded(what string, such func(summary.FuncRef) bool) bool {
	return e.Does(what) || slices.ContainsFunc(e.Chain, func(s Step) bool { return slices.ContainsFunc(s.Funcs, such) })
}

// everywhere is the key of the calls that Everywhere has found, by what they do.
type everywhere string

// Everywhere reports whether a program that may run a function hands its router, and so all that it serves, to something that does what the catalog's
// kind guards says, or serves what that gives: a call of such, of what such a call has made (httprate.Limit(10, time.Minute)(router)), of a function of
// which around says so, or one of which named does.
func (m *Map) Everywhere(f summary.FuncRef, what string, around func(summary.FuncRef) bool, named func(summary.CallRef) bool) bool {
	calls := m.Program.Memo(everywhere(what), func() any {
		var out []summary.CallRef
		for _, pkg := range m.Program.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if (m.guards(c.Call.Callee, what) || m.madeBy(c, what) || named != nil && named(c) || slices.ContainsFunc(m.Program.Callees(c), around)) && (m.takesRouter(c) || m.served(c)) {
					out = append(out, c)
				}
			}
		}
		return out
	}).([]summary.CallRef)
	mains := m.Program.Mains(f)
	return slices.ContainsFunc(calls, func(c summary.CallRef) bool {
		in := m.Program.Mains(m.Program.Enclosing(c))
		return len(mains) == 0 || len(in) == 0 || slices.ContainsFunc(in, func(p *summary.Package) bool { return slices.Contains(mains, p) })
	})
}

func (m *Map) guards(callee, what string) bool {
	e, ok := m.Program.Catalog.Get(callee, "guards")
	return ok && e.Attrs["what"] == what
}

// madeBy reports whether a call is one of a function that is a library's middleware, or that such has made.
func (m *Map) madeBy(c summary.CallRef, what string) bool {
	return c.Call.Dyn != summary.None && slices.ContainsFunc(m.Program.Origins(m.Program.ID(c.Pkg, c.Call.Dyn)), func(o summary.ID) bool {
		if v := m.Program.Value(o); v.Kind == summary.Func {
			return m.guards(v.Value, what)
		}
		made := m.Program.CallOf(o)
		return !made.IsZero() && m.guards(made.Call.Callee, what)
	})
}

// takesRouter reports whether a call is given a router.
func (m *Map) takesRouter(c summary.CallRef) bool {
	for k := range c.Call.Args {
		a := m.Program.Arg(c, k)
		if a != summary.NoID && slices.ContainsFunc(m.Program.Origins(a), func(o summary.ID) bool {
			_, ok := m.Program.Catalog.Get(m.Program.Value(o).Type, "router")
			return ok
		}) {
			return true
		}
	}
	return false
}

// served reports whether what a call gives is the handler of a server.
func (m *Map) served(c summary.CallRef) bool {
	prog := m.Program
	id := prog.Result(c, 0)
	if id == summary.NoID {
		return false
	}
	made := append([]summary.ID{id}, prog.Aliases(id)...)
	for _, a := range made {
		if slices.ContainsFunc(prog.Uses(a), func(u summary.Use) bool {
			e, ok := prog.Catalog.Get(u.Call.Callee, "serve")
			return ok && e.Has("handler") && u.Arg == e.Int("handler", 0)
		}) {
			return true
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Nodes {
			e, ok := prog.Catalog.Get(pkg.Nodes[i].Type, "server")
			if !ok || !e.Has("handler") {
				continue
			}
			if slices.ContainsFunc(prog.FieldsOf(prog.ID(pkg, summary.Node(i)), e.Attrs["handler"]), func(f summary.ID) bool { return slices.Contains(made, f) }) {
				return true
			}
		}
	}
	return false
}

package route

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// index notes the functions that entries run: handlers and middleware.
func (m *Map) index() {
	m.at = map[*summary.Function][]*Entry{}
	for _, e := range m.Entries {
		fs := []summary.FuncRef{e.Handler.Func}
		for _, s := range e.Chain {
			fs = append(fs, s.Funcs...)
		}
		for _, f := range fs {
			if f.IsZero() || slices.Contains(m.at[f.Func], e) {
				continue
			}
			m.at[f.Func] = append(m.at[f.Func], e)
		}
	}
}

// Entering returns the entries that reach a function, in their order: it is the handler, a middleware before it, or called by one of these at any
// depth. None means that no entry is seen to.
func (m *Map) Entering(f summary.FuncRef) []*Entry {
	found := map[*Entry]bool{}
	seen := map[*summary.Function]bool{f.Func: true}
	for queue := []summary.FuncRef{f}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		if f.IsZero() {
			continue
		}
		if at := m.at[f.Func]; len(at) > 0 {
			for _, e := range at {
				found[e] = true
			}
			continue // what makes or calls it is not what a request runs
		}
		add := func(g summary.FuncRef) {
			if !g.IsZero() && !g.Func.Test && !seen[g.Func] {
				seen[g.Func] = true
				queue = append(queue, g)
			}
		}
		for _, c := range m.Program.Callers(f) {
			add(m.Program.Enclosing(c))
		}
		if f.Func.Lit && !m.serves(f) {
			add(f.Outer())
		}
	}
	var out []*Entry
	for _, e := range m.Entries {
		if found[e] {
			out = append(out, e)
		}
	}
	return out
}

// serves reports whether a literal answers requests: it runs when one comes, not when the function around it does.
func (m *Map) serves(f summary.FuncRef) bool { return f.Func.Request != summary.None && serves(f) }

// Through returns the entries that run a call.
func (m *Map) Through(c summary.CallRef) []*Entry { return m.Entering(m.Program.Enclosing(c)) }

// EnteringNamed is Entering for the function of a package with a display name, as findings have it. Several functions may have it (init).
func (m *Map) EnteringNamed(pkg, name string) []*Entry {
	m.once.Do(func() {
		m.named = map[[2]string][]summary.FuncRef{}
		for _, p := range m.Program.Packages {
			for i := range p.Funcs {
				key := [2]string{p.Path, p.Funcs[i].Name}
				m.named[key] = append(m.named[key], summary.FuncRef{Pkg: p, Func: &p.Funcs[i]})
			}
		}
	})
	for _, f := range m.named[[2]string{pkg, name}] {
		if es := m.Entering(f); len(es) > 0 {
			return es
		}
	}
	return nil
}

// ByMain returns entries by the main packages that may register them, or run their handlers where no call does; under nil where none is seen to.
func (m *Map) ByMain(entries []*Entry) map[*summary.Package][]*Entry {
	out := map[*summary.Package][]*Entry{}
	for _, e := range entries {
		in := e.Handler.Func
		if !e.At.IsZero() {
			in = m.Program.Enclosing(e.At)
		}
		mains := m.Program.Mains(in)
		if len(mains) == 0 {
			mains = []*summary.Package{nil}
		}
		for _, main := range mains {
			out[main] = append(out[main], e)
		}
	}
	return out
}

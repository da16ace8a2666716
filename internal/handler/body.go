package handler

import "github.com/prodlint/prodlint/internal/summary"

// IsBody reports whether a value is the body of a request that is being served, as it comes.
func IsBody(prog *summary.Program, id summary.ID) bool {
	v := prog.Value(id)
	if v.Kind == summary.Load {
		base := prog.ID(prog.Owner(id), v.Base)
		return v.Field == "Body" && base != summary.NoID && prog.Value(base).Type == "net/http.Request" && Served(prog, base)
	}
	c := prog.CallOf(id)
	if c.IsZero() {
		return false
	}
	_, ok := prog.Catalog.Get(c.Call.Callee, "rawbody")
	return ok
}

// maxMade bounds how many calls of libraries lie between a value and what it is made of.
const maxMade = 6

// MadeOf reports whether a value is, or is made by libraries of, a value that is asked for: readers around a reader, what was read from one, buffers
// that one was copied to.
func MadeOf(prog *summary.Program, id summary.ID, is func(summary.ID) bool) bool {
	return made{prog, is, map[summary.ID]int{}}.of(id, maxMade)
}

type made struct {
	*summary.Program
	is   func(summary.ID) bool
	seen map[summary.ID]int // how deep was looked from a value at most
}

func (m made) of(id summary.ID, depth int) bool {
	if id == summary.NoID || m.seen[id] >= depth {
		return false
	}
	m.seen[id] = depth
	for _, o := range append(m.Origins(id), id) {
		if m.is(o) {
			return true
		}
		if c := m.CallOf(o); !c.IsZero() {
			if len(m.Callees(c)) > 0 {
				continue
			}
			if _, ok := m.Catalog.Get(c.Call.Callee, "pipe"); ok && m.writtenTo(m.Result(c, 1), depth) {
				return true
			}
			for k := -1; k < len(c.Call.Args); k++ {
				if a := m.Arg(c, k); a != summary.NoID && !Plain(m.Value(a).Type) && m.of(a, depth-1) {
					return true
				}
			}
		}
		if t := m.Value(o).Type; (t == "bytes.Buffer" || t == "io.PipeWriter") && m.writtenTo(o, depth) {
			return true
		}
	}
	return false
}

// Plain reports whether values of a type say something about a file or a body, and are not what is in it.
func Plain(t string) bool {
	switch t {
	case "string", "bool", "error", "context.Context", "net/http.Request", "net/http.ResponseWriter":
		return true
	}
	return IsNumber(t) && t != "uint8"
}

// writtenTo reports whether what is asked for is copied to a buffer, or a form with files is written to it.
func (m made) writtenTo(id summary.ID, depth int) bool {
	for _, a := range m.Aliases(id) {
		for _, u := range m.Uses(a) {
			for _, e := range m.Catalog.Of(u.Call.Callee) {
				switch {
				case e.Kind == "packs" && u.Arg == e.Int("to", 0):
					return true
				case e.Kind == "readsall" && e.Has("to") && u.Arg == e.Int("to", 0):
					if m.of(m.Arg(u.CallRef, e.Int("from", 0)), depth-1) {
						return true
					}
				}
			}
		}
	}
	return false
}

package pools

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// hop adds to the path where a pool is returned to and kept.
func (h *Handle) hop(prog *summary.Program, o Opened, a summary.ID) {
	v := prog.Value(a)
	if len(h.Path) >= 6 {
		return
	}
	short := v.Key[strings.LastIndexByte(v.Key, '/')+1:]
	switch {
	case v.Kind == summary.Field && v.Pos.IsValid():
		h.Path = append(h.Path, rule.Hop{Pos: v.Pos, Note: "kept in " + short})
		h.callers(prog, o)
	case v.Kind == summary.Global && v.Pos.IsValid():
		h.Path = append(h.Path, rule.Hop{Pos: v.Pos, Note: "kept in " + short})
	case v.Kind == summary.Result && a != o.Handle && !slices.ContainsFunc(h.Path, func(p rule.Hop) bool { return strings.HasPrefix(p.Note, "kept") }):
		if c := prog.CallOf(a); len(prog.Callees(c)) > 0 {
			h.Path = append(h.Path, rule.HopAt(c, "returned here"))
		}
	}
}

// callers adds to the path, once, the calls that have the pool opened.
func (h *Handle) callers(prog *summary.Program, o Opened) {
	f := prog.Enclosing(o.At)
	for range 3 {
		if f.IsZero() || len(prog.Callers(f)) == 0 {
			return
		}
		c := prog.Callers(f)[0]
		for _, other := range prog.Callers(f) { // the service, if tools call it too
			if prog.Stays(prog.Enclosing(other)) {
				c = other
				break
			}
		}
		at := rule.HopAt(c, "opened for this call")
		if slices.ContainsFunc(h.Path, func(p rule.Hop) bool { return p.Pos == at.Pos }) {
			return
		}
		h.Path = append(h.Path, at)
		f = prog.Enclosing(c)
	}
}

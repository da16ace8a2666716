package driver

import (
	"cmp"
	"slices"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// reached says from which entry of the program a function is reached, and from how many.
type reached struct {
	Package, Function string
	Entry             string
	Entries           int
}

// enter fills in from which entries the findings are reached. What an earlier run over the same summaries has found out is recalled; program links
// the summaries where it is not.
func (r *run) enter(out []Finding, nodes []*node, units []*unit, program func() *summary.Program) {
	if len(out) == 0 {
		return
	}
	var known []reached
	key, ok := r.programKey(nodes, units)
	if ok {
		key = r.mem.key("entries", func(h *cache.Hash) { h.AddKey(key) })
		r.mem.recall(key, &known)
	}
	of := make(map[[2]string]reached, len(known))
	for _, k := range known {
		of[[2]string{k.Package, k.Function}] = k
	}
	var asked []reached
	for i := range out {
		f := [2]string{out[i].Pos.Pkg, out[i].Function}
		if _, told := of[f]; !told && f[0] != "" && f[1] != "" {
			of[f] = reached{Package: f[0], Function: f[1]}
			asked = append(asked, of[f])
		}
	}
	if len(asked) > 0 {
		prog := program()
		if prog == nil || !r.guard(&node{path: all}, "entries", func() { findEntries(prog, asked) }) {
			return
		}
		for _, a := range asked {
			of[[2]string{a.Package, a.Function}] = a
		}
		known = append(known, asked...)
		slices.SortFunc(known, func(a, b reached) int {
			return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Function, b.Function))
		})
		if ok {
			r.mem.keepOfAll(key, known)
		}
	}
	for i := range out {
		at := of[[2]string{out[i].Pos.Pkg, out[i].Function}]
		out[i].Entry, out[i].Entries = at.Entry, at.Entries
	}
}

// findEntries asks the program from where functions are reached.
func findEntries(prog *summary.Program, asked []reached) {
	m := route.Of(prog)
	for i := range asked {
		if es := m.EnteringNamed(asked[i].Package, asked[i].Function); len(es) > 0 {
			asked[i].Entry, asked[i].Entries = es[0].Name(), len(es)
		}
	}
}

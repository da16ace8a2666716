package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// unitOfWork reports whether each turn of a loop is a unit of work: what is done for an element is done in a transaction of its own, which
// writes, and when it fails the others go on. Batches would tie the elements together.
func (x *Index) unitOfWork(c summary.CallRef, e *Effect, t Turn) bool {
	if t.Loop == nil {
		return false
	}
	soft := false
	way := []summary.CallRef{c}
	for n := e.Next; n != nil && n.Via.Call != nil; n = n.Next {
		way = append(way, n.Via)
	}
	for i, v := range way {
		soft = soft || v.Call.Soft
		for f := x.Program.Enclosing(v); x.inline(f).runs; f = x.Program.Enclosing(v) {
			if i == 0 && within(v.Pkg, t.Loop.Fn, x.indexOf[f.Func]) {
				break // the loop stands in it
			}
			v = x.siteOf(f)
			soft = soft || v.Call.Soft
			if soft && x.transacts(v) && x.writesIn(f) {
				return true
			}
		}
	}
	return false
}

// writesIn reports whether a literal writes to a database where it stands.
func (x *Index) writesIn(lit summary.FuncRef) bool {
	fn := x.indexOf[lit.Func]
	return slices.ContainsFunc(x.inner[x.owner[x.siteOf(lit).Call].Func], func(c summary.CallRef) bool {
		return c.Pkg == lit.Pkg && within(c.Pkg, c.Call.Fn, fn) && slices.ContainsFunc(x.At(c), func(e *Effect) bool { return e.Kind == Write })
	})
}

// transacts reports whether a call runs a function in a transaction: the catalog says so, or what it calls begins one.
func (x *Index) transacts(c summary.CallRef) bool {
	return x.units.of(c.Call, func() bool {
		return x.begins(c) || slices.ContainsFunc(x.callees(c), func(f summary.FuncRef) bool { return x.beginsIn(f, maxBegin) })
	})
}

// maxBegin bounds how many calls may lie between a function that runs another in a transaction and the beginning of that.
const maxBegin = 3

func (x *Index) beginsIn(f summary.FuncRef, depth int) bool {
	for _, c := range x.inner[f.Func] {
		if x.begins(c) || depth > 0 && slices.ContainsFunc(x.Program.Callees(c), func(g summary.FuncRef) bool {
			return !g.Func.Lit && g.Pkg == f.Pkg && x.beginsIn(g, depth-1)
		}) {
			return true
		}
	}
	return false
}

// begins reports whether a call begins a transaction, or runs a function in one: the catalog says so, or its name does. Programs hide their library
// behind interfaces and helpers of their own, which are called alike.
func (x *Index) begins(c summary.CallRef) bool {
	if slices.ContainsFunc([]string{c.Call.Callee, c.Call.Like}, func(key string) bool {
		return slices.ContainsFunc(x.Program.Catalog.Of(key), func(e catalog.Entry) bool { return e.Kind == "begin" || e.Kind == "withtx" })
	}) {
		return true
	}
	name := c.Call.Method
	if name == "" {
		name = methodName(c.Call.Callee)
	}
	if strings.HasPrefix(name, "Begin") || name == "Transaction" {
		return true
	}
	return slices.ContainsFunc([]string{"RunIn", "With", "In"}, func(p string) bool { return strings.HasPrefix(name, p) }) &&
		slices.ContainsFunc([]string{"Tx", "Txn", "Transaction"}, func(s string) bool { return strings.HasSuffix(name, s) })
}

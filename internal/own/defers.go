package own

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// maxMade bounds how much is looked at that is made of a resource.
const maxMade = 400

// Deferrable returns what is called of the variable that a leaked resource is put into to give it back, such as ".Body.Close()", if to defer that at
// once changes nothing else: it is not acquired in a loop, nobody else gives it back or takes it over, and what is made of it stays in the function.
func (x *Index) Deferrable(l Leak) (call string, ok bool) {
	r := l.Resource
	if l.Again || r.moved || len(r.lits) > 0 || len(r.bound) > 0 || r.Call.Call.In >= 0 {
		return "", false
	}
	for c, does := range r.does {
		direct := slices.ContainsFunc(r.touched[c], func(u use) bool { return u.arg == -1 && u.part }) && slices.Contains(r.Ends, methodOf(c))
		if r.What == "cancel" {
			direct = c.Dyn != summary.None && r.whole[x.Program.ID(r.Call.Pkg, c.Dyn)]
		}
		if does && (!direct || c.Defer || c.Go) {
			return "", false
		}
	}
	call = "()"
	var made []summary.ID
	if r.What == "cancel" {
		for i := range r.Call.Call.Results {
			made = append(made, x.Program.Result(r.Call, i))
		}
	} else {
		e, known := x.Program.Catalog.Get(x.Program.Value(r.Value).Type, "resource")
		if !known || e.Attrs["defer"] == "" {
			return "", false
		}
		if call = "." + e.Attrs["defer"] + "()"; r.Field != "" {
			call = "." + r.Field + call
		}
		for a := range r.whole {
			made = append(made, a)
		}
		for a := range r.tail {
			made = append(made, a)
		}
	}
	return call, x.stays(made, l.Func)
}

// stays reports whether values, and all that calls make of them, are gone when a function returns.
func (x *Index) stays(made []summary.ID, f summary.FuncRef) bool {
	prog := x.Program
	seen := map[summary.ID]bool{}
	for ; len(made) > 0; made = made[1:] {
		for _, a := range append([]summary.ID{made[0]}, prog.Aliases(made[0])...) {
			if seen[a] {
				continue
			}
			if seen[a] = true; len(seen) > maxMade {
				return false
			}
			v, in := prog.Value(a), prog.FunctionOf(a)
			switch v.Kind {
			case summary.Field, summary.Global:
				return false
			case summary.Return:
				if in.Func == f.Func {
					return false
				}
			}
			if !in.IsZero() && in.Func != f.Func && rootOf(in).Func == rootOf(f).Func {
				return false // in a literal, which may run later
			}
			for _, u := range prog.Uses(a) {
				if u.Call.Go || u.Call.Defer {
					return false
				}
				if !x.reads(u) {
					made = append(made, x.results(u.CallRef)...)
				}
			}
		}
	}
	return true
}

// reads reports whether a call only reads what it is given: the catalog says so.
func (x *Index) reads(u summary.Use) bool {
	e, ok := x.Program.Catalog.Get(u.Call.Callee, "uses")
	return ok && (e.Attrs["arg"] == "all" || e.Int("arg", 0) == u.Arg)
}

// plain are the types of values that have nothing to do with what they were made of any more.
var plain = []string{"error", "bool", "string", "byte", "uint8", "rune", "int", "int8", "int16", "int32", "int64", "uint", "uint16", "uint32", "uint64", "float32", "float64", "time.Time", "time.Duration"}

// results are the results of a call that may need what it was given.
func (x *Index) results(c summary.CallRef) (out []summary.ID) {
	for i, n := range c.Call.Results {
		if n == summary.None {
			continue
		}
		t := c.Pkg.Nodes[n].Type
		if slices.Contains(plain, t) || strings.HasSuffix(t, ".CommandTag") || t == "database/sql.Result" {
			continue
		}
		out = append(out, x.Program.Result(c, i))
	}
	return out
}

package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// wiring is what is known of the receiver of a call through an interface.
type wiring struct {
	types  []string            // that it may have, nil where it may be anything
	voters []*summary.Function // the implementations that count, see vote
}

// wired returns the wiring of a call that reaches several implementations of an interface.
func (x *Index) wired(c summary.CallRef, callees []summary.FuncRef) wiring {
	return x.wiring.of(c.Call, func() wiring {
		w := wiring{types: x.receiverTypes(c)}
		for _, f := range callees {
			handsOn := c.Call.Iface != "" && slices.ContainsFunc(x.inner[f.Func], func(o summary.CallRef) bool { return o.Call.Callee == c.Call.Callee })
			if !handsOn && (w.types == nil || slices.Contains(w.types, receiverType(f))) {
				w.voters = append(w.voters, f.Func)
			}
		}
		return w
	})
}

// receiverTypes returns the types that the receiver of a call is known to have, nil where it may be anything.
func (x *Index) receiverTypes(c summary.CallRef) []string {
	if c.Call.Recv == summary.None {
		return nil
	}
	return x.concrete(x.Program.ID(c.Pkg, c.Call.Recv))
}

// concrete returns the types that a value of an interface is known to have, nil where it may be anything.
func (x *Index) concrete(id summary.ID) (out []string) {
	holds := func(v *summary.Value) bool { // no value, or the collection that it is kept in
		return v.Kind == summary.Const && v.Value == "nil" || v.Kind == summary.Lit && (strings.HasPrefix(v.Type, "[]") || x.ifaces[v.Type])
	}
	origins, _ := x.Program.OriginsWhile(id, func(o summary.ID) bool {
		v := x.Program.Value(o)
		return holds(v) || (v.Kind == summary.Lit || v.Kind == summary.Zero) && v.Type != "" && !x.ifaces[v.Type]
	})
	for _, o := range origins {
		if v := x.Program.Value(o); !holds(v) {
			out = append(out, v.Type)
		}
	}
	return out
}

// typesOf is concrete, worked out once for each value.
func (x *Index) typesOf(id summary.ID) []string {
	return x.types.of(id, func() []string { return x.concrete(id) })
}

// vote counts the implementations of an interface by the effects that they have.
type vote struct {
	all  bool // every effect is usual
	of   int
	with map[Kind]int // how many have an effect of a group
}

// vote asks the implementations that a call may reach. Those that hand the call on to another one do not count: they have what that has.
func (x *Index) vote(c summary.CallRef, callees []summary.FuncRef) vote {
	if len(callees) < 2 || !slices.ContainsFunc(callees, func(f summary.FuncRef) bool { return len(x.byFunc[f.Func]) > 0 }) {
		return vote{all: true}
	}
	voters := x.wired(c, callees).voters
	v := vote{all: len(voters) == 0, of: len(voters), with: map[Kind]int{}} // what all hand on has what it is handed on to
	for _, f := range voters {
		seen := map[Kind]bool{}
		for _, e := range x.byFunc[f] {
			if g := group(e.Kind); !seen[g] {
				seen[g] = true
				v.with[g]++
			}
		}
	}
	return v
}

// usual reports whether an effect is what at least half of the implementations have.
func (v vote) usual(e *Effect) bool {
	n := v.with[group(e.Kind)]
	return v.all || n > 0 && 2*n >= v.of
}

// comesBack reports whether an effect that call c has is one of another implementation of an interface that the function around c implements: a
// part which the function hands something to calls back whatever made it. An object that is held in a field of its part is that one.
func (x *Index) comesBack(c summary.CallRef, e *Effect) bool {
	back := e.Via
	if back.Call == nil || back.Call.Iface == "" || back.Call.Recv == summary.None || back.Pkg.Nodes[back.Call.Recv].Kind != summary.Field || e.Into.IsZero() {
		return false
	}
	around := x.owner[c.Call]
	return !around.IsZero() && around.Func.Recv != summary.None && e.Into.Func != around.Func && slices.ContainsFunc(x.Program.Callees(back), func(f summary.FuncRef) bool { return f.Func == around.Func })
}

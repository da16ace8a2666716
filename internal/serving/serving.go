// Package serving answers which calls serve with a server.
package serving

import (
	"github.com/prodlint/prodlint/internal/summary"
)

// Resolved returns a call, or the calls of library functions that the call of a function value may be.
func Resolved(prog *summary.Program, c summary.CallRef) []summary.CallRef {
	if c.Call.Callee != "" || c.Call.Dyn == summary.None {
		return []summary.CallRef{c}
	}
	var out []summary.CallRef
	for _, o := range prog.Origins(prog.ID(c.Pkg, c.Call.Dyn)) {
		if v := prog.Value(o); v.Kind == summary.Func && v.Base == summary.None {
			out = append(out, As(c, v.Value))
		}
	}
	return out
}

// As is a call with another callee.
func As(c summary.CallRef, callee string) summary.CallRef {
	call := *c.Call
	call.Callee = callee
	return summary.CallRef{Pkg: c.Pkg, Call: &call}
}

// Calls returns the calls that serve with the server, method values and calls through interfaces among them.
func Calls(prog *summary.Program, id summary.ID) []summary.CallRef {
	var out []summary.CallRef
	for _, a := range prog.Aliases(id) {
		for _, u := range prog.Uses(a) {
			c := u.CallRef
			if c.Call.Iface != "" && u.Arg == -1 {
				c = As(c, "(*"+prog.Value(id).Type+")."+c.Call.Method)
			}
			if s, ok := prog.Catalog.Get(c.Call.Callee, "serve"); ok && s.Has("server") && u.Arg == s.Int("server", 0) {
				out = append(out, c)
			}
		}
		for _, m := range prog.MethodValues(a) {
			v := prog.Value(m)
			if s, ok := prog.Catalog.Get(v.Value, "serve"); ok && s.Attrs["server"] == "recv" {
				out = append(out, summary.CallRef{Pkg: prog.Owner(m), Call: &summary.Call{Callee: v.Value, Fn: v.Fn, Pos: v.Pos}})
			}
		}
	}
	return out
}

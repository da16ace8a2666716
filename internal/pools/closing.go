package pools

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// closing adds the functions that close a pool by a deferred call, and do not keep running.
func closing(prog *summary.Program, c summary.CallRef, closers map[*summary.Function]bool) {
	calls := []summary.CallRef{c}
	if in := prog.Enclosing(c); !c.Call.Defer && !in.IsZero() {
		calls = prog.Callers(in)
	}
	for _, c := range calls {
		if in := prog.Enclosing(c); c.Call.Defer && !in.IsZero() && !prog.Stays(in) {
			closers[in.Func] = true
		}
	}
}

// onError reports whether a deferred function closes a pool on a condition that is not about the pool itself: that there was an error.
func onError(prog *summary.Program, c summary.CallRef) bool {
	cond := prog.ID(c.Pkg, c.Call.Cond)
	if in := prog.Enclosing(c); cond == summary.NoID || in.IsZero() || !in.Func.Lit || prog.FunctionOf(cond).Func != in.Func {
		return false
	}
	return !slices.Contains(prog.Inputs(cond), prog.Arg(c, -1))
}

// outlives reports whether a pool that a function opens and somebody keeps lives on: no caller closes it, or one that does not keeps running.
func outlives(prog *summary.Program, opener summary.FuncRef, closers map[*summary.Function]bool) bool {
	if len(closers) == 0 {
		return true
	}
	seen := map[*summary.Function]bool{}
	for queue := []summary.FuncRef{opener}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		if f.IsZero() || seen[f.Func] || closers[f.Func] {
			continue
		}
		if seen[f.Func] = true; prog.Stays(f) {
			return true
		}
		for _, c := range prog.Callers(f) {
			queue = append(queue, prog.Enclosing(c))
		}
	}
	return false
}

// passing reports whether the settings in a literal are only for pools that the function closes before it returns, as those of a migration at
// start-up are: what a library makes of the literal has a deferred Close, and nothing else takes it.
func passing(prog *summary.Program, settings summary.ID) bool {
	found := false
	for _, a := range prog.Aliases(settings) {
		switch prog.Value(a).Kind {
		case summary.Field, summary.Global, summary.Return:
			return false
		}
		for _, u := range prog.Uses(a) {
			if u.Arg < 0 || len(prog.Callees(u.CallRef)) > 0 {
				continue
			}
			in := prog.Enclosing(u.CallRef)
			if in.IsZero() || staysAfter(prog, in, u.CallRef) || !closedHere(prog, u.CallRef) {
				return false
			}
			found = true
		}
	}
	return found
}

// staysAfter reports whether a function keeps running after a call: it waits, or one of the calls below it in the code serves or consumes.
func staysAfter(prog *summary.Program, f summary.FuncRef, c summary.CallRef) bool {
	if f.Func.Waits {
		return true
	}
	for i := range f.Pkg.Calls {
		u := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
		if u.Call.Fn != c.Call.Fn || u.Call.Pos.Line <= c.Call.Pos.Line {
			continue
		}
		_, serves := prog.Catalog.Get(u.Call.Callee, "serve")
		_, daemon := prog.Catalog.Get(u.Call.Callee, "daemon")
		if u.Call.Endless || serves || daemon || slices.ContainsFunc(prog.Callees(u), prog.Stays) {
			return true
		}
	}
	return false
}

// closedHere reports whether the function that makes a call defers the Close of what it gets, and hands it to nobody.
func closedHere(prog *summary.Program, c summary.CallRef) bool {
	closed := false
	for _, a := range prog.Aliases(prog.Result(c, 0)) {
		switch prog.Value(a).Kind {
		case summary.Field, summary.Global, summary.Return:
			return false
		}
		for _, u := range prog.Uses(a) {
			closed = closed || u.Arg == -1 && u.Call.Defer && u.Call.Fn == c.Call.Fn && strings.HasSuffix(u.Call.Callee, ").Close")
		}
	}
	return closed
}

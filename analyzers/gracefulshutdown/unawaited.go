package gracefulshutdown

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// maxUp bounds how many functions lie between what serves and main, and between a goroutine and what shuts down in it.
const maxUp = 3

// unawaited reports a site whose server is shut down in goroutines that nothing waits for: serving returns as soon as that begins, and with it the
// program.
func (x *index) unawaited(s site, ends endings) bool {
	f := x.fn(s.call)
	if !s.entry.Has("closed") || s.value != summary.NoID || s.call.Call.Go || s.call.Call.Defer || f.IsZero() || f.Func.Lit || f.Func.Joins || x.goesOn(f, s.call) || !x.last(f, maxUp) {
		return false
	}
	shuts := ends.alive()
	if len(shuts) == 0 || slices.ContainsFunc(shuts, func(c summary.CallRef) bool { return !x.startedIn(f, c, maxUp) }) {
		return false
	}
	x.report(s.call, s.entry.Key, catalog.ShortName(s.entry.Key)+" returns when the shutdown begins, and the program ends with requests unanswered: wait for "+shuts[0].Name(), rule.HopAt(shuts[0], "shut down here"))
	return true
}

// startedIn reports whether a call runs in goroutines alone that a function starts.
func (x *index) startedIn(f summary.FuncRef, c summary.CallRef, depth int) bool {
	g := x.fn(c)
	for ; !g.IsZero() && g.Func.Lit; g = g.Outer() {
		if g.Func.Site >= 0 && g.Func.SiteArg < 0 && g.Pkg.Calls[g.Func.Site].Go && g.Outer().Func == f.Func {
			return true
		}
	}
	if g.IsZero() || depth == 0 || g.Func == f.Func {
		return false
	}
	callers := x.callers(g)
	return len(callers) > 0 && !slices.ContainsFunc(callers, func(c summary.CallRef) bool {
		return !(c.Call.Go && x.fn(c).Func == f.Func) && !x.startedIn(f, c, depth-1)
	})
}

func (x *index) callers(f summary.FuncRef) []summary.CallRef {
	return slices.DeleteFunc(slices.Clone(x.Callers(f)), func(c summary.CallRef) bool { return x.fn(c).Func != nil && x.fn(c).Func.Test })
}

// last reports whether the program ends when a function returns, without having waited for anything.
func (x *index) last(f summary.FuncRef, depth int) bool {
	if f.Pkg.Main && f.Func.Name == "main" {
		return true
	}
	callers := x.callers(f)
	return depth > 0 && len(callers) > 0 && !slices.ContainsFunc(callers, func(c summary.CallRef) bool {
		g := x.fn(c)
		return c.Call.Go || c.Call.Defer || g.IsZero() || g.Func.Lit || g.Func.Joins || x.goesOn(g, c) || !x.last(g, depth-1)
	})
}

// goesOn reports whether a function may do more than write logs after a call in it, when it returns as well.
func (x *index) goesOn(f summary.FuncRef, after summary.CallRef) bool {
	flow := f.Func.Flow
	at := func(call *summary.Call) (int, int) {
		for b := range flow {
			for k, i := range flow[b].Calls {
				if &f.Pkg.Calls[i] == call {
					return b, k
				}
			}
		}
		return -1, 0
	}
	first, n := at(after.Call)
	if first < 0 {
		return true
	}
	later := f.Func.After(first)
	for i := range f.Pkg.Calls {
		c := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
		if x.fn(c).Func != f.Func || c.Call.Go || c.Call == after.Call {
			continue
		}
		b, k := at(c.Call)
		if !c.Call.Defer && (b < 0 || !later[b] && (b != first || k < n)) {
			continue
		}
		if strings.HasPrefix(c.Name(), "Wait") || len(x.Callees(c)) > 0 && !logs(c.Name()) && !(c.Call.Defer && c.Name() == "Close") || c.Call.Dyn != summary.None && !c.Call.Defer {
			return true
		}
	}
	return false
}

// logs reports whether a function writes logs, by its name.
func logs(name string) bool {
	return handler.HasWord(name, []string{"log", "print", "printf", "println", "fatal", "fatalf", "error", "errorf", "info", "infof", "warn", "warnf", "debug", "debugf"})
}

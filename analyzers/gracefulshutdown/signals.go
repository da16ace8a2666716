package gracefulshutdown

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// sigterm is the number of SIGTERM on every system that has it.
const sigterm = "15"

// hears reports whether a call asks for SIGTERM, as far as can be told.
func (x *index) hears(c summary.CallRef) bool {
	e, _ := x.Catalog.Get(c.Call.Callee, "signals")
	first := e.Int("signals", -2)
	if first < 0 || len(c.Call.Args) <= first {
		return true
	}
	for i := first; i < len(c.Call.Args); i++ {
		if x.mayTerm(x.Arg(c, i), 2) {
			return true
		}
	}
	return false
}

// mayTerm reports whether a signal, or one in a list, is SIGTERM, or may be.
func (x *index) mayTerm(id summary.ID, depth int) bool {
	origins := x.Origins(id)
	for _, o := range origins {
		v := x.Value(o)
		switch {
		case v.Kind == summary.Const && v.Value != sigterm:
		case v.Kind == summary.Global && (v.Key == "os.Interrupt" || v.Key == "os.Kill"):
		case depth > 0 && v.Kind == summary.Lit && strings.HasPrefix(v.Type, "[]"):
			if slices.ContainsFunc(v.Fields, func(f summary.FieldValue) bool { return x.mayTerm(x.ID(x.Owner(o), f.Value), depth-1) }) {
				return true
			}
		default:
			return true
		}
	}
	return len(origins) == 0
}

// mainsOf returns the main packages that run a function.
func (x *index) mainsOf(f summary.FuncRef) []*summary.Package {
	if f.IsZero() {
		return nil
	}
	ms, ok := x.mains[f.Func]
	if !ok {
		ms = x.Mains(f)
		x.mains[f.Func] = ms
	}
	return ms
}

// listeners returns the calls that ask for signals in programs that run a function. sure says that these programs are seen, and that no
// library which is not known may ask, too.
func (x *index) listeners(f summary.FuncRef) (calls []summary.CallRef, sure bool) {
	mains := x.mainsOf(f)
	for _, c := range x.signals {
		if g := x.fn(c); g.IsZero() || slices.ContainsFunc(x.mainsOf(g), func(m *summary.Package) bool { return slices.Contains(mains, m) }) {
			calls = append(calls, c)
		}
	}
	return calls, len(mains) > 0 && !x.helped()
}

type helpedKey struct{}

// helped reports whether the program calls a function of an unknown library that deals with signals, by its name.
func (x *index) helped() bool {
	return x.Memo(helpedKey{}, func() any {
		for _, pkg := range x.Packages {
			for i := range pkg.Calls {
				key := pkg.Calls[i].Callee
				lower := strings.ToLower(key)
				if !strings.Contains(lower, "signal") && !strings.Contains(lower, "graceful") && !strings.Contains(lower, "service.run") && !strings.Contains(lower, "svc.run") {
					continue
				}
				_, known := x.Catalog.Get(key, "signals")
				if lib := catalog.PackageOf(key); !known && !catalog.Standard(lib) && x.Package(lib) == nil && !strings.HasSuffix(key, ".GracefulStop") {
					return true
				}
			}
		}
		return false
	}).(bool)
}

// unheard reports whether it is certain that the programs that serve at a site wait for no signal.
func (x *index) unheard(s site) bool {
	calls, sure := x.listeners(x.fn(s.call))
	return sure && len(calls) == 0
}

// halfHeard reports programs that shut a server down on Ctrl-C, but not on SIGTERM.
func (x *index) halfHeard(shuts []summary.CallRef) {
	said := map[*summary.Call]bool{}
	for _, s := range shuts {
		calls, sure := x.listeners(x.fn(s))
		if !sure || len(calls) == 0 || slices.ContainsFunc(calls, x.hears) {
			continue
		}
		if c := calls[0]; !said[c.Call] {
			said[c.Call] = true
			x.report(c, c.Call.Callee, "nothing drains on SIGTERM, which is how deploys stop a program: ask for syscall.SIGTERM as well", rule.HopAt(s, "shut down here"))
		}
	}
}

// endless reports shutdowns that wait for as long as a client likes, and those that do not wait as their context is over.
func (x *index) endless() {
	j := bound.New(x.Program)
	shutdowns := keys(x.Catalog, "shutdown")
	for _, pkg := range x.Packages {
		if x.TestSupport(pkg) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			e, ok := shutdowns[c.Call.Callee]
			if f := x.fn(c); !ok || !f.IsZero() && (f.Func.Test || !x.alive(c)) {
				continue
			}
			name := catalog.ShortName(e.Key)
			if alt := e.Attrs["deadline"]; alt != "" {
				x.report(c, e.Key, name+" waits for clients without limit, so what comes after it is never run: use "+alt)
				continue
			}
			if !e.Has("ctx") {
				continue
			}
			ctx := x.Arg(c, e.Int("ctx", 0))
			if v := j.Context(ctx); v.Fate != bound.Unbounded || x.limited(ctx) {
				continue
			}
			if n := x.cancelled(ctx); !n.IsZero() {
				x.report(c, e.Key, "the signal has ended this context, so "+name+" waits for no request: give it a new one with a deadline", rule.HopAt(n, "ends when the signal comes"))
				continue
			}
			x.report(c, e.Key, name+" waits for the slowest client without limit until the program is killed: give it a context with a deadline")
		}
	}
}

// limited reports whether a context may be one with a deadline: a variable that holds another first, too.
func (x *index) limited(ctx summary.ID) bool {
	return slices.ContainsFunc(x.Origins(ctx), func(o summary.ID) bool {
		c := x.CallOf(o)
		if c.IsZero() {
			return false
		}
		_, ok := x.Catalog.Get(c.Call.Callee, "deadline")
		return ok
	})
}

// cancelled returns the call that made a context which ends when a signal comes.
func (x *index) cancelled(ctx summary.ID) summary.CallRef {
	for _, s := range x.Sources(ctx) {
		if c := x.CallOf(s); !c.IsZero() && c.Call.Callee == "os/signal.NotifyContext" {
			return c
		}
	}
	return summary.CallRef{}
}

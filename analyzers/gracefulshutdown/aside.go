package gracefulshutdown

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// supervised reports whether a site stands in, or is, a function that is handed to what stops it when the program is told to stop.
func (x *index) supervised(s site) bool {
	if s.value != summary.NoID {
		for _, a := range x.Aliases(s.value) {
			for _, u := range x.Uses(a) {
				if _, ok := x.Catalog.Get(u.Call.Callee, "supervises"); ok {
					return true
				}
			}
		}
	}
	for f := x.fn(s.call); !f.IsZero(); f = f.Outer() {
		if f.Func.Lit && f.Func.Site >= 0 {
			if _, ok := x.Catalog.Get(f.Pkg.Calls[f.Func.Site].Callee, "supervises"); ok {
				return true
			}
		}
	}
	return false
}

// words are what servers beside the one that does the work are called by.
var words = []string{"metric", "pprof", "prom", "debug", "health", "probe", "profil", "expvar", "telemetry", "diagnos", "redirect", "acme"}

func beside(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}

// aside reports whether nobody misses what a server was answering: it is reached from its own machine alone, or shows metrics, profiles or health.
func (x *index) aside(s site) bool {
	var addrs, handlers []summary.ID
	for _, o := range x.servers(s) {
		addrs = append(addrs, x.FieldsOf(o, "Addr")...)
		if e, ok := x.Catalog.Get(x.Value(o).Type, "server"); ok && e.Has("handler") && s.entry.Attrs["server"] == "recv" {
			handlers = append(handlers, x.FieldsOf(o, e.Attrs["handler"])...)
			if len(handlers) == 0 && !x.Foreign(o) {
				handlers = append(handlers, summary.NoID)
			}
		}
		for _, a := range x.Aliases(o) {
			if v := x.Value(a); (v.Kind == summary.Var || v.Kind == summary.Field || v.Kind == summary.Global) && beside(v.Key[strings.LastIndexByte(v.Key, '.')+1:]) {
				return true
			}
		}
	}
	if x.Local(s.call, addrs) {
		return true
	}
	for f := x.fn(s.call); !f.IsZero(); f = f.Outer() {
		if beside(f.Func.Name) {
			return true
		}
	}
	if s.entry.Has("addr") {
		addrs = append(addrs, x.Arg(s.call, s.entry.Int("addr", 0)))
	}
	if slices.ContainsFunc(addrs, x.called) {
		return true
	}
	if s.entry.Has("handler") {
		handlers = []summary.ID{x.Arg(s.call, s.entry.Int("handler", 1))}
	}
	return len(handlers) > 0 && !slices.ContainsFunc(handlers, func(h summary.ID) bool { return !x.minor(h, x.fn(s.call)) })
}

// called reports whether an address is called after what is shown there, as the variable, field or part of a text that it comes from.
func (x *index) called(addr summary.ID) bool {
	if addr == summary.NoID {
		return false
	}
	for _, id := range x.CutFrom(addr) {
		if v := x.Value(id); v.Kind != summary.Const && v.Kind != summary.Text && (beside(v.Key[strings.LastIndexByte(v.Key, '.')+1:]) || beside(v.Field)) {
			return true
		}
	}
	return false
}

// minor reports whether a handler shows nothing but metrics, profiles or health, as far as can be told.
func (x *index) minor(handler summary.ID, in summary.FuncRef) bool {
	def := handler == summary.NoID
	var sources []summary.ID
	if !def {
		for _, o := range x.Origins(handler) {
			v := x.Value(o)
			switch {
			case v.Kind == summary.Const && v.Value == "nil", v.Kind == summary.Global && v.Key == "net/http.DefaultServeMux":
				def = true
			case v.Kind == summary.Result && beside(x.CallOf(o).Call.Callee):
				return true
			case v.Kind == summary.Result && strings.HasSuffix(x.CallOf(o).Call.Callee, "autocert.Manager).HTTPHandler"):
				return true
			case v.Kind == summary.Func && (beside(v.Value) || x.redirects(v.Value)):
				return true
			}
		}
		sources = x.Sources(handler)
	}
	some := def // what nothing is registered with is there for what libraries register by themselves
	for _, e := range route.Of(x.Program).Entries {
		if e.Kind != route.HTTP || e.At.IsZero() || !x.registered(e, def, sources) || !x.together(x.fn(e.At), in) {
			continue
		}
		if !minorPath(e.Path) && !beside(e.Handler.Name) {
			return false
		}
		some = true
	}
	return some
}

// together reports whether a program may run both functions.
func (x *index) together(f, g summary.FuncRef) bool {
	with := x.mainsOf(g)
	return f.IsZero() || len(with) == 0 || slices.ContainsFunc(x.mainsOf(f), func(m *summary.Package) bool { return slices.Contains(with, m) })
}

// registered reports whether an entry is one of the default router, or of one of these values.
func (x *index) registered(e *route.Entry, def bool, routers []summary.ID) bool {
	r, ok := x.Catalog.Get(e.At.Call.Callee, "route")
	if !ok {
		return true // who knows
	}
	if r.Attrs["router"] == "none" {
		return def
	}
	return x.leads(x.Arg(e.At, r.Int("router", -1)), routers, maxGroups, map[summary.ID]bool{})
}

// maxGroups bounds how deep groups of routes are nested.
const maxGroups = 6

// leads reports whether a router is one of these values, or a group of routes of one.
func (x *index) leads(router summary.ID, routers []summary.ID, depth int, seen map[summary.ID]bool) bool {
	if router == summary.NoID || depth == 0 || seen[router] {
		return false
	}
	seen[router] = true
	for _, o := range x.Origins(router) {
		if slices.Contains(routers, o) {
			return true
		}
		c := x.CallOf(o)
		if f := x.FunctionOf(o); x.Value(o).Kind == summary.Param && f.Func.Lit && f.Func.Site >= 0 {
			c = summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[f.Func.Site]}
		}
		if c.IsZero() {
			continue
		}
		for _, kind := range []string{"group", "route"} { // of gorilla, a route that is still being put together
			if g, ok := x.Catalog.Get(c.Call.Callee, kind); ok && x.leads(x.Arg(c, g.Int("router", -1)), routers, depth-1, seen) {
				return true
			}
		}
	}
	return false
}

func minorPath(path string) bool {
	path = strings.ToLower(path)
	if path == "/" || path == "/"+route.Unseen {
		return false
	}
	first, _, _ := strings.Cut(strings.TrimLeft(path, "/"), "/")
	return slices.Contains([]string{"debug", "metrics", "health", "healthz", "healthcheck", "livez", "live", "readyz", "ready", "ping", "version", "status", "stats", "favicon.ico", "loglevel"}, first)
}

// redirects reports whether a handler of the program does nothing but send clients elsewhere.
func (x *index) redirects(key string) bool {
	f, ok := x.Function(key)
	if !ok {
		return false
	}
	found := false
	for _, c := range x.Calls(f) {
		if len(x.Callees(c)) > 0 {
			return false
		}
		found = found || c.Call.Callee == "net/http.Redirect"
	}
	return found
}

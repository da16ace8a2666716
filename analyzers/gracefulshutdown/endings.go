package gracefulshutdown

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/serving"
	"github.com/prodlint/prodlint/internal/summary"
)

// ending is a call, or a method handed over, that ends a server.
type ending struct {
	call  summary.CallRef
	key   string
	cuts  bool
	alive bool // something runs it
}

type endings []ending

// shuts returns the calls that let the server answer what it has.
func (e endings) shuts() (out []summary.CallRef) {
	for _, o := range e {
		if !o.cuts {
			out = append(out, o.call)
		}
	}
	return out
}

// alive returns those of them that something runs.
func (e endings) alive() (out []summary.CallRef) {
	for _, o := range e {
		if !o.cuts && o.alive {
			out = append(out, o.call)
		}
	}
	return out
}

// servers returns the objects that a site may serve with.
func (x *index) servers(s site) []summary.ID {
	if s.server == summary.NoID {
		return nil
	}
	return x.Origins(s.server)
}

// endings returns what ends the servers of a site. trust says that code which is not seen may.
func (x *index) endings(s site, servers []summary.ID) (out endings, trust bool) {
	deployed := x.Deployed(s.call.Pkg)
	seen := map[summary.ID]bool{}
	for _, o := range servers {
		if x.Foreign(o) {
			return nil, true
		}
		typ := x.Value(o).Type
		for _, a := range x.Aliases(o) {
			for _, id := range append(x.Loads(a), a) {
				if seen[id] {
					continue
				}
				seen[id] = true
				if !deployed && x.shown(id) {
					return nil, true
				}
				found, given := x.uses(id, typ)
				if given {
					return nil, true
				}
				out = append(out, found...)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ending) int { return order(a.call, b.call) })
	return out, false
}

// uses returns the calls that end exactly this value. given says that a library is handed it which may end it, too.
func (x *index) uses(id summary.ID, typ string) (out endings, given bool) {
	add := func(c summary.CallRef, key string, arg int) bool {
		if e, ok := x.Catalog.Get(key, "shutdown"); ok && e.Int("server", -1) == arg {
			out = append(out, ending{call: c, key: key, alive: x.alive(c)})
			return true
		}
		if _, ok := x.Catalog.Get(key, "cuts"); ok && arg < 0 {
			out = append(out, ending{call: c, key: key, cuts: true})
			return true
		}
		return false
	}
	for _, u := range x.Uses(id) {
		c := u.CallRef
		if f := x.fn(c); !f.IsZero() && f.Func.Test {
			continue
		}
		if c.Call.Iface != "" && u.Arg == -1 {
			c = serving.As(c, "(*"+typ+")."+c.Call.Method)
		}
		if !add(c, c.Call.Callee, u.Arg) && u.Arg >= 0 && x.keeps(c, typ) {
			return nil, true
		}
	}
	for _, m := range x.MethodValues(id) {
		v := x.Value(m)
		call := &summary.Call{Callee: v.Value, Dyn: summary.None, Recv: v.Base, Cond: v.Cond, Fn: v.Fn, In: -1, Pos: v.Pos}
		add(summary.CallRef{Pkg: x.Owner(m), Call: call}, v.Value, -1)
	}
	return out, false
}

// keeps reports whether a library that is handed a server may end it. What routers and gRPC servers are handed to registers something there.
func (x *index) keeps(c summary.CallRef, typ string) bool {
	key := c.Call.Callee
	if pkg := catalog.PackageOf(key); key == "" || x.Package(pkg) != nil || catalog.Standard(pkg) {
		return false
	}
	if _, ok := x.Catalog.Get(key, "serve"); ok {
		return false
	}
	name := strings.ToLower(key[strings.LastIndexByte(key, '.')+1:])
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	if strings.HasPrefix(typ, "net/http.") {
		return !has("configure", "register", "instrument")
	}
	return has("graceful", "shutdown", "serve", "run", "start", "listen", "lifecycle", "manage", "supervise") && !has("register")
}

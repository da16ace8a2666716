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

// shown reports whether packages that are not seen may get at a value: through an exported field or variable, or as the result of an exported function.
func (x *index) shown(id summary.ID) bool {
	v := x.Value(id)
	switch v.Kind {
	case summary.Field, summary.Global:
		name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
		return name != "" && 'A' <= name[0] && name[0] <= 'Z'
	case summary.Return:
		f := x.FunctionOf(id)
		return !f.IsZero() && f.Func.Exported
	}
	return false
}

// alive reports whether something may run a call. In a package that main packages which are not seen may import, exported functions are run.
func (x *index) alive(c summary.CallRef) bool {
	if ways := x.Reached(c, nil); !ways.Only(summary.Unseen) {
		return true
	}
	f := x.fn(c)
	above := x.Above(f)
	above[f.Func] = true
	deployed := x.Deployed(c.Pkg)
	for g := range above {
		if g.Exported && !deployed || x.Valued(summary.FuncRef{Pkg: c.Pkg, Func: g}) || g.Recv != summary.None && x.handed(g) {
			return true
		}
	}
	return false
}

type handedKey struct{}

// handed reports whether a library is given values of the type that a method is of: it may call the method.
func (x *index) handed(method *summary.Function) bool {
	types := x.Memo(handedKey{}, func() any {
		out := map[string]bool{}
		for _, pkg := range x.Packages {
			for i := range pkg.Calls {
				c := &pkg.Calls[i]
				if lib := catalog.PackageOf(c.Callee); c.Callee == "" || x.Package(lib) != nil || catalog.Standard(lib) {
					continue
				}
				for _, a := range c.Args {
					if a != summary.None {
						out[pkg.Nodes[a].Type] = true
					}
				}
			}
		}
		return out
	}).(map[string]bool)
	f, ok := x.Function(method.Key)
	return ok && types[f.Pkg.Nodes[method.Recv].Type]
}

// runs reports whether a program serves there when it starts, or, in a package that no main package is seen to import, whoever imports it has it serve.
func (x *index) runs(c summary.CallRef) bool {
	ways := x.Reached(c, nil)
	switch {
	case ways.Has(summary.ByStart):
		return true
	case x.Deployed(c.Pkg):
		return ways.Has(summary.Listed)
	case ways.Has(summary.Listed, summary.ByCommand):
		return true
	}
	f := x.fn(c)
	if f.IsZero() {
		return false
	}
	above := x.Above(f)
	above[f.Func] = true
	for g := range above {
		if !g.Test && (g.Exported && ways.Has(summary.Unseen) || g.Lit && g.Parent < 0) { // a literal at package level: of a command, perhaps
			return true
		}
	}
	return false
}

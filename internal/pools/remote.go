package pools

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Remote reports whether a program, which is what its main package imports (nil: all packages), stands on a database, a cache or a broker on another
// machine. It does not stand on a database in whose place the configuration may choose one in the process, nor on a cache that has a stand-in.
func Remote(prog *summary.Program, main *summary.Package) bool {
	held := holders(prog)
	other := func(pkg *summary.Package) bool {
		return prog.TestFolder(pkg) || main != nil && !prog.Imports(main, pkg)
	}
	opened, inside, pooled := false, false, false
	for _, pkg := range prog.Packages {
		if other(pkg) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			e, ok := prog.Catalog.Get(c.Call.Callee, "pool")
			if !ok {
				e, ok = prog.Catalog.Get(c.Call.Callee, "connections")
			}
			from := catalog.PackageOf(e.Key)
			if !ok || held[from] == "" {
				continue
			}
			opened = true
			switch {
			case maybeFree(prog, c, e):
				inside = true
			case e.Has("driver") || e.Has("source"):
				pooled = true
			case held[from] != cache || !replaced(prog, c, held):
				return true
			}
		}
	}
	if opened {
		return pooled && !inside
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Nodes {
			if v := &pkg.Nodes[i]; (v.Kind == summary.Field || v.Kind == summary.Global || v.Kind == summary.Param) && held[v.Type] != "" && !other(pkg) {
				return true
			}
		}
	}
	return false
}

// What a library reaches on another machine.
const (
	cache = "cache"
	store = "store"
)

type holdersKey struct{}

// holders says of the types of libraries whose methods read and write what is on another machine, and of the packages of these, what that is.
func holders(prog *summary.Program) map[string]string {
	return prog.Memo(holdersKey{}, func() any {
		out := map[string]string{}
		for _, e := range prog.Catalog.All("effect") {
			what := store
			switch e.Attrs["op"] {
			case "cacheget", "cacheset":
				what = cache
			case "read", "write", "publish":
			default:
				continue
			}
			if recv, _, ok := strings.Cut(e.Key, ")."); ok {
				out[strings.TrimLeft(recv, "(*")] = what
			}
			if pkg := catalog.PackageOf(e.Key); out[pkg] != cache {
				out[pkg] = what
			}
		}
		for _, e := range prog.Catalog.All("handle") {
			out[e.Key] = store
		}
		return out
	}).(map[string]string)
}

// maybeFree reports whether connections that a call opens cost no server anything, or the configuration may choose such.
func maybeFree(prog *summary.Program, c summary.CallRef, e catalog.Entry) bool {
	if FreeCall(prog, c, e) {
		return true
	}
	if id := attr(prog, c, e, "source"); id != summary.NoID && slices.ContainsFunc(prog.Origins(id), func(o summary.ID) bool { return unpooled(prog, o) }) {
		return true
	}
	id := attr(prog, c, e, "driver")
	return id != summary.NoID && slices.ContainsFunc(prog.Texts(id), func(t []summary.Piece) bool {
		return slices.ContainsFunc(t, func(part summary.Piece) bool { return unpooledName(prog, part.Lit) })
	})
}

// maxMakers bounds how many functions lie between one that connects and one that chooses what to connect to.
const maxMakers = 3

// replaced reports whether what a call connects to has a stand-in: a function above it returns as an interface a value of a type of the program with the
// connection in it, or one of a type without any.
func replaced(prog *summary.Program, c summary.CallRef, held map[string]string) bool {
	level := []summary.FuncRef{prog.Enclosing(c)}
	for range maxMakers {
		var next []summary.FuncRef
		for _, f := range level {
			if f.IsZero() {
				continue
			}
			for _, n := range f.Func.Results {
				with, without := false, false
				for _, o := range prog.Origins(prog.ID(f.Pkg, n)) {
					if v := prog.Value(o); v.Kind == summary.Lit && len(prog.StructFields(v.Type)) > 0 {
						holds := slices.ContainsFunc(prog.StructFields(v.Type), func(id summary.ID) bool { return held[prog.Value(id).Type] != "" })
						with, without = with || holds, without || !holds
					}
				}
				if with && without {
					return true
				}
			}
			for _, from := range prog.Callers(f) {
				next = append(next, prog.Enclosing(from))
			}
		}
		level = next
	}
	return false
}

package unboundedpool

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// handle is what becomes of a pool.
type handle struct {
	limited bool
	lifts   []summary.CallRef // calls that set a limit of none
	lives   bool              // longer than the function that opened it, or in one that keeps running
	leaves  bool              // to packages that are not seen
	path    []rule.Hop
}

// outsideTuner matches functions of other modules that may limit a pool which is handed to them.
var outsideTuner = lazyre.New(`(?i)(pool|maxopen|maxconn|limit|tune|configure)[a-z]*$`)

// noLimit is the note on the path where a limit of none is set.
const noLimit = "sets no limit"

// follow looks at everything a pool flows to.
func follow(prog *summary.Program, o opened) handle {
	h := handle{}
	if limit, ok := o.entry.Attrs["limit"]; ok {
		for _, v := range prog.FieldsOf(o.handle, limit) {
			h.limited = h.limited || !lifted(prog, v)
			h.lifts = append(h.lifts, o.call)
		}
	}
	kept, stays, closed := false, o.entry.Has("limit"), false // a literal of a pool is not opened in passing
	holders, closers := map[*summary.Function]bool{}, map[*summary.Function]bool{}
	var givers []*summary.Function // functions that return it: they close it on errors alone
	for _, a := range prog.Aliases(o.handle) {
		v := prog.Value(a)
		switch fn := prog.FunctionOf(a); v.Kind {
		case summary.Field, summary.Global:
			kept = true
			h.leaves = h.leaves || ast.IsExported(base(v.Key)) && (v.Kind == summary.Global || ast.IsExported(base(v.FieldOwner())))
			h.limited = h.limited || v.Kind == summary.Field && limitedAs(prog, v.FieldOwner(), &h)
		case summary.Return:
			seen := len(prog.Callers(fn)) > 0
			kept = kept || !seen
			h.leaves = h.leaves || fn.Func.Exported
			givers = append(givers, fn.Func)
		case summary.Lit:
			kept = kept || a != o.handle
		default:
			if !fn.IsZero() && !holders[fn.Func] {
				holders[fn.Func] = true
				stays = stays || prog.Stays(fn)
			}
		}
		for _, m := range prog.MethodValues(a) {
			_, ok := prog.Catalog.Get(prog.Value(m).Value, "poollimit")
			h.limited = h.limited || ok // called with what cannot be told
		}
		h.hop(prog, o, a)
		for _, u := range prog.Uses(a) {
			h.use(prog, u)
			in := prog.Enclosing(u.CallRef)
			if u.Arg == -1 && strings.HasSuffix(u.Call.Callee, ").Close") {
				closed = true
				if onError(prog, u.CallRef) {
					continue
				}
				closing(prog, u.CallRef, closers)
			}
			stays = stays || !in.IsZero() && in.Func.Lit && in.Func.Request != summary.None && u.Call.Fn != o.call.Call.Fn
		}
	}
	for _, f := range givers {
		delete(closers, f)
	}
	if o.entry.Has("limit") && passing(prog, o.handle) {
		return h
	}
	kept = kept || !closed && !prog.Partial && !prog.Deployed(o.call.Pkg)
	h.lives = stays || o.call.Call.Fn < 0 || kept && outlives(prog, prog.Enclosing(o.call), closers)
	return h
}

// base returns the part of a key behind its last dot.
func base(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// use notes what a call says about the limit.
func (h *handle) use(prog *summary.Program, u summary.Use) {
	name := base(u.Call.Callee)
	e, ok := prog.Catalog.Get(u.Call.Callee, "poollimit")
	if !ok && u.Call.Method != "" {
		e, ok = limitByName(prog, name)
	}
	switch {
	case ok && u.Arg == -1 && lifted(prog, prog.Arg(u.CallRef, e.Int("n", 0))):
		h.lifts = append(h.lifts, u.CallRef)
		h.path = append(h.path, rule.HopAt(u.CallRef, noLimit))
	case ok && u.Arg == -1:
		h.limited = true
	case u.Arg == -1:
		if e, ok := prog.Catalog.Get(u.Call.Callee, "plugin"); ok {
			h.plugged(prog, prog.Arg(u.CallRef, e.Int("arg", 0)))
		}
	case len(prog.Callees(u.CallRef)) > 0:
	case u.Call.Callee == "":
		h.limited = h.limited || tunerAround(prog, u.Pkg)
	case prog.Package(catalog.PackageOf(u.Call.Callee)) == nil:
		h.limited = h.limited || outsideTuner().MatchString(name)
	}
}

// plugged notes a limit set on what the pool is handed to.
func (h *handle) plugged(prog *summary.Program, plugin summary.ID) {
	for _, s := range prog.Sources(plugin) {
		for _, u := range prog.Uses(s) {
			if e, ok := prog.Catalog.Get(u.Call.Callee, "poollimit"); ok && u.Arg == -1 && !lifted(prog, prog.Arg(u.CallRef, e.Int("n", 0))) {
				h.limited = true
			}
		}
	}
}

// tunerAround reports whether a package, or one beside it in the imports, has a function that limits what it is given and that nothing is seen to call: an option, an
// entry of a table. It may be the one that an unknown function value is.
func tunerAround(prog *summary.Program, at *summary.Package) bool {
	for _, pkg := range prog.Packages {
		if pkg != at && !slices.Contains(pkg.Imports, at.Path) && !slices.Contains(at.Imports, pkg.Path) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if _, ok := prog.Catalog.Get(c.Call.Callee, "poollimit"); ok && slices.ContainsFunc(prog.Origins(prog.Arg(c, -1)), func(o summary.ID) bool {
				return prog.Value(o).Kind == summary.Param
			}) {
				return true
			}
		}
	}
	return false
}

func limitByName(prog *summary.Program, method string) (catalog.Entry, bool) {
	all := prog.Catalog.All("poollimit")
	i := slices.IndexFunc(all, func(e catalog.Entry) bool { return strings.HasSuffix(e.Key, ")."+method) })
	if i < 0 {
		return catalog.Entry{}, false
	}
	return all[i], true
}

// limitedAs reports whether a limit is set through an interface on a type that embeds or wraps the pool.
func limitedAs(prog *summary.Program, owner string, h *handle) bool {
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			e, ok := limitByName(prog, c.Call.Method)
			if c.Call.Iface == "" || !ok || !slices.Contains(prog.Implementers(c.Call.Iface), owner) {
				continue
			}
			if !lifted(prog, prog.Arg(c, e.Int("n", 0))) {
				return true
			}
			h.lifts = append(h.lifts, c)
		}
	}
	return false
}

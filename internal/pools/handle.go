package pools

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Handle is what becomes of a pool.
type Handle struct {
	Limited bool              // how many connections it has is limited
	Lifts   []summary.CallRef // calls that set a limit of none
	Renewed bool              // its connections are closed by themselves after some time
	Lives   bool              // longer than the function that opened it, or in one that keeps running
	Leaves  bool              // to packages that are not seen
	Path    []rule.Hop

	one, forever bool // it has one connection; the code says that it lives for ever
}

// outsideTuner matches functions of other modules that may limit a pool which is handed to them.
var outsideTuner = lazyre.New(`(?i)(pool|maxopen|maxconn|limit|tune|configure)[a-z]*$`)

// NoLimit is the note on the path where a limit of none is set.
const NoLimit = "sets no limit"

// Follow looks at everything a pool flows to.
func Follow(prog *summary.Program, o Opened) Handle {
	h := Handle{}
	if limit, ok := o.Entry.Attrs["limit"]; ok {
		for _, v := range prog.FieldsOf(o.Handle, limit) {
			h.Limited = h.Limited || !Lifted(prog, v)
			h.Lifts = append(h.Lifts, o.Call)
		}
	}
	for life := range strings.SplitSeq(o.Entry.Attrs["life"], ",") {
		if life != "" && !prog.Unset(prog.FieldsOf(o.Handle, life)) {
			h.Renewed = true
		}
	}
	kept, stays, closed := false, o.Entry.Has("limit"), false // a literal of a pool is not opened in passing
	holders, closers := map[*summary.Function]bool{}, map[*summary.Function]bool{}
	var givers []*summary.Function // functions that return it: they close it on errors alone
	for _, a := range prog.Aliases(o.Handle) {
		v := prog.Value(a)
		switch fn := prog.FunctionOf(a); v.Kind {
		case summary.Field, summary.Global:
			kept = true
			h.Leaves = h.Leaves || ast.IsExported(base(v.Key)) && (v.Kind == summary.Global || ast.IsExported(base(v.FieldOwner())))
			h.Limited = h.Limited || v.Kind == summary.Field && setAs(prog, "poollimit", v.FieldOwner(), &h)
			h.Renewed = h.Renewed || v.Kind == summary.Field && setAs(prog, "poollife", v.FieldOwner(), nil)
		case summary.Return:
			seen := len(prog.Callers(fn)) > 0
			kept = kept || !seen
			h.Leaves = h.Leaves || fn.Func.Exported
			givers = append(givers, fn.Func)
		case summary.Lit:
			kept = kept || a != o.Handle
		default:
			if !fn.IsZero() && !holders[fn.Func] {
				holders[fn.Func] = true
				stays = stays || prog.Stays(fn)
			}
		}
		for _, m := range prog.MethodValues(a) {
			_, ok := prog.Catalog.Get(prog.Value(m).Value, "poollimit")
			h.Limited = h.Limited || ok // called with what cannot be told
			_, ok = prog.Catalog.Get(prog.Value(m).Value, "poollife")
			h.Renewed = h.Renewed || ok
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
			stays = stays || !in.IsZero() && in.Func.Lit && in.Func.Request != summary.None && u.Call.Fn != o.Call.Call.Fn
		}
	}
	h.Renewed = h.Renewed || h.one && h.forever // its session holds something, such as locks
	for _, f := range givers {
		delete(closers, f)
	}
	if o.Entry.Has("limit") && passing(prog, o.Handle) {
		return h
	}
	kept = kept || !closed && !prog.Partial && !prog.Deployed(o.Call.Pkg)
	h.Lives = stays || o.Call.Call.Fn < 0 || kept && outlives(prog, prog.Enclosing(o.Call), closers)
	return h
}

// base returns the part of a key behind its last dot.
func base(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// use notes what a call says about the limit.
func (h *Handle) use(prog *summary.Program, u summary.Use) {
	name := base(u.Call.Callee)
	if e, ok := setter(prog, u.CallRef, "poollife"); ok && u.Arg == -1 {
		time := prog.Arg(u.CallRef, e.Int("time", 0))
		h.Renewed = h.Renewed || !Lifted(prog, time)
		h.forever = h.forever || time != summary.NoID && prog.Value(time).Kind == summary.Const
		return
	}
	e, ok := setter(prog, u.CallRef, "poollimit")
	switch {
	case ok && u.Arg == -1 && Lifted(prog, prog.Arg(u.CallRef, e.Int("n", 0))):
		h.Lifts = append(h.Lifts, u.CallRef)
		h.Path = append(h.Path, rule.HopAt(u.CallRef, NoLimit))
	case ok && u.Arg == -1:
		h.Limited = true
		n, _ := prog.ConstOf(prog.Arg(u.CallRef, e.Int("n", 0)))
		h.one = h.one || n == "1"
	case u.Arg == -1:
		if e, ok := prog.Catalog.Get(u.Call.Callee, "plugin"); ok {
			h.plugged(prog, prog.Arg(u.CallRef, e.Int("arg", 0)))
		}
	case len(prog.Callees(u.CallRef)) > 0:
	case u.Call.Callee == "":
		h.Limited = h.Limited || tunerAround(prog, u.Pkg, "poollimit")
		h.Renewed = h.Renewed || tunerAround(prog, u.Pkg, "poollife")
	case prog.Package(catalog.PackageOf(u.Call.Callee)) == nil:
		h.Limited = h.Limited || outsideTuner().MatchString(name)
		h.Renewed = h.Renewed || outsideTuner().MatchString(name)
	}
}

// plugged notes a limit set on what the pool is handed to.
func (h *Handle) plugged(prog *summary.Program, plugin summary.ID) {
	for _, s := range prog.Sources(plugin) {
		for _, u := range prog.Uses(s) {
			if e, ok := prog.Catalog.Get(u.Call.Callee, "poollimit"); ok && u.Arg == -1 && !Lifted(prog, prog.Arg(u.CallRef, e.Int("n", 0))) {
				h.Limited = true
			}
			if e, ok := prog.Catalog.Get(u.Call.Callee, "poollife"); ok && u.Arg == -1 && !Lifted(prog, prog.Arg(u.CallRef, e.Int("time", 0))) {
				h.Renewed = true
			}
		}
	}
}

// tunerAround reports whether a package, or one beside it in the imports, has a function that limits what it is given and that nothing is seen to call: an option, an
// entry of a table. It may be the one that an unknown function value is.
func tunerAround(prog *summary.Program, at *summary.Package, kind string) bool {
	for _, pkg := range prog.Packages {
		if pkg != at && !slices.Contains(pkg.Imports, at.Path) && !slices.Contains(at.Imports, pkg.Path) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if _, ok := prog.Catalog.Get(c.Call.Callee, kind); ok && slices.ContainsFunc(prog.Origins(prog.Arg(c, -1)), func(o summary.ID) bool {
				return prog.Value(o).Kind == summary.Param
			}) {
				return true
			}
		}
	}
	return false
}

// setter returns what the catalog says of a call that sets a limit (kind poollimit) or a lifetime (poollife), also through an interface.
func setter(prog *summary.Program, c summary.CallRef, kind string) (catalog.Entry, bool) {
	e, ok := prog.Catalog.Get(c.Call.Callee, kind)
	if !ok && c.Call.Method != "" {
		e, ok = byName(prog, kind, base(c.Call.Callee))
	}
	return e, ok
}

func byName(prog *summary.Program, kind, method string) (catalog.Entry, bool) {
	all := prog.Catalog.All(kind)
	i := slices.IndexFunc(all, func(e catalog.Entry) bool { return strings.HasSuffix(e.Key, ")."+method) })
	if i < 0 {
		return catalog.Entry{}, false
	}
	return all[i], true
}

// setAs reports whether a limit or lifetime is set through an interface on a type that embeds or wraps the pool. h, if given, notes where it is set to none.
func setAs(prog *summary.Program, kind, owner string, h *Handle) bool {
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if c.Call.Iface == "" {
				continue
			}
			e, ok := byName(prog, kind, c.Call.Method)
			if !ok || !slices.Contains(prog.Implementers(c.Call.Iface), owner) {
				continue
			}
			if !Lifted(prog, prog.Arg(c, e.Int("n", 0))) {
				return true
			}
			if h != nil {
				h.Lifts = append(h.Lifts, c)
			}
		}
	}
	return false
}

package unboundedpool

import (
	"go/ast"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
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
var outsideTuner = regexp.MustCompile(`(?i)(pool|maxopen|maxconn|limit|tune|configure)[a-z]*$`)

// follow looks at everything a pool flows to.
func follow(prog *summary.Program, o opened) handle {
	h := handle{}
	if limit, ok := o.entry.Attrs["limit"]; ok {
		for _, v := range prog.FieldsOf(o.handle, limit) {
			h.limited = h.limited || !lifted(prog, v)
			h.lifts = append(h.lifts, o.call)
		}
	}
	kept, stays := false, o.entry.Has("limit") // a literal of a pool is not opened in passing
	holders, closers := map[*summary.Function]bool{}, map[*summary.Function]bool{}
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
		case summary.Lit:
			kept = kept || a != o.handle
		default:
			if !fn.IsZero() && !holders[fn.Func] {
				holders[fn.Func] = true
				stays = stays || prog.Stays(fn)
			}
		}
		h.hop(prog, o, a)
		for _, u := range prog.Uses(a) {
			h.use(prog, u)
			in := prog.Enclosing(u.CallRef)
			if u.Arg == -1 && strings.HasSuffix(u.Call.Callee, ").Close") {
				closing(prog, u.CallRef, closers)
			}
			stays = stays || !in.IsZero() && in.Func.Lit && in.Func.Request != summary.None && u.Call.Fn != o.call.Call.Fn
		}
	}
	h.lives = stays || o.call.Call.Fn < 0 || kept && outlives(prog, prog.Enclosing(o.call), closers)
	return h
}

// base returns the part of a key behind its last dot.
func base(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// use notes what a call says about the limit.
func (h *handle) use(prog *summary.Program, u summary.Use) {
	name := base(u.Call.Callee)
	e, ok := prog.Catalog.Get(u.Call.Callee, "poollimit")
	if !ok && u.Call.Iface != "" {
		e, ok = limitByName(prog, name)
	}
	switch {
	case ok && u.Arg == -1 && lifted(prog, prog.Arg(u.CallRef, e.Int("n", 0))):
		h.lifts = append(h.lifts, u.CallRef)
		h.path = append(h.path, rule.Hop{Pos: u.Call.Pos, Function: u.Pkg.FunctionName(u.Call.Fn), Note: "sets no limit"})
	case ok && u.Arg == -1:
		h.limited = true
	case u.Arg == -1:
		if e, ok := prog.Catalog.Get(u.Call.Callee, "plugin"); ok {
			h.plugged(prog, prog.Arg(u.CallRef, e.Int("arg", 0)))
		}
	case u.Call.Callee != "" && len(prog.Callees(u.CallRef)) == 0 && prog.Package(catalog.PackageOf(u.Call.Callee)) == nil:
		h.limited = h.limited || outsideTuner.MatchString(name)
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

// tagDefault returns the default in a struct tag of a configuration library, "" where it has none.
func tagDefault(tag string) string {
	for _, key := range []string{"default", "envDefault", "env-default"} {
		if v, ok := reflect.StructTag(strings.Trim(tag, "`")).Lookup(key); ok {
			return v
		}
	}
	return ""
}

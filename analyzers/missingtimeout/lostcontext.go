package missingtimeout

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// detached returns the function literals that run by themselves: started with go and defer, and handed to libraries not known to wait for them.
func detached(prog *summary.Program, pkg *summary.Package) map[string]bool {
	out := map[string]bool{}
	mark := func(id summary.ID) {
		if id != summary.NoID && prog.Value(id).Kind == summary.Func {
			out[prog.Value(id).Value] = true
		}
	}
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if c.Call.Go || c.Call.Defer {
			mark(prog.ID(pkg, c.Call.Dyn))
		}
		_, waits := prog.Catalog.Get(c.Call.Callee, "callback")
		for i := range c.Call.Args {
			if c.Call.Go || !waits && len(prog.Callees(c)) == 0 {
				mark(prog.Arg(c, i))
			}
		}
	}
	return out
}

// holder returns the function around a call that was handed a context or a request, unless the call outlives it.
func (j *judge) holder(c summary.CallRef) summary.FuncRef {
	if c.Call.Go || c.Call.Defer {
		return summary.FuncRef{}
	}
	for f := j.Enclosing(c); !f.IsZero(); f = f.Outer() {
		if f.Func.Ctx != summary.None || f.Func.Request != summary.None {
			return f
		}
		if j.detached[f.Func.Key] {
			break
		}
	}
	return summary.FuncRef{}
}

// lostContext judges a call in a function that was handed a context or a request and passes on neither.
func (j *judge) lostContext(c summary.CallRef) (rule.Finding, bool) {
	f := j.holder(c)
	if f.IsZero() || j.ended(f, c) || migrates(c) {
		return rule.Finding{}, false
	}
	scope := "the context of " + f.Func.Name
	if f.Func.Ctx == summary.None {
		scope = "the request's context"
	}
	for i := range c.Call.Args {
		root := j.root(f, j.Arg(c, i))
		if root.IsZero() {
			continue
		}
		if to, ok := j.effect(c, i); ok {
			finding := rule.Finding{Key: c.Call.Callee, Message: catalog.ShortName(c.Call.Callee) + " outlives its caller on " + catalog.ShortName(root.Call.Callee) + ": pass " + scope}
			if c.Call.Callee == "" {
				finding.Message = "the call outlives its caller on " + catalog.ShortName(root.Call.Callee) + ": pass " + scope
			}
			if !to.IsZero() && to.Call != c.Call {
				finding.Path = []rule.Hop{{Pos: to.Call.Pos, Function: to.Pkg.FunctionName(to.Call.Fn), Note: "waits on that context"}}
			}
			return finding, true
		}
	}
	for _, e := range j.Catalog.Of(c.Call.Callee) {
		if !e.Has("noctx") || e.Kind == "outgoing" && !j.sent(c) {
			continue
		}
		finding := rule.Finding{Key: c.Call.Callee, Message: catalog.ShortName(c.Call.Callee) + " cannot be cancelled: call " + e.Attrs["noctx"] + " with " + scope}
		if e.Kind == "outgoing" && !e.Has("local") && j.receivers(c) == bound.Bounded {
			finding.Severity = rule.Info // it ends, though later than it could
		}
		return finding, true
	}
	return rule.Finding{}, false
}

// lostHere reports whether a root stands where a context was at hand, so that the call it is given to is reported.
func (j *judge) lostHere(root summary.CallRef) bool {
	r, _ := j.Catalog.Get(root.Call.Callee, "root")
	of := r.Attrs["of"]
	f := j.holder(root)
	return (of == "background" || of == "todo") && !f.IsZero() && !j.ended(f, root)
}

// migrates reports whether a call is part of a schema migration, which is better waited for than cut off half way.
func migrates(c summary.CallRef) bool {
	for _, name := range []string{c.Pkg.Path, c.Call.Pos.File, c.Pkg.FunctionName(c.Call.Fn)} {
		if strings.Contains(strings.ToLower(name), "migrat") {
			return true
		}
	}
	return false
}

// root returns the call of context.Background or TODO that is all a context can be, made in function f or at package level.
func (j *judge) root(f summary.FuncRef, id summary.ID) summary.CallRef {
	if id == summary.NoID || j.Value(id).Type != "context.Context" {
		return summary.CallRef{}
	}
	var root summary.CallRef
	for _, o := range j.Origins(id) {
		root = j.CallOf(o)
		if root.IsZero() {
			return root
		}
		r, ok := j.Catalog.Get(root.Call.Callee, "root")
		if of := r.Attrs["of"]; !ok || of != "background" && of != "todo" {
			return summary.CallRef{}
		}
		if j.Fallback(root, j.Sources(id)) {
			return summary.CallRef{}
		}
		if at := j.Enclosing(root); !at.IsZero() && outermost(at) != outermost(f) {
			return summary.CallRef{}
		}
	}
	return root
}

func outermost(f summary.FuncRef) summary.FuncRef {
	for f.Func.Parent >= 0 {
		f = f.Outer()
	}
	return f
}

// effect reports whether argument i of a call is the context of something that waits for another service, in the call or below it, and where.
func (j *judge) effect(c summary.CallRef, i int) (summary.CallRef, bool) {
	if j.waitsOn(c, i) {
		return c, true
	}
	for _, callee := range j.Callees(c) {
		if i >= len(callee.Func.Params) {
			continue
		}
		param := j.ID(callee.Pkg, callee.Func.Params[i])
		for _, a := range j.Aliases(param) {
			for _, u := range j.Uses(a) {
				if j.waitsOn(u.CallRef, u.Arg) {
					return u.CallRef, true
				}
			}
		}
	}
	return summary.CallRef{}, false
}

// waitsOn reports whether argument i of a call is the context that it waits on.
func (j *judge) waitsOn(c summary.CallRef, i int) bool {
	if e, ok := j.Outbound(c); ok && e.Has("ctx") && e.Int("ctx", 0) == i && !j.RPCBounded(e) {
		return !e.Has("options") || j.HasOption(c, e.Attrs["options"])
	}
	for _, e := range j.Catalog.Of(c.Call.Callee) {
		switch e.Kind {
		case "query", "exec", "prepare":
			if e.Has("ctx") && e.Int("ctx", 0) == i {
				return true
			}
		case "outgoing":
			if e.Has("ctx") && e.Int("ctx", 0) == i && j.sent(c) {
				return true
			}
		}
	}
	return false
}

// sent reports whether the request that a call makes is sent without another context, by a client that is not reported itself.
func (j *judge) sent(c summary.CallRef) bool {
	sent := false
	for _, a := range j.Aliases(j.Result(c, 0)) {
		for _, u := range j.Uses(a) {
			if r, ok := j.Catalog.Get(u.Call.Callee, "outgoing"); ok && r.Has("of") && u.Arg == r.Int("of", -1) && u.Call != c.Call {
				return false
			}
			if e, ok := j.Outbound(u.CallRef); ok && u.Arg == e.Int("req", -2) {
				sent = true
			}
		}
	}
	return sent && j.receivers(c) != bound.Unbounded
}

// receivers judges the clients that send the request which a call makes: unbounded if one of them is, bounded if all are.
func (j *judge) receivers(c summary.CallRef) bound.Fate {
	all := []bound.Fate{}
	for _, a := range j.Aliases(j.Result(c, 0)) {
		for _, u := range j.Uses(a) {
			if e, ok := j.Outbound(u.CallRef); ok && u.Arg == e.Int("req", -2) && e.Has("client") {
				for _, o := range j.Clients(u.CallRef, e) {
					all = append(all, j.Client(o))
				}
			}
		}
	}
	switch {
	case slices.Contains(all, bound.Unbounded):
		return bound.Unbounded
	case len(all) == 0 || slices.Contains(all, bound.Unknown):
		return bound.Unknown
	}
	return bound.Bounded
}

// ended reports whether a function has seen its context end before a call: what it does then cannot use it.
func (j *judge) ended(f summary.FuncRef, c summary.CallRef) bool {
	return slices.ContainsFunc(f.Pkg.Calls, func(o summary.Call) bool {
		return (o.Callee == "(context.Context).Done" || o.Callee == "(context.Context).Err") && o.Fn >= 0 && &f.Pkg.Funcs[o.Fn] == f.Func && o.Pos.Line < c.Call.Pos.Line
	})
}

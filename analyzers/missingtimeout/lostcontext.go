package missingtimeout

import (
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// detached returns the function literals that run by themselves: started with go and defer, handed to libraries not known to wait for them,
// and returned as what a caller runs when it is done.
func detached(prog *summary.Program, pkg *summary.Package) map[string]bool {
	out := map[string]bool{}
	mark := func(id summary.ID) {
		for _, o := range prog.Origins(id) {
			if v := prog.Value(o); v.Kind == summary.Func {
				out[v.Value] = true
			}
		}
	}
	for i := range pkg.Funcs {
		for _, r := range pkg.Funcs[i].Results {
			if !mayBeFunction(pkg, r) {
				continue
			}
			for _, o := range prog.Origins(prog.ID(pkg, r)) {
				if f, ok := prog.Function(prog.Value(o).Value); ok && f.Func.Lit && len(f.Func.Params) == 0 {
					out[f.Func.Key] = true
				}
			}
		}
	}
	for i := range pkg.Calls {
		c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
		if c.Call.Go || c.Call.Defer {
			mark(prog.ID(pkg, c.Call.Dyn))
		}
		callback, known := prog.Catalog.Get(c.Call.Callee, "callback")
		later := callback.Attrs["each"] == "later" || callback.Attrs["spawn"] == "alone"
		for i := range c.Call.Args {
			if mayBeFunction(pkg, c.Call.Args[i]) && (c.Call.Go || later || !known && len(prog.Callees(c)) == 0) {
				mark(prog.Arg(c, i))
			}
		}
	}
	return out
}

// mayBeFunction reports whether a function, or a collection of functions, can be in a value by its type: it is not one that the language declares.
func mayBeFunction(pkg *summary.Package, n summary.Node) bool {
	return n != summary.None && (pkg.Nodes[n].Type == "" || strings.Contains(pkg.Nodes[n].Type, "."))
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

// ended reports whether a function has seen its context end before a call: what it does then cannot use it.
func (j *judge) ended(f summary.FuncRef, c summary.CallRef) bool {
	line, ok := j.ends(f.Pkg)[f.Func]
	return ok && line < c.Call.Pos.Line
}

// ends returns the first line of each function of a package in which it asks whether a context has ended.
func (j *judge) ends(pkg *summary.Package) map[*summary.Function]int {
	if out, ok := j.asked[pkg]; ok {
		return out
	}
	out := map[*summary.Function]int{}
	for i := range pkg.Calls {
		c := &pkg.Calls[i]
		if c.Fn < 0 || c.Callee != "(context.Context).Done" && c.Callee != "(context.Context).Err" && !j.asksCanceled(summary.CallRef{Pkg: pkg, Call: c}) {
			continue
		}
		f := &pkg.Funcs[c.Fn]
		if line, ok := out[f]; !ok || c.Pos.Line < line {
			out[f] = c.Pos.Line
		}
	}
	j.asked[pkg] = out
	return out
}

// asksCanceled reports whether a call asks whether an error is that of a context which has ended.
func (j *judge) asksCanceled(c summary.CallRef) bool {
	if c.Call.Callee != "errors.Is" || len(c.Call.Args) != 2 {
		return false
	}
	for _, o := range j.Origins(j.Arg(c, 1)) {
		if key := j.Value(o).Key; key == "context.Canceled" || key == "context.DeadlineExceeded" {
			return true
		}
	}
	return false
}

package handler

import (
	"strconv"

	"github.com/prodlint/prodlint/internal/summary"
)

// Refuses reports whether a handler may answer with another status than success, or cannot be seen to answer.
func Refuses(prog *summary.Program, h summary.FuncRef) bool {
	if h.IsZero() {
		return true
	}
	seen := map[*summary.Function]bool{h.Func: true}
	for queue := []summary.FuncRef{h}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		for _, c := range prog.Calls(f) {
			if says(prog, c) {
				return true
			}
			for _, g := range prog.Callees(c) {
				if !seen[g.Func] {
					seen[g.Func] = true
					queue = append(queue, g)
				}
			}
		}
		for i := range f.Pkg.Funcs {
			if g := &f.Pkg.Funcs[i]; g.Lit && g.Parent >= 0 && &f.Pkg.Funcs[g.Parent] == f.Func && !seen[g] {
				seen[g] = true
				queue = append(queue, summary.FuncRef{Pkg: f.Pkg, Func: g})
			}
		}
	}
	return fails(prog, h)
}

// says reports whether a call may answer with something else than success: its status is no constant below 300, or it is not seen what it does with
// what the answer is written to.
func says(prog *summary.Program, c summary.CallRef) bool {
	e, ok := prog.Catalog.Get(c.Call.Callee, "answers")
	if ok {
		if e.Has("refuses") {
			return true
		}
		if !e.Has("status") {
			return false
		}
		status, known := prog.ConstOf(prog.Arg(c, e.Int("status", 0)))
		n, err := strconv.Atoi(status)
		return !known || err != nil || n >= 300
	}
	if len(prog.Callees(c)) > 0 {
		return false
	}
	for k := range c.Call.Args {
		if a := prog.Arg(c, k); a != summary.NoID && writer(prog, prog.Value(a).Type) {
			known := len(prog.Catalog.Of(c.Call.Callee)) > 0 // it takes the context of a framework for one
			return !known || prog.Value(a).Type == "net/http.ResponseWriter"
		}
	}
	return false
}

// writer reports whether what has a type may be what the answer is written to.
func writer(prog *summary.Program, typ string) bool {
	if typ == "net/http.ResponseWriter" {
		return true
	}
	_, ok := prog.Catalog.Get(typ, "request")
	return ok && typ != "net/http.Request"
}

// fails reports whether a handler that returns an error may return one: its framework answers with a failure then.
func fails(prog *summary.Program, h summary.FuncRef) bool {
	for _, n := range h.Func.Results {
		id := prog.ID(h.Pkg, n)
		if prog.Value(id).Type != "error" {
			continue
		}
		for _, o := range prog.Origins(id) {
			v := prog.Value(o)
			if v.Kind == summary.Const && v.Value == "nil" {
				continue
			}
			if c := prog.CallOf(o); !c.IsZero() {
				if _, ok := prog.Catalog.Get(c.Call.Callee, "answers"); ok {
					continue
				}
			}
			return true
		}
	}
	return false
}

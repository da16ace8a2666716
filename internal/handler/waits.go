package handler

import (
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

type entriesKey struct{}

// entries returns the functions that answer requests or take messages.
func entries(prog *summary.Program) map[*summary.Function]route.Kind {
	return prog.Memo(entriesKey{}, func() any {
		out := map[*summary.Function]route.Kind{}
		for _, e := range route.Of(prog).Entries {
			if f := e.Handler.Func; !f.IsZero() && (e.Kind.Requests() || e.Kind == route.Consumer && out[f.Func] == "") {
				out[f.Func] = route.HTTP
				if e.Kind == route.Consumer {
					out[f.Func] = route.Consumer
				}
			}
		}
		return out
	}).(map[*summary.Function]route.Kind)
}

// Waits returns what kind of entry waits for a function, HTTP for all that answer requests, "" where none does: what runs in goroutines and
// deferred is not waited for.
func Waits(prog *summary.Program, f summary.FuncRef) route.Kind {
	known, effects := entries(prog), effect.Of(prog)
	found := route.Kind("")
	seen := map[*summary.Function]bool{f.Func: true}
	for queue := []summary.FuncRef{f}; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		kind := known[f.Func]
		if kind == "" && f.Func.Request != summary.None && len(prog.Callers(f)) == 0 {
			kind = route.HTTP // routes that are registered elsewhere
		}
		if kind == route.HTTP {
			return kind
		} else if kind != "" {
			found = kind
			continue
		}
		add := func(g summary.FuncRef) {
			if !g.IsZero() && !g.Func.Test && !seen[g.Func] {
				seen[g.Func] = true
				queue = append(queue, g)
			}
		}
		var site summary.CallRef
		if f.Func.Lit && f.Func.Site >= 0 {
			site = summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[f.Func.Site]}
			if f.Func.SiteArg < 0 && (site.Call.Go || site.Call.Defer) {
				continue
			}
			if runs, async := effects.RunsHere(f); async {
				continue
			} else if runs {
				add(f.Outer())
				continue
			}
		}
		for _, c := range prog.Callers(f) {
			if !c.Call.Go && !c.Call.Defer && c.Call != site.Call { // who keeps it for later is not waited for
				add(prog.Enclosing(c))
			}
		}
	}
	return found
}

type servingKey struct{}

// Serves returns what a function runs for each time, "request" or "message": it answers requests, or is given to what takes messages. It returns "" for
// others; one with a loop that takes messages runs once.
func Serves(prog *summary.Program, f summary.FuncRef) string {
	return prog.Memo(servingKey{}, func() any {
		out := map[*summary.Function]string{}
		for _, e := range route.Of(prog).Entries {
			switch f := e.Handler.Func; {
			case f.IsZero():
			case e.Kind.Requests():
				out[f.Func] = "request"
			case e.Kind == route.Consumer && !e.At.IsZero() && out[f.Func] == "":
				out[f.Func] = "message"
			}
		}
		return out
	}).(map[*summary.Function]string)[f.Func]
}

// Answers reports whether a function is an entry that answers requests.
func Answers(prog *summary.Program, f summary.FuncRef) bool {
	return entries(prog)[f.Func] == route.HTTP
}

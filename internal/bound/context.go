// Package bound answers how long a call to another service may wait: what bounds its context, its request and the client that sends it.
package bound

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// Fate says whether a wait ends by itself. What cannot be told is unknown and never reported.
type Fate int

// The fates.
const (
	Unknown   Fate = iota
	Bounded        // a deadline, or a limit of the client
	Unbounded      // nothing that could end it, wherever it may come from
)

// Verdict is the fate of a wait and, where it is unbounded, the calls that gave the context (none where there is no context).
type Verdict struct {
	Fate
	Roots []summary.CallRef
}

// Judge answers for one program. It is not safe for concurrent use.
type Judge struct {
	*summary.Program
	known   map[summary.ID]Fate // of clients
	sending map[summary.ID]bool // clients whose uses are being looked at
	once    bool
	// served says that requests are given a deadline before handlers see them, rpc that calls of the program's RPC clients may be given one.
	served, rpc bool
	first       bool // it is the one that looks
}

// New returns a judge of a program.
func New(prog *summary.Program) *Judge {
	return &Judge{Program: prog, known: map[summary.ID]Fate{}, sending: map[summary.ID]bool{}}
}

type middlewareKey struct{}

// middleware looks once for what gives requests and calls a deadline on their way.
func (j *Judge) middleware() *Judge {
	if j.once {
		return j
	}
	j.once = true
	if !j.first {
		found := j.Memo(middlewareKey{}, func() any {
			first := New(j.Program)
			first.first = true
			return first.middleware()
		}).(*Judge)
		j.served, j.rpc = found.served, found.rpc
		return j
	}
	for _, p := range j.Packages {
		for i := range p.Calls {
			c := summary.CallRef{Pkg: p, Call: &p.Calls[i]}
			for _, e := range j.Catalog.Of(c.Call.Callee) {
				switch e.Kind {
				case "requestdeadline":
					j.served = true
				case "rpcdeadline":
					j.rpc = true
				case "outgoing": // next.ServeHTTP(w, r.WithContext(ctx))
					j.served = j.served || j.Limits(c) && j.inbound(c)
				}
			}
		}
	}
	return j
}

// Limits reports whether a call gives a request a context that ends by itself: r.WithContext(ctx).
func (j *Judge) Limits(c summary.CallRef) bool {
	e, ok := j.Catalog.Get(c.Call.Callee, "outgoing")
	return ok && e.Has("of") && e.Has("ctx") && !e.Has("inplace") && j.Context(j.Arg(c, e.Int("ctx", 0))).Fate == Bounded
}

// httpContext is called on requests on their way in and on their way out.
const httpContext = "(*net/http.Request).Context"

// Context judges a context by where it may come from. A root that a deadline was derived from somewhere on the way does not count:
// the graph has no order, and "if limit > 0 { ctx = WithTimeout(ctx) }" is bounded by configuration.
func (j *Judge) Context(id summary.ID) Verdict {
	var roots []summary.ID
	var deadlines []summary.CallRef
	certain := true
	for _, o := range j.Origins(id) {
		c := j.CallOf(o)
		if c.IsZero() {
			certain = false
		} else if _, ok := j.Catalog.Get(c.Call.Callee, "deadline"); ok {
			deadlines = append(deadlines, c)
		} else if r, ok := j.Catalog.Get(c.Call.Callee, "root"); ok && (r.Attrs["of"] != "request" || !j.middleware().served && (c.Call.Callee != httpContext || j.inbound(c))) {
			roots = append(roots, o)
		} else {
			certain = false
		}
	}
	for _, d := range deadlines {
		parents := j.Origins(j.Arg(d, 0))
		roots = slices.DeleteFunc(roots, func(r summary.ID) bool { return slices.Contains(parents, r) })
	}
	if len(roots) > 0 {
		sources := j.Sources(id)
		roots = slices.DeleteFunc(roots, func(r summary.ID) bool { return j.Fallback(j.CallOf(r), sources) })
	}
	switch {
	case len(roots) > 0 && j.timed(id):
		return Verdict{Fate: Bounded}
	case len(roots) > 0:
		v := Verdict{Fate: Unbounded}
		for _, r := range roots {
			v.Roots = append(v.Roots, j.CallOf(r))
		}
		return v
	case certain && len(deadlines) > 0:
		return Verdict{Fate: Bounded}
	}
	return Verdict{}
}

// timed reports whether a timer cancels a context, or one that it was derived from.
func (j *Judge) timed(id summary.ID) bool {
	return slices.ContainsFunc(j.Sources(id), func(s summary.ID) bool {
		c := j.CallOf(s)
		if c.IsZero() || len(c.Call.Results) != 2 || j.Value(s).Type != "context.Context" {
			return false
		}
		return slices.ContainsFunc(j.Aliases(j.Result(c, 1)), func(a summary.ID) bool {
			return slices.ContainsFunc(j.Uses(a), func(u summary.Use) bool {
				_, ok := j.Catalog.Get(u.Call.Callee, "timer")
				return ok
			})
		})
	})
}

// Fallback reports whether a root is what a function takes where its own context is nil.
func (j *Judge) Fallback(root summary.CallRef, sources []summary.ID) bool {
	f := j.Enclosing(root)
	if f.IsZero() || f.Func.Ctx == summary.None || !slices.Contains(sources, j.ID(f.Pkg, f.Func.Ctx)) {
		return false
	}
	return root.Call.Cond != summary.None || !slices.Contains(j.Aliases(j.Result(root, 0)), j.ID(f.Pkg, f.Func.Ctx))
}

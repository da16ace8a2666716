// Package bound answers how long a call to another service may wait: what bounds its context, its request and the client that sends it.
package bound

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
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
}

// New returns a judge of a program.
func New(prog *summary.Program) *Judge {
	return &Judge{Program: prog, known: map[summary.ID]Fate{}, sending: map[summary.ID]bool{}}
}

// middleware looks once for what gives requests and calls a deadline on their way.
func (j *Judge) middleware() *Judge {
	if j.once {
		return j
	}
	j.once = true
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
					j.served = j.served || e.Has("of") && e.Has("ctx") && !e.Has("inplace") && j.inbound(c) && j.Context(j.Arg(c, e.Int("ctx", 0))).Fate == Bounded
				}
			}
		}
	}
	return j
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

// inbound reports whether the request that a method is called on is one that a handler serves, not one on its way out.
func (j *Judge) inbound(c summary.CallRef) bool { return j.serves(j.Arg(c, -1), map[summary.ID]bool{}) }

func (j *Judge) serves(request summary.ID, seen map[summary.ID]bool) bool {
	return slices.ContainsFunc(j.Origins(request), func(o summary.ID) bool {
		if seen[o] {
			return false
		}
		seen[o] = true
		holder := ""
		switch v := j.Value(o); v.Kind {
		case summary.Param:
			return slices.ContainsFunc(j.FunctionOf(o).Func.Params, func(p summary.Node) bool { return j.Owner(o).Nodes[p].Type == "net/http.ResponseWriter" })
		case summary.Load: // gin.Context.Request
			holder = j.Owner(o).Nodes[v.Base].Type
		case summary.Result:
			made := j.CallOf(o)
			recv := j.Arg(made, -1)
			if e, ok := j.Catalog.Get(made.Call.Callee, "outgoing"); ok && e.Attrs["of"] == "recv" { // r.WithContext(ctx)
				return j.serves(recv, seen)
			}
			if recv != summary.NoID { // echo.Context.Request()
				holder = j.Value(recv).Type
			}
		}
		_, ok := j.Catalog.Get(holder, "request")
		return ok
	})
}

// Request judges a request by the context it carries.
func (j *Judge) Request(id summary.ID) Verdict {
	type made struct {
		origin summary.ID
		Verdict
	}
	var all []made
	var replaced []summary.ID
	for _, o := range j.Origins(id) {
		v := Verdict{}
		c := j.CallOf(o)
		switch val := j.Value(o); {
		case val.Kind == summary.Lit:
			if _, ok := j.Catalog.Get(val.Type, "outgoing"); ok {
				v.Fate = Unbounded
			}
		case !c.IsZero():
			if e, ok := j.Catalog.Get(c.Call.Callee, "outgoing"); ok {
				v = j.carries(c, e, o)
				if e.Has("of") {
					replaced = append(replaced, j.Origins(j.Arg(c, e.Int("of", -1)))...)
				}
			}
		}
		all = append(all, made{o, v})
	}
	out := Verdict{Fate: Bounded}
	for _, m := range all {
		switch {
		case slices.Contains(replaced, m.origin):
		case m.Fate == Unbounded:
			return m.Verdict
		case m.Fate == Unknown:
			out = Verdict{}
		}
	}
	return out
}

// carries judges the context that a call puts into a request, or that is put into it later.
func (j *Judge) carries(c summary.CallRef, e catalog.Entry, o summary.ID) Verdict {
	if e.Has("ctx") {
		return j.Context(j.Arg(c, e.Int("ctx", 0)))
	}
	for _, a := range j.Aliases(o) {
		for _, u := range j.Uses(a) {
			if s, ok := j.Catalog.Get(u.Call.Callee, "outgoing"); ok && s.Has("inplace") && u.Arg == s.Int("of", -1) {
				return j.Context(j.Arg(u.CallRef, s.Int("ctx", 0)))
			}
		}
	}
	if j.limited(o) {
		return Verdict{Fate: Bounded}
	}
	return Verdict{Fate: Unbounded}
}

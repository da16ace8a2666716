package bound

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

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

package missingtimeout

import (
	"slices"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/summary"
)

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
				if j.waitsOn(u.CallRef, u.Arg) && j.below(callee, u.CallRef) {
					return u.CallRef, true
				}
			}
		}
	}
	return summary.CallRef{}, false
}

// below reports whether a call is made by function f or what it calls. A context that f only adds values to, and gives back, goes on to others.
func (j *judge) below(f summary.FuncRef, c summary.CallRef) bool {
	in := j.Enclosing(c)
	return !in.IsZero() && (in.Func == f.Func || j.Above(in)[f.Func])
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

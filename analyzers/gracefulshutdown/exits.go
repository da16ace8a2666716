package gracefulshutdown

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// hasty reports a site whose program ends as soon as its server is shut down: serving returns an error at once then, on which the program exits
// while requests are still being answered.
func (x *index) hasty(s site) bool {
	if !s.entry.Has("closed") || s.value != summary.NoID {
		return false
	}
	err := x.Result(s.call, 0)
	if err == summary.NoID || x.tells(err, s.entry.Attrs["closed"]) {
		return false
	}
	end := x.ends(s.call)
	if end.IsZero() {
		return false
	}
	name := catalog.ShortName(end.Call.Callee)
	x.report(s.call, s.entry.Key, name+" ends the program as soon as the shutdown begins, with requests unanswered: leave "+catalog.ShortName(s.entry.Attrs["closed"])+" out")
	return true
}

// tells reports whether the program compares an error with one that a library has.
func (x *index) tells(err summary.ID, with string) bool {
	is := func(id summary.ID) bool {
		return id != summary.NoID && slices.ContainsFunc(x.Origins(id), func(o summary.ID) bool { return x.Value(o).Key == with })
	}
	for _, a := range x.Aliases(err) {
		if x.Value(a).Kind == summary.Expr && slices.ContainsFunc(x.Inputs(a), is) {
			return true
		}
		for _, u := range x.Uses(a) {
			for i := range u.Call.Args {
				if i != u.Arg && is(x.Arg(u.CallRef, i)) {
					return true
				}
			}
		}
	}
	return false
}

// never reports whether a call of a library does not return.
func (x *index) never(c summary.CallRef) bool {
	_, ok := x.Catalog.Get(c.Call.Callee, "noreturn")
	return ok && !strings.HasSuffix(c.Call.Callee, "Goexit") && !strings.Contains(c.Call.Callee, "Panic")
}

// ends returns the call by which a program ends when a call has failed, in the function that it stands in.
func (x *index) ends(c summary.CallRef) summary.CallRef {
	f := x.fn(c)
	if f.IsZero() {
		return summary.CallRef{}
	}
	flow := f.Func.Flow
	at := slices.IndexFunc(flow, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Calls, func(i int32) bool { return &f.Pkg.Calls[i] == c.Call })
	})
	if at < 0 {
		return summary.CallRef{}
	}
	after := false
	seen := map[int32]bool{}
	for n := int32(at); n >= 0 && !seen[n]; {
		seen[n] = true
		b := &flow[n]
		for _, i := range b.Calls {
			call := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
			if after && x.never(call) {
				return call
			}
			after = after || call.Call == c.Call
		}
		next := b.Then
		if b.Else >= 0 {
			asked := slices.ContainsFunc(b.Asks, func(i int32) bool { return &f.Pkg.Calls[i] == c.Call })
			switch {
			case asked && b.ElseIs == summary.Failed:
				next = b.Else
			case !asked || b.ThenIs != summary.Failed:
				return summary.CallRef{}
			}
		}
		n = next
	}
	return summary.CallRef{}
}

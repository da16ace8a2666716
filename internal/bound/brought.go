package bound

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Brought judges the client that an outbound call takes from its context, else the one in the variable that is its default.
func (j *Judge) Brought(c summary.CallRef, e catalog.Entry) Fate {
	if e.Has("bring") && j.brings(j.Arg(c, e.Int("ctx", 0))) {
		return Unknown // it is judged where it is made
	}
	return j.shared(e.Attrs["default"])
}

// shared judges the client or transport that a variable of a library holds.
func (j *Judge) shared(variable string) Fate {
	for _, p := range j.Packages {
		for i := range p.Nodes {
			if p.Nodes[i].Kind == summary.Global && p.Nodes[i].Key == variable {
				for _, o := range j.Origins(j.ID(p, summary.Node(i))) {
					if f := j.Client(o); f != Unbounded {
						return f
					}
					for _, e := range j.Catalog.Of("net/http.Transport") {
						if e.Kind == "client" && j.sets(o, e.Attrs["bounds"]) { // on what the variable holds
							return Bounded
						}
					}
				}
			}
		}
	}
	return Unbounded
}

// brings reports whether a client was put into a context.
func (j *Judge) brings(ctx summary.ID) bool {
	return slices.ContainsFunc(j.Sources(ctx), func(s summary.ID) bool {
		return slices.ContainsFunc(j.Uses(s), func(u summary.Use) bool { return j.bringsClient(u.CallRef) != summary.NoID })
	})
}

// bringsClient returns the client that a call puts into a context, or NoID.
func (j *Judge) bringsClient(c summary.CallRef) summary.ID {
	if b, ok := j.Catalog.Get(c.Call.Callee, "brings"); ok {
		return j.Arg(c, b.Int("client", 1))
	}
	if len(c.Call.Args) == 3 && c.Call.Callee == withValue {
		for _, k := range j.Origins(j.Arg(c, 1)) {
			if slices.ContainsFunc(j.Catalog.All("outbound"), func(e catalog.Entry) bool { return e.Has("bring") && e.Attrs["bring"] == j.Value(k).Key }) {
				return j.Arg(c, 2)
			}
		}
	}
	return summary.NoID
}

// withValue puts any value into a context, a client as well.
const withValue = "context.WithValue"

// sendsWith returns the calls without a deadline that take their client from a context.
func (j *Judge) sendsWith(ctx summary.ID) (out []Send) {
	for _, a := range j.Aliases(ctx) {
		for _, u := range j.Uses(a) {
			if e, ok := j.Catalog.Get(u.Call.Callee, "client"); ok && e.Has("ctx") && u.Arg == e.Int("ctx", 0) {
				more, _ := j.Sends(j.Result(u.CallRef, 0))
				out = append(out, more...)
			}
			if e, ok := j.Outbound(u.CallRef); ok && e.Has("bring") && u.Arg == e.Int("ctx", 0) {
				if v := j.Wait(u.CallRef, e); v.Fate == Unbounded {
					out = append(out, Send{u.CallRef, v})
				}
			}
		}
	}
	return out
}

package bound

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Outbound returns what the catalog says of a call that waits for another service. A call through an interface counts as one of the
// types that the receiver may be.
func (j *Judge) Outbound(c summary.CallRef) (catalog.Entry, bool) {
	if e, ok := j.Catalog.Get(c.Call.Callee, "outbound"); ok {
		return e, true
	}
	if e, ok := j.Catalog.Get(c.Call.Rest, "calloption"); ok && (len(j.Callees(c)) == 0 || c.Call.Iface != "") && !j.opensStream(c) {
		return e, true
	}
	if c.Call.Callee == "" && len(j.Callees(c)) == 0 {
		for _, o := range j.Origins(j.ID(c.Pkg, c.Call.Dyn)) {
			if v := j.Value(o); v.Kind == summary.Func && v.Base == summary.None {
				if e, ok := j.Catalog.Get(v.Value, "outbound"); ok {
					return e, true
				}
			}
		}
	}
	if c.Call.Iface != "" && c.Call.Recv != summary.None {
		for _, o := range j.Origins(j.Arg(c, -1)) {
			if e, ok := j.Catalog.Get("(*"+j.Value(o).Type+")."+c.Call.Method, "outbound"); ok {
				return e, true
			}
		}
	}
	return catalog.Entry{}, false
}

// opensStream reports whether an RPC returns a stream, which lives as long as its context.
func (j *Judge) opensStream(c summary.CallRef) bool {
	r := j.Result(c, 0)
	return r == summary.NoID || strings.HasSuffix(j.Value(r).Type, "Client") || strings.HasSuffix(j.Value(r).Type, "Stream")
}

// Wait judges what the context or the request of an outbound call says about its end.
func (j *Judge) Wait(c summary.CallRef, e catalog.Entry) Verdict {
	if e.Has("options") && !j.HasOption(c, e.Attrs["options"]) {
		return Verdict{}
	}
	switch {
	case e.Has("ctx"):
		return j.Context(j.Arg(c, e.Int("ctx", 0)))
	case e.Has("req"):
		return j.Request(j.Arg(c, e.Int("req", 0)))
	}
	return Verdict{Fate: Unbounded}
}

func (j *Judge) HasOption(c summary.CallRef, option string) bool {
	for i := range c.Call.Args {
		for _, o := range j.Origins(j.Arg(c, i)) {
			if made := j.CallOf(o); !made.IsZero() && made.Call.Callee == option {
				return true
			}
		}
	}
	return false
}

// Nearby reports whether a call stays on the machine or is a packet that nobody waits for.
func (j *Judge) Nearby(c summary.CallRef, e catalog.Entry) bool {
	if e.Has("network") {
		if n, ok := j.ConstOf(j.Arg(c, e.Int("network", 0))); ok && !strings.HasPrefix(n, "tcp") {
			return true
		}
	}
	if e.Has("req") {
		for _, o := range j.Origins(j.Arg(c, e.Int("req", 0))) {
			if made := j.CallOf(o); !made.IsZero() {
				if r, ok := j.Catalog.Get(made.Call.Callee, "outgoing"); ok && r.Has("url") && j.loopback(j.Arg(made, r.Int("url", 0))) {
					return true
				}
			}
		}
	}
	return e.Has("url") && j.loopback(j.Arg(c, e.Int("url", 0))) || e.Has("addr") && j.loopback(j.Arg(c, e.Int("addr", 0)))
}

func (j *Judge) loopback(id summary.ID) bool {
	texts := j.Texts(id)
	for _, t := range texts {
		_, rest, found := strings.Cut(t[0].Lit, "://")
		if !found {
			rest = t[0].Lit
		}
		if !strings.HasPrefix(rest, "localhost") && !strings.HasPrefix(rest, "127.") && !strings.HasPrefix(rest, "[::1]") {
			return false
		}
	}
	return len(texts) > 0
}

// Send is a use of a client that nothing but the client could bound.
type Send struct {
	summary.CallRef
	Verdict
}

// Sends returns the uses of a client that have no deadline of their own. exposed says that a library, or a caller
// that is not seen, was handed it.
func (j *Judge) Sends(id summary.ID) (out []Send, exposed bool) {
	if j.sending[id] {
		return nil, false // a client that was put into the context of its own successor
	}
	j.sending[id] = true
	defer delete(j.sending, id)
	for _, a := range j.Aliases(id) {
		if f := j.FunctionOf(a); j.Value(a).Kind == summary.Return && f.Func.Exported && len(j.Callers(f)) == 0 && j.Value(a).Type == "net/http.Client" {
			exposed = true
		}
		out = append(out, j.methodSends(a)...)
		for _, u := range j.Uses(a) {
			if r, ok := j.Catalog.Get(u.Call.Callee, "outgoing"); ok && r.Has("client") && u.Arg == r.Int("client", -1) {
				more, _ := j.Sends(j.Result(u.CallRef, 0))
				out = append(out, more...)
				continue
			}
			e, ok := j.Outbound(u.CallRef)
			switch {
			case u.Arg >= 0 && j.bringsClient(u.CallRef) == a:
				out = append(out, j.sendsWith(j.Result(u.CallRef, 0))...)
			case ok && e.Has("client") && u.Arg == e.Int("client", -1):
				if j.streams(u.CallRef) {
					return nil, false
				}
				if v := j.Wait(u.CallRef, e); v.Fate == Unbounded && !j.Nearby(u.CallRef, e) && !u.Call.Defer {
					out = append(out, Send{u.CallRef, v})
				}
			case u.Arg >= 0 && len(j.Callees(u.CallRef)) == 0 && u.Call.Callee != "" && u.Call.Iface == "" && len(j.Catalog.Of(u.Call.Callee)) == 0 && j.Value(id).Type == "net/http.Client":
				exposed = true
			}
		}
	}
	return out, exposed
}

// methodSends returns the method values bound to exactly this client that send requests of their own making.
func (j *Judge) methodSends(id summary.ID) (out []Send) {
	for _, m := range j.MethodValues(id) {
		v := j.Value(m)
		if e, ok := j.Catalog.Get(v.Value, "outbound"); ok && e.Attrs["client"] == "recv" && !e.Has("req") && !e.Has("ctx") {
			at := summary.CallRef{Pkg: j.Owner(m), Call: &summary.Call{Callee: v.Value, Fn: v.Fn, Pos: v.Pos}}
			out = append(out, Send{at, Verdict{Fate: Unbounded}})
		}
	}
	return out
}

// streams reports whether the function of a call reads events that have no end.
func (j *Judge) streams(c summary.CallRef) bool {
	return slices.ContainsFunc(c.Pkg.Calls, func(o summary.Call) bool {
		return o.Fn == c.Call.Fn && slices.ContainsFunc(o.Args, func(a summary.Node) bool {
			return a != summary.None && c.Pkg.Nodes[a].Kind == summary.Const && c.Pkg.Nodes[a].Value == "text/event-stream"
		})
	})
}

// RPCBounded reports whether something between an RPC call and the wire may give it a deadline.
func (j *Judge) RPCBounded(e catalog.Entry) bool { return e.Kind == "calloption" && j.middleware().rpc }

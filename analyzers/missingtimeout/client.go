package missingtimeout

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// send is a use of a client that nothing but the client could bound.
type send struct {
	summary.CallRef
	verdict
}

// clients returns the clients that an outbound call may use, also behind the request that was made for one.
func (j *judge) clients(c summary.CallRef, e catalog.Entry) []summary.ID {
	var out []summary.ID
	for _, o := range j.Origins(j.Arg(c, e.Int("client", -1))) {
		made := j.CallOf(o)
		if !made.IsZero() {
			if r, ok := j.Catalog.Get(made.Call.Callee, "outgoing"); ok && r.Has("client") {
				out = append(out, j.Origins(j.Arg(made, r.Int("client", -1)))...)
				continue
			}
		}
		out = append(out, o)
	}
	return out
}

// client judges where a client was made, and everything that is set on it from there on.
func (j *judge) client(o summary.ID) fate {
	if f, ok := j.known[o]; ok {
		return f
	}
	j.known[o] = unknown // a client within itself
	f := j.clientFate(o)
	j.known[o] = f
	return f
}

func (j *judge) clientFate(o summary.ID) fate {
	v := j.Value(o)
	key := v.Type
	switch v.Kind {
	case summary.Lit, summary.Zero:
	case summary.Global:
		key = v.Key
	case summary.Result:
		key = j.CallOf(o).Call.Callee
	default:
		return unknown
	}
	e, ok := j.Catalog.Get(key, "client")
	if !ok {
		return unknown
	}
	if e.Has("endless") {
		return j.endless(j.CallOf(o), e)
	}
	objects := []summary.ID{o}
	if e.Has("config") {
		objects = append(objects, j.Origins(j.Arg(j.CallOf(o), e.Int("config", 0)))...)
	}
	for _, object := range objects {
		if j.limited(object) || j.sets(object, e.Attrs["bounds"]) {
			return bounded
		}
	}
	if e.Has("optionset") {
		for i := e.Int("optionset", 0); i < len(j.CallOf(o).Call.Args); i++ {
			for _, s := range j.Origins(j.Arg(j.CallOf(o), i)) {
				if j.limited(s) || j.CallOf(s).IsZero() {
					return bounded // or not known
				}
			}
		}
	}
	for _, part := range []string{e.Attrs["inner"], e.Attrs["transport"]} {
		for _, f := range j.parts(o, part) {
			if f != unbounded {
				return f
			}
		}
	}
	return unbounded
}

// sets reports whether one of the fields is given a value.
func (j *judge) sets(o summary.ID, fields string) bool {
	for field := range strings.SplitSeq(fields, ",") {
		if field != "" && !j.Unset(j.FieldsOf(o, field)) {
			return true
		}
	}
	return false
}

// limited reports whether a function that limits a client is called on it.
func (j *judge) limited(o summary.ID) bool {
	for _, a := range j.Aliases(o) {
		for _, u := range j.Uses(a) {
			if l, ok := j.Catalog.Get(u.Call.Callee, "limit"); ok && u.Arg == l.Int("client", -1) && !j.Unset([]summary.ID{j.Arg(u.CallRef, l.Int("value", 0))}) {
				return true
			}
		}
	}
	return false
}

// endless judges a client whose limits are on by default.
func (j *judge) endless(c summary.CallRef, e catalog.Entry) fate {
	for _, o := range j.Origins(j.Arg(c, e.Int("config", 0))) {
		for field := range strings.SplitSeq(e.Attrs["bounds"], ",") {
			for _, v := range j.FieldsOf(o, field) {
				if n, ok := j.ConstOf(v); ok && n == e.Attrs["endless"] {
					return unbounded
				}
			}
		}
	}
	return bounded
}

// parts judges what the field of a client holds, the field being one that does the work for it.
func (j *judge) parts(o summary.ID, field string) []fate {
	var out []fate
	for _, v := range j.FieldsOf(o, field) {
		for _, part := range j.Origins(v) {
			out = append(out, j.part(part))
		}
	}
	for _, a := range j.Aliases(o) {
		for _, l := range j.Loads(a) {
			if e, ok := j.Catalog.Get(j.Value(l).Type, "client"); ok && j.Value(l).Field == field && j.sets(l, e.Attrs["bounds"]) {
				out = append(out, bounded)
			}
		}
	}
	return out
}

// part judges a transport, or another client. A RoundTripper of the workspace sets a deadline or leaves that to what it wraps.
func (j *judge) part(o summary.ID) fate {
	v := j.Value(o)
	switch {
	case v.Kind == summary.Const && v.Value == "nil":
		return unbounded
	case v.Kind == summary.Lit || v.Kind == summary.Zero:
		f, ok := j.Function("(*" + v.Type + ").RoundTrip")
		if !ok {
			f, ok = j.Function("(" + v.Type + ").RoundTrip")
		}
		if ok && j.setsDeadline(f) {
			return bounded
		}
		if ok {
			for _, fv := range v.Fields {
				for _, inner := range j.Origins(j.ID(j.Owner(o), fv.Value)) {
					if _, known := j.Catalog.Get(j.Value(inner).Type, "client"); known && j.client(inner) == bounded {
						return bounded
					}
				}
			}
			return unbounded
		}
		if j.dialsLocally(o) {
			return unknown
		}
	}
	return j.client(o)
}

func (j *judge) setsDeadline(f summary.FuncRef) bool {
	return slices.ContainsFunc(f.Pkg.Calls, func(c summary.Call) bool {
		_, ok := j.Catalog.Get(c.Callee, "deadline")
		return ok && c.Fn >= 0 && &f.Pkg.Funcs[c.Fn] == f.Func
	})
}

// dialsLocally reports whether a transport connects to a socket of the machine.
func (j *judge) dialsLocally(o summary.ID) bool {
	for _, field := range []string{"DialContext", "Dial"} {
		for _, v := range j.FieldsOf(o, field) {
			for _, fn := range j.Origins(v) {
				f, ok := j.Function(j.Value(fn).Value)
				if ok && slices.ContainsFunc(f.Pkg.Calls, func(c summary.Call) bool {
					n, isConst := "", false
					if e, dials := j.Catalog.Get(c.Callee, "outbound"); dials && e.Has("network") {
						n, isConst = j.ConstOf(j.Arg(summary.CallRef{Pkg: f.Pkg, Call: &c}, e.Int("network", 0)))
					}
					return isConst && strings.HasPrefix(n, "unix") && c.Fn >= 0 && &f.Pkg.Funcs[c.Fn] == f.Func
				}) {
					return true
				}
			}
		}
	}
	return false
}

// replaced reports whether a zero value is overwritten as a whole.
func (j *judge) replaced(id summary.ID) bool {
	if j.Value(id).Kind != summary.Zero {
		return false
	}
	for _, a := range j.Aliases(id) {
		if slices.ContainsFunc(j.Origins(a), func(o summary.ID) bool { return o != id && j.Value(o).Kind != summary.Zero }) {
			return true
		}
	}
	return false
}

// sends returns the uses of a client that have no deadline of their own. exposed says that a library was handed it.
func (j *judge) sends(id summary.ID) (out []send, exposed bool) {
	for _, a := range j.Aliases(id) {
		for _, u := range j.Uses(a) {
			if r, ok := j.Catalog.Get(u.Call.Callee, "outgoing"); ok && r.Has("client") && u.Arg == r.Int("client", -1) {
				more, _ := j.sends(j.Result(u.CallRef, 0))
				out = append(out, more...)
				continue
			}
			e, ok := j.outbound(u.CallRef)
			switch {
			case u.Arg >= 0 && j.bringsClient(u.CallRef) == a:
				out = append(out, j.sendsWith(j.Result(u.CallRef, 0))...)
			case ok && e.Has("client") && u.Arg == e.Int("client", -1):
				if j.streams(u.CallRef) {
					return nil, false
				}
				if v := j.wait(u.CallRef, e); v.fate == unbounded && !j.nearby(u.CallRef, e) && !u.Call.Defer {
					out = append(out, send{u.CallRef, v})
				}
			case u.Arg >= 0 && len(j.Callees(u.CallRef)) == 0 && u.Call.Callee != "" && u.Call.Iface == "" && len(j.Catalog.Of(u.Call.Callee)) == 0 && j.Value(id).Type == "net/http.Client":
				exposed = true
			}
		}
	}
	return out, exposed
}

// sendsWith returns the calls without a deadline that take their client from a context.
func (j *judge) sendsWith(ctx summary.ID) (out []send) {
	for _, a := range j.Aliases(ctx) {
		for _, u := range j.Uses(a) {
			if e, ok := j.outbound(u.CallRef); ok && e.Has("bring") && u.Arg == e.Int("ctx", 0) {
				if v := j.wait(u.CallRef, e); v.fate == unbounded {
					out = append(out, send{u.CallRef, v})
				}
			}
		}
	}
	return out
}

// streams reports whether the function of a call reads events that have no end.
func (j *judge) streams(c summary.CallRef) bool {
	return slices.ContainsFunc(c.Pkg.Calls, func(o summary.Call) bool {
		return o.Fn == c.Call.Fn && slices.ContainsFunc(o.Args, func(a summary.Node) bool {
			return a != summary.None && c.Pkg.Nodes[a].Kind == summary.Const && c.Pkg.Nodes[a].Value == "text/event-stream"
		})
	})
}

// brought judges the client that an outbound call takes from its context, else the one in the variable that is its default.
func (j *judge) brought(c summary.CallRef, e catalog.Entry) fate {
	if e.Has("bring") {
		for _, s := range j.Sources(j.Arg(c, e.Int("ctx", 0))) {
			for _, u := range j.Uses(s) {
				if j.bringsClient(u.CallRef) != summary.NoID {
					return unknown // it is judged where it is made
				}
			}
		}
	}
	for _, p := range j.Packages {
		for i := range p.Nodes {
			if p.Nodes[i].Kind == summary.Global && p.Nodes[i].Key == e.Attrs["default"] {
				for _, o := range j.Origins(j.ID(p, summary.Node(i))) {
					if f := j.client(o); f != unbounded {
						return f
					}
				}
			}
		}
	}
	return unbounded
}

// bringsClient returns the client that a call puts into a context, or NoID.
func (j *judge) bringsClient(c summary.CallRef) summary.ID {
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

// rpcBounded reports whether something on the way of a call may give it a deadline.
func (j *judge) rpcBounded(_ summary.CallRef, e catalog.Entry) bool {
	return e.Kind == "calloption" && j.rpc
}

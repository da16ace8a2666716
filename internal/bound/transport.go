package bound

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// parts judges what the field of a client holds, the field being one that does the work for it, and the clients of another type that it was made into.
func (j *Judge) parts(o summary.ID, field string) []Fate {
	var out []Fate
	for _, v := range j.FieldsOf(o, field) {
		for _, part := range j.Origins(v) {
			out = append(out, j.part(part))
		}
	}
	for _, a := range j.Aliases(o) {
		if e, ok := j.Catalog.Get(j.Value(a).Type, "client"); ok && j.Value(a).Type != j.Value(o).Type && j.limits(a, e) {
			out = append(out, Bounded)
		}
		for _, l := range j.Loads(a) {
			if e, ok := j.Catalog.Get(j.Value(l).Type, "client"); ok && j.Value(l).Field == field && j.sets(l, e.Attrs["bounds"]) {
				out = append(out, Bounded)
			}
		}
	}
	return out
}

// Sender judges what sends the requests of a proxy: what its field holds, or the default transport of net/http.
func (j *Judge) Sender(o summary.ID, field string) Fate {
	for _, f := range j.parts(o, field) {
		if f != Unbounded {
			return f
		}
	}
	own := false
	for _, v := range j.FieldsOf(o, field) {
		for _, part := range j.Origins(v) {
			k := j.Value(part)
			own = own || k.Kind != summary.Const
			if f := j.inside(k.Type); f != Unbounded {
				return f
			}
		}
	}
	if own {
		return Unbounded
	}
	return j.shared("net/http.DefaultTransport")
}

// inside judges what the fields of a type of the workspace hold: a RoundTripper hands its requests on to that.
func (j *Judge) inside(typ string) Fate {
	for _, field := range j.StructFields(typ) {
		_, known := j.Catalog.Get(j.Value(field).Type, "client")
		if !known && j.Value(field).Type != "net/http.RoundTripper" {
			continue
		}
		for _, o := range j.Origins(field) {
			if f := j.part(o); f != Unbounded {
				return f
			}
		}
	}
	return Unbounded
}

// limits reports whether one of the limits of a client is assigned to exactly this value.
func (j *Judge) limits(id summary.ID, e catalog.Entry) bool {
	return slices.ContainsFunc(j.Stores(id), func(s summary.StoreRef) bool {
		return slices.Contains(strings.Split(e.Attrs["bounds"], ","), s.Store.Field) && !j.unset([]summary.ID{j.ID(s.Pkg, s.Store.Value)})
	})
}

// part judges a transport, or another client. A RoundTripper of the workspace sets a deadline or leaves that to what it wraps.
func (j *Judge) part(o summary.ID) Fate {
	v := j.Value(o)
	switch {
	case v.Kind == summary.Const && v.Value == "nil":
		return Unbounded
	case v.Kind == summary.Lit || v.Kind == summary.Zero:
		f, ok := j.Function("(*" + v.Type + ").RoundTrip")
		if !ok {
			f, ok = j.Function("(" + v.Type + ").RoundTrip")
		}
		if ok && j.setsDeadline(f) {
			return Bounded
		}
		if ok {
			for _, fv := range v.Fields {
				for _, inner := range j.Origins(j.ID(j.Owner(o), fv.Value)) {
					if _, known := j.Catalog.Get(j.Value(inner).Type, "client"); known && j.Client(inner) == Bounded {
						return Bounded
					}
				}
			}
			return Unbounded
		}
		if _, known := j.Catalog.Get(v.Type, "client"); !known || j.DialsLocally(o) {
			return Unknown
		}
	}
	return j.Client(o)
}

func (j *Judge) setsDeadline(f summary.FuncRef) bool {
	return slices.ContainsFunc(f.Pkg.Calls, func(c summary.Call) bool {
		_, ok := j.Catalog.Get(c.Callee, "deadline")
		return ok && c.Fn >= 0 && &f.Pkg.Funcs[c.Fn] == f.Func
	})
}

// DialsLocally reports whether a transport connects to a socket of the machine.
func (j *Judge) DialsLocally(o summary.ID) bool {
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

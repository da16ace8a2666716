package bound

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// Clients returns the clients that an outbound call may use, also behind the request that was made for one.
func (j *Judge) Clients(c summary.CallRef, e catalog.Entry) []summary.ID {
	var out []summary.ID
	for _, o := range j.elements(j.Origins(j.Arg(c, e.Int("client", -1)))) {
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

// elements puts what a collection holds in its place.
func (j *Judge) elements(ids []summary.ID) (out []summary.ID) {
	for _, id := range ids {
		if v := j.Value(id); v.Kind != summary.Lit || !strings.HasPrefix(v.Type, "[]") {
			out = append(out, id)
			continue
		}
		for _, in := range j.Inputs(id) {
			out = append(out, j.Origins(in)...)
		}
	}
	return out
}

// Client judges where a client was made, and everything that is set on it from there on.
func (j *Judge) Client(o summary.ID) Fate {
	if f, ok := j.known[o]; ok {
		return f
	}
	j.known[o] = Unknown // a client within itself
	f := j.clientFate(o)
	j.known[o] = f
	return f
}

func (j *Judge) clientFate(o summary.ID) Fate {
	v := j.Value(o)
	key := v.Type
	switch v.Kind {
	case summary.Lit, summary.Zero:
	case summary.Global:
		key = v.Key
	case summary.Result:
		key = j.CallOf(o).Call.Callee
	default:
		return Unknown
	}
	e, ok := j.Catalog.Get(key, "client")
	if !ok {
		return Unknown
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
			return Bounded
		}
	}
	if e.Has("ctx") && j.brings(j.Arg(j.CallOf(o), e.Int("ctx", 0))) {
		return Unknown // the client brought is judged where it is made
	}
	if e.Has("optionset") {
		for i := e.Int("optionset", 0); i < len(j.CallOf(o).Call.Args); i++ {
			for _, s := range j.Origins(j.Arg(j.CallOf(o), i)) {
				if j.limited(s) || j.CallOf(s).IsZero() {
					return Bounded // or not known
				}
			}
		}
	}
	for _, part := range []string{e.Attrs["inner"], e.Attrs["transport"]} {
		for _, f := range j.parts(o, part) {
			if f != Unbounded {
				return f
			}
		}
	}
	return Unbounded
}

// sets reports whether one of the fields is given a value.
func (j *Judge) sets(o summary.ID, fields string) bool {
	for field := range strings.SplitSeq(fields, ",") {
		if field != "" && !j.unset(j.FieldsOf(o, field)) {
			return true
		}
	}
	return false
}

// unset reports whether a limit is left at zero. One that whoever runs the program can set is not, whatever its default.
func (j *Judge) unset(values []summary.ID) bool {
	if !j.Unset(values) {
		return false
	}
	isSetting := func(c summary.CallRef) bool {
		if c.IsZero() {
			return false
		}
		_, ok := j.Catalog.Get(c.Call.Callee, "setting")
		return ok
	}
	for _, v := range values {
		for _, s := range j.Sources(v) {
			if isSetting(j.CallOf(s)) || slices.ContainsFunc(j.Uses(s), func(u summary.Use) bool { return isSetting(u.CallRef) }) {
				return false
			}
		}
	}
	return true
}

// limited reports whether a function that limits a client is called on it.
func (j *Judge) limited(o summary.ID) bool {
	for _, a := range j.Aliases(o) {
		for _, u := range j.Uses(a) {
			if l, ok := j.Catalog.Get(u.Call.Callee, "limit"); ok && u.Arg == l.Int("client", -1) && !j.unset([]summary.ID{j.Arg(u.CallRef, l.Int("value", 0))}) {
				return true
			}
		}
	}
	return false
}

// endless judges a client whose limits are on by default.
func (j *Judge) endless(c summary.CallRef, e catalog.Entry) Fate {
	for _, o := range j.Origins(j.Arg(c, e.Int("config", 0))) {
		for field := range strings.SplitSeq(e.Attrs["bounds"], ",") {
			for _, v := range j.FieldsOf(o, field) {
				if n, ok := j.ConstOf(v); ok && n == e.Attrs["endless"] {
					return Unbounded
				}
			}
		}
	}
	return Bounded
}

// Replaced reports whether a zero value is overwritten as a whole.
func (j *Judge) Replaced(id summary.ID) bool {
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

// OwnCopy reports whether a client is a copy of a shared one, or may be, that is given a limit of its own.
func (j *Judge) OwnCopy(id, shared summary.ID) bool {
	e, _ := j.Catalog.Get(j.Value(shared).Key, "client")
	return slices.ContainsFunc(j.Sources(id), func(s summary.ID) bool {
		return j.Value(s).Kind == summary.Var && slices.Contains(j.Origins(s), shared) &&
			slices.ContainsFunc(j.Aliases(s), func(a summary.ID) bool { return j.limits(a, e) })
	})
}

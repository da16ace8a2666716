package untypedcontract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/summary"
)

// aside reports whether nothing is said of a call: it stands in a test, in a generated file, in no handler, or only tools that end run it.
func (j *index) aside(c summary.CallRef) bool {
	f := j.Enclosing(c)
	return f.IsZero() || f.Func.Test || strings.HasSuffix(c.Call.Pos.File, "_test.go") || j.TestSupport(c.Pkg) || slices.Contains(c.Pkg.Generated, c.Call.Pos.File) ||
		!j.serves(f) || j.OneShot(c)
}

// serves reports whether a function answers requests: it is a handler or stands in one, or it is given the request or what takes the answer.
func (j *index) serves(f summary.FuncRef) bool {
	if !j.requests.Host(f).IsZero() {
		return true
	}
	for ; !f.IsZero(); f = f.Outer() {
		for _, n := range f.Func.Params {
			if _, ok := j.Catalog.Get(f.Pkg.Nodes[n].Type, "answer"); ok {
				return true
			}
		}
	}
	return false
}

// keys returns the keys of the map that a value is, or of the maps in a list: those of literals, and those that are set in the same function.
func (j *index) keys(values []summary.ID) []string {
	var out []string
	add := func(key string) {
		if key != "" && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	untyped := false
	literal := func(id summary.ID) {
		v := j.Value(id)
		if v.Kind != summary.Lit || !v.Any {
			return
		}
		untyped = true
		for _, f := range v.Fields {
			add(f.Name)
			if el := j.ID(j.Owner(id), f.Value); el != summary.NoID && f.Name == "" && j.Value(el).Kind == summary.Lit {
				for _, f := range j.Value(el).Fields {
					add(f.Name)
				}
			}
		}
	}
	for _, id := range values {
		literal(id)
		untyped = untyped || j.Value(id).Any && j.Value(id).List
	}
	for _, id := range values {
		for _, s := range j.Stores(id) {
			if j.Value(id).Any {
				add(s.Store.Field)
			}
		}
	}
	if len(out) == 0 && (!j.CallOf(values[0]).IsZero() || j.Value(values[0]).Any) {
		for _, o := range j.Origins(values[0]) { // what a function of the program has put together
			literal(o)
		}
	}
	if !untyped {
		return nil
	}
	return out
}

// failing are keys of answers that say what went wrong.
var failing = []string{"error", "errors", "err", "error_code", "errorcode", "error_message", "jsonrpc", "fault", "exception"}

// errs reports whether an answer says that something went wrong, or is the envelope of a protocol, by its keys.
func errs(keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(failing, strings.ToLower(k)) })
}

// fails reports whether a call answers that something went wrong: by its name, that of the function around it, or the status that it is given.
func (j *index) fails(c summary.CallRef) bool {
	if handler.Fails(c.Name()) || handler.Fails(c.Pkg.FunctionName(c.Call.Fn)) {
		return true
	}
	for k := range c.Call.Args {
		if a := j.Arg(c, k); a != summary.NoID {
			if v, ok := j.ConstOf(a); ok && len(v) == 3 && (v[0] == '4' || v[0] == '5') && strings.Trim(v, "0123456789") == "" {
				return true
			}
		}
	}
	return false
}

// running are words in the names of handlers that say how the service is.
var running = []string{"health", "healthz", "healthcheck", "ready", "readyz", "readiness", "live", "livez", "liveness", "ping", "status", "version", "metrics", "debug", "alive"}

// health reports whether a call answers how the service is.
func (j *index) health(c summary.CallRef) bool {
	f := j.Enclosing(c)
	out, ok := j.running[f.Func]
	if !ok {
		entries := j.requests.Routes.Entering(f)
		out = has(f.Func.Name, running) || len(entries) > 0 && !slices.ContainsFunc(entries, func(e *route.Entry) bool { return !has(e.Path, running) })
		j.running[f.Func] = out
	}
	return out
}

// forwards reports whether the function around a call makes a request to another server, or looks at the requests of many routes: what it is sent, or
// sends, is not its own.
func (j *index) forwards(c summary.CallRef) bool {
	return has(c.Pkg.FunctionName(c.Call.Fn), []string{"proxy", "forward", "relay", "middleware", "filter", "interceptor"}) || slices.ContainsFunc(handler.Calls(j.Program, handler.Root(j.Enclosing(c))), func(o summary.CallRef) bool {
		_, ok := j.Catalog.Get(o.Call.Callee, "outgoing")
		return ok || has(o.Name(), []string{"proxy", "forward", "relay"})
	})
}

type envelopes struct{}

// envelope reports whether a map that a request is read into is the envelope of a protocol: what it is asked for says so.
func (j *index) envelope(values []summary.ID) bool {
	known := j.Memo(envelopes{}, func() any {
		out := map[*summary.Function]bool{}
		for _, pkg := range j.Packages {
			for i := range pkg.Nodes {
				if v := &pkg.Nodes[i]; v.Kind == summary.Const && v.Value == "jsonrpc" {
					out[handler.Root(j.FunctionOf(j.ID(pkg, summary.Node(i)))).Func] = true
				}
			}
		}
		return out
	}).(map[*summary.Function]bool)
	f := j.FunctionOf(values[0])
	return !f.IsZero() && known[handler.Root(f).Func]
}

// structOf returns the exported struct type of the program that an answer is, if its exported fields have no names for JSON.
func (j *index) structOf(values []summary.ID) string {
	t := j.Value(values[0]).Type
	fields := j.StructFields(t)
	if len(fields) == 0 || !exported(t[strings.LastIndexByte(t, '.')+1:]) || j.marshals(t) {
		return ""
	}
	some := false
	for _, id := range fields {
		v := j.Value(id)
		if strings.Contains(v.Value, "json:") {
			return ""
		}
		some = some || exported(v.Key[strings.LastIndexByte(v.Key, '.')+1:])
	}
	if !some || handler.Fails(t[strings.LastIndexByte(t, '.')+1:]) {
		return ""
	}
	return t
}

type marshalers struct{}

// marshals reports whether a type says itself what it is in JSON.
func (j *index) marshals(t string) bool {
	return j.Memo(marshalers{}, func() any {
		out := map[string]bool{}
		for _, pkg := range j.Packages {
			for i := range pkg.Types {
				if n := &pkg.Types[i]; n.Has("MarshalJSON") || n.Has("MarshalText") {
					out[n.Key] = true
				}
			}
		}
		return out
	}).(map[string]bool)[t]
}

func exported(name string) bool { return name != "" && unicode.IsUpper(rune(name[0])) }

func has(name string, words []string) bool { return handler.HasWord(name, words) }

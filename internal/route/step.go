package route

import (
	"slices"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// steps names the middleware that arguments are.
func (e *eval) steps(vs []value) []Step {
	var out []Step
	for _, v := range vs {
		for _, el := range e.list(v) {
			if el.id == summary.NoID || e.prog.Value(el.id).Kind == summary.Const {
				continue
			}
			if s := e.stepAt(el); s.Name != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// stepAt names the middleware that a value is: a function, a method of what a call makes, or what a call gives.
func (e *eval) stepAt(v value) Step {
	if v.id == summary.NoID {
		return Step{}
	}
	s := Step{Pos: e.prog.Value(v.id).Pos, Funcs: e.prog.FunctionsAt(v.id)}
	name := func(n *summary.Value, id summary.ID) bool {
		switch n.Kind {
		case summary.Func:
			s.Key = n.Value
			if f, ok := e.prog.Function(n.Value); ok {
				s.Name = handlerOf(f, "").Name
				if n.Base != summary.None {
					if c := e.prog.CallOf(e.prog.ID(e.prog.Owner(id), n.Base)); !c.IsZero() && c.Call.Callee != "" {
						s.Name = catalog.ShortName(c.Call.Callee)
					}
				}
				return true
			}
			s.Name = catalog.ShortName(n.Value)
			return true
		case summary.Result:
			c := e.prog.CallOf(id)
			if c.Call.Callee != "" {
				s.Key, s.Name = c.Call.Callee, catalog.ShortName(c.Call.Callee)
				return true
			}
		}
		return false
	}
	if !name(e.prog.Value(v.id), v.id) {
		for _, in := range e.prog.Within(v.id) {
			if name(e.prog.Value(in), in) {
				break
			}
		}
	}
	if s.Name == "" {
		for _, o := range e.origins(v) {
			if name(e.prog.Value(o.id), o.id) {
				break
			}
		}
	}
	if s.Name == "" && len(s.Funcs) > 0 {
		s.Name = qualified(s.Funcs[0])
	}
	return e.classified(s)
}

// stepOf is the step of a function that wraps a handler. The literal that such a function returns is called like it.
func (r *reader) stepOf(f summary.FuncRef) Step {
	if s, ok := r.named[f.Func]; ok {
		return s
	}
	named := f
	for named.Func.Lit && !named.Outer().IsZero() {
		named = named.Outer()
	}
	if named.Func.Recv != summary.None && named.Func == f.Func {
		named = f
	}
	s := Step{Name: qualified(named), Key: named.Func.Key, Funcs: []summary.FuncRef{f}, Pos: f.Func.Pos}
	s.What = whatByName(s.Name)
	s.ByName = s.What != ""
	r.named[f.Func] = s
	return s
}

// classified says what a step does: by the catalog, else by its name.
func (r *reader) classified(s Step) Step {
	if e, ok := r.prog.Catalog.Get(s.Key, "guards"); ok {
		s.What = e.Attrs["what"]
		return s
	}
	s.What = whatByName(s.Name)
	s.ByName = s.What != ""
	return s
}

// byName are the words in names of middleware that tell what it does, the more telling first.
var byName = []struct {
	what  string
	words []string
}{
	{"limiter", []string{"ratelimit", "ratelimiter", "limiter", "throttle", "limitbyip", "limitbyrealip", "limitby", "maxallowed", "limithandler"}},
	{"bodylimit", []string{"bodylimit", "limitrequestbody", "requestsize", "maxbytes", "maxbody", "limitbody", "bodysize"}},
	{"csrf", []string{"csrf", "xsrf"}},
	{"auth", []string{"auth", "authn", "authz", "authenticate", "authenticated", "authentication", "authorize", "authorization", "authorized", "jwt", "login", "requireuser", "requireadmin", "requirelogin", "isauthenticated", "isauthorized", "admin", "session", "permission", "permissions", "withuser", "withadmin", "withself", "apikey", "token", "requirescope", "basicauth", "oidc", "mustcan", "signedin", "loggedin", "credentials"}},
	{"timeout", []string{"timeout", "deadline"}},
	{"recover", []string{"recover", "recoverer", "recovery", "catchpanic"}},
	{"cors", []string{"cors"}},
	{"compress", []string{"compress", "gzip", "compression"}},
	{"log", []string{"log", "logger", "logging", "accesslog", "requestlog"}},
}

// whatByName returns what a middleware does by the words of its name, or "".
func whatByName(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	_, own, ok := strings.Cut(name, ".")
	if !ok {
		own = name
	}
	ws := words(own)
	joined := strings.Join(ws, "")
	for _, b := range byName {
		for _, w := range b.words {
			if slices.Contains(ws, w) || len(w) > 6 && strings.Contains(joined, w) {
				return b.what
			}
		}
	}
	if pkg, _, _ := strings.Cut(name, "."); ok {
		for _, b := range byName {
			if slices.Contains(b.words, strings.ToLower(pkg)) {
				return b.what
			}
		}
	}
	return ""
}

// words splits a name at its capitals: "NewRateLimiter" is new, rate, limiter.
func words(name string) []string {
	var out []string
	start := 0
	rs := []rune(name)
	add := func(end int) {
		if w := strings.Trim(strings.ToLower(string(rs[start:end])), "()*._[]0123456789"); w != "" {
			out = append(out, w)
		}
		start = end
	}
	for i := 1; i < len(rs); i++ {
		upper := unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1]))
		if upper || rs[i] == '.' || rs[i] == '_' {
			add(i)
		}
	}
	add(len(rs))
	return out
}

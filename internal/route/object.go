package route

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// actions returns what answers where an object does with its methods: those that the text actions= maps HTTP methods to, or those called like them.
func (e *eval) actions(g registration) []target {
	var mapped []action
	if g.entry.Has("actions") {
		if id := e.prog.Arg(g.call, g.entry.Int("actions", 0)); id != summary.NoID {
			for _, text := range e.texts(value{id: id, env: g.env}) {
				mapped = append(mapped, mapping(text)...)
			}
			if len(mapped) == 0 {
				return nil
			}
		}
	}
	var out []target
	for _, typ := range e.impls(value{id: e.prog.Arg(g.call, g.entry.Int("object", 0)), env: g.env}) {
		methods, as := e.methods(typ), mapped
		switch {
		case g.entry.Has("auto"):
			as = automatic(typ, methods, strings.Split(g.entry.Attrs["except"], ","))
		case len(mapped) == 0:
			as = alike(methods)
		}
		for _, a := range as {
			t := target{handler: Handler{Name: typ[strings.LastIndexByte(typ, '/')+1:] + "." + a.name, Pos: g.call.Call.Pos}, router: value{id: summary.NoID}, methods: a.methods, key: a.path}
			if f, ok := e.prog.Function(methods[a.name].Func); ok {
				t.handler = handlerOf(f, "")
			} else if mapped == nil {
				continue // of the library
			}
			if f, ok := e.prog.Function(methods[g.entry.Attrs["before"]].Func); ok {
				t.steps = []Step{e.stepOf(f)}
			}
			out = append(out, t)
		}
	}
	return out
}

// action is a method of an object that answers requests.
type action struct {
	name    string
	methods []string // none, but not nil: all
	path    string   // below that of the registration
}

// mapping reads a text such as "GET,POST:Save;DELETE:Drop"; * is all methods.
func mapping(text string) []action {
	var out []action
	for part := range strings.SplitSeq(text, ";") {
		methods, name, ok := strings.Cut(part, ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.Contains(part, Unseen) {
			continue
		}
		a := action{name: name, methods: []string{}}
		for m := range strings.SplitSeq(methods, ",") {
			if m = strings.ToUpper(strings.TrimSpace(m)); slices.Contains(verbs, m) {
				a.methods = append(a.methods, m)
			}
		}
		out = append(out, a)
	}
	return out
}

// alike returns the methods that are called like those of HTTP: Get, Post.
func alike(methods map[string]summary.MethodSig) []action {
	var out []action
	for _, verb := range verbs {
		name := verb[:1] + strings.ToLower(verb[1:])
		if _, ok := methods[name]; ok {
			out = append(out, action{name: name, methods: []string{verb}})
		}
	}
	return out
}

// automatic returns the methods of a type that answer at a path made of its name and theirs: those of UserController below /user.
func automatic(typ string, methods map[string]summary.MethodSig, except []string) []action {
	var out []action
	object := strings.ToLower(strings.TrimSuffix(typ[strings.LastIndexByte(typ, '.')+1:], "Controller"))
	for name := range methods {
		if name[0] >= 'A' && name[0] <= 'Z' && !slices.Contains(except, name) {
			out = append(out, action{name: name, methods: []string{}, path: "/" + object + "/" + strings.ToLower(name)})
		}
	}
	slices.SortFunc(out, func(a, b action) int { return strings.Compare(a.name, b.name) })
	return out
}

package catalog

import (
	"slices"
	"strings"
)

// index answers questions about effects. It is made of all lines when it is first asked for.
type index struct {
	handles    map[string]bool
	methods    map[string][]string // keys of methods with an effect by "pkg.Name"
	statements map[string][]string // keys of methods that take a statement by name
	prefixes   []Entry             // remote lines for all packages under a path
}

func (t *Table) effects() *index {
	t.load()
	t.indexOnce.Do(func() {
		x := index{handles: map[string]bool{}, methods: map[string][]string{}, statements: map[string][]string{}}
		for _, kind := range []string{"query", "exec", "prepare", "effect"} {
			for _, e := range t.byKind[kind] {
				recv, name, ok := strings.Cut(strings.TrimLeft(e.Key, "(*"), ").")
				if !ok || e.Has("builder") || e.Attrs["op"] == "none" && kind == "effect" {
					continue
				}
				if !e.Has("recv") {
					x.handles[recv] = true
				}
				key := PackageOf(e.Key) + "." + name
				if !slices.Contains(x.methods[key], e.Key) {
					x.methods[key] = append(x.methods[key], e.Key)
				}
				if e.Has("sql") {
					x.statements[name] = append(x.statements[name], e.Key)
				}
			}
		}
		for _, kind := range []string{"handle", "pool", "client", "remote"} {
			for _, e := range t.byKind[kind] {
				x.handles[e.Key] = true
				if kind == "remote" && strings.HasSuffix(e.Key, "/...") {
					x.prefixes = append(x.prefixes, e)
				}
			}
		}
		t.index = x
	})
	return &t.index
}

// Handles reports whether values of a type are connections or clients through which effects happen, and not what they are about.
func (t *Table) Handles(typeKey string) bool { return t.effects().handles[typeKey] }

// Methods returns the keys of the methods called name, of types of a package, that have an effect.
func (t *Table) Methods(pkg, name string) []string { return t.effects().methods[pkg+"."+name] }

// Statements returns the keys of the methods called name that take the text of a statement.
func (t *Table) Statements(name string) []string { return t.effects().statements[name] }

// Statement returns the line of a function that runs the statement it is given.
func (t *Table) Statement(key string) (Entry, bool) {
	for _, e := range t.Of(key) {
		if (e.Kind == "query" || e.Kind == "exec") && !e.Has("builder") {
			return e, true
		}
	}
	return Entry{}, false
}

// Remote returns the line of an SDK's client that a method belongs to, or a function of the SDK that calls the method of a client of its
// own. takesContext says that its first argument is a context.
func (t *Table) Remote(callee string, takesContext bool) (Entry, bool) {
	recv, name, method := strings.Cut(strings.TrimLeft(callee, "(*"), ").")
	if !method {
		dot := strings.LastIndexByte(callee, '.')
		if dot < 0 {
			return Entry{}, false
		}
		recv, name = callee[:dot]+".", callee[dot+1:]
	}
	is := func(e Entry) bool {
		if methods := e.Attrs["methods"]; methods != "*" {
			return slices.Contains(strings.Split(methods, ","), name)
		}
		return method && takesContext
	}
	if e, ok := t.Get(recv, "remote"); ok && is(e) {
		return e, true
	}
	for _, e := range t.effects().prefixes {
		if strings.HasPrefix(recv, strings.TrimSuffix(e.Key, "...")) && is(e) {
			return e, true
		}
	}
	return Entry{}, false
}

// Generated returns the line of the generated clients that a method of type typeName belongs to, in a package that imports the packages uses.
func (t *Table) Generated(uses []string, typeName, method string) (Entry, bool) {
	for _, e := range t.All("generated") {
		if slices.Contains(uses, e.Key) && strings.HasSuffix(typeName, e.Attrs["recv"]) && (e.Attrs["methods"] == "*" || slices.Contains(strings.Split(e.Attrs["methods"], ","), method)) {
			return e, true
		}
	}
	return Entry{}, false
}

// Webhook reports whether a function of a library checks or reads what a provider sends when something has happened there.
func (t *Table) Webhook(callee string) bool {
	name := callee[strings.LastIndexByte(callee, '.')+1:]
	path := strings.TrimLeft(callee, "(*")
	return slices.ContainsFunc(t.All("webhook"), func(e Entry) bool {
		return strings.HasPrefix(path, strings.TrimSuffix(e.Key, "...")) && slices.Contains(strings.Split(e.Attrs["methods"], ","), name)
	})
}

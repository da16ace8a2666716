package route

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// link is a router on the way from the root to a registration: where it was made, and the middleware it was made with.
type link struct {
	made  value
	steps []Step
	at    summary.CallRef // the call that made it of the router before, if one did
}

// place is where a router puts the routes that are registered on it.
type place struct {
	path    string
	below   bool
	methods []string
	links   []link // innermost first
	library string // whose own router it is, at the root
	open    []string
}

// below returns the place of what is registered with a path at p.
func (p place) at(pattern string, below bool) place {
	p.path, p.below = join(p.path, pattern), below
	return p
}

const (
	maxPlaces = 16 // of one router
	maxNested = 30 // routers within routers
)

// places returns where a router puts its routes; more than one where it is reached on several ways.
func (e *eval) places(v value) []place {
	if e.parts++; e.parts > maxNested {
		e.parts--
		return nil
	}
	defer func() { e.parts-- }()
	var out []place
	for _, o := range e.origins(v) {
		if len(out) >= maxPlaces {
			break
		}
		n := e.prog.Value(o.id)
		switch n.Kind {
		case summary.Const, summary.Func:
			continue
		case summary.Result:
			c := e.prog.CallOf(o.id)
			if entry, ok := e.entry(c, "group"); ok {
				out = append(out, e.group(c, entry, o, o.env)...)
				continue
			}
			if entry, ok := e.entry(c, "route"); ok && entry.Has("same") {
				out = append(out, e.on(c, entry, o)...)
				continue
			}
			if inner, ok := e.adapted(c, o); ok {
				out = append(out, e.places(inner)...)
				continue
			}
		case summary.Param:
			f := e.prog.FunctionOf(o.id)
			if k := o.env.of(f.Func); k >= 0 && n.Index == 0 && e.runsGroup(o.env.frames[k], f) {
				c := o.env.frames[k].call
				entry, _ := e.entry(c, "group")
				out = append(out, e.group(c, entry, o, o.env.leave(k))...)
				continue
			}
			out = append(out, place{links: []link{{made: o}}, open: []string{"the router is not seen"}})
			continue
		}
		out = append(out, e.root(o)...)
	}
	if len(out) == 0 {
		out = []place{{open: []string{"the router is not seen"}}}
	}
	return out
}

// adapted returns the router that a call of a library makes another of: huma on chi.
func (e *eval) adapted(c summary.CallRef, made value) (value, bool) {
	if len(e.prog.Callees(c)) > 0 || c.Call.Callee == "" {
		return value{}, false
	}
	for i, a := range c.Call.Args {
		if a != summary.None && e.isRouter(c.Pkg.Nodes[a].Type) {
			return value{id: e.prog.Arg(c, i), env: made.env, free: made.free}, true
		}
	}
	return value{}, false
}

func (r *reader) isRouter(typ string) bool {
	_, ok := r.prog.Catalog.Get(typ, "router")
	return ok
}

// group returns where the router that a group call makes puts its routes.
func (e *eval) group(c summary.CallRef, entry catalog.Entry, made value, env *bound) []place {
	beside := value{env: env, free: made.free}
	in := func(i int) value { return value{id: e.prog.Arg(c, i), env: env, free: made.free} }
	patterns := []string{""}
	if entry.Has("pattern") {
		if i := entry.Int("pattern", 0); i < len(c.Call.Args) {
			patterns = e.texts(in(i))
		}
	}
	var methods []string
	known := true
	if m := entry.Attrs["method"]; m != "" {
		methods = strings.Split(m, ",")
	} else if entry.Has("methods") {
		methods, known = e.words(e.args(c, entry.Int("methods", 0), beside))
	}
	l := link{made: made, at: c}
	if entry.Has("mw") {
		l.steps = e.steps(e.args(c, entry.Int("mw", 0), beside))
	}
	var out []place
	for _, p := range e.on(c, entry, beside) {
		for _, pattern := range patterns {
			q := p.at(pattern, entry.Has("prefix") || pattern == "" && p.below)
			q.links = append([]link{l}, p.links...)
			if len(methods) > 0 {
				q.methods = methods
			}
			if !known {
				q.open = append(slices.Clone(q.open), "not all methods are seen")
			}
			out = append(out, q)
		}
	}
	return out
}

// args returns the arguments of a call from number i on, under the bindings of a value beside them.
func (r *reader) args(c summary.CallRef, i int, beside value) []value {
	var out []value
	for ; i < len(c.Call.Args); i++ {
		out = append(out, value{id: r.prog.Arg(c, i), env: beside.env, free: beside.free})
	}
	return out
}

// root returns where a router that was made puts its routes: below what it is mounted at, if it is.
func (e *eval) root(o value) []place {
	own := link{made: o}
	prefix := ""
	for _, t := range e.rooted[o.id] {
		if t.env.agrees(o.env) {
			prefix = t.pattern
		}
	}
	var out []place
	for _, m := range e.mounts[o.id] {
		if !m.root.env.agrees(o.env) || len(out) >= maxPlaces {
			continue
		}
		for _, p := range e.mounted(m) {
			p.links = append([]link{own}, p.links...)
			p.path = join(p.path, prefix)
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		out = []place{{path: prefix, links: []link{own}}}
	}
	return out
}

// mounted returns the places of a router that is the handler of a registration.
func (e *eval) mounted(m *mount) []place {
	reg := m.reg
	env := reg.env
	patterns := []string{""}
	if m.strips {
		patterns = e.texts(value{id: e.prog.Arg(reg.call, reg.entry.Int("pattern", 0)), env: env})
	}
	var out []place
	for _, p := range e.placesOf(reg) {
		for _, pattern := range patterns {
			_, pattern = cut(pattern)
			pattern = strings.TrimSuffix(strings.TrimSuffix(pattern, "*"), "/")
			q := p.at(pattern, false)
			if !m.strips && reg.entry.Attrs["mount"] == "keeps" {
				q.path = groupPath(p)
			}
			q.links = append([]link{{made: reg.made(), steps: m.steps, at: reg.call}}, p.links...)
			out = append(out, q)
		}
	}
	return out
}

// placesOf returns the places of the router of a registration.
func (e *eval) placesOf(g registration) []place {
	return e.on(g.call, g.entry, g.made())
}

// on returns the places of the router that a call speaks of.
func (e *eval) on(c summary.CallRef, entry catalog.Entry, beside value) []place {
	switch entry.Attrs["router"] {
	case "none":
		return []place{{library: catalog.PackageOf(entry.Key)}}
	case "user":
		return e.users(c, beside)
	}
	return e.places(value{id: e.prog.Arg(c, entry.Int("router", -1)), env: beside.env, free: beside.free})
}

// users returns the places of the routers that are made of the result of a call.
func (e *eval) users(c summary.CallRef, beside value) []place {
	var out []place
	e.parts++
	defer func() { e.parts-- }()
	seen := map[*summary.Call]bool{}
	for _, a := range e.prog.Aliases(e.prog.Result(c, 0)) {
		for _, u := range e.prog.Uses(a) {
			entry, ok := e.entry(u.CallRef, "group")
			if !ok || !entry.Has("parts") || u.Arg < entry.Int("parts", 0) || seen[u.Call] || e.parts > maxNested || len(out) >= maxPlaces {
				continue
			}
			seen[u.Call] = true
			out = append(out, e.group(u.CallRef, entry, value{id: e.prog.Result(u.CallRef, 0), env: beside.env, free: beside.free}, beside.env)...)
		}
	}
	if len(out) == 0 {
		out = []place{{open: []string{"the router is not seen"}}}
	}
	return out
}

// groupPath is the path of a place whose routers see the whole path of the request: that of what is around it is not taken off.
func groupPath(place) string { return "" }

// chain returns the middleware of a place, outermost first, for a registration at call c.
func (e *eval) chain(p place, c summary.CallRef) []Step {
	var out []Step
	child := c
	for _, l := range p.links { // innermost first
		steps := slices.Clone(l.steps)
		for _, u := range e.uses[l.made.id] {
			if u.env.agrees(l.made.env) && u.runs(p.path) && !(u.order && later(u.call, child)) {
				steps = append(steps, u.steps...)
			}
		}
		out = append(steps, out...)
		if !l.at.IsZero() {
			child = l.at
		}
	}
	var first []Step
	for _, u := range e.shared[p.library] {
		if u.runs(p.path) {
			first = append(first, u.steps...)
		}
	}
	return append(first, out...)
}

// later reports whether a call stands behind another in the same function.
func later(c, than summary.CallRef) bool {
	return !than.IsZero() && c.Pkg == than.Pkg && c.Call.Fn == than.Call.Fn && comparePos(c.Call.Pos, than.Call.Pos) > 0
}

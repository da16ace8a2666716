package route

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// reader reads the registrations of a program.
type reader struct {
	prog   *summary.Program
	regs   []registration // one for each way in which the call is reached
	groups []summary.CallRef
	given  map[*summary.Function][]summary.CallRef // see callbacks
	mounts map[summary.ID][]*mount                 // by the router that is mounted
	uses   map[summary.ID][]use                    // by the router
	shared map[string][]use                        // of the routers that libraries have, by library
	rooted map[summary.ID][]rooted
	unread []Unread
	empty  *bound
	work   int                                     // values that were looked at
	lists  map[*summary.Call]bool                  // see listed
	bodies map[*summary.Function][]summary.CallRef // see inside
	named  map[*summary.Function]Step              // see stepOf
	left   int                                     // contexts that may still be looked at
}

// registration is a call that registers a handler, under the bindings with which it runs.
type registration struct {
	call    summary.CallRef
	entry   catalog.Entry
	env     *bound
	targets []target
	row     map[summary.ID]value // what fields hold, where the registration is made of a table's elements one by one
}

// made stands for the registration among the routers of a chain.
func (g registration) made() value { return value{id: summary.NoID, env: g.env} }

// mount is a registration whose handler is a router.
type mount struct {
	reg    registration
	root   value
	steps  []Step
	strips bool
}

// use is a call that puts middleware before the handlers of a router.
type use struct {
	call  summary.CallRef
	env   *bound
	steps []Step
	order bool
	paths []string // at which it runs; none for all
}

// runs reports whether middleware is run before the handler of a path.
func (u use) runs(path string) bool {
	return len(u.paths) == 0 || slices.ContainsFunc(u.paths, func(p string) bool {
		below, all := strings.CutSuffix(p, "*")
		if below = strings.TrimSuffix(below, "/"); !all || below == "" {
			return all || p == path || strings.Contains(p, Unseen)
		}
		return path == below || strings.HasPrefix(path, below+"/")
	})
}

type rooted struct {
	env     *bound
	pattern string
}

const (
	maxContexts = 400    // of one call
	maxLeft     = 60_000 // of a program
)

func newReader(prog *summary.Program) *reader {
	return &reader{prog: prog, mounts: map[summary.ID][]*mount{}, uses: map[summary.ID][]use{}, shared: map[string][]use{}, rooted: map[summary.ID][]rooted{}, lists: map[*summary.Call]bool{}, bodies: map[*summary.Function][]summary.CallRef{}, named: map[*summary.Function]Step{}, left: maxLeft}
}

// routes returns the entries that routers have.
func (r *reader) routes() []*Entry {
	var regs, uses, roots []registration
	libraries := map[string]bool{}
	for _, pkg := range r.prog.Packages {
		if r.prog.TestSupport(pkg) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if c.Call.Callee == "" {
				continue
			}
			if f := r.prog.Enclosing(c); !f.IsZero() && f.Func.Test {
				continue
			}
			if e, ok := r.entry(c, "route"); ok {
				regs = append(regs, registration{call: c, entry: e})
			} else if e, ok := r.entry(c, "use"); ok {
				uses = append(uses, registration{call: c, entry: e})
			} else if e, ok := r.entry(c, "rooted"); ok {
				roots = append(roots, registration{call: c, entry: e})
			} else if r.isGroup(c) {
				r.groups = append(r.groups, c)
			} else if e, ok := r.entry(c, "unread"); ok {
				lib := catalog.PackageOf(c.Call.Callee)
				if e.Has("said") && len(r.literals()[lib+"."+e.Attrs["said"]]) == 0 {
					continue
				}
				if !libraries[lib] {
					libraries[lib] = true
					r.unread = append(r.unread, Unread{lib, c})
				}
			}
		}
	}
	for _, g := range r.tabled(regs) {
		r.expand(g, func(e *eval, g registration) {
			if e.unused(g) {
				return
			}
			g.targets = e.handler(g)
			r.regs = append(r.regs, g)
		})
	}
	r.findMounts()
	for _, g := range roots {
		r.expand(g, func(e *eval, g registration) {
			texts := e.texts(value{id: r.prog.Arg(g.call, g.entry.Int("pattern", 0)), env: g.env})
			for _, o := range e.origins(value{id: r.prog.Arg(g.call, -1), env: g.env}) {
				r.rooted[o.id] = append(r.rooted[o.id], rooted{g.env, texts[0]})
			}
		})
	}
	for _, g := range uses {
		r.expand(g, func(e *eval, g registration) {
			if e.at(g, "behind") {
				return
			}
			u := use{call: g.call, steps: e.steps(r.args(g.call, g.entry.Int("mw", 0), g.made())), order: g.entry.Has("order")}
			if g.entry.Has("when") {
				u.steps = past(u.steps)
				for i := range u.steps {
					u.steps[i].Early = e.at(g, "early")
				}
			}
			if g.entry.Has("pattern") {
				u.paths = e.texts(value{id: r.prog.Arg(g.call, g.entry.Int("pattern", 0)), env: g.env})
			}
			for _, p := range e.placesOf(g) {
				if len(p.links) > 0 && p.links[0].made.id != summary.NoID {
					id := p.links[0].made.id
					u.env = p.links[0].made.env
					r.uses[id] = append(r.uses[id], u)
				} else if p.library != "" && len(p.links) == 0 {
					r.shared[p.library] = append(r.shared[p.library], u)
				}
			}
		})
	}
	var out []*Entry
	for _, g := range r.regs {
		out = append(out, r.entries(g)...)
	}
	return out
}

// at reports whether the argument of a call that says when middleware runs is one of the values that an attribute lists.
func (e *eval) at(g registration, attr string) bool {
	if !g.entry.Has("when") {
		return false
	}
	when := e.texts(value{id: e.prog.Arg(g.call, g.entry.Int("when", 0)), env: g.env})
	return slices.Contains(strings.Split(g.entry.Attrs[attr], ","), when[0])
}

// past returns steps that are over when the handler runs, without what only those do by their names that run it.
func past(steps []Step) []Step {
	for i := range steps {
		if s := &steps[i]; s.ByName && slices.Contains([]string{"timeout", "recover", "compress"}, s.What) {
			s.What, s.ByName = "", false
		}
	}
	return steps
}

// expand reads a call in each way in which it is reached: as long as read asks for a parameter that is not bound, it is run again for each call of
// the function. read is run a last time, with what it may keep.
func (r *reader) expand(g registration, keep func(*eval, registration)) {
	work := []*bound{r.none()}
	for n := 0; len(work) > 0; n++ {
		g.env = work[0]
		work = work[1:]
		e := &eval{reader: r, row: g.row}
		e.look(g)
		r.left--
		if len(e.wants) > 0 && n < maxContexts && r.left > 0 && len(g.env.frames) < maxBound {
			work = append(work, r.contexts(e.wants[0], g.env)...)
			continue
		}
		keep(&eval{reader: r, row: g.row}, g)
	}
}

// look asks for all that matters of a registration.
func (e *eval) look(g registration) {
	e.placesOf(g)
	for _, name := range []string{"pattern", "methods", "op", "actions", "when"} {
		if g.entry.Has(name) {
			e.textsAt(value{id: e.prog.Arg(g.call, g.entry.Int(name, 0)), env: g.env}, 5)
		}
	}
	e.handler(g)
	if g.entry.Has("mw") {
		e.steps(e.args(g.call, g.entry.Int("mw", 0), g.made()))
	}
}

// findMounts notes the registrations whose handlers are routers.
func (r *reader) findMounts() {
	for _, g := range r.regs {
		for _, t := range g.targets {
			if t.router.id == summary.NoID {
				continue
			}
			m := &mount{reg: g, root: t.router, steps: t.steps, strips: g.entry.Attrs["mount"] == "strips" || t.stripped}
			r.mounts[t.router.id] = append(r.mounts[t.router.id], m)
		}
	}
}

// entries returns the routes that a registration makes.
func (r *reader) entries(g registration) []*Entry {
	e := &eval{reader: r, row: g.row}
	if g.entry.Has("fallback") || e.uncalled(g) {
		return nil
	}
	methods, patterns, open := e.asked(g)
	places := e.placesOf(g)
	more, suffixes := e.refined(g)
	methods = append(methods, more...)
	if len(suffixes) > 0 {
		patterns = product(patterns, suffixes)
	}
	var mw []Step
	if g.entry.Has("mw") {
		mw = e.steps(r.args(g.call, g.entry.Int("mw", 0), g.made()))
	}
	var out []*Entry
	for _, p := range places {
		for _, pattern := range patterns {
			for _, t := range e.answeredBy(g) {
				pattern := pattern
				if g.entry.Has("auto") {
					pattern = join(pattern, t.key)
				} else if pattern == Unseen && t.key != "" {
					pattern = t.key
				}
				verb, rest := cut(pattern)
				q := p.at(rest, g.entry.Has("prefix") || g.entry.Has("auto") || p.below && rest == "" || strings.HasSuffix(rest, "/") && g.entry.Attrs["mount"] == "keeps" && g.entry.Attrs["router"] != "recv" && catalog.Standard(catalog.PackageOf(g.entry.Key)))
				en := &Entry{Kind: HTTP, Path: q.path, Below: q.below, Handler: t.handler, At: g.call, Pos: e.placed(g), Open: slices.Concat(q.open, open)}
				en.Methods = slices.Clone(methods)
				if len(en.Methods) == 0 {
					en.Methods = slices.Clone(q.methods)
				}
				if verb != "" {
					en.Methods = []string{verb}
				}
				if len(en.Methods) == 0 {
					en.Methods = e.told(g)
				}
				if t.methods != nil {
					en.Methods = slices.Clone(t.methods)
				}
				slices.Sort(en.Methods)
				en.Methods = slices.Compact(en.Methods)
				if g.entry.Has("rpc") {
					en.Kind, en.Path = RPC, strings.TrimPrefix(en.Path, "/")
				}
				en.Chain = slices.Concat(e.chain(q, g.call), mw, t.steps)
				if t.unsure {
					en.Open = append(en.Open, "which of the middleware in a list runs is not seen")
				}
				if t.handler.Name == "" && !g.entry.Has("static") {
					en.Open = append(en.Open, "the handler is not seen")
				}
				if strings.Contains(en.Path, Unseen) {
					en.Open = append(en.Open, "not all of the path is seen")
				}
				if en.Path == "" {
					en.Path = "/"
				}
				out = append(out, en)
			}
		}
	}
	return out
}

// placed is where a person registers a route: the call of a helper that is given the path, not the call in it.
func (e *eval) placed(g registration) summary.Pos {
	pos, env := g.call.Call.Pos, g.env
	if !g.entry.Has("pattern") {
		return pos
	}
	for id := e.paramAt(e.prog.Arg(g.call, g.entry.Int("pattern", 0))); id != summary.NoID; {
		k, n := env.of(e.prog.FunctionOf(id).Func), e.prog.Value(id)
		if k < 0 || env.frames[k].call.IsZero() || n.Index < 0 || n.Kind != summary.Param {
			break
		}
		c := env.frames[k].call
		pos, env = c.Call.Pos, env.leave(k)
		id = e.paramAt(e.prog.Arg(c, int(n.Index)))
	}
	return pos
}

// uncalled reports whether a registration is that of a helper which is given the path, and which nothing calls.
func (e *eval) uncalled(g registration) bool {
	if !g.entry.Has("pattern") {
		return false
	}
	id := e.paramAt(e.prog.Arg(g.call, g.entry.Int("pattern", 0)))
	if id == summary.NoID || e.prog.Value(id).Kind != summary.Param {
		return false
	}
	k := g.env.of(e.prog.FunctionOf(id).Func)
	return k >= 0 && g.env.frames[k].call.IsZero()
}

// answeredBy returns the targets of a registration that are handlers. Where all are routers, there are none.
func (e *eval) answeredBy(g registration) []target {
	if g.entry.Has("gateway") {
		return e.gateway(g)
	}
	if g.entry.Has("static") {
		return []target{{handler: Handler{Name: catalog.ShortName(g.entry.Key)}, router: value{id: summary.NoID}}}
	}
	var out []target
	routers := false
	for _, t := range g.targets {
		if t.router.id != summary.NoID {
			routers = true
			continue
		}
		out = append(out, t)
	}
	if len(out) == 0 && !routers {
		out = []target{{router: value{id: summary.NoID}}}
	}
	return out
}

// gateway returns the methods of the service that the generated handlers of a registration call.
func (e *eval) gateway(g registration) []target {
	var out []target
	seen := map[*summary.Function]bool{}
	for _, t := range g.targets {
		queue := []summary.FuncRef{t.handler.Func}
		for n := 0; n < len(queue) && n < 8; n++ {
			for _, c := range e.inside(queue[n]) {
				for _, f := range e.prog.Callees(c) {
					generated := slices.Contains(f.Pkg.Generated, f.Func.Pos.File)
					if !seen[f.Func] && generated && f.Pkg == g.call.Pkg && !strings.Contains(f.Func.Name, "Unimplemented") {
						queue = append(queue, f)
					} else if !seen[f.Func] && !generated && c.Call.Iface != "" && f.Func.Ctx != summary.None {
						out = append(out, target{handler: handlerOf(f, ""), router: value{id: summary.NoID}})
					}
					seen[f.Func] = true
				}
			}
		}
	}
	if len(out) == 0 {
		return g.targets
	}
	return out
}

// asked returns the methods and patterns of a registration.
func (e *eval) asked(g registration) (methods, patterns, open []string) {
	patterns = []string{""}
	c, at := g.call, g.entry
	if at.Has("pattern") {
		patterns = e.texts(value{id: e.prog.Arg(c, at.Int("pattern", 0)), env: g.env})
	}
	if at.Has("gateway") {
		patterns = e.named(g)
	}
	if m := at.Attrs["method"]; m != "" {
		return strings.Split(m, ","), patterns, nil
	}
	if at.Has("methods") {
		known := false
		if methods, known = e.words([]value{{id: e.prog.Arg(c, at.Int("methods", 0)), env: g.env}}); !known {
			open = []string{"not all methods are seen"}
		}
	}
	if at.Has("op") {
		patterns = []string{Unseen}
		for _, o := range e.origins(value{id: e.prog.Arg(c, at.Int("op", 0)), env: g.env}) {
			field := func(name string) (vs []value) {
				for _, id := range e.prog.FieldsOf(o.id, name) {
					vs = append(vs, value{id: id, env: o.env, free: o.free})
				}
				return vs
			}
			methods, _ = e.words(field("Method"))
			for _, v := range field("Path") {
				patterns = e.texts(v)
			}
		}
	}
	return methods, patterns, open
}

// refined returns what calls on the result of a registration say of it.
func (e *eval) refined(g registration) (methods, patterns []string) {
	queue := []summary.CallRef{g.call}
	for n := 0; n < len(queue) && n < 16; n++ {
		res := e.prog.Result(queue[n], 0)
		if res == summary.NoID {
			continue
		}
		for _, a := range e.prog.Aliases(res) {
			for _, u := range e.prog.Uses(a) {
				entry, ok := e.entry(u.CallRef, "group")
				if u.Arg != -1 || !ok || slices.Contains(queue, u.CallRef) || entry.Has("fn") || entry.Has("mw") {
					continue
				}
				queue = append(queue, u.CallRef)
				if entry.Has("methods") {
					more, _ := e.words(e.args(u.CallRef, entry.Int("methods", 0), g.made()))
					methods = append(methods, more...)
				}
				if entry.Has("pattern") {
					patterns = e.texts(value{id: e.prog.Arg(u.CallRef, entry.Int("pattern", 0)), env: g.env})
				}
			}
		}
	}
	return methods, patterns
}

// told returns the methods that the function around a registration is given as words, where the registration itself names none.
func (e *eval) told(g registration) []string {
	f := e.prog.Enclosing(g.call)
	for !f.IsZero() && f.Func.Lit {
		f = f.Outer()
	}
	if f.IsZero() {
		return nil
	}
	k := g.env.of(f.Func)
	if k < 0 || g.env.frames[k].call.IsZero() {
		return nil
	}
	var methods []string
	call := g.env.frames[k].call
	for i := range call.Call.Args {
		if more, known := e.words([]value{{id: e.prog.Arg(call, i), env: g.env.leave(k)}}); known {
			methods = append(methods, more...)
		}
	}
	return methods
}

// named returns the paths that the handler of a registration names in its body.
func (e *eval) named(g registration) []string {
	for _, t := range g.targets {
		for _, c := range e.inside(t.handler.Func) {
			if entry, ok := e.prog.Catalog.Get(c.Call.Callee, "pathtext"); ok {
				return e.texts(value{id: e.prog.Arg(c, entry.Int("pattern", 0)), env: g.env})
			}
		}
	}
	return []string{Unseen}
}

package effect

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/summary"
)

// sites finds the effects that calls of libraries have by themselves.
type sites struct {
	prog   *summary.Program
	gen    map[*summary.Function]bool
	ifaces map[string]bool
	acting map[string]bool // types with methods
	funcs  map[string]bool // types of the program whose values are functions
	// builders are the packages that builders of statements come from.
	builders map[string]bool
}

func newSites(prog *summary.Program) *sites {
	s := &sites{prog: prog, gen: map[*summary.Function]bool{}, ifaces: map[string]bool{}, acting: map[string]bool{}, funcs: map[string]bool{}}
	for _, pkg := range prog.Packages {
		for _, t := range pkg.Types {
			s.ifaces[t.Key] = t.Iface
			s.funcs[t.Key] = t.Func
		}
		for i := range pkg.Funcs {
			if recv := pkg.Funcs[i].Recv; recv != summary.None {
				s.acting[pkg.Nodes[recv].Type] = true
			}
		}
	}
	return s
}

// effects returns what a call does by itself, if the rules ask for it.
func (s *sites) effects(c summary.CallRef) []*Effect {
	for _, key := range []string{c.Call.Callee, c.Call.Like, s.field(c)} {
		if key == "" {
			continue
		}
		if e, known := s.effect(c, key); known {
			return e.at(c)
		}
	}
	if c.Call.Iface == "" || len(s.prog.Callees(c)) > 0 || s.prog.Package(catalog.PackageOf(c.Call.Iface)) == nil {
		return nil
	}
	for _, t := range s.types(c) { // an interface of the program that a client of a library implements
		for _, key := range []string{"(*" + t + ")." + c.Call.Method, "(" + t + ")." + c.Call.Method} {
			if e, _ := s.effect(c, key); e != nil {
				return e.at(c)
			}
		}
	}
	return nil
}

// at places an effect at the call that has it; nil stays nil.
func (e *Effect) at(c summary.CallRef) []*Effect {
	if e == nil {
		return nil
	}
	e.Via, e.Conn, e.Sure = c, c.Call.ConnDeps, true
	return []*Effect{e}
}

// field returns the field of a library's struct whose function is called.
func (s *sites) field(c summary.CallRef) string {
	if c.Call.Dyn == summary.None || c.Pkg.Nodes[c.Call.Dyn].Kind != summary.Field {
		return ""
	}
	return c.Pkg.Nodes[c.Call.Dyn].Key
}

// types returns the types that the receiver of a call is seen to have.
func (s *sites) types(c summary.CallRef) []string {
	if c.Call.Recv == summary.None {
		return nil
	}
	var out []string
	for _, o := range s.prog.Origins(s.prog.ID(c.Pkg, c.Call.Recv)) {
		if t := s.prog.Value(o).Type; t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// sends reports whether a method belongs to a type that queues calls: it is what sends them.
func (s *sites) sends(key string) bool {
	recv, _, _ := strings.Cut(strings.TrimLeft(key, "(*"), ").")
	_, ok := s.prog.Catalog.Get(recv, "queued")
	return ok
}

// queues reports whether a call on an interface is only ever made on values that queue it.
func (s *sites) queues(c summary.CallRef) bool {
	if c.Call.Iface == "" || !s.prog.Catalog.Knows(catalog.PackageOf(c.Call.Iface)) {
		return false
	}
	types := s.types(c)
	return len(types) > 0 && !slices.ContainsFunc(types, func(t string) bool {
		_, ok := s.prog.Catalog.Get(t, "queued")
		return !ok
	})
}

// effect returns the effect that calling key has. known says that the catalog speaks of it.
func (s *sites) effect(c summary.CallRef, key string) (e *Effect, known bool) {
	table := s.prog.Catalog
	if recv := s.receiver(c); recv != "" {
		if _, ok := table.Get(recv, "queued"); ok && !strings.Contains(key, recv+")") {
			return nil, true
		}
	}
	if entry, ok := table.Get(key, "effect"); ok {
		if s.queues(c) && !s.sends(key) {
			return nil, true
		}
		return s.entry(c, entry), true
	}
	if entry, ok := table.Statement(key); ok {
		return s.statement(c, entry), true
	}
	if entry, ok := table.Get(c.Call.Rest, "calloption"); ok {
		return s.rpc(c, entry, key), true
	}
	if entry, ok := table.Remote(key, s.takesContext(c)); ok {
		e := &Effect{Kind: Kind(entry.Attrs["op"]), On: methodName(key), Deps: s.all(c)}
		if entry.Attrs["methods"] != "*" {
			e.On, e.Deps = s.operation(key), e.Deps|c.Call.RecvDeps // Do of a request that is put together before
		}
		return s.wanted(e), true
	}
	return nil, false
}

// receiver returns the type of the value whose method is called.
func (s *sites) receiver(c summary.CallRef) string {
	if c.Call.Iface != "" {
		return c.Call.Iface
	}
	if c.Call.Recv != summary.None {
		return c.Pkg.Nodes[c.Call.Recv].Type
	}
	return ""
}

// takesContext reports whether the first argument of a call is a context, or the input of a request (AWS SDK v1 has such methods without a context).
func (s *sites) takesContext(c summary.CallRef) bool {
	if len(c.Call.Args) == 0 || c.Call.Args[0] == summary.None {
		return false
	}
	t := c.Pkg.Nodes[c.Call.Args[0]].Type
	return t == "context.Context" || strings.HasSuffix(t, "Input")
}

// wanted drops effects that no rule asks for.
func (s *sites) wanted(e *Effect) *Effect {
	switch e.Kind {
	case Read, Write, CacheGet, CacheSet, Call, Publish, Mail, Exec, Sleep, Work:
		return e
	}
	return nil
}

// all is what any argument of a call depends on.
func (s *sites) all(c summary.CallRef) (d summary.Deps) {
	for _, a := range c.Call.Deps {
		d |= a
	}
	return d
}

// entry is the effect that a line of kind "effect" tells of.
func (s *sites) entry(c summary.CallRef, entry catalog.Entry) *Effect {
	e := &Effect{Kind: Kind(entry.Attrs["op"]), Batch: entry.Attrs["batch"]}
	if entry.Has("verb") {
		e.Kind = commandKind(s.command(s.prog.Arg(c, entry.Int("verb", 0))), e.Kind)
	}
	if s.wanted(e) == nil {
		return nil
	}
	if list, ok := entry.Attrs["data"]; ok && list != "none" {
		last := -1
		for n := range strings.SplitSeq(list, ",") {
			if k, err := strconv.Atoi(n); err == nil && k < len(c.Call.Deps) {
				e.Deps |= c.Call.Deps[k]
				last = k
			}
		}
		for ; last >= 0 && last < len(c.Call.Deps); last++ { // the last may be variadic
			e.Deps |= c.Call.Deps[last]
		}
	} else if !ok {
		e.Deps = s.all(c)
	}
	var chain []summary.CallRef
	if entry.Has("recv") {
		e.Deps |= c.Call.RecvDeps
	}
	chain = s.chain(c)
	if entry.Has("on") {
		e.On = s.name(s.prog.Arg(c, entry.Int("on", 0)))
	}
	if read := s.written(chain, e.Kind); read != nil {
		if s.wanted(read) == nil {
			return nil
		}
		e.Kind, e.Verb, e.On, e.Script = read.Kind, read.Verb, read.On, read.Script
	}
	if e.On == "" {
		e.On = s.named(chain)
	}
	if e.On == "" && !s.prepared(c, e) {
		return nil
	}
	if e.On == "" && e.Kind == Call {
		e.On = s.operation(entry.Key)
	}
	for _, up := range chain {
		if e.Verb == "" {
			e.Verb = verbOf(e.Kind, methodName(up.Call.Callee))
		}
	}
	return e
}

// operation names what a method of the client of one service does. Those that speak HTTP with any server ("client" lines) do whatever they are told.
func (s *sites) operation(key string) string {
	pkg := catalog.PackageOf(key)
	if slices.ContainsFunc(s.prog.Catalog.All("client"), func(e catalog.Entry) bool { return catalog.PackageOf(e.Key) == pkg }) {
		return ""
	}
	return catalog.ShortName(key)
}

// chain returns the calls that a builder has come through before a call, that call first, and those made on it besides.
func (s *sites) chain(c summary.CallRef) []summary.CallRef {
	out := []summary.CallRef{c}
	seen := map[*summary.Call]bool{c.Call: true}
	for i := 0; i < len(out) && len(out) < maxChain; i++ {
		recv := s.prog.Arg(out[i], -1)
		if recv == summary.NoID {
			continue
		}
		made, shared := s.made(recv)
		if shared && len(made) > 1 {
			continue // any of them
		}
		for _, from := range made {
			if !seen[from.Call] {
				seen[from.Call] = true
				out = append(out, from)
				if shared {
					continue // whatever else is made of it elsewhere
				}
				if r := s.prog.Result(from, 0); r == summary.NoID || s.prog.Catalog.Handles(s.prog.Value(r).Type) {
					continue // whatever else is done on the connection
				}
				for _, more := range sqlsite.Chain(s.prog, from) {
					if !seen[more.Call] && s.builds(catalog.PackageOf(more.Call.Callee)) {
						seen[more.Call] = true
						out = append(out, more)
					}
				}
			}
		}
	}
	return out
}

// builds reports whether the catalog knows builders of a package.
func (s *sites) builds(pkg string) bool {
	if s.builders == nil {
		s.builders = map[string]bool{}
		for _, kind := range []string{"query", "exec", "on"} {
			for _, e := range s.prog.Catalog.All(kind) {
				if kind == "on" || e.Has("builder") {
					s.builders[catalog.PackageOf(e.Key)] = true
				}
			}
		}
	}
	return s.builders[pkg]
}

// producers returns the calls of libraries that a value comes from at once: not what those return it from.
func (s *sites) producers(id summary.ID) []summary.CallRef {
	made, _ := s.made(id)
	return made
}

// made is producers. shared says that a field or a variable of the package holds it on the way.
func (s *sites) made(id summary.ID) (out []summary.CallRef, shared bool) {
	seen := map[summary.ID]bool{}
	for queue := []summary.ID{id}; len(queue) > 0 && len(seen) < maxChain; queue = queue[1:] {
		id := queue[0]
		if id == summary.NoID || seen[id] {
			continue
		}
		seen[id] = true
		if from := s.prog.CallOf(id); !from.IsZero() && len(s.prog.Callees(from)) == 0 {
			out = append(out, from)
			continue
		}
		kind := s.prog.Value(id).Kind
		shared = shared || kind == summary.Field || kind == summary.Global
		queue = append(queue, s.prog.Inputs(id)...)
	}
	return out, shared
}

// maxChain bounds how many calls of a builder are looked at.
const maxChain = 48

// written reads the statement that one of the calls before the last of a chain was given as text.
func (s *sites) written(chain []summary.CallRef, kind Kind) *Effect {
	for _, c := range chain[1:] {
		for _, e := range s.prog.Catalog.Of(c.Call.Callee) {
			if (e.Kind == "query" || e.Kind == "exec") && e.Has("sql") && (!e.Has("builder") || e.Attrs["builder"] == "raw") {
				sql := e.Int("sql", 0)
				if read := s.read(s.prog.Arg(c, sql), kind); read != nil && (read.Verb != "" || read.open) {
					if read.open && sql < len(c.Call.Deps) {
						read.Script = c.Call.Deps[sql] // another table each time
					}
					return read
				}
			}
		}
	}
	return nil
}

// verbOf returns the statement that a method with a name makes, where that is clear.
func verbOf(kind Kind, method string) string {
	if kind != Write {
		return ""
	}
	for _, v := range [][2]string{{"Insert", "INSERT"}, {"Create", "INSERT"}, {"Update", "UPDATE"}, {"Delete", "DELETE"}, {"Destroy", "DELETE"}, {"Remove", "DELETE"}} {
		if strings.HasPrefix(method, v[0]) {
			return v[1]
		}
	}
	return ""
}

// prepared reads the statement of a prepared one that is the receiver, or at least what the program calls it. It reports false for a
// statement whose executions only queue.
func (s *sites) prepared(c summary.CallRef, e *Effect) bool {
	recv := s.prog.Arg(c, -1)
	if recv == summary.NoID {
		return true
	}
	for _, o := range s.prog.Origins(recv) {
		if s.prog.Value(o).Kind != summary.Result {
			continue
		}
		from := s.prog.CallOf(o)
		if p, ok := s.prog.Catalog.Get(from.Call.Callee, "prepare"); ok && p.Has("sql") {
			for _, text := range s.prog.Origins(s.prog.Arg(from, p.Int("sql", 0))) {
				if made := s.prog.CallOf(text); !made.IsZero() {
					if _, ok := s.prog.Catalog.Get(made.Call.Callee, "copyin"); ok {
						return false
					}
				}
			}
			if read := s.read(s.prog.Arg(from, p.Int("sql", 0)), e.Kind); read != nil {
				e.Kind, e.Verb, e.On = read.Kind, read.Verb, read.On
				return s.wanted(e) != nil
			}
		}
	}
	v := s.prog.Value(recv)
	if name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]; v.Kind == summary.Field && len(name) > 3 && strings.HasSuffix(v.Type, "tmt") {
		e.On, e.Named = name, true
	}
	return true
}

// named returns what the builder of a chain of calls is about.
func (s *sites) named(chain []summary.CallRef) string {
	for _, c := range chain {
		for _, e := range s.prog.Catalog.Of(c.Call.Callee) {
			arg := -2
			switch {
			case e.Kind == "on":
				arg = e.Int("name", 0)
			case e.Attrs["builder"] == "from":
				arg = e.Int("sql", 0)
			}
			if arg > -2 {
				if name := s.name(s.prog.Arg(c, arg)); name != "" {
					return name
				}
			}
		}
	}
	return ""
}

// name returns what a value names: its text, or its type.
func (s *sites) name(id summary.ID) string {
	if id == summary.NoID {
		return ""
	}
	text := ""
	for _, pieces := range s.prog.Texts(id) {
		if s.prog.Value(id).Type != "string" {
			break // texts that are in it
		}
		if len(pieces) == 1 && pieces[0].Hole == summary.NoID && pieces[0].Lit != "nil" {
			if fields := strings.Fields(pieces[0].Lit); len(fields) > 0 && len(fields[0]) < 40 && strings.ContainsFunc(fields[0], unicode.IsLetter) {
				if text != "" && text != fields[0] {
					return "" // one of several
				}
				text = fields[0]
			}
		}
	}
	if text != "" {
		return text
	}
	if typ := s.prog.Value(id).Type; s.declared(typ) {
		return typ[strings.LastIndexByte(typ, '.')+1:]
	}
	only := ""
	for _, o := range s.prog.Origins(id) {
		switch typ := s.prog.Value(o).Type; {
		case !s.declared(typ):
		case only != "" && only != typ:
			return "" // whatever it is given
		default:
			only = typ
		}
	}
	return only[strings.LastIndexByte(only, '.')+1:]
}

// declared reports whether a type is a struct of the program.
func (s *sites) declared(typ string) bool {
	typ = strings.TrimPrefix(typ, "[]")
	return strings.Contains(typ, ".") && s.prog.Package(catalog.PackageOf(typ)) != nil && !s.ifaces[typ]
}

func methodName(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

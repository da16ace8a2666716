package route

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// services returns the methods of gRPC services. Generated code of the program describes the service by itself; that of a library is known by the
// name of the function that registers it, and the methods by their signatures.
func (r *reader) services() []*Entry {
	var out []*Entry
	for _, pkg := range r.prog.Packages {
		if r.prog.TestSupport(pkg) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if f := r.prog.Enclosing(c); !f.IsZero() && f.Func.Test {
				continue
			}
			if e, ok := r.prog.Catalog.Get(c.Call.Callee, "service"); ok {
				r.expand(registration{call: c, entry: e}, func(e *eval, g registration) {
					if !e.unused(g) {
						out = append(out, e.described(g)...)
					}
				})
			} else if name := r.registers(c); name != "" {
				r.expand(registration{call: c}, func(e *eval, g registration) { out = append(out, e.registered(g, name)...) })
			}
		}
	}
	return out
}

// unused reports whether a registration stands in generated code that nothing calls.
func (r *reader) unused(g registration) bool {
	return slices.ContainsFunc(g.env.frames, func(f frame) bool {
		ref, _ := r.prog.Function(f.fn.Key)
		return f.call.IsZero() && ref.Pkg != nil && slices.Contains(ref.Pkg.Generated, f.fn.Pos.File)
	})
}

// registers returns the name of the service that a function of a library registers: RegisterFeedServer(registrar, implementation).
func (r *reader) registers(c summary.CallRef) string {
	key := c.Call.Callee
	if len(c.Call.Args) != 2 || c.Call.Iface != "" || !strings.Contains(key, ".Register") || c.Call.Args[0] == summary.None {
		return ""
	}
	name, ok := strings.CutPrefix(key[strings.LastIndexByte(key, '.')+1:], "Register")
	name, server := strings.CutSuffix(name, "Server")
	if _, seen := r.prog.Function(key); !ok || !server || name == "" || seen {
		return ""
	}
	if t := c.Pkg.Nodes[c.Call.Args[0]].Type; !strings.HasPrefix(t, "google.golang.org/grpc.") {
		return ""
	}
	return name
}

// impls returns the types that serve, as far as they are seen.
func (e *eval) impls(v value) []string {
	var out []string
	for _, o := range e.origins(v) {
		n := e.prog.Value(o.id)
		typ := n.Type
		if n.Kind == summary.Const || typ == "" || slices.Contains(out, typ) {
			continue
		}
		if n.Kind == summary.Param || n.Kind == summary.Result { // an interface of the program, perhaps
			if only := e.prog.Implementers(typ); len(only) == 1 {
				typ = only[0]
			}
		}
		out = append(out, typ)
	}
	return out
}

// methods returns the methods of a type that stand in the program.
func (r *reader) methods(typ string) map[string]summary.MethodSig {
	out := map[string]summary.MethodSig{}
	pkg := r.prog.Package(catalog.PackageOf(typ))
	if pkg == nil {
		return out
	}
	for _, t := range pkg.Types {
		if t.Key == typ {
			for _, m := range t.Methods {
				out[m.Name] = m
			}
		}
	}
	return out
}

// registered returns the methods of a service of which only the name is known.
func (e *eval) registered(g registration, service string) []*Entry {
	from := catalog.PackageOf(g.call.Call.Callee)
	var out []*Entry
	for _, typ := range e.impls(value{id: e.prog.Arg(g.call, 1), env: g.env}) {
		for name, m := range e.methods(typ) {
			if _, ok := e.prog.Function(m.Func); ok && name[0] >= 'A' && name[0] <= 'Z' && remote(m.Sig, from) {
				out = append(out, e.method(g, service, name, m.Func))
			}
		}
	}
	if len(out) == 0 {
		en := e.method(g, service, Unseen, "")
		if lib := e.impls(value{id: e.prog.Arg(g.call, 1), env: g.env}); len(lib) == 1 && e.prog.Package(catalog.PackageOf(lib[0])) == nil {
			en.Handler, en.Open = Handler{Name: shortKey(lib[0]), Pos: g.call.Call.Pos}, []string{"a library answers"}
		}
		out = append(out, en)
	}
	return out
}

// remote reports whether a signature is that of a method of a service: with messages of a package, or streams of it.
func remote(sig, pkg string) bool {
	unary := strings.HasPrefix(sig, "func(context.Context, *") && strings.HasSuffix(sig, ", error)") && strings.Contains(sig, "(*")
	stream := strings.HasSuffix(sig, ") error") && (strings.Contains(sig, pkg+".") && strings.Contains(sig, "Server") || strings.Contains(sig, "grpc.ServerStream") || strings.Contains(sig, "grpc.BidiStreaming") || strings.Contains(sig, "grpc.ClientStreaming"))
	return unary && strings.Contains(sig, pkg+".") || stream
}

// described returns the methods of a service whose description stands in the program.
func (e *eval) described(g registration) []*Entry {
	types := e.impls(value{id: e.prog.Arg(g.call, g.entry.Int("impl", 1)), env: g.env})
	var out []*Entry
	for _, o := range e.origins(value{id: e.prog.Arg(g.call, g.entry.Int("desc", 0)), env: g.env}) {
		service, iface, names := e.description(o)
		types := types
		if serving := e.prog.Implementers(iface); slices.ContainsFunc(types, func(t string) bool { return slices.Contains(serving, t) }) {
			types = slices.DeleteFunc(slices.Clone(types), func(t string) bool { return !slices.Contains(serving, t) })
		}
		for _, name := range names {
			found := false
			for _, typ := range types {
				if m, ok := e.methods(typ)[name]; ok {
					if _, ok := e.prog.Function(m.Func); ok {
						out = append(out, e.method(g, service, name, m.Func))
						found = true
					}
				}
			}
			if !found {
				out = append(out, e.method(g, service, name, ""))
			}
		}
	}
	return out
}

// description reads the literal that describes a service: its name, the interface of what serves, and the names of its methods.
func (e *eval) description(o value) (service, iface string, names []string) {
	pkg := e.prog.Owner(o.id)
	for _, f := range e.prog.Value(o.id).Fields {
		v := value{id: e.prog.ID(pkg, f.Value), env: o.env, free: o.free}
		switch f.Name {
		case "ServiceName":
			service = e.texts(v)[0]
		case "HandlerType":
			iface = e.prog.Value(v.id).Type
		case "Methods", "Streams":
			for _, el := range e.elements(v) {
				for _, m := range e.prog.Value(el.id).Fields {
					if m.Name == "MethodName" || m.Name == "StreamName" {
						names = append(names, e.texts(value{id: e.prog.ID(e.prog.Owner(el.id), m.Value), env: el.env, free: el.free})[0])
					}
				}
			}
		}
	}
	return service, iface, names
}

// method is the entry of a method of a service.
func (e *eval) method(g registration, service, name, key string) *Entry {
	en := &Entry{Kind: RPC, Path: service + "/" + name, At: g.call, Pos: e.registeredAt(g)}
	if f, ok := e.prog.Function(key); ok {
		en.Handler = handlerOf(f, "")
	} else {
		en.Open = []string{"the handler is not seen"}
	}
	return en
}

// registeredAt is where a person registers a service: the call of the generated function, not the call in it.
func (e *eval) registeredAt(g registration) summary.Pos {
	f := e.prog.Enclosing(g.call)
	if f.IsZero() || !slices.Contains(f.Pkg.Generated, g.call.Call.Pos.File) {
		return g.call.Call.Pos
	}
	if k := g.env.of(f.Func); k >= 0 && !g.env.frames[k].call.IsZero() {
		return g.env.frames[k].call.Call.Pos
	}
	return g.call.Call.Pos
}

// resolvers returns the resolvers of the operations of a GraphQL schema, as gqlgen (v0.17) generates their interfaces.
func resolvers(prog *summary.Program) []*Entry {
	var out []*Entry
	for _, pkg := range prog.Packages {
		root := slices.ContainsFunc(pkg.Types, func(t summary.NamedType) bool { return t.Iface && t.Key == pkg.Path+".ResolverRoot" })
		if !root {
			continue
		}
		for _, t := range pkg.Types {
			op, ok := map[string]string{"QueryResolver": "QUERY", "MutationResolver": "MUTATION", "SubscriptionResolver": "SUBSCRIPTION"}[t.Key[len(pkg.Path)+1:]]
			if !t.Iface || !ok {
				continue
			}
			for _, typ := range prog.Implementers(t.Key) {
				for _, m := range t.Methods {
					f, ok := prog.Function("(*" + typ + ")." + m.Name)
					if !ok {
						f, ok = prog.Function("(" + typ + ")." + m.Name)
					}
					if ok {
						out = append(out, &Entry{Kind: GraphQL, Methods: []string{op}, Path: strings.ToLower(m.Name[:1]) + m.Name[1:], Handler: handlerOf(f, ""), Pos: f.Func.Pos})
					}
				}
			}
		}
	}
	return out
}

package summary

import (
	"go/token"
	"slices"
	"strings"
)

// methodIndex finds the types that implement an interface of the workspace.
type methodIndex struct {
	ifaces map[string][]MethodSig
	byName map[string][]*NamedType // concrete types by method name
	memo   map[string][]*NamedType
}

func (p *Program) methodIndex() *methodIndex {
	m := &methodIndex{ifaces: map[string][]MethodSig{}, byName: map[string][]*NamedType{}, memo: map[string][]*NamedType{}}
	for _, pkg := range p.Packages {
		for i := range pkg.Types {
			t := &pkg.Types[i]
			if t.Iface {
				m.ifaces[t.Key] = t.Methods
			} else if !isDouble(t.Key) {
				for _, s := range t.Methods {
					m.byName[s.Name] = append(m.byName[s.Name], t)
				}
			}
		}
	}
	return m
}

// isDouble reports whether a type is a test double by the usual names: mocks, fakes and stubs are not what runs in production.
func isDouble(key string) bool {
	dir, name := key[:strings.LastIndexByte(key, '/')+1], key[strings.LastIndexByte(key, '/')+1:]
	pkg, typ, _ := strings.Cut(name, ".")
	for _, s := range []string{"mock", "fake", "stub"} {
		if l := strings.ToLower(typ); strings.HasPrefix(l, s) || strings.HasSuffix(l, s) || strings.Contains(strings.ToLower(pkg), s) || strings.Contains(dir, s+"s/") {
			return true
		}
	}
	return strings.Contains(dir+pkg, "testutil") || strings.HasSuffix(pkg, "test")
}

// maxImplementations bounds the fan-out of an interface call: past it, knowing "one of them" says nothing.
const maxImplementations = 24

func (m *methodIndex) implementations(iface, method string) []string {
	want, ok := m.ifaces[iface]
	if !ok || len(want) == 0 {
		return nil
	}
	types, ok := m.memo[iface]
	if !ok {
		for _, t := range m.byName[want[0].Name] {
			if implements(t, want) {
				types = append(types, t)
			}
		}
		if len(types) > maxImplementations {
			types = nil
		}
		m.memo[iface] = types
	}
	var keys []string
	for _, t := range types {
		for _, s := range t.Methods {
			if s.Name == method {
				keys = append(keys, s.Func)
			}
		}
	}
	return keys
}

func implements(t *NamedType, want []MethodSig) bool {
	for _, w := range want {
		if !slices.ContainsFunc(t.Methods, func(s MethodSig) bool { return s.Name == w.Name && s.Sig == w.Sig }) {
			return false
		}
	}
	return true
}

// maxValues bounds how many implementations a method value of an interface stands for: nobody asks which of them are usual.
const maxValues = 2

// bindMethodValues finds the methods that values such as store.Get stand for, where store is an interface.
func (p *Program) bindMethodValues(methods *methodIndex) {
	for _, pkg := range p.Packages {
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			iface, method, ok := strings.Cut(strings.TrimPrefix(v.Value, "("), ").")
			if v.Kind != Func || !ok || p.through[v.Value] != nil {
				continue
			}
			keys := methods.implementations(iface, method)
			if len(keys) > maxValues {
				continue
			}
			for _, key := range keys {
				if f, ok := p.funcs[key]; ok {
					p.through[v.Value] = append(p.through[v.Value], f)
				}
			}
		}
	}
}

type blindKey struct{}

// MayBeAsked reports whether a method may run by a call through an interface that is bound to no method: one of a library, or one that too many
// types implement. Who calls the method is not known then.
func (p *Program) MayBeAsked(f FuncRef) bool { return len(p.Asking(f)) > 0 }

// Asking returns the calls through interfaces that are bound to no method, by which a method may run.
func (p *Program) Asking(f FuncRef) []CallRef {
	blind := p.Memo(blindKey{}, func() any {
		out := map[string][]CallRef{}
		for _, pkg := range p.Packages {
			for i := range pkg.Calls {
				if c := (CallRef{pkg, &pkg.Calls[i]}); c.Call.Iface != "" && len(p.Callees(c)) == 0 {
					out[c.Call.Method] = append(out[c.Call.Method], c)
				}
			}
		}
		return out
	}).(map[string][]CallRef)
	name := f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:]
	calls := blind[name]
	if len(calls) == 0 || f.Func.Recv == None {
		return nil
	}
	var out []CallRef
	for _, c := range calls {
		want, known := p.interfaces().ifaces[c.Call.Iface]
		if !known && len(c.Call.Args) == len(f.Func.Params) || known && p.fulfils(f, want) {
			out = append(out, c)
		}
	}
	return out
}

// Offered reports whether code out of sight can call a function: it is exported, or is a method of a type that stands behind an exported interface.
func (p *Program) Offered(f FuncRef) bool {
	name := f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:]
	if f.Func.Exported || f.Func.Recv == None || !token.IsExported(name) {
		return f.Func.Exported
	}
	for key, want := range p.interfaces().ifaces {
		if token.IsExported(key[strings.LastIndexByte(key, '.')+1:]) && slices.ContainsFunc(want, func(s MethodSig) bool { return s.Name == name }) && p.fulfils(f, want) {
			return true
		}
	}
	return false
}

// interfaces returns the index of methods. It is only read.
func (p *Program) interfaces() *methodIndex {
	p.methodsOnce.Do(func() { p.methods = p.methodIndex() })
	return p.methods
}

// fulfils reports whether a method is one of those that a type has to meet an interface.
func (p *Program) fulfils(f FuncRef, want []MethodSig) bool {
	name := f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:]
	return slices.ContainsFunc(p.interfaces().byName[name], func(t *NamedType) bool {
		return slices.ContainsFunc(t.Methods, func(s MethodSig) bool { return s.Name == name && s.Func == f.Func.Key }) && implements(t, want)
	})
}

package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

// rpc is a call on a connection of an RPC library.
func (s *sites) rpc(c summary.CallRef, entry catalog.Entry, key string) *Effect {
	e := &Effect{Kind: Call}
	ctx := entry.Int("ctx", 0)
	for k, d := range c.Call.Deps {
		if k != ctx {
			e.Deps |= d
		}
	}
	recv, name, ok := strings.Cut(strings.TrimLeft(key, "(*"), ").")
	if !ok || s.prog.Catalog.Knows(catalog.PackageOf(key)) && name == "Invoke" {
		for _, texts := range s.prog.Texts(s.prog.Arg(c, 1)) {
			if len(texts) == 1 && texts[0].Hole == summary.NoID {
				e.On = strings.TrimPrefix(texts[0].Lit, "/")
			}
		}
		return e
	}
	service := strings.TrimSuffix(recv[strings.LastIndexByte(recv, '.')+1:], "Client")
	e.On = service + "." + name
	return e
}

// generated is the effect of a method of a generated client.
func (s *sites) generated(f summary.FuncRef) *Effect {
	if f.Func.Recv == summary.None || f.Func.Parent >= 0 {
		return nil
	}
	recv := f.Pkg.Nodes[f.Func.Recv].Type
	typ := recv[strings.LastIndexByte(recv, '.')+1:]
	entry, ok := s.prog.Catalog.Generated(f.Pkg.Uses, typ, methodName(f.Func.Key))
	if !ok {
		return nil
	}
	s.gen[f.Func] = true
	fn := int32(slices.IndexFunc(f.Pkg.Funcs, func(o summary.Function) bool { return o.Key == f.Func.Key }))
	e := &Effect{Kind: Kind(entry.Attrs["op"]), On: strings.TrimSuffix(typ, entry.Attrs["recv"]), Into: f, Sure: true}
	e.Verb = verbOf(e.Kind, entry.Attrs["recv"])
	for i, src := range f.Func.Sources {
		if src.Loop < 0 && src.Fn == fn {
			e.Deps |= 1 << i
		}
	}
	return s.wanted(e)
}

func (s *sites) isGenerated(f summary.FuncRef) bool { return s.gen[f.Func] }

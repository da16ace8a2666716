package extract

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// serving reports whether a type is that of a router or a handler.
func (b *builder) serving(t types.Type, key string) bool {
	if _, router := b.in.Catalog.Get(key, "router"); router {
		return true
	}
	takes := func(sig *types.Signature) bool {
		for i := range sig.Params().Len() {
			if b.isRequest(summary.TypeKey(sig.Params().At(i).Type())) {
				return true
			}
		}
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Signature:
		return takes(t)
	case *types.Interface:
		return t.NumMethods() == 1 && takes(t.Method(0).Signature())
	}
	return false
}

// fieldOf returns what field n is in the object base alone: routers and handlers that objects of one type hold are different ones.
func (b *builder) fieldOf(n, base summary.Node, at ast.Node) summary.Node {
	f := b.out.Nodes[n]
	v := b.add(summary.Value{Kind: summary.Var, Key: f.Key, Type: f.Type, Field: f.Key[strings.LastIndexByte(f.Key, '.')+1:], Base: base, Fn: b.fn, Pos: b.at(at)})
	b.flow(n, v)
	b.flow(v, n)
	return v
}

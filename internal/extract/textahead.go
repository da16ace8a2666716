package extract

import (
	"go/ast"
)

// textsAhead resolves the strings that the walk will ask for, on all cores: no string depends on what the walk makes of others.
func (b *builder) textsAhead(files []*ast.File) {
	var bodies []*ast.BlockStmt
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Body != nil {
					bodies = append(bodies, n.Body)
				}
			case *ast.FuncLit:
				bodies = append(bodies, n.Body)
			}
			return true
		})
	}
	resolvers := make([]*textResolver, len(bodies))
	b.inParallel(len(bodies), func() func(i int) {
		own := b.copy()
		return func(i int) {
			r := newTextResolver(b.in.Info, bodies[i])
			r.key = own.keyOf
			for _, e := range b.stringsIn(bodies[i]) {
				r.known[e] = r.alternatives(e)
			}
			resolvers[i] = r
		}
	})
	b.texts = make(map[*ast.BlockStmt]*textResolver, len(bodies))
	if b.in.Stopped() {
		return
	}
	for i, r := range resolvers {
		r.key = b.keyOf
		b.texts[bodies[i]] = r
	}
}

// stringsIn returns the expressions of a body, those in literals of functions left out, that text is asked about: strings that are handed on.
func (b *builder) stringsIn(body *ast.BlockStmt) (out []ast.Expr) {
	add := func(es ...ast.Expr) {
		for _, e := range es {
			if tv := b.in.Info.Types[e]; tv.Type != nil && tv.Value == nil && isString(tv.Type) {
				out = append(out, e)
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			add(n.Args...)
		case *ast.ReturnStmt:
			add(n.Results...)
		case *ast.SendStmt:
			add(n.Value)
		case *ast.CompositeLit:
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					e = kv.Value
				}
				add(e)
			}
		}
		return true
	})
	return out
}

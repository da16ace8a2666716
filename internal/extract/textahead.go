package extract

import (
	"go/ast"
	"sync"
)

// bodyTexts are the strings of a body, resolved once.
type bodyTexts struct {
	body *ast.BlockStmt
	once sync.Once
	r    *textResolver
}

// resolve makes the resolver of the body, which knows the strings that the walk will ask for. b is nobody else's meanwhile.
func (t *bodyTexts) resolve(b *builder) {
	t.once.Do(func() {
		t.r = newTextResolver(b.in.Info, t.body)
		t.r.key = b.keyOf
		for _, e := range b.stringsIn(t.body) {
			t.r.known[e] = t.r.alternatives(e)
		}
	})
}

// resolver returns the resolver of the body that is being walked.
func (b *builder) resolver() *textResolver {
	t := b.texts[b.body]
	t.resolve(b)
	t.r.key = b.keyOf
	return t.r
}

// textsAhead begins to resolve strings while the walk is on its way, on the other cores: no string depends on what the walk makes of others. The
// function that it returns waits until nobody is at it any more.
func (b *builder) textsAhead(files []*ast.File) (wait func()) {
	var list []*bodyTexts
	b.texts = map[*ast.BlockStmt]*bodyTexts{}
	add := func(body *ast.BlockStmt) {
		if body != nil {
			t := &bodyTexts{body: body}
			b.texts[body] = t
			list = append(list, t)
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				add(n.Body)
			case *ast.FuncLit:
				add(n.Body)
			}
			return true
		})
	}
	return b.inParallel(len(list), func() func(i int) {
		own := b.copy()
		return func(i int) { list[i].resolve(own) }
	})
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

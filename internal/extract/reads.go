package extract

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/summary"
)

// minRow is how many fields of its own a struct has for the use of each of them to be kept: what holds fewer is no row that is read in vain.
const minRow = 7

// read notes the use of a field of a local variable, or of the elements of one, whose struct looks like a row.
func (b *builder) read(e *ast.SelectorExpr, sel *types.Selection) {
	if b.fn < 0 || b.readAt[e.Pos()] {
		return
	}
	var id *ast.Ident
	for x := e.X; id == nil; {
		switch y := ast.Unparen(x).(type) {
		case *ast.Ident:
			id = y
		case *ast.IndexExpr:
			x = y.X
		case *ast.StarExpr:
			x = y.X
		default:
			return
		}
	}
	v, ok := b.in.Info.ObjectOf(id).(*types.Var)
	named := namedOf(sel.Recv())
	if !ok || v.IsField() || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() || named == nil || !b.row(named) {
		return
	}
	n := b.variable(v)
	if n == summary.None {
		return
	}
	if b.readAt == nil {
		b.readAt = map[token.Pos]bool{}
	}
	b.readAt[e.Pos()] = true
	st := named.Underlying().(*types.Struct)
	b.out.Reads = append(b.out.Reads, summary.Read{Base: n, Field: st.Field(sel.Index()[0]).Name(), Addr: b.addressed == ast.Expr(e)})
}

// row reports whether a struct type of the workspace holds many fields, all of them data.
func (b *builder) row(t *types.Named) bool {
	is, ok := b.rows[t]
	if !ok {
		st, isStruct := t.Underlying().(*types.Struct)
		is = isStruct && st.NumFields() >= minRow && isData(t) && t.Obj().Pkg() != nil && b.in.Workspace(t.Obj().Pkg().Path())
		if b.rows == nil {
			b.rows = map[*types.Named]bool{}
		}
		b.rows[t] = is
	}
	return is
}

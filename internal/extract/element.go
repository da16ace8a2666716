package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/summary"
)

// put is flow for an element: of a collection, or of a struct by a literal.
func (b *builder) put(from, to summary.Node) {
	if from != summary.None && to != summary.None && from != to {
		b.out.Edges = append(b.out.Edges, summary.Edge{From: from, To: to, Elem: true})
	}
}

// constName returns the first package-level constant of the workspace in an expression, as "pkg.Name".
func (b *builder) constName(e ast.Expr) (name string) {
	if _, ok := e.(*ast.BasicLit); ok {
		return ""
	}
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || name != "" {
			return name == ""
		}
		if c, ok := b.in.Info.Uses[id].(*types.Const); ok && c.Pkg() != nil && c.Parent() == c.Pkg().Scope() && b.in.Workspace(c.Pkg().Path()) {
			name = c.Pkg().Path() + "." + c.Name()
		}
		return true
	})
	return name
}

func (b *builder) operator(n summary.Node, op token.Token) summary.Node {
	b.out.Nodes[n].Value = op.String()
	return n
}

// called is text for a variable whose name matters beside what it holds.
func (b *builder) called(e ast.Expr) summary.Node {
	n := b.text(e)
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || n == summary.None || b.out.Nodes[n].Key == id.Name || b.in.Info.Types[e].Value != nil {
		return n
	}
	v := b.add(summary.Value{Kind: summary.Var, Key: id.Name, Type: b.typeKey(e), Fn: b.fn, Pos: b.at(e)})
	b.flow(n, v)
	return v
}

// cuts reports whether an expression is the beginning or the end of a text, or a few bytes of one: not what is left without a prefix.
func (b *builder) cuts(e *ast.SliceExpr) bool {
	t := b.in.Info.TypeOf(e.X)
	if t == nil || e.High == nil && e.Low == nil {
		return false
	}
	if e.High == nil {
		last, ok := ast.Unparen(e.Low).(*ast.BinaryExpr)
		return ok && last.Op == token.SUB && (isString(t) || isBytes(t))
	}
	return isString(t) || isBytes(t) && b.in.Info.Types[e.High].Value != nil
}

// piece is a part of a text that is cut out by its place. It is told from the text by its Value.
func (b *builder) piece(e *ast.SliceExpr) summary.Node {
	n := b.fresh(summary.Var, e)
	b.out.Nodes[n].Value = summary.Cut
	b.flow(b.expr(e.X), n)
	return n
}

// mapKey returns the key of an element of a map if it is a constant string, else "".
func (b *builder) mapKey(t types.Type, key ast.Expr) string {
	if _, ok := t.Underlying().(*types.Map); !ok {
		return ""
	}
	if v := b.in.Info.Types[key].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

// element records a store to an element of a map.
func (b *builder) element(t types.Type, e *ast.IndexExpr, m, v summary.Node) {
	if _, ok := t.Underlying().(*types.Map); !ok || m == summary.None {
		return
	}
	if v == summary.None {
		v = b.add(summary.Value{Kind: summary.Unknown, Fn: b.fn})
	}
	b.out.Stores = append(b.out.Stores, summary.Store{Base: m, Field: b.mapKey(t, e.Index), Value: v, Cond: b.cond, Fn: b.fn, Pos: b.at(e)})
}

// alias returns the node of a text that is another value and nothing more, else None. plain is the node of the text's expression, which
// stands for one of the results of a call.
func (b *builder) alias(text []Piece, plain summary.Node) summary.Node {
	if len(text) != 1 || text[0].Hole == nil {
		return summary.None
	}
	switch t := b.in.Info.TypeOf(text[0].Hole).(type) {
	case nil:
	case *types.Tuple:
		return plain
	default:
		if isString(t) { // else it is formatted
			return b.hole(text[0].Hole)
		}
	}
	return summary.None
}

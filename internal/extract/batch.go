package extract

import (
	"go/ast"
	"go/types"
)

// record reports whether a body takes elements at constant places of v: a record with columns, not a batch.
func (w *walker) record(body ast.Node, v types.Object) bool {
	same := map[types.Object]bool{v: true} // x := x
	return w.mentions(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && len(n.Rhs) == 1 && w.object(n.Rhs[0]) != nil && same[w.object(n.Rhs[0])] {
				same[w.object(n.Lhs[0])] = true
			}
		case *ast.IndexExpr:
			return w.object(n.X) != nil && same[w.object(n.X)] && w.b.in.Info.Types[n.Index].Value != nil
		}
		return false
	})
}

// isBatch reports whether a type is a slice of elements. Slices of bytes, and what libraries define as slices (net.IP, bson.D), are values.
func (w *walker) isBatch(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	if n := namedOf(t); n != nil && n.Obj().Pkg() != nil && !w.b.in.Workspace(n.Obj().Pkg().Path()) {
		return false
	}
	basic, ok := s.Elem().Underlying().(*types.Basic)
	return !ok || basic.Kind() != types.Byte
}

// handsOver reports whether a body does more with a slice than to go over it, to take elements of it, or to ask how long it is.
func (w *walker) handsOver(body ast.Node, v types.Object) bool {
	walked := map[ast.Expr]bool{}
	return w.mentions(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			walked[n.X] = true
		case *ast.IndexExpr:
			walked[n.X] = true
		case *ast.CallExpr:
			if name := text(n.Fun); len(n.Args) == 1 && (name == "len" || name == "cap") {
				walked[n.Args[0]] = true
			}
		case *ast.Ident:
			return w.object(n) == v && !walked[n]
		}
		return false
	})
}

func isMap(t types.Type) bool { _, ok := t.Underlying().(*types.Map); return ok }

func kindOf(t types.Type) string {
	switch t.(type) {
	case *types.Map:
		return "map"
	case *types.Slice:
		return "slice"
	}
	return "collection"
}

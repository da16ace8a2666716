package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// caught reports whether the function refuses what it has in hand where the call of an assignment failed: the first statement after the one that
// asks for the error that looks at another result leaves with an answer or an error where that is zero.
func (w *walker) caught(set *ast.AssignStmt, ifs *ast.IfStmt, stack []ast.Node) bool {
	var given []types.Object
	for _, l := range set.Lhs[:len(set.Lhs)-1] {
		if o := w.object(l); o != nil {
			given = append(given, o)
		}
	}
	if len(given) == 0 || len(stack) < 2 {
		return false
	}
	list := beside(stack[len(stack)-2])
	for _, s := range list[slices.Index(list, ast.Stmt(ifs))+1:] {
		if !slices.ContainsFunc(given, func(o types.Object) bool { return w.looks(s, o) }) {
			continue
		}
		next, ok := s.(*ast.IfStmt)
		return ok && next.Init == nil && w.whenZero(next.Cond, given) && w.refuses(next.Body)
	}
	return false
}

// whenZero reports whether a condition is true where the variables are zero.
func (w *walker) whenZero(e ast.Expr, of []types.Object) bool {
	is := func(e ast.Expr) bool { return slices.Contains(of, w.object(e)) }
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT && is(e.X)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LOR:
			return w.whenZero(e.X, of) || w.whenZero(e.Y, of)
		case token.LAND:
			return w.whenZero(e.X, of) && w.whenZero(e.Y, of)
		}
		x, y := e.X, e.Y
		if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && len(call.Args) == 1 && text(call.Fun) == "len" && w.b.in.Info.Types[call.Fun].IsBuiltin() {
			x = call.Args[0]
		}
		value := w.b.in.Info.Types[y]
		switch {
		case !is(x):
		case e.Op == token.EQL:
			return w.isZero(y)
		case e.Op == token.NEQ:
			return w.isSome(y)
		case value.Value != nil && value.Value.Kind() == constant.Int:
			return e.Op == token.LSS && constant.Sign(value.Value) > 0 || e.Op == token.LEQ && constant.Sign(value.Value) >= 0
		}
	}
	return false
}

// refuses reports whether a branch leaves the function, and tells somebody besides a log why; to say that a message is done is none of that.
func (w *walker) refuses(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	last, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	if !ok {
		return false
	}
	if n := len(last.Results); n > 0 {
		return !isNull(w.b.in.Info, last.Results[n-1])
	}
	return slices.ContainsFunc(body.List, func(s ast.Stmt) bool {
		e, ok := s.(*ast.ExprStmt)
		if !ok {
			return false
		}
		call, ok := e.X.(*ast.CallExpr)
		if !ok || w.logs(call) != 0 {
			return false
		}
		f := w.callee(call)
		if f == nil {
			return true
		}
		_, done := w.b.in.Catalog.Get(summary.FuncKey(f), "ack")
		return !done
	})
}

package extract

import (
	"go/ast"
	"go/types"

	"github.com/prodlint/prodlint/internal/summary"
)

// goesOn reports whether the function, and the loop, that a call stands in go on when it fails: the error is dropped, logged or collected.
func (w *walker) goesOn(call *ast.CallExpr, stack []ast.Node) bool {
	if len(stack) == 0 {
		return false
	}
	switch up := stack[len(stack)-1].(type) {
	case *ast.ExprStmt:
		return true
	case *ast.AssignStmt:
		if len(up.Rhs) != 1 {
			return false
		}
		var failed types.Object
		for _, l := range up.Lhs {
			if o := w.object(l); o != nil && isError(o.Type()) {
				failed = o
			}
		}
		if failed == nil {
			return true
		}
		ifs := w.asks(failed, up, stack)
		return ifs != nil && !w.givesUp(ifs.Body, stack)
	}
	return false
}

// asks returns the if statement that asks for an error right after it was set.
func (w *walker) asks(failed types.Object, set ast.Stmt, stack []ast.Node) *ast.IfStmt {
	if len(stack) < 2 {
		return nil
	}
	var list []ast.Stmt
	switch up := stack[len(stack)-2].(type) {
	case *ast.IfStmt:
		if up.Init == set && w.uses(up.Cond, failed) {
			return up
		}
		return nil
	case *ast.BlockStmt:
		list = up.List
	case *ast.CaseClause:
		list = up.Body
	}
	for i, s := range list[:max(len(list)-1, 0)] {
		if ifs, ok := list[i+1].(*ast.IfStmt); ok && s == set && w.uses(ifs.Cond, failed) {
			return ifs
		}
	}
	return nil
}

// givesUp reports whether a branch hands an error back, or leaves the loop around it.
func (w *walker) givesUp(body *ast.BlockStmt, stack []ast.Node) bool {
	loop := false
	for _, up := range stack {
		switch up.(type) {
		case *ast.FuncLit:
			loop = false
		case *ast.ForStmt, *ast.RangeStmt:
			loop = true
		}
	}
	return w.mentions(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			if loop {
				return true
			}
			for _, r := range n.Results {
				if t := w.typeOf(r); !isNull(w.b.in.Info, r) && t != nil && (isError(t) || summary.TypeKey(t) == "bool") {
					return true
				}
			}
		case *ast.BranchStmt:
			return n.Tok.String() == "break" || n.Tok.String() == "goto"
		case *ast.CallExpr:
			return text(n.Fun) == "panic"
		}
		return false
	})
}

package extract

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// notYet returns NotYet for the branch of a condition that runs the first time alone: the condition asks for a flag, or for what is made once, which the
// function sets then.
func (w *walker) notYet(e ast.Expr) (then, els summary.Guard) {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			then, els = w.notYet(e.X)
			return els, then
		}
	case *ast.Ident, *ast.SelectorExpr:
		if w.sets(e) {
			return 0, summary.NotYet
		}
	case *ast.CallExpr:
		return w.swaps(e)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			t1, f1 := w.notYet(e.X)
			t2, f2 := w.notYet(e.Y)
			if e.Op == token.LAND {
				return t1 | t2, f1 & f2
			}
			return t1 & t2, f1 | f2
		case token.EQL, token.NEQ:
			if !w.isZero(e.Y) {
				return 0, 0
			}
			first := summary.Guard(0)
			if call, ok := ast.Unparen(e.X).(*ast.CallExpr); ok {
				_, first = w.swaps(call)
			} else if w.sets(e.X) {
				first = summary.NotYet
			}
			if e.Op == token.EQL {
				return first, 0
			}
			return 0, first
		}
	}
	return 0, 0
}

// sets reports whether an expression is a field, or a variable of the package, which the function sets to something.
func (w *walker) sets(e ast.Expr) bool {
	e = ast.Unparen(e)
	if _, field := e.(*ast.SelectorExpr); !field && !w.packageVar(e) {
		return false
	}
	if t := w.typeOf(e); t == nil || isError(t) {
		return false
	}
	if w.settled == nil {
		w.settled = map[string]bool{}
		ast.Inspect(w.body, func(n ast.Node) bool {
			if as, ok := n.(*ast.AssignStmt); ok && as.Tok == token.ASSIGN {
				for i, l := range as.Lhs {
					if len(as.Lhs) != len(as.Rhs) || !w.isZero(as.Rhs[i]) && text(as.Rhs[i]) != "false" {
						w.settled[text(l)] = true
					}
				}
			}
			return true
		})
	}
	return w.settled[text(e)]
}

// swaps is notYet for a call of package sync/atomic that sets what it asks for.
func (w *walker) swaps(call *ast.CallExpr) (then, els summary.Guard) {
	f := w.callee(call)
	if f == nil || f.Pkg() == nil || f.Pkg().Path() != "sync/atomic" {
		return 0, 0
	}
	switch {
	case strings.HasPrefix(f.Name(), "CompareAndSwap"):
		return summary.NotYet, 0
	case strings.HasPrefix(f.Name(), "Swap"):
		return 0, summary.NotYet
	}
	return 0, 0
}

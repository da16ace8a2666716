package goroutineleak

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
)

// breaks reports loops that are meant to end by a break which only leaves the select statement around it.
func breaks(p *rule.Pass, fd *ast.FuncDecl) {
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		loop, ok := n.(*ast.ForStmt)
		if !ok || loop.Cond != nil || len(loop.Body.List) == 0 {
			return true
		}
		sel, ok := loop.Body.List[len(loop.Body.List)-1].(*ast.SelectStmt)
		if !ok || leavesLoop(loop.Body) {
			return true
		}
		for _, c := range sel.Body.List {
			cc := c.(*ast.CommClause)
			if len(cc.Body) == 0 || !done(cc.Comm) {
				continue
			}
			if b, ok := cc.Body[len(cc.Body)-1].(*ast.BranchStmt); ok && b.Tok == token.BREAK && b.Label == nil {
				p.Report(rule.Finding{Pos: p.At(b), Function: displayName(p, fd), Key: "break",
					Message: "this break leaves the select and not the loop, so the goroutine never ends: return, or name the loop"})
			}
		}
		return true
	})
}

// done reports whether a clause receives what tells it to end.
func done(comm ast.Stmt) bool {
	s, ok := comm.(*ast.ExprStmt)
	if !ok {
		return false
	}
	recv, ok := s.X.(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return false
	}
	name := ""
	switch x := ast.Unparen(recv.X).(type) {
	case *ast.CallExpr:
		if sel, ok := x.Fun.(*ast.SelectorExpr); ok {
			name = sel.Sel.Name
		}
	case *ast.SelectorExpr:
		name = x.Sel.Name
	case *ast.Ident:
		name = x.Name
	}
	name = strings.ToLower(name)
	for _, word := range []string{"done", "quit", "stop", "exit", "clos", "shutdown", "cancel"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// leavesLoop reports whether a return, goto, panic or a break that names a loop stands in the body, or one that leaves the loop itself.
func leavesLoop(body *ast.BlockStmt) bool {
	found := false
	var walk func(n ast.Node, inner bool)
	walk = func(n ast.Node, inner bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				found = true
			case *ast.BranchStmt:
				found = found || m.Label != nil || m.Tok == token.GOTO || m.Tok == token.BREAK && !inner
			case *ast.CallExpr:
				if id, ok := m.Fun.(*ast.Ident); ok && id.Name == "panic" {
					found = true
				}
			case *ast.SelectStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.ForStmt, *ast.RangeStmt:
				if m != n {
					walk(m, true)
					return false
				}
			}
			return true
		})
	}
	walk(body, false)
	return found
}

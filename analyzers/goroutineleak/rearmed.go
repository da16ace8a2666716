package goroutineleak

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/rule"
)

// rearmed reports time limits of a loop that begin anew with each turn, beside what starts the next turn sooner.
func rearmed(p *rule.Pass, fd *ast.FuncDecl) {
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.ForStmt:
			body = n.Body
		case *ast.RangeStmt:
			body = n.Body
		default:
			return true
		}
		for _, s := range body.List {
			if sel, ok := s.(*ast.SelectStmt); ok {
				limits(p, fd, sel)
			}
		}
		return true
	})
}

// limits looks at the clauses of a select statement that is the turn of a loop.
func limits(p *rule.Pass, fd *ast.FuncDecl, sel *ast.SelectStmt) {
	shortest, at, always := constant.MakeUnknown(), ast.Expr(nil), false
	for _, s := range sel.Body.List {
		cc := s.(*ast.CommClause)
		if leavesAlways(cc.Body) {
			continue
		}
		if cc.Comm == nil {
			always = true
			continue
		}
		every, call := period(p, fd, cc.Comm)
		if every != nil && (at == nil || constant.Compare(every, token.LSS, shortest)) {
			shortest, at = every, call
		}
	}
	for _, s := range sel.Body.List {
		cc := s.(*ast.CommClause)
		if cc.Comm == nil || !leavesAlways(cc.Body) {
			continue
		}
		after, call := once(p, cc.Comm)
		switch {
		case after == nil || constant.Sign(after) <= 0:
		case always:
			p.Report(rule.Finding{Pos: p.At(call), Function: displayName(p, fd), Key: "limit",
				Message: "this limit begins anew with each turn and never comes, since the select has a default: make the timer before the loop"})
		case at != nil && constant.Compare(shortest, token.LSS, after):
			p.Report(rule.Finding{Pos: p.At(call), Function: displayName(p, fd), Key: "limit", Path: []rule.Hop{{Pos: p.At(at), Note: "starts the next turn before"}},
				Message: "this limit begins anew with each turn, and another case comes sooner each time: make the timer before the loop"})
		}
	}
}

// leavesAlways reports whether the body of a clause ends with a statement that leaves the loop around the select statement.
func leavesAlways(body []ast.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	switch s := body[len(body)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Label != nil && s.Tok == token.BREAK || s.Tok == token.GOTO
	}
	return false
}

// receivedFrom returns the channel that a clause receives from.
func receivedFrom(comm ast.Stmt) ast.Expr {
	var x ast.Expr
	switch s := comm.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		x = s.Rhs[0]
	}
	if recv, ok := x.(*ast.UnaryExpr); ok && recv.Op == token.ARROW {
		return ast.Unparen(recv.X)
	}
	return nil
}

// once returns after how long a clause runs that makes its timer itself, if that is a constant.
func once(p *rule.Pass, comm ast.Stmt) (constant.Value, ast.Expr) {
	call, ok := receivedFrom(comm).(*ast.CallExpr)
	if !ok || clock(p, call) != "once" {
		return nil, nil
	}
	return p.Info.Types[call.Args[0]].Value, call
}

// period returns how soon a clause runs again, if that is a constant: it makes its timer itself, or receives from a ticker of the function.
func period(p *rule.Pass, fd *ast.FuncDecl, comm ast.Stmt) (constant.Value, ast.Expr) {
	switch x := receivedFrom(comm).(type) {
	case *ast.CallExpr:
		if clock(p, x) != "" {
			return p.Info.Types[x.Args[0]].Value, x
		}
	case *ast.SelectorExpr:
		id, ok := ast.Unparen(x.X).(*ast.Ident)
		if !ok {
			return nil, nil
		}
		if call := assignedOnce(p, fd, p.Info.Uses[id]); call != nil && len(call.Args) == 1 && ticks(p, call) {
			return p.Info.Types[call.Args[0]].Value, call
		}
	}
	return nil, nil
}

// clock returns what a call gives the channel of: a timer that fires once, or one that ticks.
func clock(p *rule.Pass, call *ast.CallExpr) string {
	c := callAt(p, call)
	if c == nil || len(call.Args) != 1 {
		return ""
	}
	e, _ := p.Program.Catalog.Get(c.Callee, "clock")
	return e.Attrs["of"]
}

// ticks reports whether a call makes a ticker.
func ticks(p *rule.Pass, call *ast.CallExpr) bool {
	t := p.Info.TypeOf(call)
	ptr, ok := t.(*types.Pointer)
	if !ok {
		return false
	}
	e, _ := p.Program.Catalog.Get(types.TypeString(ptr.Elem(), nil), "resource")
	return e.Attrs["what"] == "ticker"
}

// assignedOnce returns the call whose result a variable of the function is, and nothing else.
func assignedOnce(p *rule.Pass, fd *ast.FuncDecl, v types.Object) (call *ast.CallExpr) {
	times := 0
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || v == nil {
			return true
		}
		for i, l := range as.Lhs {
			if id, ok := l.(*ast.Ident); ok && (p.Info.Defs[id] == v || p.Info.Uses[id] == v) {
				times++
				if len(as.Lhs) == len(as.Rhs) {
					call, _ = ast.Unparen(as.Rhs[i]).(*ast.CallExpr)
				} else {
					call, _ = ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
				}
			}
		}
		return true
	})
	if times != 1 {
		return nil
	}
	return call
}

package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// fields reports goroutines that receive until a channel is closed, which nobody does, where the channel is in a field of an object that the function
// makes for each call: that it makes one for as long as a caller wants shows in the context that it is given, or in the function that it gives back.
func fields(p *rule.Pass, fd *ast.FuncDecl) {
	if f, ok := p.Info.Defs[fd.Name].(*types.Func); !ok || !forCaller(f.Signature()) {
		return
	}
	inside(fd.Body, func(n ast.Node) {
		g, ok := n.(*ast.GoStmt)
		if !ok {
			return
		}
		lit, ok := ast.Unparen(g.Call.Fun).(*ast.FuncLit)
		if !ok {
			return
		}
		inside(lit.Body, func(n ast.Node) {
			r, ok := n.(*ast.RangeStmt)
			if !ok {
				return
			}
			sel, ok := ast.Unparen(r.X).(*ast.SelectorExpr)
			if !ok || leavesUnasked(r.Body) {
				return
			}
			if madeHere(p, fd, sel.X) && unclosed(p, r) {
				p.Report(rule.Finding{Pos: p.At(g.Call), Function: displayName(p, fd), Key: "range " + sel.Sel.Name,
					Message: "the goroutine waits for more of " + types.ExprString(sel) + " for ever, since nobody closes it: close it when all is sent"})
			}
		})
	})
}

// forCaller reports whether a function does something for as long as its caller wants: it is given a context, or gives back a function that ends it.
func forCaller(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if types.TypeString(v.Type(), nil) == "context.Context" {
			return true
		}
	}
	for v := range sig.Results().Variables() {
		if f, ok := v.Type().Underlying().(*types.Signature); ok && f.Params().Len() == 0 {
			return true
		}
	}
	return false
}

// madeHere reports whether an expression is a variable that the function declares with a literal of a struct.
func madeHere(p *rule.Pass, fd *ast.FuncDecl, x ast.Expr) (found bool) {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return false
	}
	inside(fd.Body, func(n ast.Node) {
		as, ok := n.(*ast.AssignStmt)
		if !ok || as.Tok != token.DEFINE || len(as.Lhs) != 1 || len(as.Rhs) != 1 {
			return
		}
		name, ok := as.Lhs[0].(*ast.Ident)
		if !ok || p.Info.Defs[name] == nil || p.Info.Defs[name] != p.Info.Uses[id] {
			return
		}
		value := ast.Unparen(as.Rhs[0])
		if u, ok := value.(*ast.UnaryExpr); ok && u.Op == token.AND {
			value = u.X
		}
		_, found = value.(*ast.CompositeLit)
	})
	return found
}

// unclosed reports whether nobody closes the channel in a field that a loop goes over.
func unclosed(p *rule.Pass, r *ast.RangeStmt) bool {
	at := summary.Span(p.Fset, p.Summary.Path, r.Pos(), r.X.End())
	return slices.ContainsFunc(p.Summary.Loops, func(l summary.Loop) bool { return l.Unclosed && l.Pos == at })
}

// leavesUnasked reports whether a loop over a channel is left other than where it is told to end, which it looks at only when something comes.
func leavesUnasked(body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CommClause:
			return !done(n.Comm)
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK || n.Tok == token.GOTO
		}
		return true
	})
	return found
}

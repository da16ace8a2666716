package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/rule"
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
			field, owner := p.Info.Uses[sel.Sel], madeHere(p, fd, sel.X)
			if v, ok := field.(*types.Var); ok && owner && v.IsField() && !v.Exported() && v.Pkg() == p.Types && ownChannel(p, v) {
				p.Report(rule.Finding{Pos: p.At(g), Function: displayName(p, fd), Key: "range " + v.Name(),
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

// ownChannel reports whether a field holds nothing but channels that the package makes for it, and the package does nothing with them but send and
// receive: it does not close them, nor hand them to anybody who may.
func ownChannel(p *rule.Pass, field *types.Var) bool {
	uses, plain := 0, 0
	is := func(e ast.Expr) bool {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		return ok && p.Info.Uses[sel.Sel] == field
	}
	count := func(es ...ast.Expr) {
		for _, e := range es {
			if is(e) {
				plain++
			}
		}
	}
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if p.Info.Uses[n] == field {
					uses++
				}
			case *ast.RangeStmt:
				count(n.X)
			case *ast.SendStmt:
				count(n.Chan)
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					count(n.X)
				}
			case *ast.CallExpr:
				if name := types.ExprString(n.Fun); p.Info.Types[n.Fun].IsBuiltin() && (name == "len" || name == "cap") {
					count(n.Args...)
				}
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					if is(l) && len(n.Lhs) == len(n.Rhs) && makes(p, n.Rhs[i]) {
						plain++
					}
				}
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && p.Info.Uses[id] == field && makes(p, n.Value) {
					plain++
				}
			case *ast.FuncDecl:
				if f, ok := p.Info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
					plain += received(f.Signature(), n.Body, is)
				}
			case *ast.FuncLit:
				if sig, ok := p.Info.TypeOf(n).(*types.Signature); ok {
					plain += received(sig, n.Body, is)
				}
			}
			return true
		})
	}
	return uses == plain
}

// received counts the results of a function that are such a field as a channel that can only be received from.
func received(sig *types.Signature, body *ast.BlockStmt, is func(ast.Expr) bool) (n int) {
	inside(body, func(m ast.Node) {
		ret, ok := m.(*ast.ReturnStmt)
		if !ok || len(ret.Results) != sig.Results().Len() {
			return
		}
		for i, e := range ret.Results {
			if c, ok := sig.Results().At(i).Type().Underlying().(*types.Chan); ok && c.Dir() == types.RecvOnly && is(e) {
				n++
			}
		}
	})
	return n
}

// makes reports whether an expression makes a channel.
func makes(p *rule.Pass, e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && p.Info.Types[call.Fun].IsBuiltin() && types.ExprString(call.Fun) == "make"
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

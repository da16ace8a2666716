package goroutineleak

import (
	"go/ast"
	"go/types"

	"github.com/prodlint/prodlint/internal/rule"
)

// last finds the other channels that the one goroutine which sends to this one sends to, or closes, and after which it sends no more to this one: who
// has received from one of those has left nobody behind.
func (ch *channel) last(p *rule.Pass, body *ast.BlockStmt) {
	if len(ch.starts) != 1 || ch.given {
		return
	}
	run := goroutineOf(p, ch.starts[0])
	if run == nil {
		return
	}
	g := graph(p, run)
	after := map[types.Object]bool{} // whether a send to this channel follows what is done with the other
	note := func(other types.Object, at ast.Node, deferred bool) {
		from, i := g.find(at)
		for s, free := range ch.free {
			if to, k := g.find(s); free && to != nil && from != nil && !deferred {
				after[other] = after[other] || from == to && i < k || g.reaches(from, to)
			} else if free && (to == nil || from == nil) {
				after[other] = true
			}
		}
		ch.ends[other] = true
	}
	ast.Inspect(run, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			ast.Inspect(d, func(n ast.Node) bool {
				if other := signals(p, n); other != nil {
					note(other, d, true)
				}
				return true
			})
			return false
		}
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		if other := signals(p, n); other != nil {
			note(other, n, false)
		}
		return true
	})
	ast.Inspect(body, func(n ast.Node) bool { // somebody else does so as well
		if other := signals(p, n); other != nil && !around(run, n) {
			after[other] = true
		}
		return true
	})
	for other, sends := range after {
		if sends || other == ch.obj {
			delete(ch.ends, other)
		}
	}
	delete(ch.ends, ch.obj)
}

// goroutineOf returns the body of the literal that a statement runs in a goroutine.
func goroutineOf(p *rule.Pass, s ast.Node) *ast.BlockStmt {
	switch s := s.(type) {
	case *ast.GoStmt:
		if lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit); ok {
			return lit.Body
		}
	case *ast.ExprStmt:
		if lit := spawned(p, s); lit != nil {
			return lit.Body
		}
	}
	return nil
}

// signals returns the channel in a variable that a node sends to or closes.
func signals(p *rule.Pass, n ast.Node) types.Object {
	var to ast.Expr
	switch n := n.(type) {
	case *ast.SendStmt:
		to = n.Chan
	case *ast.CallExpr:
		if len(n.Args) == 1 && p.Info.Types[n.Fun].IsBuiltin() && types.ExprString(n.Fun) == "close" {
			to = n.Args[0]
		}
	}
	if id, ok := to.(*ast.Ident); ok {
		return p.Info.Uses[id]
	}
	return nil
}

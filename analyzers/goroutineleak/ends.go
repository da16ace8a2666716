package goroutineleak

import (
	"go/ast"
	"go/types"

	"github.com/prodlint/prodlint/internal/rule"
)

// concludes finds the other channels that the one goroutine which sends to this one sends to, or closes, and after which it sends no more to this one: who
// has received from one of those has left nobody behind.
func (ch *channel) concludes(p *rule.Pass, body *ast.BlockStmt) {
	if len(ch.starts) != 1 || ch.given {
		return
	}
	run := goroutineOf(p, ch.starts[0])
	if run == nil {
		return
	}
	g := graph(p, run)
	other := map[types.Object]bool{} // whether whatever the function does with it comes last
	note := func(n ast.Node, last bool) {
		if o := signals(p, n); o != nil && o != ch.obj {
			before, seen := other[o]
			other[o] = last && (before || !seen)
		}
	}
	var deferred ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok && around(run, d) {
			deferred = d
		}
		switch {
		case n == nil:
		case deferred != nil && around(deferred, n):
			note(n, true)
		default:
			note(n, around(run, n) && !g.followed(ch, n))
		}
		return true
	})
	for o, last := range other {
		if last {
			ch.ends[o] = true
		}
	}
}

// followed reports whether a send to the channel may come after something.
func (g *paths) followed(ch *channel, n ast.Node) bool {
	from, i := g.find(n)
	for s, free := range ch.free {
		if !free {
			continue
		}
		if to, k := g.find(s); from == nil || to == nil || from == to && i < k || g.reaches(from, to) {
			return true
		}
	}
	return false
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

package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/rule"
)

// repeats notes whether a goroutine may send once more after it has sent.
func (ch *channel) repeats(p *rule.Pass, g ast.Node, body *ast.BlockStmt) {
	var own []*ast.SendStmt
	var told []ast.Node
	inside(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.SendStmt:
			if ch.free[n] {
				own = append(own, n)
			}
		case *ast.CallExpr:
			if ch.tells(p, n) || slices.ContainsFunc(n.Args, func(a ast.Expr) bool { return ch.carries(p, a) && ch.told(p) }) {
				told = append(told, n)
			}
		case *ast.CompositeLit:
			if ch.lits[n] && ch.told(p) {
				told = append(told, n)
			}
		}
	})
	if len(own) == 0 || len(own)+len(told) < 2 {
		return
	}
	paths := graph(p, body)
	follows := func(a, b ast.Node) bool {
		from, i := paths.find(a)
		to, k := paths.find(b)
		return from != nil && to != nil && (from == to && i <= k || from != to && paths.reaches(from, to))
	}
	for _, last := range own {
		for _, first := range own {
			if first != last && follows(first, last) && !exclude(p, guards(body, first), guards(body, last)) {
				ch.twice[g] = true
			}
		}
		for _, first := range told {
			if follows(first, last) && failure(p, body, last) {
				ch.twice[g] = true
			}
		}
	}
}

// told reports whether a method of a struct that the channel is put into sends the error that it also gives to its caller.
func (ch *channel) told(p *rule.Pass) bool {
	for field := range ch.fields {
		if _, tells := answers(p, field); tells {
			return true
		}
	}
	return false
}

// tells is told for a call of a function of the package that is handed the channel.
func (ch *channel) tells(p *rule.Pass, call *ast.CallExpr) (found bool) {
	_, typ, body := function(p, call)
	if body == nil || len(ch.params(p, typ, call)) == 0 {
		return false
	}
	inside(body, func(n ast.Node) {
		s, ok := n.(*ast.SendStmt)
		found = found || ok && ch.free[s] && returns(p, body, s)
	})
	return found
}

// returns reports whether the error that a function sends is returned by it after that.
func returns(p *rule.Pass, body *ast.BlockStmt, s *ast.SendStmt) (found bool) {
	id, ok := ast.Unparen(s.Value).(*ast.Ident)
	if !ok || !isError(p, id) {
		return false
	}
	inside(body, func(n ast.Node) {
		ret, ok := n.(*ast.ReturnStmt)
		if !ok || ret.Pos() < s.Pos() {
			return
		}
		found = found || slices.ContainsFunc(ret.Results, func(e ast.Expr) bool {
			r, ok := ast.Unparen(e).(*ast.Ident)
			return ok && p.Info.Uses[r] == p.Info.Uses[id]
		})
	})
	return found
}

func isError(p *rule.Pass, id *ast.Ident) bool {
	obj := p.Info.Uses[id]
	return obj != nil && types.Identical(obj.Type(), types.Universe.Lookup("error").Type())
}

// failure reports whether a send is of an error that is known not to be nil.
func failure(p *rule.Pass, body *ast.BlockStmt, s *ast.SendStmt) bool {
	return slices.ContainsFunc(guards(body, s), func(g guard) bool {
		cond, ok := ast.Unparen(g.cond).(*ast.BinaryExpr)
		if !ok || cond.Op != token.NEQ || g.otherwise {
			return false
		}
		id, ok := ast.Unparen(cond.X).(*ast.Ident)
		return ok && isError(p, id) && mentions(p, s.Value, p.Info.Uses[id])
	})
}

// guard is a condition that holds, or with otherwise does not, where something is done.
type guard struct {
	cond      ast.Expr
	otherwise bool
}

// guards returns the conditions under which a part of a body is come to.
func guards(body *ast.BlockStmt, part ast.Node) (out []guard) {
	inside(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.IfStmt:
			if around(n.Body, part) {
				out = append(out, guard{n.Cond, false})
			} else if n.Else != nil && around(n.Else, part) {
				out = append(out, guard{n.Cond, true})
			}
		case *ast.CaseClause:
			if around(n, part) {
				for _, e := range n.List {
					out = append(out, guard{e, false})
				}
			}
		}
	})
	return out
}

// exclude reports whether conditions may keep those of another list from holding: they ask something else about the same values.
func exclude(p *rule.Pass, as, bs []guard) bool {
	for _, a := range as {
		for _, b := range bs {
			if a == b || a.otherwise == b.otherwise && types.ExprString(a.cond) == types.ExprString(b.cond) {
				continue
			}
			shared := false
			ast.Inspect(a.cond, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if v, isVar := p.Info.Uses[id].(*types.Var); ok && isVar {
					shared = shared || mentions(p, b.cond, v)
				}
				return !shared
			})
			if shared {
				return true
			}
		}
	}
	return false
}

// mentions reports whether an expression has a variable in it.
func mentions(p *rule.Pass, e ast.Expr, v types.Object) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && p.Info.Uses[id] == v
		return !found
	})
	return found
}

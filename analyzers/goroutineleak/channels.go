package goroutineleak

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/rule"
)

// channel is a channel that a function makes for goroutines that it starts, and keeps to itself.
type channel struct {
	obj      types.Object
	make     *ast.CallExpr
	buffered bool
	// starts are the go statements whose function sends without another choice, ranges those whose function receives until it is closed.
	starts, ranges []*ast.GoStmt
	many           bool // more than one value may be sent by one of starts
	sends          int
	closed         bool
	received       bool // by a goroutine, which has no reason to leave
	escapes        bool // somebody else may receive, send or close
}

// channels reports the channels of a function that leave goroutines behind.
func channels(p *rule.Pass, fd *ast.FuncDecl) {
	bodies := []*ast.BlockStmt{fd.Body}
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			bodies = append(bodies, lit.Body)
		}
		return true
	})
	for _, body := range bodies {
		for _, ch := range made(p, body) {
			ch.look(p, body)
			if ch.escapes {
				continue
			}
			g := graph(p, body)
			name := displayName(p, fd)
			if !ch.buffered && !ch.received && len(ch.ranges) == 0 && len(ch.starts) > 0 && g.leaves(p, ch) {
				f := rule.Finding{Pos: p.At(ch.make), Function: name, Key: "send " + ch.obj.Name(),
					Message: "a goroutine that sends to " + ch.obj.Name() + " waits for ever when nobody receives any more: give the channel a buffer for all sends"}
				if from, _ := g.find(ch.starts[0]); ch.sends == 1 && !ch.many && from != nil && !g.reaches(from, from) {
					f.Names = []string{"1"}
				}
				p.Report(f)
			}
			if len(ch.ranges) > 0 && !ch.closed && g.returns() {
				p.Report(rule.Finding{Pos: p.At(ch.ranges[0]), Function: name, Key: "range " + ch.obj.Name(),
					Message: "the goroutine waits for more of " + ch.obj.Name() + " for ever, since nobody closes it: close it when all is sent"})
			}
		}
	}
}

func displayName(p *rule.Pass, fd *ast.FuncDecl) string {
	at := p.At(fd.Name)
	for i := range p.Summary.Funcs {
		if p.Summary.Funcs[i].Pos == at {
			return p.Summary.Funcs[i].Name
		}
	}
	return fd.Name.Name
}

// made returns the channels that a body, without the literals in it, makes and gives a name.
func made(p *rule.Pass, body *ast.BlockStmt) (out []*channel) {
	add := func(name, value ast.Expr) {
		id, ok := name.(*ast.Ident)
		call, isCall := ast.Unparen(value).(*ast.CallExpr)
		if !ok || !isCall || len(call.Args) == 0 || !p.Info.Types[call.Fun].IsBuiltin() || types.ExprString(call.Fun) != "make" {
			return
		}
		obj := p.Info.Defs[id]
		if obj == nil {
			return
		}
		if _, isChan := obj.Type().Underlying().(*types.Chan); isChan {
			ch := &channel{obj: obj, make: call}
			if len(call.Args) == 2 {
				v := p.Info.Types[call.Args[1]].Value
				n, exact := int64(1), false
				if v != nil {
					n, exact = constant.Int64Val(constant.ToInt(v))
				}
				ch.buffered = !exact || n > 0
			}
			out = append(out, ch)
		}
	}
	inside(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
					add(l, n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, l := range n.Names {
				if i < len(n.Values) {
					add(l, n.Values[i])
				}
			}
		}
	})
	return out
}

// inside visits the nodes of a body that are not in a literal.
func inside(body ast.Node, visit func(ast.Node)) {
	ast.Inspect(body, func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		if n != nil {
			visit(n)
		}
		return true
	})
}

// look finds what is done with the channel in the body of its function.
func (ch *channel) look(p *rule.Pass, body *ast.BlockStmt) {
	known := map[*ast.Ident]bool{}
	inside(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.GoStmt:
			ch.started(p, n, known)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				ch.is(p, n.X, ch.obj, known)
			}
		case *ast.RangeStmt:
			ch.is(p, n.X, ch.obj, known)
		case *ast.SendStmt:
			ch.is(p, n.Chan, ch.obj, known)
		case *ast.CallExpr:
			ch.builtin(p, n, ch.obj, known)
		}
	})
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && p.Info.Uses[id] == ch.obj && !known[id] {
			ch.escapes = true
		}
		return true
	})
}

// is reports whether an expression is the channel, under the name it has as obj, and notes that this use is understood.
func (ch *channel) is(p *rule.Pass, e ast.Expr, obj types.Object, known map[*ast.Ident]bool) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || p.Info.Uses[id] != obj {
		return false
	}
	known[id] = true
	return true
}

func (ch *channel) builtin(p *rule.Pass, call *ast.CallExpr, obj types.Object, known map[*ast.Ident]bool) {
	if len(call.Args) != 1 || !p.Info.Types[call.Fun].IsBuiltin() {
		return
	}
	if ch.is(p, call.Args[0], obj, known) && types.ExprString(call.Fun) == "close" {
		ch.closed = true
	}
}

// started looks at a goroutine that is a literal: what it does with the channel, as it sees it or as its parameter.
func (ch *channel) started(p *rule.Pass, g *ast.GoStmt, known map[*ast.Ident]bool) {
	lit, ok := ast.Unparen(g.Call.Fun).(*ast.FuncLit)
	if !ok {
		return
	}
	objs := []types.Object{ch.obj}
	k := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if k < len(g.Call.Args) && ch.is(p, g.Call.Args[k], ch.obj, known) {
				objs = append(objs, p.Info.Defs[name])
			}
			k++
		}
	}
	for _, obj := range objs {
		if obj != nil {
			ch.goroutine(p, g, lit.Body, obj, known)
		}
	}
	if len(objs) > 1 {
		ast.Inspect(lit.Body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && objs[1] == p.Info.Uses[id] && !known[id] {
				ch.escapes = true
			}
			return true
		})
	}
}

func (ch *channel) goroutine(p *rule.Pass, g *ast.GoStmt, body *ast.BlockStmt, obj types.Object, known map[*ast.Ident]bool) {
	choice := map[ast.Node]bool{} // what stands in a select statement with another way out
	loops := 0
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		ast.Inspect(n, func(m ast.Node) bool {
			if m == n {
				return true
			}
			switch m := m.(type) {
			case *ast.FuncLit: // what it runs it may run later, or never
				return true
			case *ast.SelectStmt:
				for _, c := range m.Body.List {
					if cc := c.(*ast.CommClause); cc.Comm != nil && len(m.Body.List) > 1 {
						choice[cc.Comm] = true
					}
				}
			case *ast.ForStmt, *ast.RangeStmt:
				if r, ok := m.(*ast.RangeStmt); ok && ch.is(p, r.X, obj, known) {
					ch.ranges = append(ch.ranges, g)
				}
				loops++
				walk(m)
				loops--
				return false
			case *ast.SendStmt:
				if ch.is(p, m.Chan, obj, known) && !choice[m] {
					ch.starts = append(ch.starts, g)
					ch.sends++
					ch.many = ch.many || loops > 0
				}
			case *ast.UnaryExpr:
				if m.Op == token.ARROW && ch.is(p, m.X, obj, known) {
					ch.received = true
				}
			case *ast.CallExpr:
				ch.builtin(p, m, obj, known)
			}
			return true
		})
	}
	walk(body)
}

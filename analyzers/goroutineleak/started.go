package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/prodlint/prodlint/internal/rule"
)

// started looks at a goroutine that is a literal, or a function of the package: what it does with the channel, as it sees it or as its parameter.
func (ch *channel) started(p *rule.Pass, g *ast.GoStmt, known map[*ast.Ident]bool) {
	typ, body := started(p, g)
	if body == nil {
		return
	}
	objs := []types.Object{ch.obj}
	k := 0
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if k < len(g.Call.Args) && ch.is(p, g.Call.Args[k], ch.obj, known) {
				objs = append(objs, p.Info.Defs[name])
			}
			k++
		}
	}
	for _, obj := range objs {
		if obj != nil {
			ch.goroutine(p, g, body, obj, known)
		}
	}
	if len(objs) > 1 {
		ast.Inspect(body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && objs[1] == p.Info.Uses[id] && !known[id] {
				ch.escapes = true
			}
			return true
		})
	}
}

// started returns the function that a go statement runs: a literal, or a function of the package.
func started(p *rule.Pass, g *ast.GoStmt) (*ast.FuncType, *ast.BlockStmt) {
	if lit, ok := ast.Unparen(g.Call.Fun).(*ast.FuncLit); ok {
		return lit.Type, lit.Body
	}
	return declared(p, g.Call)
}

// declared returns the function of the package that is called.
func declared(p *rule.Pass, call *ast.CallExpr) (*ast.FuncType, *ast.BlockStmt) {
	callee := typeutil.StaticCallee(p.Info, call)
	if callee == nil || callee.Pkg() != p.Types {
		return nil, nil
	}
	for _, f := range p.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && p.Info.Defs[fd.Name] == callee.Origin() {
				return fd.Type, fd.Body
			}
		}
	}
	return nil, nil
}

func (ch *channel) goroutine(p *rule.Pass, g ast.Stmt, body *ast.BlockStmt, obj types.Object, known map[*ast.Ident]bool) {
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
				is := ch.is(p, m.Chan, obj, known)
				ch.sent = ch.sent || is
				if is && !choice[m] && !servesIn(p, body) {
					ch.starts = append(ch.starts, g)
					ch.sends++
					ch.many = ch.many || loops > 0
				}
			case *ast.UnaryExpr:
				if m.Op == token.ARROW && ch.is(p, m.X, obj, known) {
					ch.received = true
					ch.stuck = ch.stuck || !within(choice, m)
				}
			case *ast.CallExpr:
				ch.builtin(p, m, obj, known)
			}
			return true
		})
	}
	walk(body)
}

// within reports whether an expression stands in one of the communications of select statements.
func within(choice map[ast.Node]bool, x ast.Expr) bool {
	for c := range choice {
		if c.Pos() <= x.Pos() && x.End() <= c.End() {
			return true
		}
	}
	return false
}

// spawned returns the literal that a statement hands to what runs it in a goroutine of its own: a group, a WaitGroup.
func spawned(p *rule.Pass, s *ast.ExprStmt) *ast.FuncLit {
	call, ok := s.X.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	lit, ok := ast.Unparen(call.Args[len(call.Args)-1]).(*ast.FuncLit)
	if !ok {
		return nil
	}
	if c := callAt(p, call); c != nil {
		if e, ok := p.Program.Catalog.Get(c.Callee, "callback"); ok && e.Has("spawn") {
			return lit
		}
	}
	return nil
}

// maxHelp bounds how many helpers a channel is followed through.
const maxHelp = 2

// helped looks at a call that hands the channel to a function of the package which does nothing but receive from it: it has received when it returns,
// or it may have left before.
func (ch *channel) helped(p *rule.Pass, call *ast.CallExpr, known map[*ast.Ident]bool) {
	k := -1
	for i, a := range call.Args {
		if id, ok := ast.Unparen(a).(*ast.Ident); ok && p.Info.Uses[id] == ch.obj && !known[id] {
			k = i
		}
	}
	if k < 0 {
		return
	}
	typ, body := declared(p, call)
	if body == nil {
		return
	}
	var param types.Object
	i := 0
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if i == k {
				param = p.Info.Defs[name]
			}
			i++
		}
	}
	if param == nil || ch.depth == maxHelp {
		return
	}
	sub := &channel{obj: param, depth: ch.depth + 1}
	sub.look(p, body)
	if sub.escapes || sub.returned || sub.received || sub.closed || sub.sent || len(sub.ranges) > 0 {
		return
	}
	ch.is(p, call.Args[k], ch.obj, known)
	g := graph(p, body)
	g.clauses(p, sub)
	if len(g.blocks) > 0 && !g.search(g.blocks[0], 0, func(n ast.Node) bool { return g.receives(p, sub, n) }, nil) {
		if ch.waits == nil {
			ch.waits = map[*ast.CallExpr]bool{}
		}
		ch.waits[call] = true
	}
}

package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/prodlint/prodlint/internal/rule"
)

// started looks at a call that goroutine g makes, or that is all that it does: of a literal, a function of the package that is handed the channel, or
// a method of a struct that it was put into.
func (ch *channel) started(p *rule.Pass, g ast.Node, call *ast.CallExpr) {
	recv, typ, body := function(p, call)
	if body == nil {
		return
	}
	objs := ch.params(p, typ, call)
	_, lit := ast.Unparen(call.Fun).(*ast.FuncLit)
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && recv != nil {
		if base, ok := ast.Unparen(sel.X).(*ast.Ident); ok && ch.holders[p.Info.Uses[base]] {
			ch.holders[recv] = true
			lit = true
		}
	}
	if !lit && len(objs) == 0 || ch.seen[body] {
		return
	}
	ch.seen[body] = true
	ch.goroutine(p, g, body)
	if _, ok := g.(*ast.GoStmt); ok {
		ch.repeats(p, g, body)
	}
	for _, obj := range objs {
		switch {
		case !ch.unknown(p, body, obj):
		case sendOnly(obj.Type()):
			ch.sent, ch.closed, ch.given = true, true, true
		default:
			ch.escapes = true
		}
	}
}

// params returns the parameters of a function that a call hands the channel to.
func (ch *channel) params(p *rule.Pass, typ *ast.FuncType, call *ast.CallExpr) (out []types.Object) {
	k := 0
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if obj := p.Info.Defs[name]; k < len(call.Args) && isChan(obj) && ch.is(p, call.Args[k]) {
				ch.names[obj] = true
				out = append(out, obj)
			}
			k++
		}
	}
	return out
}

// isChan reports whether a variable is a channel.
func isChan(obj types.Object) bool {
	if obj == nil {
		return false
	}
	_, ok := obj.Type().Underlying().(*types.Chan)
	return ok
}

// started returns the function that a go statement runs: a literal, or a function of the package.
func started(p *rule.Pass, g *ast.GoStmt) (*ast.FuncType, *ast.BlockStmt) {
	_, typ, body := function(p, g.Call)
	return typ, body
}

// function returns the literal that is called, or the function of the package, with its receiver.
func function(p *rule.Pass, call *ast.CallExpr) (types.Object, *ast.FuncType, *ast.BlockStmt) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return nil, lit.Type, lit.Body
	}
	fd := declared(p, call)
	if fd == nil {
		return nil, nil, nil
	}
	if fd.Recv != nil && len(fd.Recv.List) == 1 && len(fd.Recv.List[0].Names) == 1 {
		return p.Info.Defs[fd.Recv.List[0].Names[0]], fd.Type, fd.Body
	}
	return nil, fd.Type, fd.Body
}

// declared returns the function of the package that is called, nil where it has no body.
func declared(p *rule.Pass, call *ast.CallExpr) *ast.FuncDecl {
	callee := typeutil.StaticCallee(p.Info, call)
	if callee == nil || callee.Pkg() != p.Types {
		return nil
	}
	for _, f := range p.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil && p.Info.Defs[fd.Name] == callee.Origin() {
				return fd
			}
		}
	}
	return nil
}

// goroutine looks at what a goroutine does with the channel in a function that it runs.
func (ch *channel) goroutine(p *rule.Pass, g ast.Node, body *ast.BlockStmt) {
	choice := choices(body)
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
			case *ast.ForStmt, *ast.RangeStmt:
				if r, ok := m.(*ast.RangeStmt); ok && ch.is(p, r.X) {
					ch.ranges = append(ch.ranges, g)
				}
				loops++
				walk(m)
				loops--
				return false
			case *ast.SendStmt:
				is := ch.is(p, m.Chan)
				ch.sent = ch.sent || is
				if is && !choice[m] && !servesIn(p, body) {
					ch.start(g)
					ch.free[m] = true
					ch.sends++
					ch.many = ch.many || loops > 0
				}
				ch.handedOver(p, g, m, m.Value)
			case *ast.UnaryExpr:
				if m.Op == token.ARROW && ch.is(p, m.X) {
					ch.received = true
					ch.stuck = ch.stuck || !within(choice, m)
				}
			case *ast.CallExpr:
				ch.builtin(p, m)
				ch.handedOver(p, g, m, m.Args...)
				if _, lit := m.Fun.(*ast.FuncLit); !lit {
					before := ch.sends
					ch.started(p, g, m)
					ch.many = ch.many || loops > 0 && ch.sends > before
				}
			}
			return true
		})
	}
	walk(body)
}

// start notes that a statement has somebody send.
func (ch *channel) start(s ast.Node) {
	if !slices.Contains(ch.starts, s) {
		ch.starts = append(ch.starts, s)
	}
}

// choices returns what stands in the select statements of a body that have another way out.
func choices(body *ast.BlockStmt) map[ast.Node]bool {
	out := map[ast.Node]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectStmt); ok && len(s.Body.List) > 1 {
			for _, c := range s.Body.List {
				if cc := c.(*ast.CommClause); cc.Comm != nil {
					out[cc.Comm] = true
				}
			}
		}
		return true
	})
	return out
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
// or it may have left before. Or which does nothing but send, in goroutines that it starts, or puts it into a struct.
func (ch *channel) helped(p *rule.Pass, call *ast.CallExpr) {
	k := slices.IndexFunc(call.Args, func(a ast.Expr) bool {
		id, ok := ast.Unparen(a).(*ast.Ident)
		return ok && p.Info.Uses[id] == ch.obj && !ch.known[id]
	})
	if k < 0 {
		return
	}
	_, typ, body := function(p, call)
	if body == nil || ch.depth == maxHelp {
		ch.lostTo(p, call, k)
		return
	}
	sub := &channel{depth: ch.depth + 1}
	i := 0
	for _, field := range typ.Params.List {
		for _, name := range field.Names {
			if i == k {
				sub.obj = p.Info.Defs[name]
			}
			i++
		}
	}
	if !isChan(sub.obj) {
		ch.lostTo(p, call, k)
		return
	}
	sub.look(p, body)
	if sub.escapes || sub.returned || sub.received || len(sub.ranges) > 0 {
		ch.lostTo(p, call, k)
		return
	}
	sends := sub.sent || sub.closed || len(sub.starts) > 0 || len(sub.fields) > 0
	if sends && (sub.takes || len(sub.waits) > 0) {
		return
	}
	ch.is(p, call.Args[k])
	if sends {
		ch.borrowed(p, call, sub)
		return
	}
	g := graph(p, body)
	g.clauses(p, sub)
	if len(g.blocks) > 0 && !g.search(g.blocks[0], 0, func(n ast.Node) bool { return g.receives(p, sub, n) }, nil) {
		ch.waits[call] = true
	}
}

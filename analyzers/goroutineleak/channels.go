package goroutineleak

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/prodlint/prodlint/internal/rule"
)

// channel is a channel that a function makes for goroutines that it starts, and keeps to itself, or gives to others who do nothing but send to it.
type channel struct {
	obj      types.Object
	make     *ast.CallExpr
	buffered bool
	// starts are what has somebody send without another choice: go statements, and what hands the channel to others who do; ranges are the go statements
	// whose function receives until it is closed.
	starts, ranges []ast.Node
	twice          map[ast.Node]bool       // those of starts that may send once more after a send
	free           map[*ast.SendStmt]bool  // what sends without another choice
	names          map[types.Object]bool   // what it is called: as obj, and as a parameter of functions that are looked into
	known          map[*ast.Ident]bool     // uses that are understood
	fields         map[*types.Var]bool     // the fields of structs that it is put into, which nobody receives from
	lits           map[ast.Expr]bool       // what makes such a struct
	holders        map[types.Object]bool   // variables with one
	ends           map[types.Object]bool   // channels from which something comes only when nobody will send to this one any more
	returned       bool                    // by the function, to its caller
	name           *ast.Ident              // where it is assigned to a variable that is declared before
	waits          map[*ast.CallExpr]bool  // calls of helpers that receive from it before they return
	seen           map[*ast.BlockStmt]bool // functions that were looked into
	depth          int                     // how many helpers it was handed through
	many           bool                    // more than one value may be sent by one of starts
	sends          int
	closed         bool
	shuts          bool // the function closes it when it leaves, whoever sends by then
	sent           bool // somebody sends to it
	takes          bool // the function receives from it
	received       bool // by a goroutine, which has no reason to leave
	stuck          bool // a goroutine receives from it without another choice
	given          bool // others send to it as often as they like
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
			if ch.look(p, body); ch.escapes {
				continue
			}
			ch.concludes(p, body)
			if ch.returned {
				if body == fd.Body && !ch.buffered && !ch.received && len(ch.starts) > 0 {
					if way := ch.forsaken(p, p.Info.Defs[fd.Name]); way != nil {
						ch.report(p, displayName(p, fd), nil, way...)
					}
				}
				continue
			}
			g := graph(p, body)
			name := displayName(p, fd)
			if !ch.buffered && !ch.received && len(ch.ranges) == 0 && len(ch.starts) > 0 && g.leaves(p, ch) {
				ch.report(p, name, g)
			}
			if ch.stuck && !ch.sent && !ch.closed && g.returns() {
				p.Report(rule.Finding{Pos: p.At(ch.make), Function: name, Key: "wait " + ch.obj.Name(),
					Message: "a goroutine waits for " + ch.obj.Name() + " for ever, since nobody sends to it or closes it: close it when all is done"})
			}
			if len(ch.ranges) > 0 && !ch.closed && g.returns() {
				p.Report(rule.Finding{Pos: p.At(ch.ranges[0]), Function: name, Key: "range " + ch.obj.Name(),
					Message: "the goroutine waits for more of " + ch.obj.Name() + " for ever, since nobody closes it: close it when all is sent"})
			}
		}
	}
}

// report reports that a send may wait for ever. The graph is that of the function, nil where the channel is its caller's.
func (ch *channel) report(p *rule.Pass, function string, g *paths, path ...rule.Hop) {
	f := rule.Finding{Pos: p.At(ch.make), Function: function, Key: "send " + ch.obj.Name(), Path: path,
		Message: "a goroutine that sends to " + ch.obj.Name() + " waits for ever when nobody receives any more: give the channel a buffer for all sends"}
	if len(path) == 0 {
		f.Path = ch.elsewhere(p)
	}
	if g == nil {
		g = &paths{}
	}
	if ch.shuts { // a buffer would not help
		f.Message = "a send to " + ch.obj.Name() + " panics once the function has closed it: wait for the goroutine before the return, or leave it open"
		p.Report(f)
		return
	}
	if from, _ := g.find(ch.starts[0]); ch.sends == 1 && !ch.many && !ch.given && from != nil && !g.reaches(from, from) {
		f.Names = []string{"1"}
	}
	p.Report(f)
}

// elsewhere returns the sends that stand in other functions than that which makes the channel, in the order of the code.
func (ch *channel) elsewhere(p *rule.Pass) (out []rule.Hop) {
	for _, file := range p.Files {
		for _, d := range file.Decls {
			if around(d, ch.make) {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				if s, ok := n.(*ast.SendStmt); ok && ch.free[s] {
					fd, _ := d.(*ast.FuncDecl)
					out = append(out, rule.Hop{Pos: p.At(s), Function: displayName(p, fd), Note: "sends to it"})
				}
				return true
			})
		}
	}
	return out
}

// forsaken returns where a function of the package asks another for a channel, keeps it to itself, and may return before it has received all that comes.
// ch is the channel where it is made.
func (ch *channel) forsaken(p *rule.Pass, callee types.Object) (way []rule.Hop) {
	name := ""
	at := func(n ast.Node) {
		way = []rule.Hop{{Pos: p.At(n), Function: name, Note: "may leave before it has received all"}}
	}
	asks := func(e ast.Expr) bool {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		return ok && typeutil.Callee(p.Info, call) == callee
	}
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			var body *ast.BlockStmt
			switch n := n.(type) {
			case *ast.FuncDecl:
				body, name = n.Body, displayName(p, n)
			case *ast.FuncLit:
				body = n.Body
			}
			if body != nil && way == nil {
				inside(body, func(n ast.Node) {
					if way != nil {
						return
					}
					switch n := n.(type) {
					case *ast.AssignStmt:
						if id, named := n.Lhs[0].(*ast.Ident); named && n.Tok == token.DEFINE && len(n.Rhs) == 1 && asks(n.Rhs[0]) && p.Info.Defs[id] != nil {
							got := &channel{obj: p.Info.Defs[id], many: ch.many}
							got.look(p, body)
							got.starts = []ast.Node{n}
							if !got.escapes && !got.returned && !got.received && graph(p, body).leaves(p, got) {
								at(n)
							}
						}
					case *ast.RangeStmt:
						if ch.many && asks(n.X) && leavesLoop(n.Body) {
							at(n)
						}
					}
				})
			}
			return way == nil
		})
	}
	return way
}

func displayName(p *rule.Pass, fd *ast.FuncDecl) string {
	if fd == nil {
		return ""
	}
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
	assigned := map[types.Object]int{}
	inside(body, func(n ast.Node) {
		if as, ok := n.(*ast.AssignStmt); ok && as.Tok == token.ASSIGN {
			for _, l := range as.Lhs {
				if id, ok := l.(*ast.Ident); ok {
					assigned[p.Info.Uses[id]]++
				}
			}
		}
	})
	add := func(name, value ast.Expr) {
		id, ok := name.(*ast.Ident)
		call, isCall := ast.Unparen(value).(*ast.CallExpr)
		if !ok || !isCall || len(call.Args) == 0 || !p.Info.Types[call.Fun].IsBuiltin() || types.ExprString(call.Fun) != "make" {
			return
		}
		obj, later := p.Info.Defs[id], (*ast.Ident)(nil)
		if obj == nil { // a variable of the function that is assigned to once
			obj, later = p.Info.Uses[id], id
			if obj == nil || obj.Pos() < body.Pos() || obj.Pos() > body.End() || assigned[obj] != 1 {
				return
			}
		}
		if _, isChan := obj.Type().Underlying().(*types.Chan); isChan {
			ch := &channel{obj: obj, make: call, name: later}
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
				if len(n.Lhs) == len(n.Rhs) {
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
	ch.names, ch.known = map[types.Object]bool{ch.obj: true}, map[*ast.Ident]bool{ch.name: true}
	ch.twice, ch.free, ch.seen = map[ast.Node]bool{}, map[*ast.SendStmt]bool{}, map[*ast.BlockStmt]bool{body: true}
	ch.waits = map[*ast.CallExpr]bool{}
	ch.lent(p, body)
	choice := choices(body)
	inside(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.GoStmt:
			ch.started(p, n, n.Call)
		case *ast.ExprStmt:
			if lit := spawned(p, n); lit != nil {
				ch.goroutine(p, n, lit.Body)
				ch.repeats(p, n, lit.Body)
			}
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				ch.takes = ch.is(p, n.X) || ch.takes
			}
		case *ast.RangeStmt:
			ch.takes = ch.is(p, n.X) || ch.takes
		case *ast.SendStmt:
			if ch.is(p, n.Chan) {
				ch.sent = true
				ch.free[n] = !choice[n]
			}
			ch.handedOver(p, n, n, n.Value)
		case *ast.ReturnStmt:
			if len(n.Results) > 0 && ch.is(p, n.Results[0]) {
				ch.returned = true
			}
		case *ast.DeferStmt:
			ch.shuts = ch.builtin(p, n.Call) || ch.shuts
		case *ast.CallExpr:
			ch.builtin(p, n)
			ch.handedOver(p, n, n, n.Args...)
		}
	})
	ch.escapes = ch.escapes || ch.unknown(p, body, ch.obj)
}

// unknown reports whether a body uses the channel, called as it is there, in a way that is not understood.
func (ch *channel) unknown(p *rule.Pass, body *ast.BlockStmt, as types.Object) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && p.Info.Uses[id] == as && !ch.known[id]
		return !found
	})
	return found
}

// is reports whether an expression is the channel, and notes that this use is understood.
func (ch *channel) is(p *rule.Pass, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if obj := p.Info.Uses[e]; obj != nil && ch.names[obj] {
			ch.known[e] = true
			return true
		}
	case *ast.SelectorExpr:
		base, ok := ast.Unparen(e.X).(*ast.Ident)
		field, isVar := p.Info.Uses[e.Sel].(*types.Var)
		return ok && isVar && ch.fields[field.Origin()] && ch.holders[p.Info.Uses[base]]
	}
	return false
}

// builtin looks at what a builtin function does with the channel, and reports whether it closes it.
func (ch *channel) builtin(p *rule.Pass, call *ast.CallExpr) bool {
	if len(call.Args) != 1 || !p.Info.Types[call.Fun].IsBuiltin() {
		return false
	}
	closes := ch.is(p, call.Args[0]) && types.ExprString(call.Fun) == "close"
	ch.closed = ch.closed || closes
	return closes
}

package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// bounds reports whether the body of a loop limits how many of the goroutines that it starts run at a time.
func (w *walker) bounds(body *ast.BlockStmt) bool {
	found := w.tokens(body)
	var look func(n ast.Node, lit bool)
	look = func(n ast.Node, lit bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			if f, ok := m.(*ast.FuncLit); ok && !lit {
				look(f.Body, true)
				return false
			}
			found = found || m != nil && w.acquires(m, lit)
			return !found
		})
	}
	look(body, false)
	return found
}

// acquires reports whether a node takes one of a limited number of places: a semaphore, or a channel of tokens. lit says that it
// stands in a literal.
func (w *walker) acquires(n ast.Node, lit bool) bool {
	switch n := n.(type) {
	case *ast.SendStmt:
		t := w.typeOf(n.Value)
		if t == nil || lit {
			return false // at the end of a goroutine it says that it is done
		}
		st, ok := t.Underlying().(*types.Struct)
		basic, isBool := t.Underlying().(*types.Basic)
		return ok && st.NumFields() == 0 || isBool && basic.Kind() == types.Bool
	case *ast.CallExpr:
		f := w.callee(n)
		if f == nil {
			return false
		}
		if f.Name() != "Wait" {
			if _, ok := w.b.in.Catalog.Get(w.b.keyOf(f), "slot"); ok {
				return true
			}
			return strings.EqualFold(f.Name(), "Acquire") || strings.EqualFold(f.Name(), "TryAcquire")
		}
		r := f.Signature().Recv() // of a limiter of rates
		return r != nil && strings.Contains(summary.TypeKey(r.Type()), "Limiter")
	}
	return false
}

// tokens reports whether the body of a loop both sends to and receives from one channel: the channel has so many places, and a goroutine that
// has one gives it back.
func (w *walker) tokens(body *ast.BlockStmt) bool {
	sent := map[string]bool{}
	w.mentions(body, func(n ast.Node) bool {
		if s, ok := n.(*ast.SendStmt); ok {
			sent[text(s.Chan)] = true
		}
		return false
	})
	return len(sent) > 0 && w.mentions(body, func(n ast.Node) bool {
		u, ok := n.(*ast.UnaryExpr)
		return ok && u.Op == token.ARROW && text(u.X) != "" && sent[text(u.X)]
	})
}

// joins reports whether a turn of a loop waits for what it has started: behind the first goroutine it waits for a group, or receives. What stands
// in literals is done by others.
func (w *walker) joins(body *ast.BlockStmt) bool {
	started, joins := token.NoPos, false
	var look func(ast.Node) bool
	look = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.GoStmt:
			if started == token.NoPos {
				started = n.Pos()
			}
			return false
		case *ast.SelectStmt:
			for _, c := range n.Body.List {
				if cc, ok := c.(*ast.CommClause); ok {
					joins = joins || started != token.NoPos && answers(cc.Comm)
				}
			}
			for _, c := range n.Body.List {
				if cc, ok := c.(*ast.CommClause); ok {
					for _, s := range cc.Body {
						ast.Inspect(s, look)
					}
				}
			}
			return false
		case *ast.CallExpr:
			f := w.callee(n)
			if f == nil {
				return true
			}
			if starter(f.Name()) && started == token.NoPos {
				started = n.Pos()
			}
			joins = joins || started != token.NoPos && f.Name() == "Wait"
		case *ast.UnaryExpr:
			joins = joins || started != token.NoPos && isReceive(n)
		case *ast.RangeStmt:
			if t := w.typeOf(n.X); t != nil && started != token.NoPos {
				_, ch := t.Underlying().(*types.Chan)
				joins = joins || ch
			}
		}
		return true
	}
	ast.Inspect(body, look)
	return joins
}

// answers reports whether a communication receives from a channel other than one that a call gives, such as ctx.Done().
func answers(comm ast.Stmt) bool {
	var e ast.Expr
	switch s := comm.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	}
	u, ok := e.(*ast.UnaryExpr)
	if !ok {
		return false
	}
	_, call := ast.Unparen(u.X).(*ast.CallExpr)
	return !call
}

// starter reports whether a function starts a goroutine, going by its name.
func starter(name string) bool { return name == "Go" || name == "TryGo" || name == "Submit" }

// starts reports whether a call starts a goroutine, as far as it tells.
func starts(c summary.Call) bool {
	return c.Go || starter(c.Callee[strings.LastIndexByte(c.Callee, '.')+1:])
}

// caps reports whether a function cuts what a loop goes over to a length, or leaves where there is too much of it, before the loop.
func (w *walker) caps(l *loop) bool {
	r, ok := l.stmt.(*ast.RangeStmt)
	if !ok {
		return false
	}
	cut := func(e ast.Expr) bool {
		s, ok := ast.Unparen(e).(*ast.SliceExpr)
		return ok && s.High != nil
	}
	if cut(r.X) {
		return true
	}
	over := text(r.X)
	if over == "" {
		return false
	}
	return w.mentions(w.body, func(n ast.Node) bool {
		if n.Pos() >= l.stmt.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if i < len(n.Rhs) && text(left) == over && cut(n.Rhs[i]) {
					return true
				}
			}
		case *ast.IfStmt:
			for _, c := range disjuncts(n.Cond) {
				if b, ok := c.(*ast.BinaryExpr); ok && (b.Op == token.GTR || b.Op == token.GEQ) && w.lengthText(b.X) == over && len(n.Body.List) > 0 && w.more(b.Y) {
					return leaves(n.Body.List[len(n.Body.List)-1])
				}
			}
		}
		return false
	})
}

// more reports whether a number is above one: not that of an emptiness test.
func (w *walker) more(e ast.Expr) bool {
	v := w.b.in.Info.Types[e].Value
	return v == nil || v.ExactString() != "0" && v.ExactString() != "1"
}

// lengthText returns x of len(x) as the code writes it, else "".
func (w *walker) lengthText(e ast.Expr) string {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || text(call.Fun) != "len" {
		return ""
	}
	return text(call.Args[0])
}

// disjuncts returns the operands of a condition joined by ||.
func disjuncts(e ast.Expr) []ast.Expr {
	e = ast.Unparen(e)
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.LOR {
		return append(disjuncts(b.X), disjuncts(b.Y)...)
	}
	return []ast.Expr{e}
}

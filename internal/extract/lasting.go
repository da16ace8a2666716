package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// lasting notes a deferred call in a loop that is right to wait for the end of the function: what it gives back is needed after the turn, is taken
// in one turn alone, or belongs to a try that is made again.
func (w *walker) lasting(d *ast.DeferStmt) {
	if w.loop < 0 {
		return
	}
	held := w.heldBy(d)
	if w.firstOf(d) || w.locksAll(d) || len(held) > 0 && w.outlives(d, held) || tries(w.inner) {
		w.b.mark(d.Call, func(c *summary.Call) { c.Lasts = true })
	}
}

// locksAll reports whether a turn ends by deferring that what it has locked is unlocked: it locks one after another, for what comes after the loop.
func (w *walker) locksAll(d *ast.DeferStmt) bool {
	sel, ok := ast.Unparen(d.Call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Unlock" && sel.Sel.Name != "RUnlock" {
		return false
	}
	var body *ast.BlockStmt
	switch s := w.inner.(type) {
	case *ast.RangeStmt:
		body = s.Body
	case *ast.ForStmt:
		if s.Cond == nil {
			return false // it comes to nothing else
		}
		body = s.Body
	default:
		return false
	}
	return body.List[len(body.List)-1] == d
}

// heldBy returns the variables of the turn that a deferred call uses, and those that were set with them. Plain values, errors and the element are none.
func (w *walker) heldBy(d *ast.DeferStmt) (held []types.Object) {
	info := w.b.in.Info
	element := func(o types.Object) bool {
		r, ok := w.inner.(*ast.RangeStmt)
		return ok && (w.object(r.Key) == o || w.object(r.Value) == o)
	}
	add := func(o types.Object) {
		v, ok := o.(*types.Var)
		if !ok || v.Pos() < w.inner.Pos() || v.Pos() >= w.inner.End() || d.Pos() <= v.Pos() && v.Pos() < d.End() || isError(v.Type()) || element(o) {
			return
		}
		if _, plain := v.Type().Underlying().(*types.Basic); !plain && !slices.Contains(held, o) {
			held = append(held, o)
		}
	}
	ast.Inspect(d.Call, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			add(info.Uses[id])
		}
		return true
	})
	ast.Inspect(w.inner, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || !slices.ContainsFunc(as.Lhs, func(e ast.Expr) bool { o := w.object(e); return o != nil && slices.Contains(held, o) }) {
			return true
		}
		for _, e := range as.Lhs {
			add(w.object(e))
		}
		return true
	})
	return held
}

// firstOf reports whether a deferred call stands under the condition that what it gives back is not there yet, or that the turn is the first.
func (w *walker) firstOf(d *ast.DeferStmt) (once bool) {
	ast.Inspect(w.inner, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		if !ok || s.Body.Pos() > d.Pos() || d.Pos() >= s.Body.End() {
			return n == nil || n.Pos() <= d.Pos() && d.Pos() < n.End()
		}
		for _, cond := range conjuncts(s.Cond) {
			b, ok := cond.(*ast.BinaryExpr)
			if !ok || b.Op != token.EQL {
				continue
			}
			o := w.rootOf(b.X)
			switch {
			case o == nil:
			case isNull(w.b.in.Info, b.Y):
				once = once || w.outer(o) && w.uses(d.Call, o)
			case w.b.in.Info.Types[b.Y].Value != nil:
				once = once || w.isIndex(o)
			}
		}
		return true
	})
	return once
}

// outer reports whether a variable is there before the loop.
func (w *walker) outer(o types.Object) bool { return o.Pos() < w.inner.Pos() }

// isIndex reports whether a variable is the index of the loop.
func (w *walker) isIndex(o types.Object) bool {
	switch s := w.inner.(type) {
	case *ast.RangeStmt:
		return w.object(s.Key) == o
	case *ast.ForStmt:
		return s.Init != nil && s.Post != nil && w.uses(s.Post, o)
	}
	return false
}

// tries reports whether a loop runs for as long as a variable says that it is to be tried again.
func tries(loop ast.Node) bool {
	f, ok := loop.(*ast.ForStmt)
	if !ok || f.Cond == nil {
		return false
	}
	e := ast.Unparen(f.Cond)
	if not, ok := e.(*ast.UnaryExpr); ok {
		e = ast.Unparen(not.X)
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	name := strings.ToLower(id.Name)
	return strings.Contains(name, "retry") || strings.Contains(name, "again")
}

// outlives reports whether something else than the deferred call has what it gives back when the turn ends: a goroutine, a channel, or what was there before the loop.
func (w *walker) outlives(d *ast.DeferStmt, held []types.Object) bool {
	holds := func(e ast.Expr) bool { return w.holdsAny(e, held) }
	return w.mentions(w.inner, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return slices.ContainsFunc(held, func(o types.Object) bool { return w.uses(n, o) })
		case *ast.CallExpr:
			return n != d.Call && spawns(n) && slices.ContainsFunc(n.Args, holds)
		case *ast.SendStmt:
			return holds(n.Value)
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				o := w.rootOf(l)
				if id, ok := l.(*ast.Ident); ok && id.Name == "_" || o != nil && !w.outer(o) || !w.b.owned(w.typeOf(l)) {
					continue
				}
				if holds(n.Rhs[min(i, len(n.Rhs)-1)]) {
					return true
				}
			}
		}
		return false
	})
}

// spawns reports whether a call is of a method that starts a goroutine for a function, by its name.
func spawns(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && slices.Contains([]string{"Go", "TryGo", "GoCtx", "Submit", "Spawn", "AfterFunc"}, sel.Sel.Name)
}

// holdsAny reports whether a value has one of some others, or may have: it is one, a literal of a struct or function with one, or what a call made of one.
func (w *walker) holdsAny(e ast.Expr, held []types.Object) bool {
	info := w.b.in.Info
	some := func(es []ast.Expr) bool {
		return slices.ContainsFunc(es, func(e ast.Expr) bool { return w.holdsAny(e, held) })
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		o := w.object(e)
		return o != nil && slices.Contains(held, o)
	case *ast.UnaryExpr:
		return w.holdsAny(e.X, held)
	case *ast.TypeAssertExpr:
		return w.holdsAny(e.X, held)
	case *ast.KeyValueExpr:
		return w.holdsAny(e.Value, held)
	case *ast.CompositeLit:
		return some(e.Elts)
	case *ast.FuncLit:
		return slices.ContainsFunc(held, func(o types.Object) bool { return w.uses(e, o) })
	case *ast.SelectorExpr:
		return w.b.owned(info.TypeOf(e)) && w.holdsAny(e.X, held)
	case *ast.CallExpr:
		if tv := info.Types[e.Fun]; tv.IsType() || tv.IsBuiltin() {
			return some(e.Args)
		}
		if t := info.TypeOf(e); t == nil || !w.b.owned(t) {
			return false
		}
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		return some(e.Args) || ok && w.holdsAny(sel.X, held)
	}
	return false
}

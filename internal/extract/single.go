package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// single returns the collections, as the code writes them, that have one element at most where a condition has the value is.
func (w *walker) single(e ast.Expr, is bool) []string {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return w.single(e.X, !is)
		}
	case *ast.BinaryExpr:
		if e.Op == token.LAND && is || e.Op == token.LOR && !is {
			return append(w.single(e.X, is), w.single(e.Y, is)...)
		}
		call, ok := ast.Unparen(e.X).(*ast.CallExpr)
		v := w.b.in.Info.Types[e.Y].Value
		if !ok || v == nil || len(call.Args) != 1 || text(call.Fun) != "len" {
			return nil
		}
		n, exact := constant.Int64Val(constant.ToInt(v))
		if !exact {
			return nil
		}
		switch e.Op {
		case token.EQL:
			ok = is && n <= 1
		case token.NEQ:
			ok = !is && n <= 1
		case token.LSS:
			ok = is && n <= 2
		case token.LEQ:
			ok = is && n <= 1
		case token.GTR:
			ok = !is && n <= 1
		case token.GEQ:
			ok = !is && n <= 2
		}
		if ok {
			return []string{text(call.Args[0])}
		}
	}
	return nil
}

// alone reports whether the innermost loop has one turn at most where the walk is.
func (w *walker) alone() bool {
	if w.loop < 0 || len(w.when.ones) == 0 {
		return false
	}
	r, ok := w.inner.(*ast.RangeStmt)
	return ok && slices.Contains(w.when.ones, text(r.X))
}

// own reports whether an expression is about what a turn has, or outside of loops about what the function is given: not about what is older.
func (w *walker) own(e ast.Expr) bool {
	l := w.around(e)
	return w.mentions(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return false
		}
		o := w.object(id)
		if o == nil {
			return false
		}
		if l == nil {
			_, given := w.given[o]
			return given || w.aging[o]
		}
		return l.stmt.Pos() <= o.Pos() && o.Pos() < l.stmt.End()
	})
}

// ages reports whether a condition is about the time of what a turn has and that of a clock, itself or by a function of the package that asks.
func (w *walker) ages(e ast.Expr) bool {
	return w.own(e) && w.mentions(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			return w.object(n) != nil && w.aging[w.object(n)]
		case *ast.CallExpr:
			f := w.callee(n)
			return f != nil && (clock(f) || w.b.asksClock(f))
		}
		return false
	})
}

// clock reports whether a function tells the time.
func clock(f *types.Func) bool {
	if f.Pkg() == nil || f.Pkg().Path() != "time" {
		return false
	}
	switch f.Name() {
	case "Now", "Since", "Until":
		return f.Signature().Recv() == nil
	}
	return false
}

// asksClock reports whether a function of the package answers yes or no after it has asked what time it is.
func (b *builder) asksClock(f *types.Func) bool {
	r := f.Signature().Results()
	if r.Len() == 0 || !isBool(r.At(0).Type()) || f.Pkg() != b.in.Types {
		return false
	}
	if b.clocks == nil {
		b.clocks = map[*types.Func]bool{}
		for _, file := range b.in.Files {
			for _, d := range file.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || fd.Body == nil {
					continue
				}
				ast.Inspect(fd.Body, func(n ast.Node) bool {
					if sel, ok := n.(*ast.SelectorExpr); ok {
						if called, ok := b.in.Info.Uses[sel.Sel].(*types.Func); ok && clock(called) {
							if self, ok := b.in.Info.Defs[fd.Name].(*types.Func); ok {
								b.clocks[self] = true
							}
						}
					}
					return true
				})
			}
		}
	}
	return b.clocks[f]
}

// remembers notes the variables that are given the time, or the answer of a function that asks for it.
func (w *walker) remembers(lhs []ast.Expr, r ast.Expr) {
	asks := false
	switch e := ast.Unparen(r).(type) {
	case *ast.CallExpr:
		f := w.callee(e)
		asks = f != nil && (clock(f) || w.b.asksClock(f) || f.Pkg() != nil && f.Pkg().Path() == "time" && w.ages(r))
	case *ast.BinaryExpr:
		asks = w.ages(r)
	}
	if o := w.object(lhs[0]); o != nil && (asks || w.aging[o]) {
		w.aging[o] = asks
	}
}

// lacksField reports whether a comparison asks that a field is zero which the turn then sets.
func (w *walker) lacksField(e *ast.BinaryExpr) bool {
	sel, ok := ast.Unparen(e.X).(*ast.SelectorExpr)
	l := w.around(e)
	if !ok || l == nil || !w.isZero(e.Y) || !w.own(sel) {
		return false
	}
	s, ok := w.b.in.Info.Selections[sel]
	if !ok || s.Kind() != types.FieldVal {
		return false
	}
	found := false
	ast.Inspect(l.body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok {
			return !found
		}
		for _, t := range as.Lhs {
			if x, ok := ast.Unparen(t).(*ast.SelectorExpr); ok {
				if o, ok := w.b.in.Info.Selections[x]; ok && o.Obj() == s.Obj() {
					found = true
				}
			}
		}
		return true
	})
	return found
}

// placed returns the guards of a call that come from where it stands in the turn.
func (w *walker) placed(s ast.Stmt, e *ast.CallExpr) (g summary.Guard) {
	g = w.skips
	if w.alone() {
		g |= summary.Alone
	}
	if w.loop >= 0 {
		if l := w.around(e); l != nil && w.hangs(l, e) {
			g |= summary.Ordered
		}
		if w.decides(s, e) {
			g |= summary.Decides
		}
	}
	return g
}

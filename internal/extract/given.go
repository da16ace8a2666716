package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

func (w *walker) literal(e *ast.FuncLit) {
	i, ok := w.b.lits[e]
	if !ok {
		return
	}
	fn, loop, inner, rest, guard, skips := w.fn, w.loop, w.inner, w.rest, w.guard, w.skips
	w.fn, w.loop, w.inner, w.rest, w.guard, w.skips = i, -1, e.Body, nil, 0, 0
	w.params(i, nil, e.Type)
	w.block(e.Body.List, false)
	w.fn, w.loop, w.inner, w.rest, w.guard, w.skips = fn, loop, inner, rest, guard, skips
}

// call notes where a call stands. What it is given may come to depend on the rest of what it is given.
func (w *walker) call(s ast.Stmt, e *ast.CallExpr) {
	if into, d := w.piece(e); into != nil && d != 0 {
		w.flow(w.rootOf(into), func() summary.Deps { return d })
	}
	i, ok := w.b.calls[e]
	if !ok {
		if d, isDefer := s.(*ast.DeferStmt); isDefer && d.Call == e && len(e.Args) == 1 && text(e.Fun) == "close" {
			w.closes(e)
		}
		return
	}
	c := &w.b.out.Calls[i]
	c.In, c.Guard, c.WhenFalse, c.WhenTrue, c.ByName, c.Needs = w.loop, w.guard&^filtered, w.when.deps[0], w.when.deps[1], w.when.deps[2], w.when.needs
	for k, a := range e.Args {
		if k < 32 && w.isElement(a) {
			c.Whole |= 1 << k
		}
	}
	if w.loop >= 0 {
		c.Guard |= w.hits(s, e)
	}
	c.Guard |= w.placed(s, e)
	w.calls = append(w.calls, e)
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && w.object(sel.X) == nil && w.alters(sel) {
		w.puts(sel.X)
	}
	w.scans(c.Callee, e)
	var recv ast.Expr
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
		recv = sel.X
		if o := w.rootOf(sel.X); o != nil && w.declared(o) && w.writes(e) {
			if strings.HasPrefix(sel.Sel.Name, "Set") || strings.HasPrefix(sel.Sel.Name, "Reset") {
				w.assign(sel.X, e.Args, false) // in place of what was set before
			} else {
				w.assign(sel.X, e.Args, false, o)
			}
		}
		for _, x := range w.behind(sel.X) {
			w.assign(x, e.Args, false, w.rootOf(x))
		}
	}
	for k, a := range e.Args {
		others := slices.Concat(e.Args[:k], e.Args[k+1:])
		if recv != nil {
			others = append(others, recv)
		}
		switch x := ast.Unparen(a).(type) {
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				if _, lit := x.X.(*ast.CompositeLit); !lit {
					w.assign(x.X, others, false)
				}
			}
		case *ast.Ident:
			if o := w.object(x); o != nil && w.blank[o] {
				w.assign(x, others, false, o)
			}
		case *ast.FuncLit:
			for _, field := range x.Type.Params.List {
				for _, name := range field.Names {
					w.assign(name, others, false)
				}
			}
		}
	}
	if lit, ok := ast.Unparen(e.Fun).(*ast.FuncLit); ok {
		k := 0
		for _, field := range lit.Type.Params.List {
			for _, name := range field.Names {
				if k < len(e.Args) {
					w.assign(name, e.Args[k:k+1], false)
				}
				k++
			}
		}
	}
}

// scans makes what a call reads rows into a source of the literal that it runs for each row.
func (w *walker) scans(callee string, e *ast.CallExpr) {
	entry, ok := w.b.in.Catalog.Get(callee, "callback")
	if !ok || !entry.Has("scan") || entry.Int("scan", 0) >= len(e.Args) || entry.Int("fn", 0) >= len(e.Args) {
		return
	}
	lit, ok := ast.Unparen(e.Args[entry.Int("fn", 0)]).(*ast.FuncLit)
	if !ok {
		return
	}
	i, ok := w.b.lits[lit]
	if !ok {
		return
	}
	row := w.source(summary.Source{Loop: -1, Fn: i, Param: -3})
	ast.Inspect(e.Args[entry.Int("scan", 0)], func(n ast.Node) bool {
		if x, ok := n.(*ast.UnaryExpr); ok && x.Op == token.AND {
			if o := w.rootOf(x.X); o != nil {
				w.deps[o] |= row
			}
		}
		return true
	})
}

// writes reports whether a method may change its receiver.
func (w *walker) writes(e *ast.CallExpr) bool {
	f := w.callee(e)
	if f == nil {
		return false
	}
	r := f.Signature().Recv()
	if r == nil {
		return false
	}
	switch r.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map:
		return true
	}
	return false
}

// isBlank reports whether an expression makes an empty value that a call may fill: &T{}, new(T), make(map[K]V).
func (w *walker) isBlank(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		lit, ok := e.X.(*ast.CompositeLit)
		return ok && e.Op == token.AND && len(lit.Elts) == 0
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.CallExpr:
		return w.b.in.Info.Types[e.Fun].IsBuiltin() && (text(e.Fun) == "new" || text(e.Fun) == "make")
	}
	return false
}

// declared reports whether a variable is a local one: no parameter or result.
func (w *walker) declared(o types.Object) bool {
	n, ok := w.b.vars[o]
	return ok && w.b.out.Nodes[n].Kind == summary.Var
}

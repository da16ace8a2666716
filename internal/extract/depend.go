package extract

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/summary"
)

// flow adds what from gives to a variable.
func (w *walker) flow(o types.Object, from func() summary.Deps) {
	if o == nil || !w.mayDepend(o.Type()) {
		return
	}
	w.flows = append(w.flows, func() bool {
		d := w.deps[o] | from()
		changed := d != w.deps[o]
		w.deps[o] = d
		return changed
	})
}

// mayDepend is carries for what is computed: a builder may well have the type of a connection.
func (w *walker) mayDepend(t types.Type) bool {
	n := namedOf(t)
	return !isError(t) && (n == nil || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "context")
}

// assign makes the variable that target is a part of depend on some expressions. Where it collects what the turns of a loop give it
// (collects), or is object, a variable that a call may change, it does not come to depend on the elements of loops that it outlives.
func (w *walker) assign(target ast.Expr, from []ast.Expr, collects bool, object ...types.Object) {
	o := w.rootOf(target)
	if o == nil {
		return
	}
	if part := w.partOf(target); part != nil && len(object) == 0 {
		o = part
	}
	outlives := collects || len(object) > 0
	w.flow(o, func() summary.Deps {
		var d summary.Deps
		for _, e := range from {
			d |= w.of(e)
		}
		if outlives && d != 0 {
			d &^= w.outlived(o)
		}
		return d
	})
}

// partOf returns what stands for a field of a parameter, a receiver or the like that an expression is or is a part of: to set one field says
// nothing of the others.
func (w *walker) partOf(e ast.Expr) types.Object {
	var field *ast.SelectorExpr
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			field, e = x, x.X
			continue
		case *ast.IndexExpr:
			e = x.X
			continue
		case *ast.StarExpr:
			e = x.X
			continue
		case *ast.SliceExpr:
			e = x.X
			continue
		}
		break
	}
	o := w.object(e)
	if field == nil || o == nil || !w.isParam[o] {
		return nil
	}
	s, ok := w.b.in.Info.Selections[field]
	if !ok || s.Kind() != types.FieldVal || ast.Unparen(field.X) != ast.Unparen(e) {
		return nil
	}
	part := w.parts[o][field.Sel.Name]
	if part == nil {
		part = types.NewVar(o.Pos(), w.b.in.Types, field.Sel.Name, s.Type())
		if w.parts[o] == nil {
			w.parts[o] = map[string]types.Object{}
		}
		w.parts[o][field.Sel.Name] = part
	}
	return part
}

// outlived returns the elements of the loops that a variable is declared outside of.
func (w *walker) outlived(o types.Object) (d summary.Deps) {
	for _, l := range w.loops {
		if o.Pos() < l.stmt.Pos() || o.Pos() >= l.stmt.End() {
			d |= w.b.out.Loops[l.index].Elem
		}
	}
	return d
}

// bind is assign for the targets and values of an assignment. It also notes what looks into memory.
func (w *walker) bind(lhs, rhs []ast.Expr, tok token.Token) {
	if len(rhs) == 0 {
		return
	}
	for i, l := range lhs {
		r := rhs[0]
		if len(rhs) == len(lhs) {
			r = rhs[i]
		}
		if o := w.object(l); o != nil && w.isBlank(r) {
			w.blank[o] = true
		}
		if len(rhs) == len(lhs) {
			w.names(l, r, tok)
		}
		x, index := ast.Unparen(l).(*ast.IndexExpr)
		if index && w.b.in.Info.Types[x.Index].Value != nil {
			index = false // the same place each time
		}
		if miss := w.guard & (summary.OnMiss | summary.OnMemo | filtered); miss != 0 && w.object(l) != nil && w.appends(l, r) {
			w.wanting[w.object(l)] = summary.OnMiss
		}
		collects := index || tok != token.DEFINE && w.appends(l, r)
		w.assign(l, []ast.Expr{r}, collects)
		if index {
			w.assign(l, []ast.Expr{x.Index}, true)
		}
	}
	if len(rhs) != 1 {
		return
	}
	w.remembers(lhs, rhs[0])
	w.wraps(lhs, rhs[0])
	if call, ok := ast.Unparen(rhs[0]).(*ast.CallExpr); ok && text(call.Fun) == "recover" && len(lhs) == 1 {
		w.recovered[w.object(lhs[0])] = true
	}
	if call, ok := ast.Unparen(rhs[0]).(*ast.CallExpr); ok && len(lhs) == 2 {
		if f := w.callee(call); f != nil && f.Pkg() != nil && f.Pkg().Path() == "iter" {
			w.pulled[w.object(lhs[0])] = true
		}
	}
	if miss := w.looksUp(rhs[0]); miss != 0 {
		if w.filters(lhs, rhs[0]) {
			miss = filtered
		}
		for _, l := range lhs {
			if o := w.object(l); o != nil {
				w.found[o] = miss
			}
		}
	}
}

// filtered guards a place where a filter let an element through. It says nothing of the calls there, but something of lists that are made there.
const filtered summary.Guard = 1 << 31

// filters reports whether a look into a map asks no more than whether something is there, in a loop that puts nothing there.
func (w *walker) filters(lhs []ast.Expr, r ast.Expr) bool {
	x, ok := ast.Unparen(r).(*ast.IndexExpr)
	if !ok || text(lhs[0]) != "_" {
		return false
	}
	m := w.object(x.X)
	return m != nil && !w.packageVar(x.X) && !w.stores(m, x)
}

// appends reports whether an assignment appends to its own target, or adds to it.
func (w *walker) appends(l, r ast.Expr) bool {
	call, ok := ast.Unparen(r).(*ast.CallExpr)
	return ok && len(call.Args) > 0 && text(call.Fun) == "append" && text(call.Args[0]) == text(l)
}

// of returns what an expression depends on.
func (w *walker) of(e ast.Expr) summary.Deps {
	if e == nil {
		return 0
	}
	tv, ok := w.b.in.Info.Types[e]
	if ok && (tv.Value != nil || tv.IsType() || tv.IsNil() || tv.Type != nil && !w.mayDepend(tv.Type)) {
		return 0
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.of(e.X)
	case *ast.Ident:
		if o := w.b.in.Info.ObjectOf(e); o != nil {
			d := w.deps[o]
			for _, part := range w.parts[o] {
				d |= w.deps[part]
			}
			return d
		}
	case *ast.SelectorExpr:
		if s, ok := w.b.in.Info.Selections[e]; ok {
			if s.Kind() == types.FieldVal && tv.Type != nil && w.b.handle(tv.Type) {
				return 0
			}
			if s.Kind() == types.FieldVal {
				return w.ofField(e)
			}
			return w.of(e.X)
		}
	case *ast.StarExpr:
		return w.of(e.X)
	case *ast.UnaryExpr:
		return w.of(e.X)
	case *ast.TypeAssertExpr:
		return w.of(e.X)
	case *ast.SliceExpr:
		return w.of(e.X) | w.of(e.Low) | w.of(e.High)
	case *ast.IndexExpr:
		return w.of(e.X) | w.of(e.Index)
	case *ast.BinaryExpr:
		return w.of(e.X) | w.of(e.Y)
	case *ast.KeyValueExpr:
		return w.of(e.Value)
	case *ast.CompositeLit:
		var d summary.Deps
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok && tv.Type != nil && isMap(tv.Type) {
				d |= w.of(kv.Key)
			}
			d |= w.of(x)
		}
		return d
	case *ast.FuncLit:
		return w.captured(e)
	case *ast.CallExpr:
		_, piece := w.piece(e)
		return w.result(e) | piece
	}
	return 0
}

// ofField returns what a field depends on, even one that holds a connection.
func (w *walker) ofField(e *ast.SelectorExpr) summary.Deps {
	o := w.object(e.X)
	if o == nil || !w.isParam[o] {
		return w.of(e.X)
	}
	d := w.deps[o]
	if part := w.parts[o][e.Sel.Name]; part != nil {
		d |= w.deps[part]
	}
	return d
}

// captured returns what the variables depend on that a literal of a function mentions, its own excluded.
func (w *walker) captured(lit *ast.FuncLit) (d summary.Deps) {
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := w.b.in.Info.Uses[id].(*types.Var); ok && (v.Pos() < lit.Pos() || v.Pos() > lit.End()) && w.carries(v.Type()) {
				d |= w.deps[v]
			}
		}
		return true
	})
	return d
}

// result returns what the result of a call depends on: what it is given.
func (w *walker) result(e *ast.CallExpr) (d summary.Deps) {
	if tv := w.b.in.Info.Types[e.Fun]; tv.IsBuiltin() {
		switch text(e.Fun) {
		case "len", "cap", "make", "new":
			return 0
		}
	}
	for _, a := range e.Args {
		d |= w.of(a)
	}
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.SelectorExpr:
		if _, ok := w.b.in.Info.Selections[f]; ok {
			d |= w.of(f.X)
		}
	case *ast.Ident:
		d |= w.of(f)
	case *ast.FuncLit:
		d |= w.captured(f)
	}
	return d
}

// dependsOn records what the receiver and the arguments of a call depend on.
func (w *walker) dependsOn(e *ast.CallExpr) {
	c := &w.b.out.Calls[w.b.calls[e]]
	defer func() { w.gathers(c, e) }()
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
		if s, ok := w.b.in.Info.Selections[sel]; ok && s.Kind() == types.MethodVal {
			c.RecvDeps = w.of(sel.X)
			if x, ok := ast.Unparen(sel.X).(*ast.SelectorExpr); ok {
				c.ConnDeps = w.ofField(x)
			} else {
				c.ConnDeps = c.RecvDeps
			}
		}
	} else if c.Callee == "" {
		c.RecvDeps = w.of(e.Fun)
	}
	any := false
	deps := make([]summary.Deps, len(e.Args))
	for i, a := range e.Args {
		deps[i] = w.of(a)
		any = any || deps[i] != 0
	}
	if any {
		c.Deps = deps
	}
}

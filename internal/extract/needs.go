package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// when is what holds of the parameters of a function at a place in it.
type when struct {
	deps  [3]summary.Deps // those that are false, true, or a constant that the code names
	needs []summary.Need  // those that are not zero, and fields of those
	ones  []string        // the collections that have one element at most
}

func (a when) and(b when) when {
	out := when{deps: [3]summary.Deps{a.deps[0] | b.deps[0], a.deps[1] | b.deps[1], a.deps[2] | b.deps[2]}, needs: a.needs, ones: append(slices.Clip(a.ones), b.ones...)}
	for _, n := range b.needs {
		if !slices.Contains(out.needs, n) {
			out.needs = append(slices.Clip(out.needs), n)
		}
	}
	return out
}

// conditions returns what holds of parameters where a condition has the value is.
func (w *walker) conditions(e ast.Expr, is bool) when {
	return when{w.flagged(e, is), w.needed(e, is), w.single(e, is)}
}

// flagged returns the parameters that are false, true, and a constant that the code names, where a condition has the value is.
func (w *walker) flagged(e ast.Expr, is bool) (out [3]summary.Deps) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if o := w.object(e); o != nil && w.flags[o] != 0 {
			if is {
				out[1] = w.flags[o]
			} else {
				out[0] = w.flags[o]
			}
		}
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return w.flagged(e.X, !is)
		}
	case *ast.BinaryExpr:
		if (e.Op == token.EQL && is || e.Op == token.NEQ && !is) && w.object(e.X) != nil && w.b.in.Info.Types[e.Y].Value != nil {
			out[2] = w.named[w.object(e.X)]
		}
		if e.Op == token.LAND && is || e.Op == token.LOR && !is {
			x, y := w.flagged(e.X, is), w.flagged(e.Y, is)
			return [3]summary.Deps{x[0] | y[0], x[1] | y[1], x[2] | y[2]}
		}
	}
	return out
}

// needed returns the parameters, and fields of them, that are not zero where a condition has the value is.
func (w *walker) needed(e ast.Expr, is bool) []summary.Need {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return w.needed(e.X, !is)
		}
	case *ast.CallExpr: // a time, an optional value
		if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && !is && len(e.Args) == 0 && sel.Sel.Name == "IsZero" {
			return w.place(sel.X)
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			x, y := w.needed(e.X, is), w.needed(e.Y, is)
			if (e.Op == token.LAND) == is {
				return when{needs: x}.and(when{needs: y}).needs
			}
			return slices.DeleteFunc(x, func(n summary.Need) bool { return !slices.Contains(y, n) })
		case token.EQL, token.NEQ:
			if equal := (e.Op == token.EQL) == is; equal && w.isSome(e.Y) || !equal && w.isZero(e.Y) {
				return w.place(e.X)
			}
		case token.GTR:
			if v := w.b.in.Info.Types[e.Y].Value; is && v != nil && v.Kind() == constant.Int && constant.Sign(v) >= 0 {
				return w.place(e.X)
			}
		case token.GEQ:
			if v := w.b.in.Info.Types[e.Y].Value; is && v != nil && v.Kind() == constant.Int && constant.Sign(v) > 0 {
				return w.place(e.X)
			}
		}
	default:
		if t := w.typeOf(e); is && t != nil && isBool(t) {
			return w.place(e)
		}
	}
	return nil
}

// isSome reports whether an expression is a constant other than zero.
func (w *walker) isSome(e ast.Expr) bool {
	v := w.b.in.Info.Types[e].Value
	return v != nil && !w.isZero(e) && v.ExactString() != "false"
}

// place returns the parameter, or the field of one, that an expression is, is a part of or is the length of.
func (w *walker) place(e ast.Expr) []summary.Need {
	field := ""
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			n, ok := w.given[w.object(x)]
			n.Field = field
			if !ok || w.changed[n] || w.changed[summary.Need{Fn: n.Fn, Param: n.Param}] {
				return nil
			}
			return []summary.Need{n}
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			names := w.fields(x)
			if len(names) == 0 {
				return nil
			}
			e, field = x.X, names[0]
		case *ast.CallExpr:
			if len(x.Args) != 1 || field != "" || text(x.Fun) != "len" || !w.b.in.Info.Types[x.Fun].IsBuiltin() {
				return nil
			}
			e = x.Args[0]
		default:
			return nil
		}
	}
}

// fields returns the fields that a selector goes through, embedded ones included, outermost first.
func (w *walker) fields(x *ast.SelectorExpr) (names []string) {
	s, ok := w.b.in.Info.Selections[x]
	if !ok || s.Kind() != types.FieldVal {
		return nil
	}
	t := s.Recv()
	for _, i := range s.Index() {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		names, t = append(names, st.Field(i).Name()), st.Field(i).Type()
	}
	return names
}

// puts notes that fields of local variables and parameters are changed. What is only changed where it was set before is left out: it says
// nothing of those that were not.
func (w *walker) puts(targets ...ast.Expr) {
	for _, e := range targets {
		var names []string
		o, base := w.object(e), e
		for o == nil && base != nil {
			switch x := ast.Unparen(base).(type) {
			case *ast.SelectorExpr:
				names, base = append(names, w.fields(x)...), x.X
			case *ast.IndexExpr:
				base = x.X
			case *ast.StarExpr:
				base = x.X
			case *ast.Ident:
				o, base = w.object(x), nil
			default:
				base = nil
			}
		}
		if o == nil {
			continue
		}
		n, param := w.given[o]
		if len(names) == 0 {
			if ast.Unparen(e) != e || param || w.object(e) == nil { // a variable that is given another value: the flow shows it
				w.put(o, "")
			}
			if param {
				w.changed[n] = true
			}
			continue
		}
		for _, name := range names {
			if n.Field = name; param && slices.Contains(w.when.needs, n) {
				continue
			}
			w.changed[n] = w.changed[n] || param
			w.put(o, name)
		}
	}
}

func (w *walker) put(o types.Object, field string) {
	if n, ok := w.b.vars[o]; ok {
		p := summary.Put{Base: n, Field: field}
		if !slices.Contains(w.b.out.Puts[max(0, len(w.b.out.Puts)-16):], p) {
			w.b.out.Puts = append(w.b.out.Puts, p)
		}
	}
}

// alters reports whether a method may change the value it is called on: one that is not a pointer, by a method that takes its address.
func (w *walker) alters(sel *ast.SelectorExpr) bool {
	s, ok := w.b.in.Info.Selections[sel]
	if !ok || s.Kind() != types.MethodVal {
		return false
	}
	r := s.Obj().(*types.Func).Signature().Recv()
	_, star := r.Type().Underlying().(*types.Pointer)
	t := w.typeOf(sel.X)
	if t == nil {
		return false
	}
	_, pointer := t.Underlying().(*types.Pointer)
	return star && !pointer
}

// isData reports whether a receiver holds data alone: a service is set up once, and not by those who call it.
func isData(t types.Type) bool {
	n := namedOf(t)
	if n == nil {
		return false
	}
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range st.NumFields() {
		switch st.Field(i).Type().Underlying().(type) {
		case *types.Interface, *types.Signature, *types.Chan:
			return false
		}
	}
	return true
}

func isBasic(t types.Type) bool { _, ok := t.Underlying().(*types.Basic); return ok }

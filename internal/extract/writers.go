package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// behind returns what is written in the end when something is written to the value of an expression: the buffer behind an encoder, behind a
// writer that compresses, and so on.
func (w *walker) behind(e ast.Expr) (out []ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return w.wrapped[w.object(e)]
	case *ast.CallExpr:
		sig, ok := w.typeOf(e.Fun).(*types.Signature)
		if !ok {
			return nil
		}
		for k, a := range e.Args {
			if k >= sig.Params().Len() || !isWriter(sig.Params().At(k).Type()) {
				continue
			}
			a = ast.Unparen(a)
			if u, ok := a.(*ast.UnaryExpr); ok && u.Op == token.AND {
				a = u.X
			}
			if o := w.rootOf(a); o != nil && w.declared(o) {
				out = append(out, a)
			}
			out = append(out, w.behind(a)...)
		}
	}
	return out
}

// wraps notes what is behind the variables that are given the results of a call.
func (w *walker) wraps(lhs []ast.Expr, r ast.Expr) {
	if _, ok := ast.Unparen(r).(*ast.CallExpr); !ok {
		return
	}
	behind := w.behind(r)
	if len(behind) == 0 {
		return
	}
	if w.wrapped == nil {
		w.wrapped = map[types.Object][]ast.Expr{}
	}
	if o := w.object(lhs[0]); o != nil && !isError(o.Type()) {
		w.wrapped[o] = behind
	}
}

// isWriter reports whether a type is an interface that has a method Write: io.Writer and what extends it.
func isWriter(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	return slices.ContainsFunc(slices.Collect(iface.Methods()), func(m *types.Func) bool { return m.Name() == "Write" })
}

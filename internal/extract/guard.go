package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// cond returns the guards of what runs where a condition holds, and where it does not.
func (w *walker) cond(e ast.Expr) (then, els summary.Guard) {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			t, f := w.cond(e.X)
			return f, t
		}
	case *ast.Ident:
		if a, ok := w.answers[w.object(e)]; ok {
			return a.then, a.els
		}
		return 0, w.miss(e)
	case *ast.CallExpr:
		if w.tellsError(e) {
			return summary.OnError, 0
		}
		return 0, w.looksUp(e)
	case *ast.IndexExpr:
		return 0, w.looksUp(e)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			t1, f1 := w.cond(e.X)
			t2, f2 := w.cond(e.Y)
			return t1 | t2, f1&f2 | (f1|f2)&notKnown // what is found may be out of date
		case token.LOR:
			t1, f1 := w.cond(e.X)
			t2, f2 := w.cond(e.Y)
			return t1&t2 | (t1|t2)&notKnown, f1 | f2
		case token.NEQ, token.EQL:
			if g := w.lacking(e.X); g != 0 {
				if e.Op == token.EQL {
					return 0, g
				}
				return g, 0
			}
			if w.lacksField(e) {
				if e.Op == token.EQL {
					return summary.Lacking, 0
				}
				return 0, summary.Lacking
			}
			if w.namesOne(e) {
				if e.Op == token.EQL {
					return summary.OnOne, 0
				}
				return 0, summary.OnOne
			}
			t, f := w.compared(e)
			if e.Op == token.NEQ {
				return f, t
			}
			return t, f
		case token.GEQ, token.GTR:
			if g := w.lacking(e.X); g != 0 {
				return g, 0
			}
			if w.fills(e.X, e.Y) || w.elapsed(e.X) {
				return summary.OnFull, 0
			}
		case token.LSS, token.LEQ:
			if w.fills(e.X, e.Y) {
				return 0, summary.OnFull
			}
		}
	}
	return 0, 0
}

// lacking returns the guard of a place where a list is not empty of what a look into memory did not find.
func (w *walker) lacking(e ast.Expr) summary.Guard {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || text(call.Fun) != "len" {
		return 0
	}
	if o := w.object(call.Args[0]); o != nil {
		return w.wanting[o]
	}
	return 0
}

// namesOne reports whether a comparison is of the element of the innermost loop itself with a constant.
func (w *walker) namesOne(e *ast.BinaryExpr) bool {
	return w.b.in.Info.Types[e.Y].Value != nil && w.isElement(e.X)
}

// isElement reports whether an expression is the element of the innermost loop.
func (w *walker) isElement(e ast.Expr) bool {
	l := w.around(e)
	if l == nil {
		return false
	}
	r, ok := l.stmt.(*ast.RangeStmt)
	o := w.object(e)
	return ok && o != nil && (o == w.object(r.Value) || o == w.object(r.Key) && overMap(w.typeOf(r.X)))
}

// notKnown are the guards of a place where a look into memory gave nothing of use.
const notKnown = summary.OnMiss | summary.OnMemo

// tellsError reports whether a call asks which error something gave: errors.Is, errors.As, or a function of the error alone. That something is
// not there is no error in this sense.
func (w *walker) tellsError(e *ast.CallExpr) bool {
	f := w.callee(e)
	if f == nil || f.Signature().Results().Len() != 1 || len(e.Args) == 0 || absent(f.Name()) {
		return false
	}
	if t := w.typeOf(e.Args[0]); t == nil || !isError(t) || w.object(e.Args[0]) == nil {
		return false
	}
	switch len(e.Args) {
	case 1:
		b, ok := f.Signature().Results().At(0).Type().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Bool
	case 2:
		return f.Name() == "As" || f.Name() == "Is" && !absent(text(e.Args[1]))
	}
	return false
}

// compared is cond for e.X == e.Y.
func (w *walker) compared(e *ast.BinaryExpr) (then, els summary.Guard) {
	if isNull(w.b.in.Info, e.Y) {
		t := w.typeOf(e.X)
		switch {
		case t != nil && isError(t) && w.miss(e.X) != 0:
			return 0, w.miss(e.X)
		case t != nil && isError(t), w.object(e.X) != nil && w.recovered[w.object(e.X)]:
			return 0, summary.OnError
		}
		if w.packageVar(e.X) {
			return summary.OnMiss, 0 // made when it is first asked for
		}
		return w.miss(e.X), 0
	}
	if g := w.miss(e.X); g != 0 && w.isZero(e.Y) {
		return g, 0
	}
	if w.fills(e.X, e.Y) {
		return summary.OnFull, 0
	}
	if b, ok := ast.Unparen(e.X).(*ast.BinaryExpr); ok && b.Op == token.REM && !w.small(b.Y) {
		return summary.OnFull, 0
	}
	return 0, 0
}

// packageVar reports whether an expression is a variable of the package.
func (w *walker) packageVar(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := w.b.in.Info.Uses[id].(*types.Var)
	return ok && v.Parent() == w.b.in.Types.Scope()
}

// miss returns the guard of a place where what a look into memory gave is not there, 0 for what comes from elsewhere.
func (w *walker) miss(e ast.Expr) summary.Guard {
	if o := w.object(e); o != nil {
		return w.found[o]
	}
	return w.looksUp(e)
}

// isZero reports whether an expression is nil, or what a map gives for what it does not hold.
func (w *walker) isZero(e ast.Expr) bool {
	tv := w.b.in.Info.Types[e]
	return tv.IsNil() || tv.Value != nil && (tv.Value.ExactString() == "0" || tv.Value.ExactString() == `""`)
}

// notFound returns OnError for the branches of a condition that run because something is not there, although that was told by an error.
func (w *walker) notFound(e ast.Expr) (then, els summary.Guard) {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			t, f := w.notFound(e.X)
			return f, t
		}
	case *ast.CallExpr:
		if f := w.callee(e); f != nil && (absent(f.Name()) || f.Name() == "Is" && len(e.Args) == 2 && absent(text(e.Args[1]))) {
			return summary.OnError, 0
		}
	case *ast.BinaryExpr:
		switch {
		case !absent(text(e.Y)):
		case e.Op == token.EQL:
			return summary.OnError, 0
		case e.Op == token.NEQ:
			return 0, summary.OnError
		}
	}
	return 0, 0
}

// absent reports whether the name of an error, or of a function that asks for one, says that something is not there: sql.ErrNoRows, redis.Nil.
func absent(name string) bool {
	for _, s := range []string{"NoRows", "NotFound", "NotExist", "NoDocuments", ".Nil"} {
		if strings.Contains(name, s) {
			return true
		}
	}
	return false
}

// minBatch is the smallest number that counts as the size of a batch.
const minBatch = 10

// fills reports whether a comparison asks how full a batch is: the length of what grows from turn to turn, or a counter, against a limit.
func (w *walker) fills(x, limit ast.Expr) bool {
	if w.small(limit) {
		return false
	}
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
		if text(call.Fun) == "len" && len(call.Args) == 1 {
			return w.grows(call.Args[0])
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		f := w.callee(call)
		return ok && f != nil && (f.Name() == "Len" || f.Name() == "Size" || f.Name() == "NumberOfActions") && w.grows(sel.X)
	}
	t := w.typeOf(limit)
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	word := strings.ToLower(text(limit))
	return ok && basic.Info()&types.IsInteger != 0 && (strings.Contains(word, "batch") || strings.Contains(word, "chunk") || strings.Contains(word, "flush"))
}

// small reports whether an expression is a constant too small for the size of a batch.
func (w *walker) small(e ast.Expr) bool {
	v := w.b.in.Info.Types[e].Value
	if v == nil {
		return false
	}
	n, ok := constant.Int64Val(constant.ToInt(v))
	return ok && n < minBatch
}

// grows reports whether an expression may hold more from turn to turn, or from call to call: it is no text, and older than the turn.
func (w *walker) grows(e ast.Expr) bool {
	if _, call := ast.Unparen(e).(*ast.CallExpr); call {
		return false
	}
	if t := w.typeOf(e); t == nil || isString(t) {
		return false
	}
	o := w.rootOf(e)
	return o == nil || o.Pos() < w.inner.Pos() || o.Pos() >= w.inner.End()
}

// elapsed reports whether an expression is the time since something was done last.
func (w *walker) elapsed(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	f := w.callee(call)
	return f != nil && f.Pkg() != nil && f.Pkg().Path() == "time" && (f.Name() == "Since" || f.Name() == "Sub")
}

// looksUp returns the guard of a place where a look into the memory of the process found nothing: into a map, or a cache.
func (w *walker) looksUp(e ast.Expr) summary.Guard {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		t := w.typeOf(e.X)
		if t == nil {
			return 0
		}
		m, ok := t.Underlying().(*types.Map)
		if !ok {
			return 0
		}
		o := w.object(e.X)
		if o == nil {
			return summary.OnMiss // it outlives the function
		}
		switch u := m.Elem().Underlying().(type) { // marks keep the elements apart, each of which is still asked for
		case *types.Basic:
			if u.Kind() == types.Bool {
				return 0
			}
		case *types.Struct:
			if u.NumFields() == 0 {
				return 0
			}
		}
		switch {
		case !w.stores(o, e) && !w.packageVar(e.X):
			return summary.OnLack
		case !w.declared(o):
			return summary.OnMiss
		}
		return summary.OnMemo
	case *ast.CallExpr:
		f := w.callee(e)
		switch {
		case f == nil:
		case w.isLookup(e, f):
			return summary.OnMiss
		case w.b.givesKept(f):
			if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && w.object(sel.X) != nil && w.declared(w.object(sel.X)) {
				return summary.OnMemo
			}
			return summary.OnMiss
		}
	}
	return 0
}

// around returns the innermost loop with a node in its body, also where a literal of a function stands between them.
func (w *walker) around(n ast.Node) *loop {
	for i := len(w.loops) - 1; i >= 0; i-- { // inner loops come later
		if b := w.loops[i].body; b.Pos() <= n.Pos() && n.Pos() < b.End() {
			return w.loops[i]
		}
	}
	return nil
}

// stores reports whether the loop, or else the function, that the walk is in puts something into a map, or hands it on to what may.
func (w *walker) stores(m types.Object, at ast.Node) bool {
	l := w.around(at)
	if l == nil {
		return true
	}
	return w.mentions(l.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !w.b.in.Info.Types[call.Fun].IsBuiltin() {
			return slices.ContainsFunc(call.Args, func(e ast.Expr) bool { return w.object(e) == m })
		}
		as, ok := n.(*ast.AssignStmt)
		return ok && slices.ContainsFunc(as.Lhs, func(e ast.Expr) bool {
			x, ok := ast.Unparen(e).(*ast.IndexExpr)
			return ok && w.object(x.X) == m
		})
	})
}

// isLookup reports whether a call looks into a cache: the catalog says so, or what it and its receiver are called.
func (w *walker) isLookup(e *ast.CallExpr, f *types.Func) bool {
	if _, ok := w.b.in.Catalog.Get(w.b.keyOf(f), "lookup"); ok {
		return true
	}
	switch f.Name() {
	case "Get", "Load", "Lookup", "Peek", "Fetch", "Find", "LoadOrStore", "GetIfPresent", "get", "load", "lookup", "fetch":
	default:
		if !cacheLike(f.Name()) {
			return false
		}
	}
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	return ok && (cacheLike(text(sel.X)) || cacheLike(typeName(w.typeOf(sel.X)))) || cacheLike(f.Name())
}

func cacheLike(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "cache") || strings.Contains(name, "memo")
}

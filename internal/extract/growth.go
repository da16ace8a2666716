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

// grows notes what an assignment does to how much a map or slice holds. rhs is nil where it is not one expression.
func (b *builder) grows(s ast.Stmt, l, rhs ast.Expr) {
	l = ast.Unparen(l)
	t := b.in.Info.TypeOf(l)
	if t == nil || b.fn < 0 {
		return
	}
	if x, ok := l.(*ast.IndexExpr); ok {
		if m, ok := typeOf(b, x.X).(*types.Map); ok && b.outlasts(x.X) && !slices.Contains(b.empty, "len "+text(x.X)) {
			key := b.in.Info.Types[x.Index]
			b.growth(s, x.X, summary.Growth{Does: summary.Adds, Key: b.expr(x.Index), Few: key.Value != nil || b.few(m.Key(), 3), Acts: acts(m.Elem())})
		}
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Map:
		if !b.outlasts(l) {
			return
		}
		does := summary.Resets
		if slice, ok := u.(*types.Slice); ok && b.adds(l, rhs) {
			if slices.Contains(b.empty, "len "+text(l)) || !b.forever && b.ofCopy(l) {
				return // it is filled once, or in a struct that nobody else sees
			}
			_, v := l.(*ast.Ident)
			b.growth(s, l, summary.Growth{Does: summary.Adds, Key: summary.None, Var: v, Acts: acts(slice.Elem())})
			return
		}
		for _, e := range b.empty {
			if e == text(l) {
				return // there is none yet
			}
		}
		if b.rest(l, rhs) {
			does = summary.Removes
		}
		b.growth(s, l, summary.Growth{Does: does, Key: summary.None})
	case *types.Struct:
		if b.outlasts(l) && (summary.TypeKey(t) == "sync.Map" || holdsCollection(u)) {
			b.growth(s, l, summary.Growth{Does: summary.Resets, Key: summary.None})
		}
	}
}

func typeOf(b *builder, e ast.Expr) types.Type {
	if t := b.in.Info.TypeOf(e); t != nil {
		return t.Underlying()
	}
	return nil
}

// adds reports whether a slice is assigned itself with more in it.
func (b *builder) adds(l, rhs ast.Expr) bool {
	call, ok := ast.Unparen(rhs).(*ast.CallExpr)
	if rhs == nil || !ok || len(call.Args) < 2 || text(call.Fun) != "append" || !b.in.Info.Types[call.Fun].IsBuiltin() {
		return false
	}
	if text(call.Args[0]) == text(l) {
		return true
	}
	return call.Ellipsis.IsValid() && text(call.Args[len(call.Args)-1]) == text(l) // put in front
}

// rest reports whether a slice is assigned what is left of it: a part, or what a function leaves of it.
func (b *builder) rest(l, rhs ast.Expr) bool {
	switch x := ast.Unparen(rhs).(type) {
	case *ast.SliceExpr:
		return text(x.X) == text(l)
	case *ast.CallExpr:
		return len(x.Args) > 0 && !b.in.Info.Types[x.Fun].IsType() && (text(x.Args[0]) == text(l) || b.rest(l, x.Args[0]))
	}
	return false
}

// growth records something done to what an expression is.
func (b *builder) growth(at ast.Node, e ast.Expr, g summary.Growth) {
	if g.In = b.expr(e); g.In == summary.None {
		return
	}
	if t := b.in.Info.TypeOf(e); t != nil {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		g.Type = types.TypeString(t, nil)
	}
	_, g.Inner = ast.Unparen(e).(*ast.IndexExpr)
	g.Fn, g.Loop, g.Pos, g.Cond = b.fn, -1, b.at(at), b.cond
	if b.grown == nil {
		b.grown = map[ast.Node][]int32{}
	}
	b.grown[at] = append(b.grown[at], int32(len(b.out.Growths)))
	b.out.Growths = append(b.out.Growths, g)
}

// outlasts reports whether what an expression is may live longer than one run of the function: it is more than a variable of it, or that
// of a function that waits for work.
func (b *builder) outlasts(e ast.Expr) bool {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			return true
		case *ast.Ident:
			v, ok := b.in.Info.ObjectOf(x).(*types.Var)
			if !ok {
				return false
			}
			if n, ok := b.vars[v]; ok && b.out.Nodes[n].Kind == summary.Var && b.out.Nodes[n].Fn == b.fn {
				return b.forever || isMapType(v.Type())
			}
			return true
		default:
			return false
		}
	}
}

// ofCopy reports whether an expression is a field of a struct that the function has for itself: a variable, parameter or receiver that is no pointer.
func (b *builder) ofCopy(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	for {
		if _, ok := typeOf(b, sel.X).(*types.Struct); !ok {
			return false
		}
		switch x := ast.Unparen(sel.X).(type) {
		case *ast.SelectorExpr:
			sel = x
		case *ast.Ident:
			v, ok := b.in.Info.ObjectOf(x).(*types.Var)
			if !ok {
				return false
			}
			n, ok := b.vars[v]
			return ok && b.out.Nodes[n].Fn == b.fn && (b.out.Nodes[n].Kind == summary.Var || b.out.Nodes[n].Kind == summary.Param)
		default:
			return false
		}
	}
}

// holdsCollection reports whether a struct has a field that is a map, a slice or a sync.Map.
func holdsCollection(st *types.Struct) bool {
	for i := range st.NumFields() {
		switch t := st.Field(i).Type(); t.Underlying().(type) {
		case *types.Map, *types.Slice:
			return true
		case *types.Struct:
			if summary.TypeKey(t) == "sync.Map" {
				return true
			}
		}
	}
	return false
}

func isMapType(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// acts reports whether values of a type do something rather than say something.
func acts(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Signature, *types.Chan:
		return true
	case *types.Interface:
		return t.NumMethods() > 0
	}
	return false
}

// few reports whether a type has few values: truth values, bytes, types whose values have names, types themselves, and structs and arrays of such.
func (b *builder) few(t types.Type, depth int) bool {
	if depth == 0 {
		return false
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		switch key := summary.TypeKey(n); key {
		case "reflect.Type", "reflect.Kind":
			return true
		case "time.Duration":
			return false
		}
		if _, basic := n.Underlying().(*types.Basic); basic && b.hasNames(n) {
			return true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.Bool || u.Kind() == types.Uint8 || u.Kind() == types.Int8
	case *types.Array:
		return u.Len() < 3 && b.few(u.Elem(), depth-1)
	case *types.Struct:
		for i := range u.NumFields() {
			if !b.few(u.Field(i).Type(), depth-1) {
				return false
			}
		}
		return true
	}
	return false
}

// hasNames reports whether the package of a type gives names to two of its values at least.
func (b *builder) hasNames(n *types.Named) bool {
	found, ok := b.enums[n.Obj()]
	if ok {
		return found
	}
	pkg := n.Obj().Pkg()
	if b.in.Library != nil && !b.in.Workspace(pkg.Path()) {
		if full := b.in.Library(pkg.Path()); full != nil {
			pkg = full
		}
	}
	count, key := 0, summary.TypeKey(n)
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && summary.TypeKey(c.Type()) == key {
			count++
		}
	}
	if b.enums == nil {
		b.enums = map[*types.TypeName]bool{}
	}
	b.enums[n.Obj()] = count > 1
	return count > 1
}

// shrinks notes what a builtin does to how much its argument holds.
func (b *builder) shrinks(e *ast.CallExpr, name string) {
	if b.fn < 0 || len(e.Args) == 0 {
		return
	}
	switch name {
	case "delete":
		key := summary.None
		if len(e.Args) > 1 {
			key = b.expr(e.Args[1])
		}
		b.growth(e, e.Args[0], summary.Growth{Does: summary.Removes, Key: key})
	case "clear":
		b.growth(e, e.Args[0], summary.Growth{Does: summary.Resets, Key: summary.None})
	}
}

// lends notes that the address of a map or slice is handed on.
func (b *builder) lends(e *ast.UnaryExpr) {
	if b.fn < 0 {
		return
	}
	switch typeOf(b, e.X).(type) {
	case *types.Map, *types.Slice:
		b.growth(e, e.X, summary.Growth{Does: summary.Lends, Key: summary.None})
	}
}

// asks notes that code asks how much a map or slice holds: n is what it is told.
func (b *builder) asks(e *ast.CallExpr, n summary.Node) {
	if b.fn < 0 || len(e.Args) != 1 || !b.outlasts(e.Args[0]) {
		return
	}
	switch typeOf(b, e.Args[0]).(type) {
	case *types.Map, *types.Slice:
		b.growth(e, e.Args[0], summary.Growth{Does: summary.Asks, Key: n})
	}
}

// limits notes a comparison of how much a map or slice holds with what may bound it.
func (b *builder) limits(e *ast.BinaryExpr) {
	switch e.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
	default:
		return
	}
	if b.fn < 0 {
		return
	}
	for _, sides := range [][2]ast.Expr{{e.X, e.Y}, {e.Y, e.X}} {
		call, ok := ast.Unparen(sides[0]).(*ast.CallExpr)
		if !ok || len(call.Args) != 1 || text(call.Fun) != "len" || !b.in.Info.Types[call.Fun].IsBuiltin() {
			continue
		}
		switch typeOf(b, call.Args[0]).(type) {
		case *types.Map, *types.Slice:
			if b.bounds(sides[1]) {
				b.growth(e, call.Args[0], summary.Growth{Does: summary.Limits, Key: summary.None})
			}
		}
	}
}

// bounds reports whether an expression may be a limit: a constant, or something that is called so.
func (b *builder) bounds(e ast.Expr) bool {
	if v := b.in.Info.Types[e].Value; v != nil {
		n, exact := constant.Int64Val(constant.ToInt(v))
		return !exact || n > 1
	}
	name := strings.ToLower(text(e))
	for _, word := range []string{"max", "limit", "cap", "size", "bound", "quota", "keep", "threshold"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// asEmpty returns the maps and slices that a condition says there are none of, and those, after "len ", that it says have nothing in them.
func (b *builder) asEmpty(cond ast.Expr) []string {
	e, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return nil
	}
	switch e.Op {
	case token.LAND, token.LOR:
		return append(b.asEmpty(e.X), b.asEmpty(e.Y)...)
	case token.EQL:
		if isNull(b.in.Info, e.Y) {
			return []string{text(e.X)}
		}
		if call, ok := ast.Unparen(e.X).(*ast.CallExpr); ok && len(call.Args) == 1 && text(call.Fun) == "len" && text(e.Y) == "0" {
			return []string{"len " + text(call.Args[0])}
		}
	}
	return nil
}

// turnOf notes the loop that a statement stands in which makes a map or slice hold more.
func (w *walker) turnOf(s ast.Stmt) {
	for _, i := range w.b.grown[s] {
		w.b.out.Growths[i].Loop = w.loop
		if !slices.Contains(w.grown, i) {
			w.grown = append(w.grown, i)
		}
	}
}

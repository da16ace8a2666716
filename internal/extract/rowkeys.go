package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// rowKeys notes for the calls of a function which keys they take and give, and what becomes of their results, so that a read can be told
// apart which asks for the very row that a write beside it writes.
type rowKeys struct {
	w      *walker
	defs   map[types.Object]ast.Expr // what variables that are set once are set to
	sets   map[types.Object]int
	gives  map[*ast.CallExpr][]types.Object // what the results of a call are kept in
	uses   map[types.Object]uint8
	calls  map[*ast.CallExpr]uint8 // what becomes of results that have no name
	under  map[*ast.CallExpr][]ast.Expr
	soft   map[*ast.CallExpr]bool
	lost   map[*ast.CallExpr]summary.Lost
	number map[rowKey]int
}

// rowKey is a variable, a field of it, or the result of a call that has no name.
type rowKey struct {
	root types.Object
	path string
	call *ast.CallExpr
}

// identity is the path of the field of a record by which it is known.
const identity = ".#"

func (w *walker) rowKeys(body *ast.BlockStmt) {
	if len(w.calls) == 0 {
		return
	}
	k := &rowKeys{w: w, defs: map[types.Object]ast.Expr{}, sets: map[types.Object]int{}, gives: map[*ast.CallExpr][]types.Object{}, uses: map[types.Object]uint8{},
		calls: map[*ast.CallExpr]uint8{}, under: map[*ast.CallExpr][]ast.Expr{}, soft: map[*ast.CallExpr]bool{}, lost: map[*ast.CallExpr]summary.Lost{}, number: map[rowKey]int{}}
	k.look(body)
	for _, e := range w.calls {
		c := &w.b.out.Calls[w.b.calls[e]]
		c.Use, c.Soft, c.Lost = k.calls[e], k.soft[e], k.lost[e]
		for _, o := range k.gives[e] {
			if !isError(o.Type()) {
				c.Use = max(c.Use, k.uses[o])
				c.Gives |= k.bits(k.whole(o))
			}
		}
		c.Gives |= k.bits([]rowKey{{call: e}})
		for x := ast.Expr(e); x != nil; { // what a builder was given before counts
			call, ok := ast.Unparen(x).(*ast.CallExpr)
			if !ok {
				break
			}
			for _, a := range call.Args {
				c.Takes |= k.bits(k.terms(a, 0))
			}
			x = nil
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
				x = sel.X
			}
		}
		for _, cond := range k.under[e] {
			c.Under |= k.bits(k.terms(cond, 0)) | k.bits(k.asked(cond))
		}
	}
}

// bits returns the set of some keys. All that there is no number left for are one.
func (k *rowKeys) bits(keys []rowKey) (out uint64) {
	for _, key := range keys {
		n, ok := k.number[key]
		if !ok {
			n = min(len(k.number), 63)
			k.number[key] = n
		}
		out |= 1 << n
	}
	return out
}

// look goes over a body with what stands around each node.
func (k *rowKeys) look(body *ast.BlockStmt) {
	var stack []ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			k.assign(n.Lhs, n.Rhs, n.Tok)
		case *ast.ValueSpec:
			var lhs []ast.Expr
			for _, name := range n.Names {
				lhs = append(lhs, name)
			}
			k.assign(lhs, n.Values, token.DEFINE)
		case *ast.RangeStmt:
			if o := k.w.object(n.Value); o != nil {
				k.sets[o]++
				k.defs[o] = n.X
			}
		case *ast.CallExpr:
			k.calls[n], k.soft[n], k.lost[n] = k.fate(n, stack), k.w.goesOn(n, stack), k.w.lost(n, stack)
			for i, up := range stack {
				if ifs, ok := up.(*ast.IfStmt); ok && i+1 < len(stack) && (stack[i+1] == ifs.Body || stack[i+1] == ifs.Else) {
					k.under[n] = append(k.under[n], ifs.Cond)
				}
			}
			for _, a := range n.Args {
				if o := k.out(a); o != nil {
					k.gives[n] = append(k.gives[n], o)
				}
			}
		case *ast.Ident:
			if o, ok := k.w.b.in.Info.Uses[n].(*types.Var); ok {
				k.uses[o] = max(k.uses[o], k.fate(n, stack))
			}
		}
		stack = append(stack, n)
		return true
	})
}

// out returns the variable that an argument lets a call fill.
func (k *rowKeys) out(a ast.Expr) types.Object {
	u, ok := ast.Unparen(a).(*ast.UnaryExpr)
	if !ok || u.Op != token.AND {
		return nil
	}
	o := k.w.object(u.X)
	if o == nil || k.sets[o] > 0 {
		return nil
	}
	return o
}

func (k *rowKeys) assign(lhs, rhs []ast.Expr, tok token.Token) {
	for i, l := range lhs {
		o := k.w.object(l)
		if o == nil || len(rhs) == 0 {
			continue
		}
		k.sets[o]++
		r := ast.Unparen(rhs[0])
		if len(lhs) == len(rhs) {
			r = ast.Unparen(rhs[i])
		}
		if call, ok := r.(*ast.CallExpr); ok {
			k.gives[call] = append(k.gives[call], o)
		}
		if len(lhs) == len(rhs) && (tok == token.DEFINE || tok == token.ASSIGN) {
			k.defs[o] = r
		}
	}
}

// fate returns what becomes of a value: it is only asked, handed back, or used otherwise.
func (k *rowKeys) fate(n ast.Node, stack []ast.Node) uint8 {
	call, isCall := n.(*ast.CallExpr)
	for i := len(stack) - 1; i >= 0; i-- {
		switch up := stack[i].(type) {
		case *ast.ParenExpr, *ast.BinaryExpr, *ast.StarExpr, *ast.SelectorExpr, *ast.IndexExpr:
			if sel, ok := up.(*ast.SelectorExpr); ok && isCall && ast.Unparen(sel.X) == n {
				return summary.Kept
			}
		case *ast.UnaryExpr:
			if up.Op == token.AND && !isCall && i > 0 {
				if c, ok := stack[i-1].(*ast.CallExpr); ok && c.Fun != up {
					return 0 // for a call to fill
				}
			}
		case *ast.CallExpr:
			if f := k.w.callee(up); f != nil && f.Pkg() != nil && (f.Pkg().Path() == "fmt" || f.Pkg().Path() == "errors") || k.w.b.in.Info.Types[up.Fun].IsBuiltin() && text(up.Fun) == "len" {
				return summary.Asked
			}
			return summary.Kept
		case *ast.IfStmt, *ast.SwitchStmt, *ast.CaseClause, *ast.ForStmt, *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
			return summary.Asked
		case *ast.ReturnStmt:
			return summary.Returned
		case *ast.AssignStmt:
			if isCall && len(up.Rhs) == 1 && ast.Unparen(up.Rhs[0]) == call {
				for _, l := range up.Lhs {
					if id, ok := ast.Unparen(l).(*ast.Ident); !ok || id.Name != "_" && k.w.object(l) == nil {
						return summary.Kept
					}
				}
				return summary.Asked // what it is kept in says more
			}
			for _, l := range up.Lhs {
				if !isCall && ast.Unparen(l) == n {
					return 0 // it is set
				}
			}
			return summary.Kept
		case *ast.ValueSpec:
			if isCall {
				return summary.Asked
			}
			return summary.Kept
		default:
			return summary.Kept
		}
	}
	return summary.Kept
}

// asked returns the calls in a condition.
func (k *rowKeys) asked(cond ast.Expr) (out []rowKey) {
	ast.Inspect(cond, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			out = append(out, rowKey{call: call})
		}
		return true
	})
	return out
}

// whole returns the keys of a variable: itself, and of a record what it is known by.
func (k *rowKeys) whole(o types.Object) []rowKey {
	t := o.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if _, ok := t.Underlying().(*types.Struct); ok {
		return []rowKey{{root: o}, {root: o, path: identity}}
	}
	return []rowKey{{root: o}}
}

// maxTerms bounds how many variables a key is followed through.
const maxTerms = 6

// terms returns the keys that an expression is made of.
func (k *rowKeys) terms(e ast.Expr, depth int) []rowKey {
	info := k.w.b.in.Info
	e = ast.Unparen(e)
	tv := info.Types[e]
	if depth > maxTerms || tv.Value != nil || tv.IsType() || tv.IsNil() || tv.Type != nil && (!k.w.mayDepend(tv.Type) || k.w.b.handle(tv.Type)) {
		return nil
	}
	all := func(es ...ast.Expr) (out []rowKey) {
		for _, x := range es {
			if x != nil {
				out = append(out, k.terms(x, depth+1)...)
			}
		}
		return out
	}
	switch e := e.(type) {
	case *ast.Ident:
		o := k.w.object(e)
		if o == nil {
			return nil
		}
		def := k.defs[o]
		if def == nil || k.sets[o] > 1 {
			return k.whole(o)
		}
		if call, ok := def.(*ast.CallExpr); ok && !k.plain(call) {
			return k.whole(o)
		}
		if _, ok := def.(*ast.FuncLit); ok {
			return nil
		}
		out := all(def)
		if len(k.whole(o)) > 1 || len(out) == 0 {
			out = append(out, k.whole(o)...)
		}
		return out
	case *ast.SelectorExpr:
		return k.field(e)
	case *ast.StarExpr:
		return all(e.X)
	case *ast.UnaryExpr:
		if o := k.out(e); o != nil {
			return nil
		}
		return all(e.X)
	case *ast.TypeAssertExpr:
		return all(e.X)
	case *ast.SliceExpr:
		return all(e.X, e.Low, e.High)
	case *ast.IndexExpr:
		return all(e.X, e.Index)
	case *ast.BinaryExpr:
		return all(e.X, e.Y)
	case *ast.KeyValueExpr:
		return all(e.Value)
	case *ast.CompositeLit:
		return all(e.Elts...)
	case *ast.CallExpr:
		if k.plain(e) {
			return all(e.Args...)
		}
		if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && len(e.Args) == 0 && strings.HasPrefix(sel.Sel.Name, "Get") {
			return k.field(sel)
		}
		return []rowKey{{call: e}}
	}
	return nil
}

// plain reports whether the result of a call is what it is given, in another form: a conversion, what the standard library makes of it, or a
// condition or expression of a builder of queries.
func (k *rowKeys) plain(e *ast.CallExpr) bool {
	tv := k.w.b.in.Info.Types[e.Fun]
	if tv.IsType() || tv.IsBuiltin() {
		return true
	}
	f := k.w.callee(e)
	if f == nil || f.Pkg() == nil {
		return false
	}
	switch f.Pkg().Path() {
	case "strconv", "strings", "fmt", "slices", "bytes":
		return true
	}
	_, ok := k.w.b.in.Catalog.Get(k.w.b.keyOf(f), "cond")
	return ok
}

// field returns the key of a field of a variable, through variables that are set to one.
func (k *rowKeys) field(e *ast.SelectorExpr) []rowKey {
	path := ""
	var x ast.Expr = e
	for depth := 0; depth < maxTerms; {
		switch n := ast.Unparen(x).(type) {
		case *ast.SelectorExpr:
			name := "." + strings.TrimPrefix(n.Sel.Name, "Get")
			switch strings.ToLower(name[1:]) {
			case "id", "uuid", "uid", "guid", "key":
				name = identity
			}
			path, x = name+path, n.X
		case *ast.StarExpr:
			x = n.X
		case *ast.CallExpr:
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			if !ok || len(n.Args) > 0 || !strings.HasPrefix(sel.Sel.Name, "Get") {
				return []rowKey{{path: path, call: n}}
			}
			x = sel
		case *ast.Ident:
			o := k.w.object(n)
			if o == nil {
				return nil
			}
			def := k.defs[o]
			switch def.(type) {
			case *ast.Ident, *ast.SelectorExpr, *ast.StarExpr:
				if k.sets[o] == 1 {
					depth++
					x = def
					continue
				}
			}
			return []rowKey{{root: o, path: path}}
		default:
			return nil
		}
	}
	return nil
}

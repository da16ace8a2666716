package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/prodlint/prodlint/internal/summary"
)

// callee returns the key of the function that a call runs, "" where it is not known.
func (t *textRun) callee(call *ast.CallExpr) string {
	key, ok := t.callees[call]
	if !ok {
		if f, isFunc := typeutil.Callee(t.info, call).(*types.Func); isFunc {
			need := f.Signature().Params().Len()
			if f.Signature().Variadic() {
				need--
			}
			// Fewer arguments are the results of another call, or a mistake.
			if len(call.Args) >= need {
				key = t.key(f)
			}
		}
		t.callees[call] = key
	}
	return key
}

// simple runs a statement without statements of its own.
func (t *textRun) simple(s ast.Stmt, in []env) []env {
	if t.hasTarget(s) {
		t.reach(s, in)
		return in
	}
	in = t.effects(s, in)
	switch s := s.(type) {
	case *ast.AssignStmt:
		return t.assign(s, in)
	case *ast.DeclStmt:
		d, ok := s.Decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			return in
		}
		for _, spec := range d.Specs {
			vs, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			lhs := make([]ast.Expr, len(vs.Names))
			for i, n := range vs.Names {
				lhs[i] = n
			}
			if len(vs.Values) > 0 {
				in = t.bind(lhs, vs.Values, in)
				continue
			}
			for i, n := range vs.Names {
				if v := t.local(n); v != nil && t.relevant[v] {
					in = t.set(lhs[i], []value{zeroValue(v.Type())}, in)
				}
			}
		}
	}
	return in
}

// zeroValue is what a variable of a type holds when nothing was assigned to it.
func zeroValue(typ types.Type) value {
	switch u := typ.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return literal("")
		}
	case *types.Slice:
		if isBytes(typ) {
			return literal("")
		}
		return value{list: true}
	case *types.Map:
		return value{list: true, names: []string{}}
	case *types.Struct:
		if isBuffer(typ) {
			return literal("")
		}
		v := value{list: true, names: []string{}}
		for f := range u.Fields() {
			v.names, v.elems = append(v.names, f.Name()), append(v.elems, hold(zeroValue(f.Type())))
		}
		return v
	}
	return unknown()
}

// isBuffer reports whether a type, or what it points to, collects text: strings.Builder or bytes.Buffer.
func isBuffer(typ types.Type) bool {
	n := summary.NamedIn(typ)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	return n.Obj().Name() == "Builder" && n.Obj().Pkg().Path() == "strings" || n.Obj().Name() == "Buffer" && n.Obj().Pkg().Path() == "bytes"
}

func isBytes(typ types.Type) bool {
	s, ok := typ.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	b, ok := s.Elem().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}

func (t *textRun) assign(s *ast.AssignStmt, in []env) []env {
	switch s.Tok {
	case token.ASSIGN, token.DEFINE:
		return t.bind(s.Lhs, s.Rhs, in)
	case token.ADD_ASSIGN:
		sum := &ast.BinaryExpr{X: s.Lhs[0], Op: token.ADD, OpPos: s.TokPos, Y: s.Rhs[0]}
		if typ := t.typeOf(s.Lhs[0]); !isString(typ) {
			return in
		}
		return t.each(in, func(e env) []env { return t.set(s.Lhs[0], t.eval(sum, e), []env{e}) })
	}
	return in
}

func (t *textRun) each(in []env, f func(env) []env) []env {
	var out []env
	for _, e := range in {
		out = append(out, f(e)...)
	}
	return join(out)
}

// bind assigns values to the expressions lhs.
func (t *textRun) bind(lhs, rhs []ast.Expr, in []env) []env {
	if len(lhs) != len(rhs) {
		for i, l := range lhs {
			if v := t.root(l); v == nil || !t.relevant[v] {
				continue
			}
			in = t.each(in, func(e env) []env {
				if i == 0 {
					return t.set(l, t.eval(rhs[0], e), []env{e})
				}
				return []env{t.forget(e, l)}
			})
		}
		return in
	}
	return t.each(in, func(e env) []env {
		out := []env{e}
		for i, l := range lhs {
			if v := t.root(l); v != nil && t.relevant[v] {
				out = t.set(l, t.eval(rhs[i], e), out) // all right sides are read first
			}
		}
		return out
	})
}

// set gives the target expression each of the values on each path.
func (t *textRun) set(target ast.Expr, vals []value, in []env) []env {
	v := t.root(target)
	if v == nil || !t.relevant[v] || t.escaped[v] {
		return in
	}
	var out []env
	for _, e := range in {
		switch x := ast.Unparen(target).(type) {
		case *ast.Ident:
			for _, val := range vals {
				out = append(out, t.with(e, v, val))
			}
		case *ast.SelectorExpr:
			id, ok := ast.Unparen(x.X).(*ast.Ident)
			old, known := t.get(e, v)
			if !ok || !known || !old.list || old.names == nil || t.local(id) != v {
				out = append(out, t.forget(e, target))
				continue
			}
			for _, val := range vals {
				out = append(out, t.with(e, v, old.withElem(x.Sel.Name, val)))
			}
		case *ast.IndexExpr:
			old, known := t.get(e, v)
			key, isConst := t.constKey(x.Index)
			if !known || !old.list || old.names == nil || !isConst || t.root(x.X) != v {
				out = append(out, t.forget(e, target))
				continue
			}
			for _, val := range vals {
				out = append(out, t.with(e, v, old.withElem(key, val)))
			}
		case *ast.StarExpr:
			out = append(out, t.forget(e, target))
		default:
			out = append(out, t.forget(e, target))
		}
	}
	return join(out)
}

// withElem returns a map or struct in which a key has a value.
func (v value) withElem(name string, val value) value {
	v.elems = slices.Clone(v.elems)
	if i := slices.Index(v.names, name); i >= 0 {
		v.elems[i] = hold(val)
	} else {
		v.elems, v.names = append(v.elems, hold(val)), append(slices.Clip(v.names), name)
	}
	return v
}

// constKey returns a constant index as text.
func (t *textRun) constKey(e ast.Expr) (string, bool) {
	tv, ok := t.info.Types[e]
	if !ok || tv.Value == nil {
		return "", false
	}
	return tv.Value.ExactString(), true
}

// effects runs what the calls within n do to buffers and other variables, innermost calls first.
func (t *textRun) effects(n ast.Node, in []env) []env {
	if n == nil || !t.touched(n) {
		return in
	}
	var calls []*ast.CallExpr
	ast.Inspect(n, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncLit:
			if t.touched(x) && !t.runs(x, calls) {
				in = t.each(in, func(e env) []env { return []env{t.afterLater(e, x)} })
			}
			return false
		case *ast.CallExpr:
			calls = append(calls, x)
		}
		return true
	})
	slices.SortStableFunc(calls, func(a, b *ast.CallExpr) int { return int(a.End() - b.End()) })
	for _, call := range calls {
		if t.touched(call) {
			in = t.callEffects(call, in)
		}
	}
	return in
}

// runs reports whether a function literal is run where it stands, by one of the calls, or is followed under its name.
func (t *textRun) runs(lit *ast.FuncLit, calls []*ast.CallExpr) bool {
	for _, c := range calls {
		if ast.Unparen(c.Fun) == lit || slices.ContainsFunc(c.Args, func(a ast.Expr) bool { return ast.Unparen(a) == lit }) {
			return true
		}
	}
	for _, l := range t.closures {
		if l == lit {
			return true
		}
	}
	return false
}

// afterLater forgets what a literal that runs at an unknown time may change.
func (t *textRun) afterLater(e env, lit *ast.FuncLit) env {
	for v := range t.relevant {
		if _, known := t.get(e, v); known && slices.ContainsFunc(t.events[v], func(ev event) bool { return within(ev.at, lit) }) {
			e = t.without(e, v)
		}
	}
	return e
}

func (t *textRun) callEffects(call *ast.CallExpr, in []env) []env {
	if lit := t.closureCalled(call); lit != nil {
		return t.runClosure(lit, call, in)
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return t.runClosure(lit, call, in)
	}
	for _, a := range call.Args {
		lit, _ := ast.Unparen(a).(*ast.FuncLit)
		if id, ok := ast.Unparen(a).(*ast.Ident); ok {
			if v := t.local(id); v != nil {
				lit = t.closures[v]
			}
		}
		if lit != nil && t.touched(lit) {
			in = join(in, again(in, t.runClosure(lit, nil, in)))
		}
	}
	if w, write, ok := t.writer(call); ok {
		v := t.buffer(w)
		if v == nil || !t.relevant[v] || t.escaped[v] {
			return t.each(in, func(e env) []env { return []env{t.forget(e, w)} })
		}
		return t.each(in, func(e env) []env {
			old, known := t.get(e, v)
			if !known || old.list {
				old = unknown()
			}
			var out []env
			for _, val := range write(e) {
				out = append(out, t.with(e, v, value{parts: concat(old.parts, val.parts)}))
			}
			return out
		})
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && t.buffer(sel.X) != nil {
		v := t.buffer(sel.X)
		switch sel.Sel.Name {
		case "Reset":
			return t.each(in, func(e env) []env { return t.set(sel.X, []value{literal("")}, []env{e}) })
		case "Truncate":
			return t.each(in, func(e env) []env {
				val, ok := t.get(e, v)
				if !ok || !t.truncate(&val, sel.X, call) {
					val = unknown()
				}
				return []env{t.with(e, v, val)}
			})
		}
	}
	return t.foreign(call, in)
}

// buffer returns the local variable that b or &b names, where it collects text.
func (t *textRun) buffer(e ast.Expr) *types.Var {
	e = ast.Unparen(e)
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = ast.Unparen(u.X)
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	if v := t.local(id); v != nil && isBuffer(v.Type()) {
		return v
	}
	return nil
}

// truncate applies b.Truncate(0) and b.Truncate(b.Len() - n).
func (t *textRun) truncate(val *value, b ast.Expr, call *ast.CallExpr) bool {
	if key, ok := t.constKey(call.Args[0]); ok && key == "0" {
		*val = literal("")
		return true
	}
	x, ok := ast.Unparen(call.Args[0]).(*ast.BinaryExpr)
	parts := slices.Clone(normalize(val.parts))
	if !ok || x.Op != token.SUB || types.ExprString(x.X) != types.ExprString(b)+".Len()" || len(parts) == 0 {
		return false
	}
	key, isConst := t.constKey(x.Y)
	n, err := strconv.Atoi(key)
	last := &parts[len(parts)-1]
	if !isConst || err != nil || last.Hole == nil && len(last.Lit) < n {
		return false
	}
	if last.Hole == nil {
		last.Lit = last.Lit[:len(last.Lit)-n]
	}
	*val = value{parts: parts}
	return true
}

// runClosure runs a local function literal; call is nil where its arguments are not known.
func (t *textRun) runClosure(lit *ast.FuncLit, call *ast.CallExpr, in []env) []env {
	if t.inline >= maxInline || t.hasTarget(lit) {
		return in
	}
	t.inline++
	frames := t.frames
	t.frames = nil
	defer func() { t.inline--; t.frames = frames }()
	var start []env
	for _, e := range in {
		i := 0
		bound := []env{e}
		for _, f := range lit.Type.Params.List {
			_, variadic := f.Type.(*ast.Ellipsis)
			for _, name := range f.Names {
				if call == nil || variadic || i >= len(call.Args) || len(call.Args) == 1 && lit.Type.Params.NumFields() > 1 {
					for k := range bound {
						bound[k] = t.forget(bound[k], name)
					}
				} else if v := t.local(name); v != nil {
					vals := t.eval(call.Args[i], e)
					var next []env
					for _, b := range bound {
						for _, val := range vals {
							next = append(next, t.with(b, v, val))
						}
					}
					bound = join(next)
				}
				i++
			}
		}
		start = append(start, bound...)
	}
	start = join(start)
	out := t.bodyOf(lit, start)
	if len(out) == 0 {
		return in
	}
	return out
}

// bodyOf runs a literal's body; returning is reaching its end.
func (t *textRun) bodyOf(lit *ast.FuncLit, in []env) []env {
	return join(t.enter(false, func() []env {
		t.returns = append(t.returns, nil)
		out := t.stmts(lit.Body.List, in)
		n := len(t.returns) - 1
		out = append(slices.Clone(out), t.returns[n]...)
		t.returns = t.returns[:n]
		return out
	}))
}

// foreign forgets what a call that is not seen into may have changed: buffers may have grown, anything else behind a pointer is open.
func (t *textRun) foreign(call *ast.CallExpr, in []env) []env {
	change := func(x ast.Expr) {
		v := t.root(x)
		if v == nil || !t.relevant[v] {
			return
		}
		for i, e := range in {
			old, known := t.get(e, v)
			switch {
			case !known:
			case isBuffer(v.Type()) && !old.list:
				in[i] = t.with(e, v, value{parts: concat(old.parts, unknown().parts)})
			case old.list:
				in[i] = t.forget(e, x)
			default:
				in[i] = t.with(e, v, unknown())
			}
		}
	}
	in = slices.Clone(in)
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if s := t.info.Selections[sel]; s != nil && s.Kind() == types.MethodVal && !t.harmless(call, sel) {
			if f, ok := s.Obj().(*types.Func); ok {
				if _, ptr := f.Signature().Recv().Type().(*types.Pointer); ptr {
					change(sel.X)
				}
			}
		}
	}
	for _, a := range call.Args {
		a = ast.Unparen(a)
		typ := t.typeOf(a)
		u, isAddr := a.(*ast.UnaryExpr)
		_, isPtr := typ.Underlying().(*types.Pointer)
		if isAddr && u.Op == token.AND || isPtr {
			change(a)
		}
	}
	return in
}

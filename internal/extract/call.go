package extract

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// call records a call and returns its results; conversions and builtins are seen through.
func (b *builder) call(e *ast.CallExpr) []summary.Node {
	info := b.in.Info
	if tv := info.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 && info.Types[e.Args[0]].IsNil() {
		return []summary.Node{b.add(summary.Value{Kind: summary.Const, Value: "nil", Type: b.typeKey(e), Fn: b.fn, Pos: b.at(e)})}
	} else if tv.IsType() && len(e.Args) == 1 {
		return []summary.Node{b.text(e.Args[0])}
	} else if tv.IsBuiltin() {
		return []summary.Node{b.builtin(e)}
	}
	if i, ok := b.calls[e]; ok {
		return b.out.Calls[i].Results
	}
	i := int32(len(b.out.Calls))
	b.calls[e] = i
	b.out.Calls = append(b.out.Calls, summary.Call{Dyn: summary.None, Recv: summary.None, Fn: b.fn, Cond: b.cond, In: -1, Endless: b.forever, Spread: e.Ellipsis.IsValid(), Pos: b.at(e)})
	b.site(e.Fun, i, -1)
	for k, a := range e.Args {
		b.site(a, i, int32(k))
	}
	c := summary.Call{}
	fun := ast.Unparen(e.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	if f, ok := typeutil.Callee(info, e).(*types.Func); ok {
		c.Callee = b.keyOf(f)
		if r := f.Signature().Recv(); r != nil {
			if types.IsInterface(r.Type()) {
				c.Iface, c.Method = b.keyOfType(r.Type()), f.Name()
				c.Like = b.like(f)
			}
		}
		if f.Pkg() != nil && !b.in.Workspace(f.Pkg().Path()) {
			c.Borrows = b.borrows(f.Signature(), e.Args)
		}
		if sig := f.Signature(); sig.Variadic() {
			c.Rest = b.keyOfType(sig.Params().At(sig.Params().Len() - 1).Type())
		}
	} else {
		c.Dyn = b.expr(e.Fun)
		c.Like = b.fieldKey(fun)
	}
	recv := summary.None
	if sel, ok := fun.(*ast.SelectorExpr); ok && c.Callee != "" {
		if s, ok := info.Selections[sel]; ok && s.Kind() == types.MethodVal {
			recv = b.path(b.expr(sel.X), s.Recv(), s.Index()[:len(s.Index())-1], sel)
			if c.Iface == "" && types.IsInterface(s.Recv()) {
				c.Iface, c.Method = b.keyOfType(s.Recv()), s.Obj().Name()
			} else if c.Iface != "" {
				c.Iface = ifaceKey(s, c.Iface)
			}
		}
	}
	var args []summary.Node
	if len(e.Args) == 1 {
		if inner, ok := ast.Unparen(e.Args[0]).(*ast.CallExpr); ok && !info.Types[inner.Fun].IsType() {
			if t, ok := info.TypeOf(inner).(*types.Tuple); ok && t.Len() > 1 {
				args = b.call(inner)
			}
		}
	}
	if args == nil {
		value := b.text
		if c.Callee != "" && !b.speaks(c.Callee) {
			value = b.expr // nobody asks for the strings that go there
		} else if _, ok := b.in.Catalog.Get(c.Callee, "logs"); ok {
			value = b.called
		}
		for _, a := range e.Args {
			args = append(args, value(a))
		}
	}
	var results []summary.Node
	switch t := info.TypeOf(e).(type) {
	case *types.Tuple:
		for k := range t.Len() {
			results = append(results, b.add(summary.Value{Kind: summary.Result, Type: b.keyOfType(t.At(k).Type()), Call: i, Index: int32(k), Fn: b.fn, Pos: b.at(e)}))
		}
	case nil:
	default:
		results = []summary.Node{b.add(summary.Value{Kind: summary.Result, Type: b.keyOfType(t), Call: i, Fn: b.fn, Pos: b.at(e)})}
	}
	out := &b.out.Calls[i]
	for k, a := range e.Args {
		if k < 32 && isList(info.TypeOf(a)) {
			out.Lists |= 1 << k
		}
	}
	out.Rest, out.Like, out.Borrows = c.Rest, c.Like, c.Borrows
	out.Callee, out.Iface, out.Method, out.Dyn, out.Recv, out.Args, out.Results = c.Callee, c.Iface, c.Method, c.Dyn, recv, args, results
	if c.Callee != "" {
		out.Dyn = summary.None
	}
	return results
}

// isAny reports whether no type says what values hold: an interface without methods, and maps and lists of such.
func isAny(t types.Type) bool {
	for range 4 {
		if t == nil {
			return false
		}
		if _, ok := types.Unalias(t).(*types.TypeParam); ok {
			return false
		}
		switch u := t.Underlying().(type) {
		case *types.Interface:
			return u.NumMethods() == 0
		case *types.Pointer:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		default:
			return false
		}
	}
	return false
}

// isList reports whether values of a type, or what they point to, are collections. Bytes are none.
func isList(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	var elem types.Type
	switch t := t.Underlying().(type) {
	case *types.Slice:
		elem = t.Elem()
	case *types.Array:
		elem = t.Elem()
	case *types.Map:
		return true
	default:
		return false
	}
	basic, ok := elem.Underlying().(*types.Basic)
	return !ok || basic.Kind() != types.Byte
}

// site notes that a literal of a function is an argument of call i, or its callee.
func (b *builder) site(e ast.Expr, i, arg int32) {
	if lit, ok := ast.Unparen(e).(*ast.FuncLit); ok {
		b.sites[lit] = litSite{i, arg}
	}
}

// like returns the function of a library that a method of a workspace interface stands for: one of the same name and signature, in a
// package that the results come from, or one that takes SQL in the same place.
func (b *builder) like(f *types.Func) string {
	if f.Pkg() == nil || !b.in.Workspace(f.Pkg().Path()) {
		return ""
	}
	sig := f.Signature()
	for i := range sig.Results().Len() {
		n := namedOf(sig.Results().At(i).Type())
		if n == nil || n.Obj().Pkg() == nil {
			continue
		}
		keys, pkg := b.in.Catalog.Methods(n.Obj().Pkg().Path(), f.Name()), n.Obj().Pkg()
		if len(keys) > 0 && b.in.Library != nil {
			pkg = b.in.Library(pkg.Path())
		}
		for _, key := range keys {
			if m := methodOf(pkg, key); m != nil && types.Identical(stripNames(m.Signature()), stripNames(sig)) {
				return key
			}
		}
	}
	for _, key := range b.in.Catalog.Statements(f.Name()) {
		if e, ok := b.in.Catalog.Statement(key); ok && takesLike(sig, e) {
			return key
		}
	}
	return ""
}

// fieldKey returns the key of a field of function type that a library's client has, if the catalog says what it does: "esapi.API.Get" with its path.
func (b *builder) fieldKey(fun ast.Expr) string {
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	s, ok := b.in.Info.Selections[sel]
	if !ok || s.Kind() != types.FieldVal {
		return ""
	}
	t := s.Recv()
	var owner *types.Named
	for _, i := range s.Index() {
		owner = namedOf(t)
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return ""
		}
		t = st.Field(i).Type()
	}
	if owner == nil || owner.Obj().Pkg() == nil || b.in.Workspace(owner.Obj().Pkg().Path()) {
		return ""
	}
	key := owner.Obj().Pkg().Path() + "." + owner.Obj().Name() + "." + sel.Sel.Name
	if _, ok := b.in.Catalog.Get(key, "effect"); !ok {
		return ""
	}
	return key
}

// methodOf returns the method with a key, of a type of pkg, or nil.
func methodOf(pkg *types.Package, key string) *types.Func {
	recv, name, ok := strings.Cut(key, ").")
	if !ok || pkg == nil {
		return nil
	}
	tn, ok := pkg.Scope().Lookup(recv[strings.LastIndexByte(recv, '.')+1:]).(*types.TypeName)
	if !ok {
		return nil
	}
	m, _, _ := types.LookupFieldOrMethod(tn.Type(), true, pkg, name)
	f, _ := m.(*types.Func)
	return f
}

// takesLike reports whether a function takes a statement and what is bound to it where a line of the catalog says so, and a context if that does.
func takesLike(sig *types.Signature, e catalog.Entry) bool {
	sql, n := e.Int("sql", -2), sig.Params().Len()
	if sql < 0 || sql >= n || !isString(sig.Params().At(sql).Type()) || e.Has("args") != sig.Variadic() || e.Int("args", n-1) != n-1 {
		return false
	}
	for k := range sql {
		if isString(sig.Params().At(k).Type()) {
			return false // that is the statement, or the name of something
		}
	}
	ctx := e.Int("ctx", -1)
	return ctx < 0 || summary.TypeKey(sig.Params().At(ctx).Type()) == "context.Context"
}

// speaks reports whether somebody may ask for the strings that a function is given: it is one of the workspace, of the catalog, or has the
// name of one that takes SQL.
func (b *builder) speaks(callee string) bool {
	pkg := catalog.PackageOf(callee)
	return slices.ContainsFunc(b.in.Catalog.Of(callee), func(e catalog.Entry) bool { return e.Kind != "answers" }) || b.in.Workspace(pkg) ||
		!catalog.Standard(pkg) && sqltext.TakesStatement(callee[strings.LastIndexByte(callee, '.')+1:])
}

// ifaceKey names the interface through which a method is called: the static type of the receiver, not the embedded interface that declares the method.
func ifaceKey(s *types.Selection, declared string) string {
	if k := summary.TypeKey(s.Recv()); k != "" && types.IsInterface(s.Recv()) {
		return k
	}
	return declared
}

func (b *builder) builtin(e *ast.CallExpr) summary.Node {
	id, _ := ast.Unparen(e.Fun).(*ast.Ident)
	name := ""
	if id != nil {
		name = id.Name
	}
	b.shrinks(e, name)
	switch name {
	case "append":
		n := b.fresh(summary.Var, e)
		b.out.Nodes[n].Value = summary.Append
		for i, a := range e.Args {
			if from := b.text(a); from != summary.None && from != n {
				b.out.Edges = append(b.out.Edges, summary.Edge{From: from, To: n, Added: i > 0})
			}
		}
		return n
	case "copy":
		if len(e.Args) == 2 {
			b.flow(b.expr(e.Args[1]), b.expr(e.Args[0]))
		}
		return summary.None
	case "new":
		return b.fresh(summary.Zero, e)
	case "recover":
		if b.recovers == nil {
			b.recovers = map[int32]bool{}
		}
		b.recovers[b.fn] = true
	case "make":
		b.discard(e.Args[min(1, len(e.Args)):]...)
		return b.fresh(summary.Lit, e)
	}
	var from []summary.Node
	for _, a := range e.Args {
		from = append(from, b.keep(a))
	}
	n := b.computed(e, from...)
	if name == "len" {
		b.asks(e, n)
	}
	return n
}

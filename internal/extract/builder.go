package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"

	"github.com/prodlint/prodlint/internal/summary"
)

// builder accumulates the summary of one package.
type builder struct {
	in  Input
	out *summary.Package
	// addressed is the operand of the & that was seen last, readAt where fields of rows were seen, rows which structs hold many fields of data.
	addressed ast.Expr
	readAt    map[token.Pos]bool
	rows      map[*types.Named]bool
	vars      map[types.Object]summary.Node
	former    map[*types.Var][]earlier // of those that became other values, see again
	keyed     map[string]summary.Node  // globals and fields by key
	funcs     map[string]int32
	lits      map[*ast.FuncLit]int32
	calls     map[*ast.CallExpr]int32
	nlits     map[int32]int  // literals seen in each function
	recovers  map[int32]bool // functions that call recover
	whole     *ast.BlockStmt // body of the outermost function around
	keys      map[*types.Func]string
	typeKeys  map[*types.TypeName]string
	handles   map[*types.TypeName]bool // see handle
	// strayed counts what is done with fields of channels, see straying. It is worked out once, by whoever asks first.
	strayed func() map[*types.Var]int
	// clocks are the functions of the package that ask what time it is, once somebody wants to know.
	clocks map[*types.Func]bool
	// kept are those that only look into a map, likewise.
	kept   map[*types.Func]bool
	owning map[types.Type]bool // types that were asked about, see owned
	// enums says of types whether their values have names, grown are the Growths that a statement or expression makes, empty what is said not to be
	// there yet where the walk is.
	enums map[*types.TypeName]bool
	grown map[ast.Node][]int32
	empty []string

	nodes map[ast.Expr]summary.Node // of what loops go over, and of channels
	sites map[*ast.FuncLit]litSite
	looks []look // to be taken

	fn   int32          // function being walked, -1 at package level
	body *ast.BlockStmt // its body
	// forever says that a loop around ends only when the program is told to stop.
	forever bool
	cond    summary.Node // condition of the innermost if statement around

	texts map[*ast.BlockStmt]*bodyTexts // of all bodies, see textsAhead
}

// litSite is the call that a literal of a function is an argument of, or the callee (-1).
type litSite struct{ call, arg int32 }

// nodeOf returns the node of an expression that was kept, or None.
func (b *builder) nodeOf(e ast.Expr) summary.Node {
	if n, ok := b.nodes[e]; ok {
		return n
	}
	return summary.None
}

// keep is expr for an expression whose node is asked for again.
func (b *builder) keep(e ast.Expr) summary.Node {
	n := b.expr(e)
	b.nodes[e] = n
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }

func (b *builder) add(v summary.Value) summary.Node {
	v.Cond = b.cond
	b.out.Nodes = append(b.out.Nodes, v)
	return summary.Node(len(b.out.Nodes) - 1)
}

// keyOf is summary.FuncKey, worked out once for each function.
func (b *builder) keyOf(f *types.Func) string {
	key, ok := b.keys[f]
	if !ok {
		key = summary.FuncKey(f)
		b.keys[f] = key
	}
	return key
}

func (b *builder) flow(from, to summary.Node) {
	if from != summary.None && to != summary.None && from != to {
		b.out.Edges = append(b.out.Edges, summary.Edge{From: from, To: to})
	}
}

func (b *builder) at(n ast.Node) summary.Pos { return summary.At(b.in.Fset, b.in.Path, n) }

// nameOf returns the position of a variable's name where it is declared. That of another package's is not known: it may come from export data.
func (b *builder) nameOf(v *types.Var) summary.Pos {
	if v.Pkg() != b.in.Types {
		return summary.Pos{}
	}
	return summary.Span(b.in.Fset, b.in.Path, v.Pos(), v.Pos()+token.Pos(len(v.Name())))
}

func (b *builder) typeKey(e ast.Expr) string {
	if t := b.in.Info.TypeOf(e); t != nil {
		return b.keyOfType(t)
	}
	return ""
}

// keyOfType is summary.TypeKey, but that the program's own types of errors are "error", and interfaces that embed a resource are that. Each name is put
// together once for a package.
func (b *builder) keyOfType(t types.Type) string {
	n := summary.NamedIn(t)
	if n == nil {
		return summary.TypeKey(t)
	}
	key, ok := b.typeKeys[n.Obj()]
	if !ok {
		key = summary.TypeKey(n)
		if types.IsInterface(n) && isError(n) || n.Obj().Pkg() != nil && b.in.Workspace(n.Obj().Pkg().Path()) && isError(types.NewPointer(n)) {
			key = "error"
		} else if types.IsInterface(n) {
			key = b.embedded(n, key)
		}
		b.typeKeys[n.Obj()] = key
	}
	return key
}

// embedded returns the key of the resource that an interface embeds, else its own.
func (b *builder) embedded(n *types.Named, key string) string {
	for _, e := range b.in.Catalog.All("resource") {
		if !e.Has("embedded") {
			continue
		}
		m, _, _ := types.LookupFieldOrMethod(n, false, nil, e.Attrs["embedded"])
		if f, ok := m.(*types.Func); ok && summary.TypeKey(f.Signature().Recv().Type()) == e.Key {
			return e.Key
		}
	}
	return key
}

// fresh adds a node of a kind for an expression.
func (b *builder) fresh(kind summary.NodeKind, e ast.Expr) summary.Node {
	return b.add(summary.Value{Kind: kind, Type: b.typeKey(e), Fn: b.fn, Pos: b.at(e)})
}

// variable returns the node of a variable or struct field used outside of a selector.
func (b *builder) variable(v *types.Var) summary.Node {
	v = v.Origin()
	if n, ok := b.vars[v]; ok {
		return n
	}
	if v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		n := b.named(summary.Global, v.Pkg().Path()+"."+v.Name(), v.Type())
		b.vars[v] = n
		return n
	}
	n := b.add(summary.Value{Kind: summary.Var, Key: v.Name(), Type: b.keyOfType(v.Type()), List: isList(v.Type()), Any: isAny(v.Type()), Fn: b.fn, Pos: b.nameOf(v)})
	b.vars[v] = n
	return n
}

func (b *builder) named(kind summary.NodeKind, key string, t types.Type) summary.Node {
	if n, ok := b.keyed[key]; ok {
		return n
	}
	n := b.add(summary.Value{Kind: kind, Key: key, Type: b.keyOfType(t), List: isList(t), Any: isAny(t), Fn: -1})
	b.keyed[key] = n
	return n
}

// field returns the node of field i of an object base whose struct type is st, called owner (nil if the type has no name).
func (b *builder) field(base summary.Node, owner *types.Named, st *types.Struct, i int, at ast.Node) summary.Node {
	v := st.Field(i)
	if owner == nil || owner.Obj().Pkg() == nil {
		return b.variable(v)
	}
	pkg := owner.Obj().Pkg().Path()
	if b.in.Workspace(pkg) {
		n := b.named(summary.Field, pkg+"."+owner.Obj().Name()+"."+v.Name(), v.Type())
		if f := &b.out.Nodes[n]; !f.Pos.IsValid() && v.Pkg() == b.in.Types {
			f.Value, f.Pos = st.Tag(i), b.nameOf(v)
		}
		if at != nil && base != summary.None && b.out.Nodes[base].Kind != summary.Lit && b.serving(v.Type(), b.out.Nodes[n].Type) {
			return b.fieldOf(n, base, at)
		}
		return n
	}
	if v.Embedded() {
		return base // a library type and what it embeds are one object to us
	}
	return b.add(summary.Value{Kind: summary.Load, Base: base, Field: v.Name(), Type: b.keyOfType(v.Type()), Fn: b.fn, Pos: b.at(at)})
}

// path follows the fields index of an object of type t.
func (b *builder) path(base summary.Node, t types.Type, index []int, at ast.Node) summary.Node {
	for _, i := range index {
		owner := namedOf(t)
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || i >= st.NumFields() {
			return summary.None
		}
		base = b.field(base, owner, st, i, at)
		t = st.Field(i).Type()
	}
	return base
}

// expr returns the node of an expression and records the calls inside it.
func (b *builder) expr(e ast.Expr) summary.Node {
	if e == nil {
		return summary.None
	}
	if tv, ok := b.in.Info.Types[e]; ok && tv.Value != nil {
		return b.constant(e, tv.Value)
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return b.expr(e.X)
	case *ast.StarExpr:
		return b.expr(e.X)
	case *ast.SliceExpr:
		b.discard(e.Low, e.High, e.Max)
		if b.cuts(e) {
			return b.piece(e)
		}
		return b.expr(e.X)
	case *ast.TypeAssertExpr:
		return b.expr(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			b.addressed = ast.Unparen(e.X)
			b.lends(e)
		}
		x := b.expr(e.X)
		if e.Op == token.AND || e.Op == token.ARROW {
			return x
		}
		return b.operator(b.computed(e, x), e.Op)
	case *ast.BinaryExpr:
		b.limits(e)
		return b.operator(b.computed(e, b.expr(e.X), b.expr(e.Y)), e.Op)
	case *ast.IndexExpr:
		if tv := b.in.Info.Types[e.Index]; tv.IsType() {
			return b.expr(e.X)
		}
		b.expr(e.Index)
		return b.expr(e.X)
	case *ast.IndexListExpr:
		return b.expr(e.X)
	case *ast.Ident:
		switch obj := b.in.Info.ObjectOf(e).(type) {
		case *types.Var:
			return b.variable(obj)
		case *types.Func:
			return b.funcValue(e, b.keyOf(obj))
		case *types.Nil:
			return b.add(summary.Value{Kind: summary.Const, Value: "nil", Fn: b.fn, Pos: b.at(e)})
		}
		return summary.None
	case *ast.SelectorExpr:
		return b.selector(e)
	case *ast.CompositeLit:
		return b.composite(e)
	case *ast.FuncLit:
		return b.funcLit(e)
	case *ast.CallExpr:
		return b.first(b.call(e))
	case *ast.KeyValueExpr:
		b.expr(e.Key)
		return b.expr(e.Value)
	}
	return summary.None
}

func (b *builder) first(ns []summary.Node) summary.Node {
	if len(ns) == 0 {
		return summary.None
	}
	return ns[0]
}

func (b *builder) discard(es ...ast.Expr) {
	for _, e := range es {
		b.expr(e)
	}
}

func (b *builder) constant(e ast.Expr, v constant.Value) summary.Node {
	text := v.ExactString()
	if v.Kind() == constant.String {
		text = constant.StringVal(v)
	}
	return b.add(summary.Value{Kind: summary.Const, Value: text, Key: b.constName(e), Type: b.typeKey(e), Fn: b.fn, Pos: b.at(e)})
}

// computed is a value that depends on others.
func (b *builder) computed(e ast.Expr, from ...summary.Node) summary.Node {
	n := b.fresh(summary.Expr, e)
	for _, f := range from {
		b.flow(f, n)
	}
	return n
}

func (b *builder) funcValue(e ast.Expr, key string) summary.Node {
	return b.add(summary.Value{Kind: summary.Func, Value: key, Base: summary.None, Fn: b.fn, Pos: b.at(e)})
}

func (b *builder) funcLit(e *ast.FuncLit) summary.Node {
	i, ok := b.lits[e]
	if !ok {
		sig, isSig := b.in.Info.TypeOf(e).(*types.Signature)
		if !isSig {
			return summary.None
		}
		b.nlits[b.fn]++
		name := "func" + itoa(b.nlits[b.fn])
		key := b.in.Path + "." + name
		if b.fn >= 0 {
			key, name = b.out.Funcs[b.fn].Key+"."+name, b.out.Funcs[b.fn].Name+"."+name
		}
		site, ok := b.sites[e]
		if !ok {
			site = litSite{-1, -1}
		}
		i = b.function(summary.Function{
			Key: key, Name: name, Parent: b.fn, Lit: true, Site: site.call, SiteArg: site.arg,
			Pos: summary.Span(b.in.Fset, b.in.Path, e.Pos(), e.Pos()+4),
		}, sig)
		b.lits[e] = i
		b.within(i, e.Body)
		if b.fn < 0 {
			b.lookAt(i, nil, e.Type, e.Body)
		}
	}
	return b.funcValue(e, b.out.Funcs[i].Key)
}

func (b *builder) selector(e *ast.SelectorExpr) summary.Node {
	sel, ok := b.in.Info.Selections[e]
	if !ok {
		switch obj := b.in.Info.ObjectOf(e.Sel).(type) {
		case *types.Var:
			return b.variable(obj)
		case *types.Func:
			return b.funcValue(e, b.keyOf(obj))
		}
		return summary.None
	}
	switch sel.Kind() {
	case types.FieldVal:
		b.read(e, sel)
		return b.path(b.expr(e.X), sel.Recv(), sel.Index(), e)
	case types.MethodVal:
		recv := b.path(b.expr(e.X), sel.Recv(), sel.Index()[:len(sel.Index())-1], e)
		n := b.funcValue(e, b.keyOf(sel.Obj().(*types.Func)))
		b.out.Nodes[n].Base = recv
		return n
	default:
		return b.funcValue(e, b.keyOf(sel.Obj().(*types.Func)))
	}
}

// composite records a literal. Elements of workspace structs also flow to the fields, elements of collections into the literal itself.
func (b *builder) composite(e *ast.CompositeLit) summary.Node {
	t := b.in.Info.TypeOf(e)
	n := b.fresh(summary.Lit, e)
	if t == nil {
		return n
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem() // &T elided inside a literal
	}
	owner := namedOf(t)
	st, isStruct := t.Underlying().(*types.Struct)
	b.out.Nodes[n].Any = isAny(t)
	if owner == nil && !isStruct {
		b.out.Nodes[n].Type = "[]" + b.out.Nodes[n].Type // the collection is not one of its elements
	}
	for i, elt := range e.Elts {
		val, name := elt, ""
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			val = kv.Value
			if id, ok := kv.Key.(*ast.Ident); ok && isStruct {
				name = id.Name
			} else {
				b.expr(kv.Key)
				name = b.mapKey(t, kv.Key)
			}
		} else if isStruct && i < st.NumFields() {
			name = st.Field(i).Name()
		}
		v := b.text(val)
		b.out.Nodes[n].Fields = append(b.out.Nodes[n].Fields, summary.FieldValue{Name: name, Value: v, Pos: b.at(elt)})
		if !isStruct {
			b.put(v, n)
			continue
		}
		for k := range st.NumFields() {
			if f := st.Field(k); f.Name() == name {
				if owner == nil || owner.Obj().Pkg() != nil && b.in.Workspace(owner.Obj().Pkg().Path()) {
					b.put(v, b.field(n, owner, st, k, elt))
				} else if f.Embedded() {
					b.flow(v, n)
				}
			}
		}
	}
	return n
}

// text is expr, but resolves strings that are put together in several statements.
func (b *builder) text(e ast.Expr) summary.Node {
	if t := b.in.Info.TypeOf(e); t == nil || b.body == nil || !isString(t) {
		return b.expr(e)
	}
	if tv := b.in.Info.Types[e]; tv.Value != nil {
		return b.expr(e)
	}
	alts := b.resolver().alternatives(e)
	plain := b.expr(e)
	var nodes []summary.Node
	itself := false // on some path nothing is known but the variable
	for _, alt := range alts {
		if len(alt) == 0 {
			continue
		}
		if len(alt) == 1 && alt[0].Hole != nil && ast.Unparen(alt[0].Hole) == ast.Unparen(e) {
			itself = true
			continue
		}
		if n := b.alias(alt, plain); n != summary.None {
			nodes = append(nodes, n)
			continue
		}
		var parts []summary.Part
		for _, p := range alt {
			part := summary.Part{Lit: p.Lit, Node: summary.None}
			if p.Hole != nil {
				part.Node = b.hole(p.Hole)
			}
			parts = append(parts, part)
		}
		n := b.fresh(summary.Text, e)
		b.out.Nodes[n].Parts = parts
		nodes = append(nodes, n)
	}
	if itself && len(nodes) > 0 {
		nodes = append(nodes, plain)
	}
	switch len(nodes) {
	case 0:
		return plain
	case 1:
		return nodes[0]
	}
	n := b.fresh(summary.Var, e)
	for _, t := range nodes {
		b.flow(t, n)
	}
	return n
}

// hole returns the node of a part of a text that was not resolved. A hole without a type of its own (what a loop appends) is unknown.
func (b *builder) hole(e ast.Expr) summary.Node {
	if b.in.Info.TypeOf(e) == nil {
		return b.add(summary.Value{Kind: summary.Unknown, Fn: b.fn})
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if _, done := b.calls[call]; !done && b.in.Info.Types[call.Fun].IsBuiltin() {
			return b.add(summary.Value{Kind: summary.Unknown, Fn: b.fn})
		}
	}
	n := b.expr(e)
	if n == summary.None {
		n = b.add(summary.Value{Kind: summary.Unknown, Fn: b.fn})
	}
	return n
}

func isString(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}

package extract

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/summary"
)

// stmt walks a statement.
func (b *builder) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case nil:
	case *ast.BlockStmt:
		if s != nil {
			b.stmts(s.List)
		}
	case *ast.ExprStmt:
		b.expr(s.X)
		if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			b.mark(call, func(c *summary.Call) { c.Dropped = true })
		}
		b.waits(s)
	case *ast.GoStmt:
		b.call(s.Call)
		b.mark(s.Call, func(c *summary.Call) { c.Go, c.Dropped = true, true })
	case *ast.DeferStmt:
		b.call(s.Call)
		b.mark(s.Call, func(c *summary.Call) { c.Defer, c.Dropped = true, true })
	case *ast.SendStmt:
		b.flow(b.text(s.Value), b.keep(s.Chan))
	case *ast.IncDecStmt:
		b.expr(s.X)
		b.grows(s, s.X, nil)
	case *ast.AssignStmt:
		b.assign(s)
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok {
			b.genDecl(d)
		}
	case *ast.ReturnStmt:
		b.ret(s)
	case *ast.LabeledStmt:
		b.stmt(s.Stmt)
	case *ast.IfStmt:
		b.stmt(s.Init)
		outer := b.cond
		b.cond = b.expr(s.Cond)
		known := len(b.empty)
		b.empty = append(b.empty, b.asEmpty(s.Cond)...)
		edges := len(b.out.Edges)
		b.stmt(s.Body)
		if last := len(b.out.Edges) - 1; last >= edges && b.spare(s) {
			b.out.Edges[last].Spare = true
		}
		b.empty = b.empty[:known]
		b.stmt(s.Else)
		b.cond = outer
	case *ast.ForStmt:
		b.stmt(s.Init)
		outer := b.forever
		b.forever = outer || b.always(s.Cond) && b.endless(s.Body)
		b.expr(s.Cond)
		b.stmt(s.Body)
		b.stmt(s.Post)
		b.forever = outer
	case *ast.RangeStmt:
		b.rangeStmt(s)
	case *ast.SwitchStmt:
		b.switchStmt(s)
	case *ast.TypeSwitchStmt:
		b.typeSwitch(s)
	case *ast.SelectStmt:
		b.waits(s)
		b.stmt(s.Body)
		b.awaits(s)
	case *ast.CaseClause:
		b.discard(s.List...)
		b.stmts(s.Body)
	case *ast.CommClause:
		b.stmt(s.Comm)
		b.stmts(s.Body)
	}
}

// switchStmt walks a switch. The condition of each clause is computed from the tag and the values of the clause.
func (b *builder) switchStmt(s *ast.SwitchStmt) {
	b.stmt(s.Init)
	tag := b.expr(s.Tag)
	outer := b.cond
	for _, c := range s.Body.List {
		clause, ok := c.(*ast.CaseClause)
		if !ok {
			continue
		}
		from := []summary.Node{tag}
		for _, e := range clause.List {
			from = append(from, b.expr(e))
		}
		cond := b.add(summary.Value{Kind: summary.Expr, Fn: b.fn, Pos: b.at(clause)})
		for _, f := range from {
			b.flow(f, cond)
		}
		b.cond = cond
		b.stmts(clause.Body)
		b.cond = outer
	}
}

func (b *builder) stmts(list []ast.Stmt) {
	for _, s := range list {
		b.stmt(s)
	}
}

func (b *builder) mark(e *ast.CallExpr, set func(*summary.Call)) {
	if i, ok := b.calls[e]; ok {
		set(&b.out.Calls[i])
	}
}

func (b *builder) genDecl(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			b.valueSpec(d.Tok, spec)
		case *ast.TypeSpec:
			b.structFields(spec)
		}
	}
}

func (b *builder) valueSpec(tok token.Token, spec *ast.ValueSpec) {
	if tok != token.VAR {
		return
	}
	if len(spec.Values) == 0 {
		for _, name := range spec.Names {
			if v, ok := b.in.Info.Defs[name].(*types.Var); ok && holdsStruct(v.Type()) {
				b.flow(b.zero(v), b.variable(v))
			} else if ok && b.owned(v.Type()) {
				b.variable(v) // it is of this function, whoever sets it first
			}
		}
		return
	}
	var lhs []ast.Expr
	for _, name := range spec.Names {
		lhs = append(lhs, name)
	}
	b.bind(lhs, spec.Values)
}

// zero is the value of a struct variable or field that was declared without one.
func (b *builder) zero(v *types.Var) summary.Node {
	return b.add(summary.Value{Kind: summary.Zero, Type: b.keyOfType(v.Type()), Fn: b.fn, Pos: b.nameOf(v)})
}

func holdsStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// structFields makes the fields of a struct type known, with their tags. Those that hold a library struct by value start with its zero value.
func (b *builder) structFields(spec *ast.TypeSpec) {
	tn, ok := b.in.Info.Defs[spec.Name].(*types.TypeName)
	if !ok || tn.Parent() != b.in.Types.Scope() {
		return
	}
	owner, _ := tn.Type().(*types.Named)
	if owner == nil {
		return
	}
	st, ok := owner.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i := range st.NumFields() {
		v := st.Field(i)
		n := b.field(summary.None, owner, st, i, spec)
		if t := namedOf(v.Type()); t != nil && holdsStruct(v.Type()) && t.Obj().Pkg() != nil && !b.in.Workspace(t.Obj().Pkg().Path()) {
			b.flow(b.zero(v), n)
		}
	}
}

func (b *builder) assign(s *ast.AssignStmt) {
	defer func() {
		for i, l := range s.Lhs {
			if rhs := ast.Expr(nil); s.Tok != token.DEFINE {
				if len(s.Rhs) == len(s.Lhs) {
					rhs = s.Rhs[i]
				}
				b.grows(s, l, rhs)
			}
		}
	}()
	if s.Tok != token.ASSIGN && s.Tok != token.DEFINE {
		// x op= y
		v := b.expr(s.Rhs[0])
		b.flow(v, b.target(s.Lhs[0], v))
		return
	}
	b.bind(s.Lhs, s.Rhs)
}

// bind assigns each value to its target; one call may give several values.
func (b *builder) bind(lhs, rhs []ast.Expr) {
	if len(rhs) == 1 && len(lhs) > 1 {
		if call, ok := ast.Unparen(rhs[0]).(*ast.CallExpr); ok {
			results := b.call(call)
			for i, l := range lhs {
				if i < len(results) {
					b.store(l, results[i])
				}
			}
			return
		}
		b.store(lhs[0], b.expr(rhs[0])) // v, ok := m[k], <-ch, x.(T)
		return
	}
	for i, l := range lhs {
		if i >= len(rhs) {
			break
		}
		if blank(l) && b.in.Info.Types[rhs[i]].Value != nil {
			continue // a constant that nobody wants
		}
		value := b.expr
		if !b.local(l) {
			value = b.text // local strings are resolved where they are used
		}
		first := len(b.out.Edges)
		v := value(rhs[i])
		if w := b.again(l); w != nil {
			if n, ok := b.vars[w]; ok {
				b.former[w] = append(b.former[w], earlier{n, rhs[i].End()})
			}
			delete(b.vars, w)
		}
		b.store(l, v)
		if b.copies(rhs[i]) {
			for k := first; k < len(b.out.Edges); k++ {
				b.out.Edges[k].Copy = b.out.Edges[k].Copy || b.out.Edges[k].From == v
			}
		}
	}
}

// earlier is what a variable was up to a place.
type earlier struct {
	node  summary.Node
	until token.Pos
}

// asOf returns the node of a variable where an identifier stands.
func (b *builder) asOf(id *ast.Ident, v *types.Var) (summary.Node, bool) {
	for _, was := range b.former[v] {
		if id.Pos() < was.until {
			return was.node, true
		}
	}
	n, ok := b.vars[v]
	return n, ok
}

// again returns the variable of an interface type that an assignment sets in the block that declares it: from there on it is another value, such
// as a wrapper of what it was.
func (b *builder) again(l ast.Expr) *types.Var {
	id, ok := l.(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := b.in.Info.Uses[id].(*types.Var)
	if !ok || v.Parent() == nil || v.Parent() == b.in.Types.Scope() || v.Parent().Innermost(id.Pos()) != v.Parent() || !types.IsInterface(v.Type()) || isError(v.Type()) || summary.TypeKey(v.Type()) == "context.Context" {
		return nil
	}
	return v
}

// copies reports whether an expression is a library struct by value, taken through a pointer.
func (b *builder) copies(e ast.Expr) bool {
	star, ok := ast.Unparen(e).(*ast.StarExpr)
	if !ok {
		return false
	}
	t := namedOf(b.in.Info.TypeOf(star))
	return t != nil && holdsStruct(t) && t.Obj().Pkg() != nil && !b.in.Workspace(t.Obj().Pkg().Path())
}

// local reports whether an assignment target is a variable of the function.
func (b *builder) local(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := b.in.Info.ObjectOf(id).(*types.Var)
	return ok && v.Parent() != b.in.Types.Scope()
}

func (b *builder) store(target ast.Expr, v summary.Node) {
	n := b.target(target, v)
	if x, ok := ast.Unparen(target).(*ast.IndexExpr); ok {
		if t := b.in.Info.TypeOf(x.X); t != nil {
			b.element(t, x, n, v)
			b.put(v, n)
			return
		}
	}
	b.flow(v, n)
}

func blank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// target returns the node assigned to, and records stores to fields of library structs.
func (b *builder) target(e ast.Expr, v summary.Node) summary.Node {
	e = ast.Unparen(e)
	if blank(e) {
		return summary.None
	}
	if v == summary.None {
		v = b.add(summary.Value{Kind: summary.Unknown, Fn: b.fn})
	}
	n := b.expr(e)
	if n == summary.None || b.out.Nodes[n].Kind != summary.Load {
		return n
	}
	if _, ok := e.(*ast.SelectorExpr); !ok {
		return n
	}
	load := b.out.Nodes[n]
	b.out.Stores = append(b.out.Stores, summary.Store{Base: load.Base, Field: load.Field, Value: v, Cond: b.cond, Fn: b.fn, Pos: b.at(e)})
	return n
}

func (b *builder) ret(s *ast.ReturnStmt) {
	if b.fn < 0 {
		return
	}
	results := b.out.Funcs[b.fn].Results
	if len(s.Results) == 1 && len(results) > 1 {
		if call, ok := ast.Unparen(s.Results[0]).(*ast.CallExpr); ok {
			for i, n := range b.call(call) {
				if i < len(results) {
					b.flow(n, results[i])
				}
			}
		}
		return
	}
	for i, e := range s.Results {
		if n := b.text(e); i < len(results) {
			b.flow(n, results[i])
		}
	}
}

func (b *builder) rangeStmt(s *ast.RangeStmt) {
	x := b.keep(s.X)
	forever := b.forever
	defer func() { b.forever = forever }()
	t := b.in.Info.TypeOf(s.X)
	b.forever = forever || t != nil && ticks(t) && b.endless(s.Body)
	if t != nil {
		switch u := t.Underlying().(type) {
		case *types.Signature: // an iterator: the body is the function given to it
			x = summary.None
		case *types.Chan:
			if s.Key != nil {
				b.store(s.Key, x)
			}
			_ = u
			b.stmt(s.Body)
			return
		case *types.Map:
			if s.Key != nil {
				b.store(s.Key, summary.None)
			}
		}
	}
	if s.Value != nil {
		b.store(s.Value, x)
	}
	b.stmt(s.Body)
}

// typeSwitch connects the variable of each clause with the value switched on.
func (b *builder) typeSwitch(s *ast.TypeSwitchStmt) {
	b.stmt(s.Init)
	var x summary.Node
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		x = b.expr(a.Rhs[0])
	case *ast.ExprStmt:
		x = b.expr(a.X)
	}
	for _, c := range s.Body.List {
		if v, ok := b.in.Info.Implicits[c].(*types.Var); ok {
			b.flow(x, b.variable(v))
		}
		if cc, ok := c.(*ast.CaseClause); ok {
			b.stmts(cc.Body)
		}
	}
}

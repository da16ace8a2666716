package extract

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/prodlint/prodlint/internal/summary"
)

// enders are the methods by which values of library types are given back.
var enders = []string{"Close", "Stop", "Rollback", "Release", "Cancel", "Shutdown"}

// owned reports whether values of a type may be something that has to be given back: they have a method that does it, are functions,
// or interfaces that hide what they are.
func (b *builder) owned(t types.Type) bool {
	if t == nil {
		return false
	}
	if known, ok := b.owning[t]; ok {
		return known
	}
	if b.owning == nil {
		b.owning = map[types.Type]bool{}
	}
	b.owning[t] = false // types may hold themselves
	b.owning[t] = b.mayOwn(t)
	return b.owning[t]
}

func (b *builder) mayOwn(t types.Type) bool {
	switch u := types.Unalias(t).(type) {
	case *types.Basic:
		return false
	case *types.Pointer:
		if _, named := types.Unalias(u.Elem()).(*types.Named); !named {
			return b.owned(u.Elem())
		}
	case *types.Slice:
		return b.owned(u.Elem())
	case *types.Array:
		return b.owned(u.Elem())
	case *types.Map:
		return b.owned(u.Elem())
	case *types.Chan:
		return b.owned(u.Elem())
	case *types.Signature:
		return true
	case *types.TypeParam:
		return true
	case *types.Struct:
		return false
	}
	key := summary.TypeKey(t)
	if _, ok := b.in.Catalog.Get(key, "resource"); ok {
		return true
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		return !isError(t) && key != "context.Context" && i.NumMethods() > 0
	}
	if _, ok := t.Underlying().(*types.Signature); ok {
		return true
	}
	return hasEnder(t)
}

// hasEnder reports whether a type has a method by which its values are given back.
func hasEnder(t types.Type) bool {
	for _, name := range enders {
		if m, _, _ := types.LookupFieldOrMethod(t, true, nil, name); m != nil {
			if _, ok := m.(*types.Func); ok {
				return true
			}
		}
	}
	return false
}

// borrows returns the arguments of a call of a library that it cannot give back: their parameters are interfaces without a method for that.
func (b *builder) borrows(sig *types.Signature, args []ast.Expr) (bits uint32) {
	n := sig.Params().Len()
	for k, a := range args {
		if n == 0 || k >= 32 || !b.owned(b.in.Info.TypeOf(a)) {
			continue
		}
		t := sig.Params().At(min(k, n-1)).Type()
		if s, ok := t.(*types.Slice); ok && sig.Variadic() && k >= n-1 {
			t = s.Elem()
		}
		if _, param := types.Unalias(t).(*types.TypeParam); param {
			continue
		}
		if i, ok := t.Underlying().(*types.Interface); ok && i.NumMethods() > 0 && !hasEnder(t) {
			bits |= 1 << k
		}
	}
	return bits
}

// mover collects the values that a statement hands on other than by calls.
type mover struct {
	b     *builder
	fn    int32
	moves []summary.Move
	back  bool // what is given is a result of the function
	inner bool // it is captured by a function that is given
}

// moved returns the values that a node of a control-flow graph hands on: it returns them, sends them, or puts them into what may live longer.
func (b *builder) moved(fn int32, n ast.Node) []summary.Move {
	m := &mover{b: b, fn: fn}
	switch s := n.(type) {
	case *ast.ReturnStmt:
		m.back = true
		for _, e := range s.Results {
			m.give(e)
		}
		if len(s.Results) == 0 {
			for _, r := range b.out.Funcs[fn].Results {
				if b.out.Nodes[r].Key != "" {
					m.add(r)
				}
			}
		}
	case *ast.SendStmt:
		m.give(s.Value)
	case *ast.AssignStmt:
		for i, l := range s.Lhs {
			if len(s.Lhs) == len(s.Rhs) && m.outside(l) {
				m.give(s.Rhs[i])
			} else if call, ok := ast.Unparen(s.Rhs[0]).(*ast.CallExpr); ok && len(s.Rhs) == 1 && m.outside(l) {
				m.result(call, i)
			}
		}
	}
	m.back = false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CompositeLit:
			for _, elt := range n.Elts {
				m.give(elt)
			}
		case *ast.CallExpr:
			if b.in.Info.Types[n.Fun].IsBuiltin() && text(n.Fun) == "append" {
				m.give(n)
			}
		}
		return true
	})
	return m.moves
}

// outside reports whether what is assigned to may live longer than the call of the function.
func (m *mover) outside(l ast.Expr) bool {
	id, ok := ast.Unparen(l).(*ast.Ident)
	if !ok {
		return true
	}
	v, ok := m.b.in.Info.ObjectOf(id).(*types.Var)
	if !ok || id.Name == "_" {
		return false
	}
	n, ok := m.b.vars[v.Origin()]
	return ok && m.b.out.Nodes[n].Fn != m.fn
}

func (m *mover) add(n summary.Node) {
	if n != summary.None {
		m.moves = append(m.moves, summary.Move{Node: n, Returned: m.back, Captured: m.inner})
	}
}

func (m *mover) variable(id *ast.Ident) {
	if v, ok := m.b.in.Info.ObjectOf(id).(*types.Var); ok {
		if n, ok := m.b.asOf(id, v.Origin()); ok {
			m.add(n)
		}
	}
}

// result notes result i of a call.
func (m *mover) result(call *ast.CallExpr, i int) {
	k, ok := m.b.calls[call]
	if !ok || i >= len(m.b.out.Calls[k].Results) {
		return
	}
	t := m.b.in.Info.TypeOf(call)
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(i).Type()
	}
	if m.b.owned(t) {
		m.add(m.b.out.Calls[k].Results[i])
	}
}

// give notes what of an expression is handed on with its value.
func (m *mover) give(e ast.Expr) {
	info := m.b.in.Info
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if m.b.owned(info.TypeOf(e)) {
			m.variable(e)
		}
	case *ast.UnaryExpr:
		m.give(e.X)
	case *ast.StarExpr:
		m.give(e.X)
	case *ast.TypeAssertExpr:
		m.give(e.X)
	case *ast.KeyValueExpr:
		m.give(e.Value)
	case *ast.IndexExpr:
		m.give(e.X)
	case *ast.CompositeLit: // looked at wherever it stands
	case *ast.FuncLit:
		back, inner := m.back, m.inner
		m.back, m.inner = false, true
		defer func() { m.back, m.inner = back, inner }()
		ast.Inspect(e.Body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && info.Uses[id] != nil && m.b.owned(info.TypeOf(id)) && (id.Pos() < e.Pos() || info.Uses[id].Pos() < e.Pos()) {
				m.variable(id)
			}
			return true
		})
	case *ast.SelectorExpr:
		if !m.b.owned(info.TypeOf(e)) {
			return
		}
		var x ast.Expr = e
		for {
			sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
			if !ok {
				break
			}
			x = sel.X
		}
		if id, ok := ast.Unparen(x).(*ast.Ident); ok {
			back := m.back
			m.back = back && info.Selections[e] != nil && info.Selections[e].Kind() == types.FieldVal
			m.variable(id)
			m.back = back
		}
	case *ast.CallExpr:
		if tv := info.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 || tv.IsBuiltin() {
			for _, a := range e.Args {
				m.give(a)
			}
			return
		}
		if m.b.wraps(e) {
			for _, a := range e.Args {
				m.give(a)
			}
		}
		if k, ok := m.b.calls[e]; ok {
			for i := range m.b.out.Calls[k].Results {
				m.result(e, i)
			}
		}
	}
}

// readers are the methods of what reads from something else bit by bit.
var readers = []string{"Read", "Scan", "Decode", "Next", "Token"}

// wraps reports whether a call of a library makes a reader of what it is given, which so is handed on with the result: bufio.NewReader, json.NewDecoder.
func (b *builder) wraps(e *ast.CallExpr) bool {
	f, ok := typeutil.Callee(b.in.Info, e).(*types.Func)
	if !ok || f.Pkg() == nil || b.in.Workspace(f.Pkg().Path()) || f.Signature().Recv() != nil || f.Signature().Results().Len() == 0 {
		return false
	}
	t := f.Signature().Results().At(0).Type()
	return slices.ContainsFunc(readers, func(name string) bool {
		m, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		_, method := m.(*types.Func)
		return method
	})
}

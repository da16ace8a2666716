package extract

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/prodlint/prodlint/internal/catalog"
)

// afters notes for the calls of a declared function after which others of it they have to run: those that they may be given something of, by
// variables, by what they fill, by conditions. It goes through the text from top to bottom and rather says too much than too little.
type afters struct {
	w     *walker
	holds map[types.Object]uint64                  // what a variable may depend on, besides what parts of it do
	parts map[types.Object]map[types.Object]uint64 // what a field of a variable may depend on
	ranks map[*ast.CallExpr]uint8
	under uint64 // what the conditions and loops around depend on
	turns int    // how many branches and loops are around
}

// maxTurns bounds how many loops within one another are gone through twice.
const maxTurns = 4

// maxRanks is how many calls of a function are told apart.
const maxRanks = 64

// after numbers the calls of a function that may do something outside of the process, and notes those that each of them has to wait for.
func (w *walker) after(body *ast.BlockStmt) {
	a := &afters{w: w, holds: map[types.Object]uint64{}, parts: map[types.Object]map[types.Object]uint64{}, ranks: map[*ast.CallExpr]uint8{}}
	for _, e := range w.calls {
		if len(a.ranks) < maxRanks && a.reaches(e) {
			a.ranks[e] = uint8(len(a.ranks) + 1)
		}
	}
	if len(a.ranks) < 3 {
		return // nothing to be run side by side
	}
	for e, n := range a.ranks {
		w.b.out.Calls[w.b.calls[e]].Rank = n
	}
	a.stmt(body)
}

// reaches reports whether a call may reach something outside of the process: one of the program, or of a library that does.
func (a *afters) reaches(e *ast.CallExpr) bool {
	i, ok := a.w.b.calls[e]
	if !ok {
		return false
	}
	c := &a.w.b.out.Calls[i]
	if c.Callee == "" || c.Iface != "" || a.w.b.in.Workspace(catalog.PackageOf(c.Callee)) || c.Like != "" {
		return true
	}
	for _, e := range a.w.b.in.Catalog.Of(c.Callee) {
		switch e.Kind {
		case "query", "exec", "effect", "runs", "dest", "runprepared", "outbound", "calloption":
			return true
		}
	}
	return len(e.Args) > 0 && isContext(a.w.typeOf(e.Args[0]))
}

func isContext(t types.Type) bool {
	n := namedOf(t)
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context" && n.Obj().Name() == "Context"
}

func (a *afters) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case nil:
	case *ast.BlockStmt:
		for _, s := range s.List {
			a.stmt(s)
		}
	case *ast.LabeledStmt:
		a.stmt(s.Stmt)
	case *ast.AssignStmt:
		a.assign(s.Lhs, s.Rhs, s.Tok)
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok {
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					lhs := make([]ast.Expr, len(v.Names))
					for i, name := range v.Names {
						lhs[i] = name
					}
					a.assign(lhs, v.Values, token.DEFINE)
				}
			}
		}
	case *ast.IncDecStmt:
		a.set(s.X, 0, true)
	case *ast.IfStmt:
		a.stmt(s.Init)
		a.branch(a.expr(s.Cond), 1, s.Body, s.Else)
	case *ast.ForStmt:
		a.stmt(s.Init)
		a.branch(a.expr(s.Cond), 2, s.Body, s.Post)
	case *ast.RangeStmt:
		d := a.expr(s.X)
		a.set(s.Key, d, false)
		a.set(s.Value, d, false)
		a.branch(d, 2, s.Body)
	case *ast.SwitchStmt:
		a.stmt(s.Init)
		a.branch(a.expr(s.Tag), 1, s.Body)
	case *ast.TypeSwitchStmt:
		a.stmt(s.Init)
		a.stmt(s.Assign)
		a.branch(0, 1, s.Body)
	case *ast.SelectStmt:
		a.branch(0, 1, s.Body)
	case *ast.CaseClause:
		d := uint64(0)
		for _, e := range s.List {
			d |= a.expr(e)
		}
		a.branch(d, 1, &ast.BlockStmt{List: s.Body})
	case *ast.CommClause:
		a.stmt(s.Comm)
		a.branch(0, 1, &ast.BlockStmt{List: s.Body})
	case *ast.ExprStmt:
		a.expr(s.X)
	case *ast.SendStmt:
		a.set(s.Chan, a.expr(s.Value), true)
	case *ast.GoStmt:
		a.expr(s.Call)
	case *ast.DeferStmt:
		a.expr(s.Call)
	case *ast.ReturnStmt:
		for _, e := range s.Results {
			a.expr(e)
		}
	}
}

// branch goes through what runs under a condition; twice where it is a loop, as a turn may be given what one before it has set.
func (a *afters) branch(cond uint64, times int, body ...ast.Stmt) {
	outer := a.under
	a.under |= cond
	a.turns++
	if a.turns > maxTurns {
		times = 1
	}
	for range times {
		for _, s := range body {
			if s != nil {
				a.stmt(s)
			}
		}
	}
	a.turns--
	a.under = outer
}

func (a *afters) assign(lhs, rhs []ast.Expr, tok token.Token) {
	values := make([]uint64, len(lhs))
	for i := range lhs {
		if len(rhs) == len(lhs) {
			values[i] = a.expr(rhs[i])
		} else if len(rhs) == 1 && i == 0 {
			d := a.expr(rhs[0])
			for k := range values {
				values[k] = d
			}
		}
	}
	for i, l := range lhs {
		a.set(l, values[i], tok != token.DEFINE && tok != token.ASSIGN)
	}
}

// set says that a variable, or a part of it, depends on something from here on.
func (a *afters) set(l ast.Expr, d uint64, adds bool) {
	if l == nil {
		return
	}
	o := a.w.rootOf(l)
	if o == nil || isError(o.Type()) {
		return
	}
	if o == a.w.object(l) && !adds && a.turns == 0 {
		a.holds[o] = 0
		delete(a.parts, o)
	} else if o != a.w.object(l) {
		d |= a.expr(l) // the key of an element decides, too
	}
	a.fill(l, d)
}

// fill says that a variable, or the field of it that an expression is or lies in, may depend on something.
func (a *afters) fill(e ast.Expr, d uint64) {
	o, field := a.part(e)
	if o == nil {
		if o = a.w.rootOf(e); o != nil {
			a.holds[o] |= d | a.under
		}
		return
	}
	if a.parts[o] == nil {
		a.parts[o] = map[types.Object]uint64{}
	}
	a.parts[o][field] |= d | a.under
}

// part returns the variable, and the field of it, that an expression is or lies in: one of a struct, which is no other variable's as well.
func (a *afters) part(e ast.Expr) (o, field types.Object) {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			if id, ok := ast.Unparen(x.X).(*ast.Ident); ok {
				v, isVar := a.w.object(id).(*types.Var)
				f, isField := a.w.b.in.Info.Uses[x.Sel].(*types.Var)
				if !isVar || !isField || !f.IsField() {
					return nil, nil
				}
				return v, f
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil, nil
		}
	}
}

// held returns what a variable and all its fields may depend on.
func (a *afters) held(o types.Object) uint64 {
	d := a.holds[o]
	for _, p := range a.parts[o] {
		d |= p
	}
	return d
}

// expr returns what an expression depends on, and notes what the calls in it do.
func (a *afters) expr(e ast.Expr) (d uint64) {
	if e == nil {
		return 0
	}
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			d |= a.held(a.w.object(n))
		case *ast.SelectorExpr:
			if _, ok := ast.Unparen(n.X).(*ast.Ident); ok {
				if o, field := a.part(n); o != nil {
					d |= a.holds[o] | a.parts[o][field]
					return false
				}
			}
		case *ast.FuncLit:
			a.branch(0, 1, n.Body)
			ast.Inspect(n.Body, func(m ast.Node) bool {
				if id, ok := m.(*ast.Ident); ok {
					d |= a.held(a.w.object(id))
				}
				return true
			})
			return false
		case *ast.CallExpr:
			d |= a.call(n)
			return false
		}
		return true
	})
	return d
}

// call notes what a call has to wait for, and what it fills. It returns what its results depend on.
func (a *afters) call(e *ast.CallExpr) uint64 {
	given := a.expr(e.Fun)
	args := uint64(0)
	for _, arg := range e.Args {
		args |= a.expr(arg)
	}
	out := given | args
	if rank := a.ranks[e]; rank > 0 {
		a.w.b.out.Calls[a.w.b.calls[e]].After |= (out | a.under) &^ (1 << (rank - 1))
		out |= 1 << (rank - 1)
	}
	for _, arg := range e.Args {
		if to := a.filled(e, arg); to != nil {
			a.fill(to, out)
		}
	}
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && args != 0 {
		if o := a.w.rootOf(sel.X); o != nil && !a.w.isParam[o] {
			a.holds[o] |= args // it may keep what it is given
		}
	}
	return out
}

// filled returns the variable, or part of one, that an argument lets a call change: one whose address is taken, or a pointer, map or slice that a call is given which returns nothing.
func (a *afters) filled(e *ast.CallExpr, arg ast.Expr) ast.Expr {
	if u, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok && u.Op == token.AND {
		return u.X
	}
	o := a.w.object(arg)
	if o == nil {
		return nil
	}
	switch t := a.w.typeOf(e).(type) {
	case nil:
	case *types.Tuple:
		for i := range t.Len() {
			if !isError(t.At(i).Type()) {
				return nil
			}
		}
	default:
		if !isError(t) {
			return nil
		}
	}
	switch t := o.Type().Underlying().(type) {
	case *types.Map, *types.Slice:
		return arg
	case *types.Pointer:
		if n := namedOf(t); n != nil && n.Obj().Pkg() != nil && a.w.b.in.Workspace(n.Obj().Pkg().Path()) {
			return arg
		}
	}
	return nil
}

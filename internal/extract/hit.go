package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// leavesAll are the guards of a call after which all loops around are left, if it succeeds.
const leavesAll = summary.FirstHit | summary.Left

// hits returns FirstHit where the innermost loop is left once the call in statement s has done what it is called for, and Left where the loops
// around that are left as well.
func (w *walker) hits(s ast.Stmt, e *ast.CallExpr) summary.Guard {
	if _, ok := s.(*ast.ReturnStmt); ok {
		return leavesAll
	}
	var got []types.Object
	if as, ok := s.(*ast.AssignStmt); ok {
		for _, l := range as.Lhs {
			if o := w.rootOf(l); o != nil {
				got = append(got, o)
			}
		}
	}
	for _, a := range e.Args {
		if u, ok := ast.Unparen(a).(*ast.UnaryExpr); ok && u.Op == token.AND {
			if o := w.rootOf(u.X); o != nil {
				got = append(got, o)
			}
		}
	}
	if ifs, ok := s.(*ast.IfStmt); ok {
		if g := w.hitIf(ifs, nil, false); g != 0 {
			return g
		}
	}
	for i := len(w.rest) - 1; i >= 0; i-- {
		for _, next := range w.rest[i].stmts {
			switch n := next.(type) {
			case *ast.AssignStmt: // what is read from what was got
				if slices.ContainsFunc(got, func(o types.Object) bool {
					return slices.ContainsFunc(n.Rhs, func(e ast.Expr) bool { return w.uses(e, o) })
				}) {
					for _, l := range n.Lhs {
						if o := w.object(l); o != nil && !isError(o.Type()) {
							got = append(got, o)
						}
					}
				}
			case *ast.ReturnStmt:
				return leavesAll
			case *ast.BranchStmt:
				return left(n, w.rest[i].inner)
			case *ast.IfStmt:
				if g := w.hitIf(n, got, w.rest[i].inner); g != 0 {
					return g
				}
			case *ast.SwitchStmt:
				if g := w.hitSwitch(n, got); g != 0 {
					return g
				}
			}
		}
	}
	return 0
}

// left returns the guards of what stands before a branch.
func left(s *ast.BranchStmt, inner bool) summary.Guard {
	switch {
	case s.Tok == token.GOTO, s.Tok == token.BREAK && s.Label != nil:
		return leavesAll
	case s.Tok == token.BREAK && !inner:
		return summary.FirstHit
	}
	return 0
}

// hitSwitch is hitIf for the clauses of a switch: of conditions, or of an error that is to be nil.
func (w *walker) hitSwitch(s *ast.SwitchStmt, got []types.Object) summary.Guard {
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		if len(cc.List) != 1 || len(cc.Body) == 0 {
			continue
		}
		if s.Tag == nil {
			if g := w.hitIf(&ast.IfStmt{Cond: cc.List[0], Body: &ast.BlockStmt{List: cc.Body}}, got, true); g != 0 {
				return g
			}
			continue
		}
		if o := w.object(s.Tag); o == nil || !isError(o.Type()) || !slices.Contains(got, o) || !isNull(w.b.in.Info, cc.List[0]) {
			continue
		}
		switch last := cc.Body[len(cc.Body)-1].(type) {
		case *ast.BranchStmt:
			return left(last, true)
		case *ast.ReturnStmt:
			return leavesAll
		}
	}
	return 0
}

// hitIf says, as hits does, how a statement leaves the loop when what was got is what was looked for. got is nil where the condition itself asks.
func (w *walker) hitIf(s *ast.IfStmt, got []types.Object, inner bool) summary.Guard {
	asks := got == nil
	for _, o := range got {
		asks = asks || w.uses(s.Cond, o)
	}
	n := len(s.Body.List)
	if !asks || n == 0 {
		return 0
	}
	then, _ := w.cond(s.Cond)
	if then&summary.OnError != 0 || w.failed(s.Cond) {
		for _, st := range s.Body.List { // that it is not there was what was asked
			in, ok := st.(*ast.IfStmt)
			if !ok || len(in.Body.List) == 0 {
				continue
			}
			absent, _ := w.notFound(in.Cond)
			if last, ok := in.Body.List[len(in.Body.List)-1].(*ast.BranchStmt); ok && absent != 0 && last.Tok == token.BREAK {
				return left(last, inner)
			}
		}
		return 0
	}
	switch last := s.Body.List[n-1].(type) {
	case *ast.BranchStmt:
		return left(last, inner)
	case *ast.ReturnStmt:
		if w.noError(s.Cond) || w.succeeds(last) && !(w.bare(last) && w.lacks(s.Cond)) {
			return leavesAll
		}
	}
	return 0
}

// noError reports whether a condition asks that there is no error.
func (w *walker) noError(cond ast.Expr) bool {
	return slices.ContainsFunc(conjuncts(cond), func(e ast.Expr) bool { return w.asksError(e, token.EQL) })
}

// asksError reports whether a node compares an error with nil.
func (w *walker) asksError(n ast.Node, op token.Token) bool {
	b, ok := n.(*ast.BinaryExpr)
	if !ok || b.Op != op || !isNull(w.b.in.Info, b.Y) {
		return false
	}
	t := w.typeOf(b.X)
	return t != nil && isError(t)
}

// bare reports whether a return gives nothing.
func (w *walker) bare(s *ast.ReturnStmt) bool {
	for _, e := range s.Results {
		if !isNull(w.b.in.Info, e) {
			return false
		}
	}
	return true
}

// lacks reports whether a condition holds where something is not there: to leave then is to give up. An error that is not there is none.
func (w *walker) lacks(cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT
	case *ast.BinaryExpr:
		t := w.typeOf(e.X)
		return e.Op == token.EQL && w.isZero(e.Y) && t != nil && !isError(t)
	}
	return false
}

// failed reports whether a condition asks about an error.
func (w *walker) failed(cond ast.Expr) bool {
	return w.mentions(cond, func(n ast.Node) bool { return w.asksError(n, token.NEQ) })
}

// succeeds reports whether a return gives a result, and neither an error nor zero values alone.
func (w *walker) succeeds(s *ast.ReturnStmt) bool {
	zero, others := true, 0
	for _, e := range s.Results {
		t := w.typeOf(e)
		nothing := isNull(w.b.in.Info, e)
		if !nothing && t != nil && (isError(t) || implementsError(t)) {
			return false
		}
		if nothing {
			continue
		}
		others++
		if v := w.b.in.Info.Types[e].Value; v == nil || v.ExactString() != "false" && v.ExactString() != "0" && v.ExactString() != `""` {
			zero = false
		}
	}
	return others == 0 || !zero
}

// gives reports whether a block ends by returning an error that it makes: what runs in it runs when something is wrong.
func (w *walker) gives(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	ret, ok := b.List[len(b.List)-1].(*ast.ReturnStmt)
	if !ok || len(ret.Results) == 0 {
		return false
	}
	last := ast.Unparen(ret.Results[len(ret.Results)-1])
	t := w.typeOf(last)
	if t == nil || !isError(t) && !implementsError(t) {
		return false
	}
	switch e := last.(type) {
	case *ast.CallExpr:
		f := w.callee(e)
		return f != nil && (strings.Contains(f.Name(), "Err") || f.Pkg() != nil && f.Pkg().Path() == "errors")
	case *ast.Ident, *ast.SelectorExpr:
		return w.object(last) == nil && !isNull(w.b.in.Info, last) && w.rootOf(last) == nil
	case *ast.UnaryExpr, *ast.CompositeLit:
		return true
	}
	return false
}

// isError reports whether a type is that of errors: error, an interface with its method, as some programs have one of their own, or a pointer to a
// struct called an error that has the method.
func isError(t types.Type) bool {
	switch u := types.Unalias(t).(type) {
	case *types.Named:
		i, ok := u.Underlying().(*types.Interface)
		return ok && hasError(i)
	case *types.Pointer:
		n, ok := types.Unalias(u.Elem()).(*types.Named)
		if !ok || !strings.HasSuffix(n.Obj().Name(), "Error") && !strings.HasSuffix(n.Obj().Name(), "Err") {
			return false
		}
		_, ok = n.Underlying().(*types.Struct)
		return ok && implementsError(t)
	}
	return false
}

// hasError reports whether an interface has the method of errors.
func hasError(i *types.Interface) bool {
	for m := range i.Methods() {
		if sig := m.Signature(); m.Name() == "Error" && sig.Params().Len() == 0 && sig.Results().Len() == 1 && isString(sig.Results().At(0).Type()) {
			return true
		}
	}
	return false
}

func implementsError(t types.Type) bool {
	iface, ok := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	return ok && (types.Implements(t, iface) || types.Implements(types.NewPointer(t), iface))
}

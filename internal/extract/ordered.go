package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/summary"
)

// state is a variable older than a loop that a turn is let through by, and that the turn then sets for the next one: calls between from and
// to hang on the turn before.
type state struct{ from, to token.Pos }

// hangs reports whether a call stands between the two places where a turn asks for, and sets, what it hands to the next.
func (w *walker) hangs(l *loop, e *ast.CallExpr) bool {
	if l.states == nil {
		l.states = w.statesOf(l)
	}
	return slices.ContainsFunc(l.states, func(s state) bool { return s.from < e.Pos() && e.Pos() < s.to })
}

// statesOf finds the states of a loop. A variable that is set to the very value that it is compared with only tells neighbours apart.
func (w *walker) statesOf(l *loop) []state {
	out := []state{}
	inside := func(o types.Object) bool { return l.stmt.Pos() <= o.Pos() && o.Pos() < l.stmt.End() }
	for i, s := range l.body.List {
		ifs, ok := s.(*ast.IfStmt)
		if !ok || len(ifs.Body.List) == 0 || !ends(ifs.Body.List[len(ifs.Body.List)-1]) {
			continue
		}
		ast.Inspect(ifs.Cond, func(n ast.Node) bool {
			b, ok := n.(*ast.BinaryExpr)
			if !ok || b.Op != token.EQL && b.Op != token.NEQ {
				return true
			}
			for _, side := range [][2]ast.Expr{{b.X, b.Y}, {b.Y, b.X}} {
				o := w.object(side[0])
				if o == nil || inside(o) || w.rootOf(side[1]) == nil || !inside(w.rootOf(side[1])) {
					continue
				}
				for _, later := range l.body.List[i+1:] {
					as, ok := later.(*ast.AssignStmt)
					if ok && as.Tok == token.ASSIGN && len(as.Lhs) == 1 && w.object(as.Lhs[0]) == o && text(as.Rhs[0]) != text(side[1]) {
						if from := w.rootOf(as.Rhs[0]); from != nil && inside(from) {
							out = append(out, state{ifs.End(), as.Pos()})
						}
					}
				}
			}
			return true
		})
	}
	return out
}

// relative matches an assignment in SQL of a column that is worked out from itself.
var relative = lazyre.New(`(?i)\b(\w+)\s*=\s*(?:\w+\.)?(\w+)\s*[-+]`)

// decides reports whether a call changes something by what it was, as stock is taken, and how much that changed decides whether the turn ends in
// an error: one statement for all could not tell for which.
func (w *walker) decides(s ast.Stmt, e *ast.CallExpr) bool {
	as, ok := s.(*ast.AssignStmt)
	if !ok || !w.counts(e) {
		return false
	}
	var got []types.Object
	for _, l := range as.Lhs {
		if o := w.object(l); o != nil && !isError(o.Type()) {
			got = append(got, o)
		}
	}
	for i := len(w.rest) - 1; i >= 0 && len(got) > 0; i-- {
		for _, next := range w.rest[i].stmts {
			switch n := next.(type) {
			case *ast.AssignStmt: // the rows that the result tells of
				if len(n.Rhs) == 1 && slices.Contains(got, w.calledOn(n.Rhs[0])) {
					for _, l := range n.Lhs {
						if o := w.object(l); o != nil && !isError(o.Type()) {
							got = append(got, o)
						}
					}
				}
			case *ast.IfStmt:
				b, ok := ast.Unparen(n.Cond).(*ast.BinaryExpr)
				if ok && w.b.in.Info.Types[b.Y].Value != nil && slices.Contains(got, w.object(b.X)) && w.mentions(n.Body, w.fails) {
					return true
				}
			}
		}
	}
	return false
}

// calledOn returns the variable whose method an expression calls.
func (w *walker) calledOn(e ast.Expr) types.Object {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return w.object(sel.X)
	}
	return nil
}

// fails reports whether a node returns an error.
func (w *walker) fails(n ast.Node) bool {
	ret, ok := n.(*ast.ReturnStmt)
	if !ok || len(ret.Results) == 0 {
		return false
	}
	last := ret.Results[len(ret.Results)-1]
	t := w.typeOf(last)
	return t != nil && !isNull(w.b.in.Info, last) && (isError(t) || implementsError(t))
}

// counts reports whether a call, or one before it in its chain, counts something up or down.
func (w *walker) counts(e *ast.CallExpr) bool {
	for {
		for _, a := range e.Args {
			if v := w.b.in.Info.Types[a].Value; v != nil && v.Kind() == constant.String {
				for _, m := range relative().FindAllStringSubmatch(constant.StringVal(v), -1) {
					if m[1] == m[2] {
						return true
					}
				}
			}
		}
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok {
			return false
		}
		if sel.Sel.Name == "Incr" || sel.Sel.Name == "Decr" {
			return true
		}
		if e, ok = ast.Unparen(sel.X).(*ast.CallExpr); !ok {
			return false
		}
	}
}

// gathers notes that all a call is given of the element is a list: one that the turn gathered from what belongs to the element, or that the
// element has.
func (w *walker) gathers(c *summary.Call, e *ast.CallExpr) {
	if c.In < 0 {
		return
	}
	elem := w.b.out.Loops[c.In].Elem
	if elem == 0 || c.RecvDeps&elem != 0 {
		return
	}
	lists := false
	for _, a := range e.Args {
		if w.of(a)&elem == 0 {
			continue
		}
		if t := w.typeOf(a); t == nil || !w.isBatch(t) || !w.gathered(a) {
			return
		}
		lists = true
	}
	if lists {
		c.Guard |= summary.Batched
	}
}

// gathered reports whether a list is a field of the element, or was filled in a loop within the turn.
func (w *walker) gathered(e ast.Expr) bool {
	if _, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		return true
	}
	o, l := w.object(e), w.around(e)
	if o == nil || l == nil || o.Pos() < l.body.Pos() || o.Pos() >= l.body.End() {
		return false
	}
	return w.mentions(l.body, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		return ok && r.End() < e.Pos() && w.mentions(r.Body, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			return ok && len(as.Lhs) == 1 && w.rootOf(as.Lhs[0]) == o
		})
	})
}

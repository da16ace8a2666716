package extract

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// indexed returns the slice or array that a body takes the element with index i of.
func (w *walker) indexed(body ast.Node, i types.Object) (xs ast.Expr) {
	if i == nil {
		return nil
	}
	ast.Inspect(body, func(n ast.Node) bool {
		x, ok := n.(*ast.IndexExpr)
		if !ok || xs != nil || w.object(x.Index) != i {
			return xs == nil
		}
		switch t := w.typeOf(x.X); {
		case t == nil:
		default:
			switch t.Underlying().(type) {
			case *types.Slice, *types.Array:
				xs = x.X
			}
		}
		return true
	})
	return xs
}

// filled reports whether a body only puts something into a slice, as each of some workers does with what it has to say.
func (w *walker) filled(body ast.Node, xs ast.Expr) bool {
	want, written := text(xs), map[ast.Expr]bool{}
	return !w.mentions(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				written[l] = n.Tok == token.ASSIGN
			}
		case *ast.IndexExpr:
			return text(n.X) == want && !written[n]
		}
		return false
	})
}

// lengthOf returns what a comparison takes the length of.
func (w *walker) lengthOf(b *ast.BinaryExpr) ast.Expr {
	if xs := w.lengthIn(b.X); xs != nil {
		return xs
	}
	return w.lengthIn(b.Y)
}

func (w *walker) lengthIn(n ast.Node) (xs ast.Expr) {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 && w.b.in.Info.Types[call.Fun].IsBuiltin() && text(call.Fun) == "len" {
			xs = call.Args[0]
		}
		return xs == nil
	})
	return xs
}

// head reports whether a body takes single elements of a queue, from its front or its end.
func (w *walker) head(body ast.Node, xs ast.Expr) bool {
	want := text(xs)
	return w.mentions(body, func(n ast.Node) bool {
		x, ok := n.(*ast.IndexExpr)
		return ok && text(x.X) == want
	})
}

// initialised returns the variable that a loop starts with.
func (w *walker) initialised(s ast.Stmt) types.Object {
	as, ok := s.(*ast.AssignStmt)
	if !ok {
		return nil
	}
	return w.object(as.Lhs[0])
}

// step says how the variable of a loop goes on: by "one", by a "part" of the whole, or otherwise ("").
func (w *walker) step(post ast.Stmt) string {
	switch s := post.(type) {
	case *ast.IncDecStmt:
		return "one"
	case *ast.AssignStmt:
		if s.Tok != token.ADD_ASSIGN && s.Tok != token.SUB_ASSIGN {
			if b, ok := s.Rhs[0].(*ast.BinaryExpr); ok && (b.Op == token.ADD || b.Op == token.SUB) {
				return w.stepOf(b.Y)
			}
			return ""
		}
		return w.stepOf(s.Rhs[0])
	}
	return ""
}

// nextNode returns the variable of a loop that goes through a list in memory: it is not nil, and set to what comes next.
func (w *walker) nextNode(s *ast.ForStmt) types.Object {
	for _, cond := range conjuncts(s.Cond) {
		b, ok := cond.(*ast.BinaryExpr)
		if !ok || b.Op != token.NEQ || !isNull(w.b.in.Info, b.Y) || w.object(b.X) == nil {
			continue
		}
		for _, st := range append([]ast.Stmt{s.Post}, s.Body.List...) {
			as, ok := st.(*ast.AssignStmt)
			if ok && len(as.Lhs) == 1 && w.object(as.Lhs[0]) == w.object(b.X) && w.uses(as.Rhs[0], w.object(b.X)) && !w.mentions(as, w.goesAway) {
				return w.object(b.X)
			}
		}
	}
	return nil
}

// climbs reports whether a loop goes from node to node by what holds each: its parent. That is as many turns as a tree is deep, whatever its size.
func (w *walker) climbs(s *ast.ForStmt, node types.Object) bool {
	return slices.ContainsFunc(append([]ast.Stmt{s.Post}, s.Body.List...), func(st ast.Stmt) bool {
		as, ok := st.(*ast.AssignStmt)
		if !ok || len(as.Lhs) != 1 || len(as.Rhs) != 1 || w.object(as.Lhs[0]) != node {
			return false
		}
		name := strings.ToLower(strings.TrimSuffix(text(as.Rhs[0]), "()"))
		name = name[strings.LastIndexByte(name, '.')+1:]
		return strings.Contains(name, "parent") || name == "outer" || name == "ancestor" || name == "enclosing"
	})
}

// stepsIn is step for a loop whose variable goes on in its body.
func (w *walker) stepsIn(body *ast.BlockStmt, v types.Object) (step string) {
	for _, st := range body.List {
		switch s := st.(type) {
		case *ast.IncDecStmt:
			if w.object(s.X) == v {
				step = "one"
			}
		case *ast.AssignStmt:
			if w.object(s.Lhs[0]) != v {
				continue
			}
			if step = w.step(s); step == "" { // set to where the next part begins
				step = "part"
			}
		}
	}
	return step
}

func (w *walker) stepOf(by ast.Expr) string {
	if v := w.b.in.Info.Types[by].Value; v != nil && v.Kind() == constant.Int && v.ExactString() == "1" {
		return "one"
	}
	return "part"
}

// worklist returns the queue that a loop takes one element of in each turn until it is empty: for !q.IsEmpty() { x := q.Pop(); … }.
func (w *walker) worklist(s *ast.ForStmt) (q types.Object) {
	ast.Inspect(s.Cond, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			switch sel.Sel.Name {
			case "IsEmpty", "Empty", "Len", "Size", "Done":
				q = w.rootOf(sel.X)
			}
		}
		return true
	})
	if q == nil || !w.mentions(s.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return false
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return false
		}
		switch sel.Sel.Name {
		case "Pop", "Dequeue", "PopFront", "PopBack", "Front", "Shift", "Remove", "Next":
			return w.uses(call, q)
		}
		return false
	}) {
		return nil
	}
	return q
}

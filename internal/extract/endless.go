package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// endless reports whether a loop without condition runs until the program is told to stop: it has no way out, or only where a select
// receives from a channel that carries no data (ctx.Done(), a quit channel).
func (b *builder) endless(body *ast.BlockStmt) bool {
	ends := false
	var look func(n ast.Node, own bool)
	look = func(n ast.Node, own bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				ends = true
			case *ast.BranchStmt:
				switch m.Tok {
				case token.BREAK:
					ends = ends || own || m.Label != nil
				case token.GOTO:
					ends = true
				}
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
				if m != n && own {
					look(m, false) // a break in there is its own
					return false
				}
			case *ast.SelectStmt:
				for _, c := range m.Body.List {
					if cc, ok := c.(*ast.CommClause); ok && !b.toldToStop(cc.Comm) {
						for _, s := range cc.Body {
							look(s, false)
						}
					}
				}
				return false
			}
			return true
		})
	}
	look(body, true)
	return !ends
}

// always reports whether a loop goes on by its condition until it is told to stop: it has none, or asks whether its context goes on.
func (b *builder) always(cond ast.Expr) bool {
	if cond == nil {
		return true
	}
	e, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || e.Op != token.EQL || !isNull(b.in.Info, e.Y) {
		return false
	}
	call, ok := ast.Unparen(e.X).(*ast.CallExpr)
	if !ok || len(call.Args) > 0 {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Err" && b.typeKey(sel.X) == "context.Context"
}

// leftByBreak reports whether a break or goto leads out of the body of a loop.
func leftByBreak(body *ast.BlockStmt) (found bool) {
	var look func(n ast.Node, own bool)
	look = func(n ast.Node, own bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				found = found || m.Tok == token.GOTO || m.Tok == token.BREAK && (own || m.Label != nil)
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				if m != n && own {
					look(m, false) // a break in there is its own
					return false
				}
			}
			return true
		})
	}
	look(body, true)
	return found
}

// waits notes a statement behind which nothing runs until the program is told to stop: a select without cases, or, in a declared function
// of a main package, a bare <-ctx.Done(). Elsewhere that is how one goroutine watches for the end of another's work.
func (b *builder) waits(s ast.Stmt) {
	if b.fn < 0 {
		return
	}
	f := &b.out.Funcs[b.fn]
	switch s := s.(type) {
	case *ast.SelectStmt:
		f.Waits = f.Waits || len(s.Body.List) == 0
	case *ast.ExprStmt:
		if recv, ok := s.X.(*ast.UnaryExpr); ok && b.out.Main && !f.Lit {
			_, call := recv.X.(*ast.CallExpr)
			f.Waits = f.Waits || call && b.toldToStop(s)
		}
	}
}

// toldToStop reports whether a communication receives from a channel that carries no data but the word to stop.
func (b *builder) toldToStop(comm ast.Stmt) bool {
	var x ast.Expr
	switch s := comm.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		x = s.Rhs[0]
	}
	recv, ok := x.(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return false
	}
	t := b.in.Info.TypeOf(recv)
	if tuple, isTuple := t.(*types.Tuple); isTuple && tuple.Len() > 0 {
		t = tuple.At(0).Type()
	}
	if t == nil {
		return false
	}
	if st, isStruct := t.Underlying().(*types.Struct); isStruct && st.NumFields() == 0 {
		return true
	}
	n := namedOf(t)
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "os" && n.Obj().Name() == "Signal"
}

// ticks reports whether a channel is that of a clock.
func ticks(t types.Type) bool {
	c, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	n := namedOf(c.Elem())
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time" && n.Obj().Name() == "Time"
}

// drains reports whether each turn of a loop takes the first entry of a queue and tells the queue, in the end, that it is done.
func (w *walker) drains(body *ast.BlockStmt) bool {
	for _, s := range body.List {
		as, ok := s.(*ast.AssignStmt)
		if !ok || len(as.Rhs) != 1 {
			continue
		}
		first, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
		if !ok {
			continue
		}
		from, ok := ast.Unparen(first.Fun).(*ast.SelectorExpr)
		entry := w.object(as.Lhs[0])
		if !ok || entry == nil {
			continue
		}
		if w.mentions(body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || call == first || len(call.Args) == 0 {
				return false
			}
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			return ok && text(sel.X) == text(from.X) && removes(sel.Sel.Name) && slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return w.rootOf(a) == entry })
		}) {
			return true
		}
	}
	return false
}

// removes reports whether a method of a queue says that an entry is done with, by its name.
func removes(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"dequeue", "remove", "delete", "ack", "complete", "finish", "markdone", "markcomplete"}, func(s string) bool { return strings.HasPrefix(name, s) })
}

// endlessClass is forClass for a loop that goes on by its condition, see always.
func (w *walker) endlessClass(s *ast.ForStmt, l *loop, out *summary.Loop, sleeps bool) {
	if s.Init == nil {
		for _, st := range l.body.List {
			read := w.reads(st)
			if read == nil {
				continue
			}
			if w.mentions(l.body, func(n ast.Node) bool { return isEnd(w.b.in.Info, n) }) {
				out.Class, out.Why = summary.Rows, "each turn reads the next with "+text(read.Fun)
				out.Text, out.Item = text(read.Fun), "record"
				if as, ok := st.(*ast.AssignStmt); ok {
					for _, e := range as.Lhs {
						if o := w.object(e); o != nil && !isError(o.Type()) {
							l.elems = append(l.elems, o)
						}
					}
				}
				if sel, ok := ast.Unparen(read.Fun).(*ast.SelectorExpr); ok {
					out.Item = rowName(sel.X)
					l.over = append(l.over, w.rootOf(sel.X))
				}
				return
			}
		}
	}
	var takes *ast.CallExpr
	w.mentions(l.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return false
		}
		if f := w.callee(call); f != nil && w.consumes(f) {
			takes = call
		}
		return takes != nil
	})
	switch {
	case takes != nil:
		out.Class, out.Why = summary.Consumer, "each turn waits for the next with "+text(takes.Fun)
	case sleeps:
		out.Class, out.Why = summary.Poll, "it waits by a clock in each turn"
	case w.mentions(l.body, isReceive):
		out.Class, out.Why = summary.Consumer, "it receives from a channel in each turn"
	case w.b.endless(l.body):
		out.Class, out.Why = summary.Consumer, "it ends only when the program is told to stop"
	case w.drains(l.body):
		out.Class, out.Why = summary.Consumer, "it takes what waits in a queue and removes it"
	default:
		out.Class, out.Why = summary.Page, "it runs until it is left"
	}
}

// reads returns the call of a statement that reads the next record of a finite input.
func (w *walker) reads(s ast.Stmt) *ast.CallExpr {
	var e ast.Expr
	switch s := s.(type) {
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			e = s.Rhs[0]
		}
	case *ast.IfStmt:
		if s.Init != nil {
			return w.reads(s.Init)
		}
	case *ast.ExprStmt:
		e = s.X
	}
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil
	}
	if o := w.object(call.Fun); o != nil && w.pulled[o] {
		return call
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if sel.Sel.Name == "Next" {
		if n := len(call.Args); n == 0 || n == 1 && !w.mayDepend(w.typeOf(call.Args[0])) {
			return call
		}
		return nil // it is told what to read: a queue, a page
	}
	t := namedOf(w.typeOf(sel.X))
	if t == nil || t.Obj().Pkg() == nil {
		return nil
	}
	switch pkg := t.Obj().Pkg().Path(); {
	case strings.HasPrefix(pkg, "encoding/") && (sel.Sel.Name == "Read" || sel.Sel.Name == "Decode" || sel.Sel.Name == "Token"),
		pkg == "bufio" && strings.HasPrefix(sel.Sel.Name, "Read"):
		return call
	}
	return nil
}

// consumes reports whether a function waits for what comes next, for as long as the program runs.
func (w *walker) consumes(f *types.Func) bool {
	_, ok := w.b.in.Catalog.Get(w.b.keyOf(f), "daemon")
	return ok
}

// isEnd reports whether a node asks for the end of an input: io.EOF, iterator.Done, !ok.
func isEnd(info *types.Info, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		v, ok := info.Uses[n.Sel].(*types.Var)
		return ok && v.Pkg() != nil && (v.Pkg().Path() == "io" && v.Name() == "EOF" || v.Name() == "Done" && isError(v.Type()))
	case *ast.UnaryExpr:
		id, ok := ast.Unparen(n.X).(*ast.Ident)
		return ok && n.Op == token.NOT && id.Name == "ok"
	}
	return false
}

func isReceive(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW
	case *ast.SelectStmt:
		return true
	}
	return false
}

package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// frame is a statement that break or continue may leave.
type frame struct {
	label  string
	loop   bool
	next   []env // by continue
	breaks []env
}

// block runs a body: a block, or any statement.
func (t *textRun) block(n ast.Node, in []env) []env {
	switch n := n.(type) {
	case *ast.BlockStmt:
		if n == nil {
			return in
		}
		return t.stmts(n.List, in)
	case ast.Stmt:
		return t.stmts([]ast.Stmt{n}, in)
	case *ast.FuncDecl:
		return t.block(n.Body, in)
	case *ast.FuncLit:
		return t.block(n.Body, in)
	}
	return in
}

// stmts runs statements on the paths in, and returns the paths that reach their end. It passes over those where nothing that matters happens.
func (t *textRun) stmts(list []ast.Stmt, in []env) []env {
	for _, s := range list {
		if t.done || len(in) == 0 {
			return in
		}
		switch s := s.(type) {
		case *ast.ReturnStmt:
			if t.hasTarget(s) {
				t.reach(s, in)
			} else if n := len(t.returns); n > 0 {
				t.returns[n-1] = append(t.returns[n-1], t.effects(s, in)...)
			}
			return nil
		case *ast.BranchStmt:
			t.branch(s, in)
			return nil
		case *ast.ExprStmt:
			if t.neverReturns(s.X) && !t.hasTarget(s) {
				return nil
			}
		}
		if t.hasTarget(s) || t.touched(s) || t.leaves(s) {
			in = t.stmt(s, in)
		}
	}
	return in
}

// neverReturns reports whether a call ends the path: panic, os.Exit, log.Fatal.
func (t *textRun) neverReturns(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "panic" {
		return t.info.Types[call.Fun].IsBuiltin()
	}
	switch t.callee(call) {
	case "os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "runtime.Goexit":
		return true
	}
	return false
}

func (t *textRun) branch(s *ast.BranchStmt, in []env) {
	for _, f := range slices.Backward(t.frames) {
		if s.Label != nil && f.label != s.Label.Name {
			continue
		}
		switch {
		case s.Tok == token.BREAK:
			f.breaks = append(f.breaks, in...)
			return
		case s.Tok == token.CONTINUE && f.loop:
			f.next = append(f.next, in...)
			return
		}
	}
}

// enter runs a statement that break and continue may leave, and returns the paths that leave it, in any way.
func (t *textRun) enter(loop bool, run func() []env) []env {
	out, f := t.enterFrame(&frame{label: t.label, loop: loop}, run)
	return slices.Concat(out, f.next, f.breaks)
}

func (t *textRun) enterFrame(f *frame, run func() []env) ([]env, *frame) {
	t.label = ""
	t.frames = append(t.frames, f)
	out := run()
	t.frames = t.frames[:len(t.frames)-1]
	return out, f
}

func (t *textRun) stmt(s ast.Stmt, in []env) []env {
	t.charge(len(in))
	switch s := s.(type) {
	case *ast.BlockStmt:
		return t.stmts(s.List, in)
	case *ast.LabeledStmt:
		t.label = s.Label.Name
		out := t.stmts([]ast.Stmt{s.Stmt}, in)
		t.label = ""
		return out
	case *ast.IfStmt:
		return t.ifStmt(s, in)
	case *ast.ForStmt:
		return t.forStmt(s, in)
	case *ast.RangeStmt:
		return t.rangeStmt(s, in)
	case *ast.SwitchStmt:
		label := t.label
		in = t.init(s.Init, in)
		if t.done || t.atTarget(s.Tag, in) {
			return in
		}
		t.label = label
		return t.cases(s.Body, in)
	case *ast.TypeSwitchStmt:
		label := t.label
		in = t.init(s.Init, in)
		in = t.init(s.Assign, in)
		if t.done {
			return in
		}
		t.label = label
		return t.cases(s.Body, in)
	case *ast.SelectStmt:
		return t.cases(s.Body, in)
	}
	return t.simple(s, in)
}

// atTarget notes that the target stands in an expression of a statement.
func (t *textRun) atTarget(e ast.Expr, in []env) bool {
	if e == nil || !t.hasTarget(e) {
		return false
	}
	t.reach(e, in)
	return true
}

func (t *textRun) init(s ast.Stmt, in []env) []env {
	if s == nil {
		return in
	}
	return t.stmts([]ast.Stmt{s}, in)
}

func (t *textRun) ifStmt(s *ast.IfStmt, in []env) []env {
	in = t.init(s.Init, in)
	if t.done || t.atTarget(s.Cond, in) {
		return in
	}
	in = t.effects(s.Cond, in)
	if s.Else == nil {
		return join(in, t.stmts(s.Body.List, in))
	}
	then := t.stmts(s.Body.List, in)
	if t.done {
		return then
	}
	return join(then, t.stmts([]ast.Stmt{s.Else}, in))
}

func (t *textRun) forStmt(s *ast.ForStmt, in []env) []env {
	label := t.label
	t.label = ""
	in = t.init(s.Init, in)
	if t.done || t.atTarget(s.Cond, in) {
		return in
	}
	t.label = label
	out := t.enter(true, func() []env { return t.stmts(s.Body.List, in) })
	if !t.done {
		out = t.init(s.Post, join(out))
	}
	return join(none(in, out), again(in, out))
}

func (t *textRun) rangeStmt(s *ast.RangeStmt, in []env) []env {
	if t.atTarget(s.X, in) {
		return in
	}
	if !t.hasTarget(s.Body) {
		if out, ok := t.unroll(s, in); ok {
			return out
		}
	}
	var start []env
	for _, e := range in {
		e = t.forget(e, s.Key, s.Value)
		elems := []*held(nil)
		if v := t.rangeVar(s.Value); v != nil && t.relevant[v] {
			for _, x := range t.eval(s.X, e) {
				if x.list && !x.open {
					elems = append(elems, x.elems...)
				}
			}
			for _, x := range bound(elems) {
				if !x.value.list {
					start = append(start, t.hold(e, v, x))
				}
			}
		}
		if len(elems) == 0 {
			start = append(start, e)
		}
	}
	start = join(start)
	out := t.enter(true, func() []env { return t.stmts(s.Body.List, start) })
	out = join(out)
	return join(none(in, out), again(in, out))
}

// unroll runs a loop over a list that is known in full once for each element.
func (t *textRun) unroll(s *ast.RangeStmt, in []env) ([]env, bool) {
	label := t.label
	var outs []env
	for _, e := range in {
		xs := t.eval(s.X, e)
		if len(xs) != 1 || !xs[0].list || xs[0].open || xs[0].names != nil || len(xs[0].elems) > maxAlternatives {
			return nil, false
		}
		paths := []env{t.forget(e, s.Key, s.Value)}
		for _, x := range xs[0].elems {
			if v := t.rangeVar(s.Value); v != nil {
				bound := make([]env, len(paths))
				for i, p := range paths {
					bound[i] = t.hold(p, v, x)
				}
				paths = bound
			}
			out, f := t.enterFrame(&frame{label: label, loop: true}, func() []env { return t.stmts(s.Body.List, paths) })
			outs = append(outs, f.breaks...)
			paths = join(out, f.next)
		}
		outs = append(outs, paths...)
	}
	return join(outs), true
}

func (t *textRun) rangeVar(e ast.Expr) *types.Var {
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	return t.local(id)
}

func (t *textRun) forget(e env, exprs ...ast.Expr) env {
	for _, x := range exprs {
		if x == nil {
			continue
		}
		if v := t.root(x); v != nil {
			e = t.without(e, v)
		}
	}
	return e
}

// cases runs the clauses of a switch or select.
func (t *textRun) cases(body *ast.BlockStmt, in []env) []env {
	return join(t.enter(false, func() []env {
		var outs, fall []env
		complete := false
		for _, c := range body.List {
			var list []ast.Stmt
			start := in
			switch c := c.(type) {
			case *ast.CaseClause:
				list, complete = c.Body, complete || c.List == nil
				for _, x := range c.List {
					if t.atTarget(x, in) {
						return nil
					}
				}
			case *ast.CommClause:
				list, complete = c.Body, true
				start = t.init(c.Comm, in)
			}
			if t.done {
				return nil
			}
			falls := false
			if n := len(list); n > 0 {
				if b, ok := list[n-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
					falls, list = true, list[:n-1]
				}
			}
			out := t.stmts(list, join(start, fall))
			if t.done {
				return nil
			}
			fall = nil
			if falls {
				fall = out
			} else {
				outs = append(outs, out...)
			}
		}
		if !complete {
			outs = append(slices.Clone(in), outs...)
		}
		return outs
	}))
}

// reach records the paths at the target, which stands in n: where a function literal holds it, at its place in the literal.
func (t *textRun) reach(n ast.Node, in []env) {
	var lit *ast.FuncLit
	later := true
	var stack []ast.Node
	ast.Inspect(n, func(x ast.Node) bool {
		if x == nil {
			stack = stack[:len(stack)-1]
			return false
		}
		if lit != nil || !within(t.target, x) {
			return false
		}
		if l, ok := x.(*ast.FuncLit); ok {
			lit = l
			if len(stack) > 0 {
				if _, ok := stack[len(stack)-1].(*ast.CallExpr); ok {
					later = false // an argument, or called in place
				}
			}
			return false
		}
		stack = append(stack, x)
		return true
	})
	if lit == nil {
		t.found, t.done = in, true
		return
	}
	var start []env
	for _, e := range in {
		for v := range t.relevant {
			if later && slices.ContainsFunc(t.events[v], func(ev event) bool { return ev.at.Pos() > lit.End() }) {
				e = t.without(e, v)
			}
		}
		start = append(start, e)
	}
	frames := t.frames
	t.frames = nil
	t.stmts(lit.Body.List, join(start))
	t.frames = frames
	t.done = true
}

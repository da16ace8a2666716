package extract

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// lost says what becomes of the error of a call where nobody but a log is told of it, and no comment says that this is meant.
func (w *walker) lost(call *ast.CallExpr, stack []ast.Node) summary.Lost {
	out := w.lostBy(call, stack)
	if how := out.How(); how != 0 && how != summary.Overwritten {
		if from, to := handling(stack); from != nil && w.meant(from, to) {
			return 0
		}
	}
	return out
}

// handling returns the first and the last of the statements in which the error of a call is dealt with: its own, the if statement around or behind it, and
// the return statement that follows.
func handling(stack []ast.Node) (from, to ast.Node) {
	i := len(stack) - 1
	for ; i > 0; i-- {
		if _, ok := stack[i].(ast.Stmt); ok {
			break
		}
	}
	if i <= 0 {
		return nil, nil
	}
	from = stack[i]
	if up, ok := stack[i-1].(*ast.IfStmt); ok && i > 1 {
		from, i = up, i-1
	}
	to = from
	var list []ast.Stmt
	switch up := stack[i-1].(type) {
	case *ast.BlockStmt:
		list = up.List
	case *ast.CaseClause:
		list = up.Body
	}
	for k := slices.IndexFunc(list, func(s ast.Stmt) bool { return s == from }) + 1; k > 0 && k < len(list); k++ {
		next, asks := list[k].(*ast.IfStmt)
		if _, returns := list[k].(*ast.ReturnStmt); returns {
			return from, list[k]
		} else if _, sets := to.(*ast.AssignStmt); !sets || !asks || next.Init != nil {
			break
		}
		to = next
	}
	return from, to
}

// meanings are what comments say where an error is to have no consequence.
var meanings = []string{"best effort", "best-effort", "nonfatal", "non-fatal", "not fatal", "non-critical", "noncritical", "not critical", "n't fail", "not fail", "never fail", "want to fail",
	"it is ok", "it's ok", "is fine", "that's fine", "optional", "on purpose", "deliberate", "intentional", "workaround", "enumerat"}

// meant reports whether a comment within statements, right before them or at the end of their last line says that what fails there is to have no consequence.
func (w *walker) meant(from, to ast.Node) bool {
	at := slices.IndexFunc(w.b.in.Files, func(f *ast.File) bool { return f.FileStart <= from.Pos() && from.Pos() < f.FileEnd })
	if at < 0 {
		return false
	}
	line := func(p token.Pos) int { return w.b.in.Fset.PositionFor(p, false).Line }
	first, last := line(from.Pos())-1, line(to.End())
	return slices.ContainsFunc(w.b.in.Files[at].Comments, func(c *ast.CommentGroup) bool {
		if c.Pos() < from.Pos() && line(c.End()) < first || c.Pos() > to.End() && line(c.Pos()) > last {
			return false
		}
		said := strings.ToLower(c.Text())
		return slices.ContainsFunc(meanings, func(m string) bool { return strings.Contains(said, m) })
	})
}

// lostBy says what becomes of the error of a call where nobody but a log is told of it.
func (w *walker) lostBy(call *ast.CallExpr, stack []ast.Node) summary.Lost {
	if len(stack) == 0 {
		return 0
	}
	if _, ok := stack[len(stack)-1].(*ast.ExprStmt); ok && (w.mayFail(call) || carriesError(w.typeOf(call))) {
		return summary.Ignored
	}
	given := ast.Expr(call)
	if sel, ok := stack[len(stack)-1].(*ast.SelectorExpr); ok && len(stack) > 1 && sel.Sel.Name == "Error" && carriesError(w.typeOf(call)) {
		given, stack = sel, stack[:len(stack)-1] // db.Create(&order).Error
	} else if !w.mayFail(call) {
		return 0
	}
	switch up := stack[len(stack)-1].(type) {
	case *ast.AssignStmt:
		if len(up.Rhs) != 1 || up.Rhs[0] != given {
			return 0
		}
		last := up.Lhs[len(up.Lhs)-1]
		if id, ok := last.(*ast.Ident); ok && id.Name == "_" {
			return summary.Ignored
		}
		err := w.object(last)
		if err == nil {
			return 0
		}
		if ifs := w.asks(err, up, stack); ifs != nil {
			how := w.passesOver(ifs, err, stack)
			if how.How() > summary.Ignored && w.caught(up, ifs, stack) {
				return 0
			}
			return how
		}
		if w.overwritten(err, up, stack) {
			return summary.Overwritten
		}
	}
	return 0
}

// mayFail reports whether the last result of a call is an error.
func (w *walker) mayFail(call *ast.CallExpr) bool {
	t := w.typeOf(call)
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(tuple.Len() - 1).Type()
	}
	return t != nil && isError(t)
}

// carriesError reports whether a result has the error in it, as what object mappers and clients of Redis return.
func carriesError(t types.Type) bool {
	n := namedOf(t)
	if n == nil {
		return false
	}
	if st, ok := n.Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if f.Name() == "Error" && isError(f.Type()) {
				return true
			}
		}
	}
	return false
}

// passesOver says whether an if statement that asks for an error logs it at most, and goes on, or returns as if there were none.
func (w *walker) passesOver(ifs *ast.IfStmt, err types.Object, stack []ast.Node) summary.Lost {
	if ifs.Else != nil || !w.asksOnly(ifs.Cond, err) {
		return 0
	}
	how := summary.Ignored
	for i, s := range ifs.Body.List {
		switch s := s.(type) {
		case *ast.ExprStmt:
			call, ok := s.X.(*ast.CallExpr)
			if !ok {
				return 0
			}
			level := w.logs(call)
			if level == 0 {
				return 0
			}
			how = max(how, level)
		case *ast.ReturnStmt:
			if i != len(ifs.Body.List)-1 || !w.asIfNone(s, stack) {
				return 0
			}
			if len(s.Results) == 0 {
				return how | summary.LostAndLeft
			}
			return how
		case *ast.BranchStmt:
			if s.Tok != token.CONTINUE || s.Label != nil || w.setBefore(err, stack) {
				return 0
			}
			return how | summary.LostAndLeft
		default:
			return 0
		}
	}
	if w.readLater(err, ifs, stack) {
		return 0
	}
	return how
}

// asksOnly reports whether a condition says that there is an error, and which at most.
func (w *walker) asksOnly(cond ast.Expr, err types.Object) bool {
	for i, c := range conjuncts(cond) {
		b, ok := ast.Unparen(c).(*ast.BinaryExpr)
		if i == 0 {
			if !ok || b.Op != token.NEQ || w.object(b.X) != err || !isNull(w.b.in.Info, b.Y) {
				return false
			}
		} else if !w.uses(c, err) || ok && b.Op != token.NEQ || !ok && !negated(c) {
			return false // one that is to be expected
		}
	}
	return true
}

func negated(cond ast.Expr) bool {
	u, ok := ast.Unparen(cond).(*ast.UnaryExpr)
	return ok && u.Op == token.NOT
}

// asIfNone reports whether a return statement says that there was no error: it returns nothing, or nil in place of one.
func (w *walker) asIfNone(s *ast.ReturnStmt, stack []ast.Node) bool {
	types, _ := w.results(stack)
	n := len(types)
	if n == 0 {
		return true
	}
	return len(s.Results) == n && isError(types[n-1]) && isNull(w.b.in.Info, s.Results[n-1]) && !slices.ContainsFunc(s.Results, w.saysMore)
}

// saysMore reports whether a result is put together in place: it may say what went wrong.
func (w *walker) saysMore(e ast.Expr) bool {
	return w.mentions(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.b.in.Info.Types[id].Value != nil && (id.Name == "false" || id.Name == "true") {
			return true
		}
		lit, ok := n.(*ast.CompositeLit)
		call, isCall := n.(*ast.CallExpr)
		return ok && len(lit.Elts) > 0 || isCall && !w.b.in.Info.Types[call.Fun].IsType()
	})
}

// results returns the types of the results of the function around, and the variables that they have, if they have names.
func (w *walker) results(stack []ast.Node) (out []types.Type, named []types.Object) {
	typ := w.typ
	for _, up := range slices.Backward(stack) {
		if lit, ok := up.(*ast.FuncLit); ok {
			typ = lit.Type
			break
		}
	}
	if typ.Results == nil {
		return nil, nil
	}
	for _, f := range typ.Results.List {
		for range max(1, len(f.Names)) {
			out = append(out, w.typeOf(f.Type))
		}
		for _, name := range f.Names {
			named = append(named, w.b.in.Info.Defs[name])
		}
	}
	return out, named
}

// bodyAround returns the body of the function around.
func (w *walker) bodyAround(stack []ast.Node) *ast.BlockStmt {
	for _, up := range slices.Backward(stack) {
		if lit, ok := up.(*ast.FuncLit); ok {
			return lit.Body
		}
	}
	return w.body
}

// readLater reports whether an error that was asked for is used again before the variable gets another.
func (w *walker) readLater(err types.Object, ifs *ast.IfStmt, stack []ast.Node) bool {
	if err.Pos() >= ifs.Pos() && err.Pos() < ifs.End() {
		return false // it ends with the statement
	}
	if _, named := w.results(stack); slices.Contains(named, err) {
		return true
	}
	set := map[*ast.Ident]bool{}
	found, read := false, false
	ast.Inspect(w.bodyAround(stack), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && !slices.ContainsFunc(n.Rhs, func(r ast.Expr) bool { return w.looks(r, err) }) {
					set[id] = true
				}
			}
		case *ast.Ident:
			if n.Pos() > ifs.End() && !found && w.b.in.Info.Uses[n] == err {
				found, read = true, !set[n]
			}
		}
		return !found
	})
	return read
}

// setBefore reports whether a variable is declared before the innermost loop around: it may be looked at behind it.
func (w *walker) setBefore(o types.Object, stack []ast.Node) bool {
	for _, up := range slices.Backward(stack) {
		switch up.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return o.Pos() < up.Pos()
		}
	}
	return false
}

// beside returns the statements of a block or of a clause of a switch, none of what else stands around a statement.
func beside(around ast.Node) []ast.Stmt {
	switch up := around.(type) {
	case *ast.BlockStmt:
		return up.List
	case *ast.CaseClause:
		return up.Body
	}
	return nil
}

// overwritten reports whether a variable gets another value, in a statement of the same block, before anybody looks at the one it was given.
func (w *walker) overwritten(err types.Object, set *ast.AssignStmt, stack []ast.Node) bool {
	if len(stack) < 2 {
		return false
	}
	list := beside(stack[len(stack)-2])
	at := slices.Index(list, ast.Stmt(set))
	if at < 0 {
		return false
	}
	for _, s := range list[at+1:] {
		as, ok := s.(*ast.AssignStmt)
		if ifs, isIf := s.(*ast.IfStmt); isIf && ifs.Init != nil {
			as, ok = ifs.Init.(*ast.AssignStmt)
		}
		if ok && slices.ContainsFunc(as.Lhs, func(l ast.Expr) bool { return w.object(l) == err }) {
			return !slices.ContainsFunc(as.Rhs, func(r ast.Expr) bool { return w.looks(r, err) })
		}
		if w.looks(s, err) || w.mentions(s, func(n ast.Node) bool { _, ret := n.(*ast.ReturnStmt); return ret }) {
			return false
		}
	}
	return false
}

// looks reports whether a node mentions a variable, in literals of functions as well.
func (w *walker) looks(n ast.Node, o types.Object) bool {
	found := false
	ast.Inspect(n, func(m ast.Node) bool {
		id, ok := m.(*ast.Ident)
		found = found || ok && w.b.in.Info.Uses[id] == o
		return !found
	})
	return found
}

// logs says how a call tells a log of something, by how the code calls it, 0 for other calls.
// What is given the answer may write it.
func (w *walker) logs(call *ast.CallExpr) summary.Lost {
	for _, a := range call.Args {
		if key := summary.TypeKey(w.typeOf(a)); key == "net/http.ResponseWriter" || key != "net/http.Request" && w.isRequest(key) {
			return 0
		}
	}
	name := strings.ToLower(text(call.Fun))
	last := name[strings.LastIndexByte(name, '.')+1:]
	written := strings.Contains(name, "log") || strings.HasPrefix(name, "fmt.print") || strings.HasPrefix(name, "fmt.fprint") || name == "print" || name == "println" ||
		strings.HasSuffix(name, "recorderror") || strings.Contains(name, "captureexception") || strings.HasPrefix(name, "zap.") || strings.HasPrefix(name, "klog.")
	if !written || strings.Contains(last, "fatal") || strings.Contains(last, "panic") || !w.b.mayReturn(call) {
		return 0
	}
	for _, quiet := range []string{"warn", "info", "debug", "trace", "notice", "verbose"} {
		if strings.Contains(name, quiet) {
			return summary.Noted
		}
	}
	return summary.Logged
}

func (w *walker) isRequest(key string) bool {
	_, ok := w.b.in.Catalog.Get(key, "request")
	return ok
}

// hides notes a recover() in function i after which nobody knows that there was a panic: what it gives is not looked at, and nothing is done.
func (b *builder) hides(i int32, body *ast.BlockStmt) {
	var stack []ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		if call, ok := n.(*ast.CallExpr); ok && b.in.Info.Types[call.Fun].IsBuiltin() && text(call.Fun) == "recover" && b.silent(call, stack, body) {
			b.out.Funcs[i].Hides = b.at(call)
		}
		stack = append(stack, n)
		return true
	})
}

// silent reports whether what recover gives is asked for at most, and then nothing is called or set.
func (b *builder) silent(call *ast.CallExpr, stack []ast.Node, body *ast.BlockStmt) bool {
	if len(stack) == 0 {
		return false
	}
	var value types.Object
	switch up := stack[len(stack)-1].(type) {
	case *ast.ExprStmt:
	case *ast.BinaryExpr:
	case *ast.AssignStmt:
		if id, ok := up.Lhs[0].(*ast.Ident); ok && id.Name != "_" {
			value = b.in.Info.ObjectOf(id)
		}
	default:
		return false
	}
	uses, does := 0, false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if value != nil && b.in.Info.Uses[n] == value {
				uses++
			}
		case *ast.CallExpr:
			does = does || n != call
		case *ast.AssignStmt:
			does = does || !slices.Contains(n.Rhs, ast.Expr(call))
		case *ast.IncDecStmt, *ast.SendStmt, *ast.GoStmt:
			does = true
		case *ast.ReturnStmt:
			does = does || len(n.Results) > 0
		}
		return !does
	})
	return !does && uses <= 1
}

package rule

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// Defer returns the edit that defers a call of the variable that result number of the finding's call is assigned to: call is what follows its name.
// It stands behind the check of the error, if the last result is assigned to a variable that the next statement checks, else behind the assignment. There
// is none where a loop is around, where the variable is assigned elsewhere, or where the error is not checked at once. A result that is assigned to _ gets a
// variable of the given name, if that means nothing in the function; without a name there is no edit then.
func (p *FixPass) Defer(result int, call, name string) []Edit {
	around := append([]ast.Node{p.Node}, p.Parents...)
	i := slices.IndexFunc(around, func(n ast.Node) bool { _, ok := n.(*ast.AssignStmt); return ok })
	if i < 0 || i+1 >= len(around) {
		return nil
	}
	assign := around[i].(*ast.AssignStmt)
	block, ok := around[i+1].(*ast.BlockStmt)
	if !ok || assign.Tok != token.DEFINE || len(assign.Rhs) != 1 || ast.Unparen(assign.Rhs[0]) != p.Node || result >= len(assign.Lhs) {
		return nil
	}
	id, ok := assign.Lhs[result].(*ast.Ident)
	if !ok {
		return nil
	}
	var edits []Edit
	if id.Name != "_" {
		name = id.Name
	} else if name != "" {
		edits = append(edits, Edit{Start: p.Offset(id.Pos()), End: p.Offset(id.End()), New: name})
	}
	assigned, used, looped := uses(around[i+1:], name)
	if name == "" || looped || id.Name != "_" && assigned != 1 || id.Name == "_" && used > 0 {
		return nil
	}
	var after ast.Stmt = assign
	if last := len(assign.Lhs) - 1; last > result {
		next := slices.Index(block.List, ast.Stmt(assign)) + 1
		if next >= len(block.List) || !Leaves(block.List[next], assign.Lhs[last]) {
			return nil
		}
		after = block.List[next]
	}
	at := p.LineEnd(after.End())
	return append(edits, Edit{Start: at, End: at, New: "\ndefer " + name + call})
}

// uses counts the statements of the innermost function that assign to a variable of a name, and all identifiers of that name. It reports whether a loop
// stands in between.
func uses(around []ast.Node, name string) (assigned, used int, looped bool) {
	for _, a := range around {
		switch a.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return 0, 0, true
		case *ast.FuncDecl, *ast.FuncLit:
			ast.Inspect(a, func(m ast.Node) bool {
				switch m := m.(type) {
				case *ast.Ident:
					if m.Name == name {
						used++
					}
				case *ast.AssignStmt:
					if slices.ContainsFunc(m.Lhs, func(l ast.Expr) bool { return sameName(l, ast.NewIdent(name)) }) {
						assigned++
					}
				}
				return true
			})
			return assigned, used, false
		}
	}
	return 0, 0, true
}

// Leaves reports whether a statement is an if that leaves the function, or the turn of a loop, because of an error: behind it there is a pool.
func Leaves(s ast.Stmt, err ast.Expr) bool {
	check, ok := s.(*ast.IfStmt)
	if !ok || check.Init != nil || check.Else != nil || len(check.Body.List) == 0 {
		return false
	}
	cond, ok := ast.Unparen(check.Cond).(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ || !sameName(cond.X, err) || !sameName(cond.Y, ast.NewIdent("nil")) {
		return false
	}
	switch last := check.Body.List[len(check.Body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok == token.CONTINUE || last.Tok == token.BREAK
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		return ok && ends(call)
	}
	return false
}

func sameName(a, b ast.Expr) bool {
	x, ok := a.(*ast.Ident)
	y, also := b.(*ast.Ident)
	return ok && also && x.Name == y.Name
}

// ends reports whether a call ends the program or panics, going by its name: panic, log.Fatal, os.Exit, log.Fatal().Err(err).Msg.
func ends(call *ast.CallExpr) bool {
	found := false
	ast.Inspect(call.Fun, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			name := strings.ToLower(id.Name)
			found = found || strings.HasPrefix(name, "fatal") || strings.HasPrefix(name, "panic") || strings.HasPrefix(name, "exit")
		}
		return true
	})
	return found
}

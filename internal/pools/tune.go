package pools

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
)

// Setting is a call of a method on a pool that Tune adds. Arg may have a %s for the name of package time.
type Setting struct{ Method, Arg string }

// Tune returns the edits that call methods on the pool that the call of a finding opens and that is assigned to a variable: behind the check of the error, or behind
// the assignment where there is no error. It takes pools with the methods of *sql.DB alone. Methods that the function calls already are left out; where it calls
// unless, there is no edit.
func Tune(p *rule.FixPass, settings []Setting, unless string) []rule.Edit {
	if !slices.ContainsFunc(catalog.Default().All("pool"), func(e catalog.Entry) bool {
		return catalog.ShortName(e.Key) == p.Finding.Key && e.Attrs["fix"] == "sql"
	}) {
		return nil
	}
	around := append([]ast.Node{p.Node}, p.Parents...)
	i := slices.IndexFunc(around, func(n ast.Node) bool { _, ok := n.(*ast.AssignStmt); return ok })
	if i < 0 || i+1 >= len(around) {
		return nil
	}
	block, ok := around[i+1].(*ast.BlockStmt)
	if !ok {
		return nil // an if statement with its own scope
	}
	assign := around[i].(*ast.AssignStmt)
	db, ok := assign.Lhs[0].(*ast.Ident)
	if !ok || db.Name == "_" || len(assign.Rhs) != 1 || ast.Unparen(assign.Rhs[0]) != p.Node {
		return nil
	}
	var after ast.Stmt = assign
	if len(assign.Lhs) == 2 {
		next := slices.Index(block.List, ast.Stmt(assign)) + 1
		if next >= len(block.List) {
			return nil
		}
		if after = block.List[next]; !rule.Leaves(after, assign.Lhs[1]) {
			return nil
		}
	}
	done := called(around[i+1:], db.Name)
	if done[unless] {
		return nil
	}
	text, edits := "", []rule.Edit(nil)
	for _, l := range settings {
		if done[l.Method] {
			continue
		}
		arg := l.Arg
		if strings.Contains(arg, "%s") {
			name, imports, ok := p.Import("time")
			if !ok {
				continue
			}
			arg, edits = fmt.Sprintf(l.Arg, name), append(edits, imports...)
		}
		text += "\n" + db.Name + "." + l.Method + "(" + arg + ")"
	}
	at := p.Offset(after.End())
	for _, c := range p.File.Comments { // one at the end of the line stays there
		if c.Pos() >= after.End() && p.Fset.Position(c.Pos()).Line == p.Fset.Position(after.End()).Line {
			at = p.Offset(c.End())
		}
	}
	if text == "" {
		return nil
	}
	return append(edits, rule.Edit{Start: at, End: at, New: text})
}

// called returns the methods that the innermost function around calls on a variable.
func called(around []ast.Node, variable string) map[string]bool {
	out := map[string]bool{}
	i := slices.IndexFunc(around, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return true
		}
		return false
	})
	if i < 0 {
		return out
	}
	ast.Inspect(around[i], func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == variable {
				out[sel.Sel.Name] = true
			}
		}
		return true
	})
	return out
}

package unboundedpool

import (
	"fmt"
	"go/ast"
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/rule"
)

// limits are the calls that fix adds, with values to start from: 25 connections fit three instances into PostgreSQL's default of 100, as many
// idle ones keep a busy pool from reconnecting, and five minutes are shorter than the idle limits of common proxies.
var limits = []struct{ method, arg string }{
	{"SetMaxOpenConns", "25"},
	{"SetMaxIdleConns", "25"},
	{"SetConnMaxLifetime", "5 * %s.Minute"},
}

// fix limits a pool that is assigned to a variable: behind the check of the error, or behind the assignment where there is no error.
// Limits that the function sets already are left as they are; where it sets the one that matters, there is no fix.
func fix(p *rule.FixPass) []rule.Edit {
	if !slices.ContainsFunc(catalog.Default().All("pool"), func(e catalog.Entry) bool {
		return catalog.ShortName(e.Key) == p.Finding.Key && e.Attrs["fix"] == "sql"
	}) {
		return nil
	}
	if slices.ContainsFunc(p.Finding.Path, func(h rule.Hop) bool { return h.Note == noLimit }) {
		return nil // what lifts the limit would lift this one
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
	if done["SetMaxOpenConns"] {
		return nil
	}
	text, edits := "", []rule.Edit(nil)
	for _, l := range limits {
		if done[l.method] {
			continue
		}
		arg := l.arg
		if l.method == "SetConnMaxLifetime" {
			name, imports, ok := p.Import("time")
			if !ok {
				continue
			}
			arg, edits = fmt.Sprintf(l.arg, name), append(edits, imports...)
		}
		text += "\n" + db.Name + "." + l.method + "(" + arg + ")"
	}
	at := p.Offset(after.End())
	for _, c := range p.File.Comments { // one at the end of the line stays there
		if c.Pos() >= after.End() && p.Fset.Position(c.Pos()).Line == p.Fset.Position(after.End()).Line {
			at = p.Offset(c.End())
		}
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

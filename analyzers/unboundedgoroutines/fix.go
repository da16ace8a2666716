package unboundedgoroutines

import (
	"go/ast"
	"go/token"

	"github.com/prodlint/prodlint/internal/rule"
)

// limit is a number to start from: enough to hide the waiting, few enough for a pool of 25 connections.
const limit = "10"

// fix limits an errgroup where it is made, if the function alone uses it, and no goroutine of it waits for another: one that starts others of the group, or sends
// and receives, might then wait for ever.
func fix(p *rule.FixPass) []rule.Edit {
	if len(p.Finding.Names) != 1 || p.Finding.Names[0] != "SetLimit" {
		return nil
	}
	call, ok := p.Node.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	group, ok := sel.X.(*ast.Ident)
	if !ok {
		return nil
	}
	for _, up := range p.Parents {
		var body *ast.BlockStmt
		switch f := up.(type) {
		case *ast.FuncLit:
			body = f.Body
		case *ast.FuncDecl:
			body = f.Body
		default:
			continue
		}
		made := definition(body, group.Name)
		if made == nil {
			return nil
		}
		if !alone(body, made, group.Name) {
			return nil
		}
		at := p.LineEnd(made.End())
		return []rule.Edit{{Start: at, End: at, New: "\n" + group.Name + ".SetLimit(" + limit + ")"}}
	}
	return nil
}

// definition returns the statement of a body that declares a variable, if one does.
func definition(body *ast.BlockStmt, name string) (made ast.Stmt) {
	n := 0
	is := func(id ast.Expr, s ast.Stmt) {
		if v, ok := id.(*ast.Ident); ok && v.Name == name {
			made = s
			n++
		}
	}
	ast.Inspect(body, func(m ast.Node) bool {
		block, ok := m.(*ast.BlockStmt)
		if !ok {
			return true
		}
		for _, s := range block.List {
			switch s := s.(type) {
			case *ast.AssignStmt:
				for _, l := range s.Lhs {
					is(l, s)
				}
			case *ast.DeclStmt:
				if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
					for _, sp := range d.Specs {
						for _, id := range sp.(*ast.ValueSpec).Names {
							is(id, s)
						}
					}
				}
			}
		}
		return true
	})
	if n != 1 {
		return nil
	}
	return made
}

// alone reports whether a body uses a group for nothing but calls of its methods, none of them SetLimit or in a goroutine of the group, and whether
// these goroutines neither send nor receive.
func alone(body *ast.BlockStmt, made ast.Stmt, name string) bool {
	ok := true
	var look func(n ast.Node, lit bool)
	look = func(n ast.Node, lit bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case ast.Stmt:
				if m == made {
					return false
				}
				switch m.(type) {
				case *ast.SendStmt, *ast.SelectStmt:
					ok = ok && !lit
				}
			case *ast.UnaryExpr:
				ok = ok && (!lit || m.Op != token.ARROW)
			case *ast.FuncLit:
				if !lit {
					look(m.Body, true)
					return false
				}
			case *ast.SelectorExpr:
				if id, is := m.X.(*ast.Ident); is && id.Name == name {
					ok = ok && !lit && m.Sel.Name != "SetLimit"
					return false
				}
			case *ast.Ident:
				ok = ok && m.Name != name
			}
			return true
		})
	}
	look(body, false)
	return ok
}

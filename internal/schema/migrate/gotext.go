package migrate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// goText returns the text of a Go migration: the string literals of its functions that go up which hold statements, each ended by a semicolon,
// at the places where they stand. ok is false where there are none.
func goText(src []byte) (text string, ok bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution)
	if err != nil {
		return "", false
	}
	out := []byte(blank(string(src)))
	names, nodes := goesDown(f)
	for _, decl := range f.Decls {
		fn, isFunc := decl.(*ast.FuncDecl)
		if isFunc && (strings.HasPrefix(strings.ToLower(fn.Name.Name), "down") || slices.Contains(names, fn.Name.Name)) {
			continue
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			if n != nil && slices.Contains(nodes, n) {
				return false
			}
			lit, isLit := n.(*ast.BasicLit)
			if !isLit || lit.Kind != token.STRING {
				return true
			}
			value, err := strconv.Unquote(lit.Value)
			if err != nil || !defines(value) {
				return true
			}
			at := fset.Position(lit.Pos()).Offset + 1
			body := lit.Value[1 : len(lit.Value)-1]
			if lit.Value[0] == '"' {
				body = strings.NewReplacer(`\n`, "  ", `\t`, "  ", `\"`, ` "`, `\\`, ` \`).Replace(body)
			}
			copy(out[at:], body)
			out[at+len(body)] = ';'
			ok = true
			return true
		})
	}
	return string(out), ok
}

// goesDown returns the names of the functions that take a migration back, and such functions that are written in place: the last of the functions
// given to AddMigration of goose and Register of bun, and the fields Rollback and Down of gormigrate and others.
func goesDown(f *ast.File) (names []string, nodes []ast.Node) {
	down := func(e ast.Expr) {
		switch e := e.(type) {
		case *ast.Ident:
			names = append(names, e.Name)
		case *ast.SelectorExpr:
			names = append(names, e.Sel.Name)
		default:
			nodes = append(nodes, e)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && slices.Contains([]string{"Rollback", "Down", "DownFn", "DownFunc", "DownTx"}, key.Name) {
				down(n.Value)
			}
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || len(n.Args) < 2 {
				break
			}
			name := sel.Sel.Name
			if strings.HasPrefix(name, "AddMigration") || strings.HasPrefix(name, "AddNamedMigration") || name == "NewGoMigration" || strings.HasPrefix(strings.TrimPrefix(name, "Must"), "Register") {
				down(n.Args[len(n.Args)-1])
			}
		}
		return true
	})
	return names, nodes
}

// holdsSQL reports whether the Go migrations of a group have statements in their text.
func (t *tree) holdsSQL(g *group) bool {
	return slices.ContainsFunc(g.gos, func(p string) bool {
		src, err := fs.ReadFile(t.fsys, p)
		if err != nil || !registers(string(src)) {
			return false
		}
		_, ok := goText(src)
		return ok
	})
}

package driver

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// A package that does not type-check is judged all the same where it does: a module that cannot be fetched, or code that is yet to be generated, takes
// nothing away from the functions that have no use for it.

// doubt is a declaration that does not type-check: what a rule makes of it may be wrong.
type doubt struct {
	file     string // base name
	from, to int    // lines
}

// about reports whether a position lies in the declaration.
func (d doubt) about(p summary.Pos) bool {
	return p.File == d.file && d.from <= p.Line && p.Line <= d.to
}

// doubts returns the declarations of a package in which something has no type, or is wrong.
func doubts(fset *token.FileSet, files []*ast.File, info *types.Info, wrong []token.Pos) (out []doubt) {
	for _, f := range files {
		for _, decl := range f.Decls {
			within := func(p token.Pos) bool { return decl.Pos() <= p && p < decl.End() }
			if allTyped(decl, info) && !slices.ContainsFunc(wrong, within) {
				continue
			}
			from, to := fset.Position(decl.Pos()), fset.Position(decl.End())
			out = append(out, doubt{filepath.Base(from.Filename), from.Line, to.Line})
		}
	}
	return out
}

// allTyped reports whether all values in a declaration have a type. The type checker leaves those out that have none.
func allTyped(decl ast.Decl, info *types.Info) bool {
	all := true
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr, *ast.SelectorExpr, *ast.CompositeLit, *ast.IndexExpr, *ast.StarExpr, *ast.TypeAssertExpr, *ast.BinaryExpr, *ast.UnaryExpr, *ast.BadExpr:
			tv, ok := info.Types[n.(ast.Expr)]
			all = all && ok && tv.Type != types.Typ[types.Invalid]
		case *ast.BadStmt, *ast.BadDecl:
			all = false
		case *ast.Ident:
			o := info.Defs[n]
			if _, label := o.(*types.Label); o != nil && !label && o.Type() == types.Typ[types.Invalid] {
				all = false
			}
		}
		return all
	})
	return all
}

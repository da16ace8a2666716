package summary

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
)

// Pos is a source range that survives serialisation: it names its package and the base name of its file, never an absolute path. In a file
// that belongs to no package, such as a migration, Pkg is empty and File is relative to the root of the workspace, with slashes.
// Lines and columns count from 1, columns in bytes. The zero Pos is unknown.
type Pos struct {
	Pkg     string // import path; the driver maps it to a directory; empty for files of no package
	File    string // base name, or the path of a file of no package
	Line    int
	Col     int
	EndLine int
	EndCol  int
}

// IsValid reports whether the position is known.
func (p Pos) IsValid() bool { return p.Line > 0 }

func (p Pos) String() string { return fmt.Sprintf("%s/%s:%d:%d", p.Pkg, p.File, p.Line, p.Col) }

// At returns the range of a node in package pkg.
// A call that spans lines is placed at the line of the method's name, where a reviewer would comment on it.
func At(fset *token.FileSet, pkg string, n ast.Node) Pos {
	start, end := n.Pos(), n.End()
	if call, ok := n.(*ast.CallExpr); ok {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fset.Position(sel.Sel.Pos()).Line != fset.Position(start).Line {
			start = sel.Sel.Pos()
		}
	}
	return Span(fset, pkg, start, end)
}

// Span returns the range from start to end in package pkg.
func Span(fset *token.FileSet, pkg string, start, end token.Pos) Pos {
	s, e := fset.Position(start), fset.Position(end)
	return Pos{Pkg: pkg, File: filepath.Base(s.Filename), Line: s.Line, Col: s.Column, EndLine: e.Line, EndCol: e.Column}
}

package rule

import (
	"cmp"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/internal/summary"
)

// Source is a file as it is read to be repaired.
type Source struct {
	fset *token.FileSet
	file *ast.File
	src  []byte
}

// NewSource parses a file; nil where it does not parse.
func NewSource(name string, src []byte) *Source {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	return &Source{fset, file, src}
}

// Edits returns the edits that repair a finding in the file it stands in, none where there are none or where they would not leave Go behind. unsafe says
// that they change more than the mistake.
func (r *Rule) Edits(f Finding, s *Source) (edits []Edit, unsafe bool) {
	if r.Fix == nil || s == nil {
		return nil, false
	}
	pass := &FixPass{Finding: f, Fset: s.fset, File: s.file, Src: s.src, Unsafe: r.Meta.Fix == ""}
	if pass.Node, pass.Parents = enclosing(s.fset, s.file, f.Pos); pass.Node == nil {
		return nil, false
	}
	edits = r.Fix(pass)
	if _, ok := applied(s.src, edits); !ok {
		return nil, false
	}
	return edits, pass.Unsafe
}

// suggest returns the edits of a finding for drivers that do not format what they have changed: where the file is formatted, so it is afterwards.
// Those drivers apply what they are given, so it returns safe ones alone.
func (r *Rule) suggest(f Finding, s *Source, in *token.File) []analysis.SuggestedFix {
	edits, unsafe := r.Edits(f, s)
	if len(edits) == 0 || unsafe || len(s.src) != in.Size() {
		return nil
	}
	fix := analysis.SuggestedFix{Message: r.Meta.Fix}
	if was, err := format.Source(s.src); err == nil && string(was) == string(s.src) {
		out, _ := applied(s.src, edits)
		edits = nil
		for _, e := range udiff.Bytes(s.src, out) {
			edits = append(edits, Edit{e.Start, e.End, e.New})
		}
	}
	for _, e := range edits {
		fix.TextEdits = append(fix.TextEdits, analysis.TextEdit{Pos: in.Pos(e.Start), End: in.Pos(e.End), NewText: []byte(e.New)})
	}
	return []analysis.SuggestedFix{fix}
}

// enclosing returns the innermost node that spans a position, and the nodes around it, innermost first.
func enclosing(fset *token.FileSet, file *ast.File, p summary.Pos) (ast.Node, []ast.Node) {
	tf := fset.File(file.Package)
	at := func(line, col int) token.Pos {
		if line < 1 || line > tf.LineCount() {
			return token.NoPos
		}
		return tf.LineStart(line) + token.Pos(col-1)
	}
	start, end := at(p.Line, p.Col), at(p.EndLine, p.EndCol)
	if !start.IsValid() || end < start {
		return nil, nil
	}
	var path []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || n.Pos() > start || n.End() < end || n.Pos() == n.End() {
			return false
		}
		path = append(path, n)
		return true
	})
	if len(path) == 0 {
		return nil, nil
	}
	slices.Reverse(path)
	return path[0], path[1:]
}

// applied returns a file after edits, formatted. ok is false where there are none, or they do not lie in the file, overlap, or do not leave Go behind.
func applied(src []byte, edits []Edit) (out []byte, ok bool) {
	if len(edits) == 0 {
		return nil, false
	}
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	at := 0
	for _, e := range sorted {
		if e.Start < at || e.End < e.Start || e.End > len(src) {
			return nil, false
		}
		out = append(append(out, src[at:e.Start]...), e.New...)
		at = e.End
	}
	out, err := format.Source(append(out, src[at:]...))
	return out, err == nil
}

package driver

import (
	"cmp"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// fixable asks the rules for the edits that repair their findings and keeps those whose result is Go.
func (r *run) fixable(fs []Finding) {
	fixes := map[string]func(*rule.FixPass) []rule.Edit{}
	for _, ru := range r.opts.Rules {
		if ru.Fix != nil {
			fixes[ru.Name] = ru.Fix
		}
	}
	type source struct {
		fset *token.FileSet
		file *ast.File
		src  []byte
	}
	sources := map[string]*source{}
	for i := range fs {
		f := &fs[i]
		fix := fixes[f.Rule]
		if fix == nil || f.Suppressed || filepath.Ext(f.File) != ".go" {
			continue
		}
		s, ok := sources[f.File]
		if !ok {
			s = &source{fset: token.NewFileSet()}
			sources[f.File] = s
			name := filepath.Join(r.env.root, filepath.FromSlash(f.File))
			var err error
			if s.src, ok = r.opts.Overlay[name]; !ok {
				if err = r.env.readable(name, nil); err == nil {
					s.src, err = os.ReadFile(name)
				}
			}
			if err == nil {
				s.file, err = parser.ParseFile(s.fset, name, s.src, parser.ParseComments|parser.SkipObjectResolution)
			}
			if err != nil {
				s.file = nil
			}
		}
		if s.file == nil {
			continue
		}
		r.guard(&node{path: f.Package}, "fix of "+f.Rule, func() {
			pass := &rule.FixPass{Finding: f.Finding, Fset: s.fset, File: s.file, Src: s.src}
			if pass.Node, pass.Parents = enclosing(s.fset, s.file, f.Pos); pass.Node == nil {
				return
			}
			if edits := fix(pass); valid(s.src, edits) {
				f.Edits, f.Fixable = edits, true
			}
		})
	}
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

// valid reports whether edits lie in the file, do not overlap, and leave Go behind.
func valid(src []byte, edits []rule.Edit) bool {
	if len(edits) == 0 {
		return false
	}
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b rule.Edit) int { return compare(a.Start-b.Start, a.End-b.End) })
	var out []byte
	at := 0
	for _, e := range sorted {
		if e.Start < at || e.End < e.Start || e.End > len(src) {
			return false
		}
		out = append(append(out, src[at:e.Start]...), e.New...)
		at = e.End
	}
	_, err := format.Source(append(out, src[at:]...))
	return err == nil
}

// Apply makes the edits of the findings of one file, whose contents are src, and formats the result. It returns how many findings it repaired:
// where two edits overlap the first stays. A file that would no longer parse is an error.
func Apply(src []byte, findings []Finding) ([]byte, int, error) {
	var taken []rule.Edit
	fixed := 0
	for _, f := range findings {
		clash := slices.ContainsFunc(f.Edits, func(e rule.Edit) bool {
			return e.Start < 0 || e.End > len(src) || e.Start > e.End || slices.ContainsFunc(taken, func(t rule.Edit) bool {
				return e != t && e.Start < t.End && t.Start < e.End
			})
		})
		if clash {
			continue
		}
		for _, e := range f.Edits {
			if !slices.Contains(taken, e) { // two findings may need the same import
				taken = append(taken, e)
			}
		}
		fixed++
	}
	slices.SortStableFunc(taken, func(a, b rule.Edit) int { return cmp.Compare(a.Start, b.Start) })
	var out []byte
	at := 0
	for _, e := range taken {
		out = append(append(out, src[at:e.Start]...), e.New...)
		at = e.End
	}
	out, err := format.Source(append(out, src[at:]...))
	return out, fixed, err
}

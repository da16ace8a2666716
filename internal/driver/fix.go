package driver

import (
	"cmp"
	"go/format"
	"os"
	"path/filepath"
	"slices"

	"github.com/prodlint/prodlint/internal/rule"
)

// fixable asks the rules for the edits that repair their findings and keeps those whose result is Go.
func (r *run) fixable(fs []Finding) {
	fixes := map[string]*rule.Rule{}
	for _, ru := range r.opts.Rules {
		if ru.Fix != nil {
			fixes[ru.Name] = ru
		}
	}
	sources := map[string]*rule.Source{}
	for i := range fs {
		f := &fs[i]
		ru := fixes[f.Rule]
		if ru == nil || f.Suppressed || filepath.Ext(f.File) != ".go" {
			continue
		}
		s, ok := sources[f.File]
		if !ok {
			name := filepath.Join(r.env.root, filepath.FromSlash(f.File))
			src, laid := r.opts.Overlay[name]
			var err error
			if !laid {
				if err = r.env.readable(name, nil); err == nil {
					src, err = os.ReadFile(name)
				}
			}
			if err == nil {
				s = rule.NewSource(name, src)
			}
			sources[f.File] = s
		}
		if s == nil {
			continue
		}
		r.guard(&node{path: f.Package}, "fix of "+f.Rule, func() {
			if edits, unsafe := ru.Edits(f.Finding, s); len(edits) > 0 {
				f.Edits, f.Fixable, f.Unsafe = edits, true, unsafe
			}
		})
	}
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

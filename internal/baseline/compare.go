package baseline

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/suppress"
)

// Item is what findings are compared by. None of it is a position.
type Item struct {
	// Identity is the fingerprint without its number: what rule, package, function and key give.
	Identity string
	Message  string
	// Rule, Package, Function and Line, the text of the line that the finding stands on, find code that was moved to another package or
	// whose function was renamed. Without Line that is not tried.
	Rule, Package, Function, Line string
}

// identity returns a fingerprint without its number.
func identity(fingerprint string) string {
	id, _, _ := strings.Cut(fingerprint, "-")
	return id
}

// ItemOf returns what a finding is compared by; line is the text of the line that it stands on, or empty.
func ItemOf(f driver.Finding, line string) Item {
	return Item{Identity: identity(f.Fingerprint), Message: report.Redact(f.Message), Rule: f.Rule, Package: f.Package, Function: f.Function, Line: strings.TrimSpace(line)}
}

// Pair returns, for each item of now, the index of the item of before that it is, or -1 for one that is new. Each item of before stands
// for one of now, so that a finding that is there once more than before is new. Of findings with the same identity those pair up
// that also agree in their message and line. What is left on both sides pairs up where the same line was moved to another package in a
// function of the same name, or its function was renamed.
func Pair(now, before []Item) []int {
	out := make([]int, len(now))
	for i := range out {
		out[i] = -1
	}
	taken := make([]bool, len(before))
	type key [5]string
	for n, by := range []func(Item) key{
		func(i Item) key { return key{i.Identity, i.Message, i.Line} },
		func(i Item) key { return key{i.Identity, i.Message} },
		func(i Item) key { return key{i.Identity} },
		func(i Item) key { return key{i.Rule, i.Function, i.Message, i.Line} },
		func(i Item) key { return key{i.Rule, i.Package, i.Message, i.Line} },
	} {
		moved := n >= 3
		free := map[key][]int{}
		for j, b := range before {
			if !taken[j] && (!moved || b.Line != "") {
				free[by(b)] = append(free[by(b)], j)
			}
		}
		for i, item := range now {
			if out[i] >= 0 || moved && item.Line == "" {
				continue
			}
			if k := by(item); len(free[k]) > 0 {
				out[i], free[k] = free[k][0], free[k][1:]
				taken[out[i]] = true
			}
		}
	}
	return out
}

// Match pairs the findings of a run with the entries: for each finding the index of its entry, or -1.
func (f *File) Match(findings []driver.Finding) []int {
	var now, before []Item
	for _, g := range findings {
		now = append(now, ItemOf(g, ""))
	}
	for _, e := range f.Entries {
		before = append(before, Item{Identity: identity(e.Fingerprint), Message: e.Message})
	}
	return Pair(now, before)
}

// Scope says what a run could have found.
type Scope struct {
	Result *driver.Result
	// Rules ran; Known are all rules.
	Rules []*rule.Rule
	Known func(name string) bool
	Tests bool
}

// Stale returns the indexes of the entries without a finding, given what Match returned, where the run would have shown the finding if
// it were there: its package was judged, or is gone, and its rule ran and saw all that it looks at.
func (f *File) Stale(matched []int, s Scope) []int {
	var out []int
	base, root := f.base(), absolute(s.Result.Root)
	for i, e := range f.Entries {
		if e.File = moved(e.File, base, root); !slices.Contains(matched, i) && s.sees(e) {
			out = append(out, i)
		}
	}
	return out
}

func (s Scope) sees(e Entry) bool {
	judged := slices.Contains(s.Result.Dirs, path.Dir(e.File))
	if !judged && elsewhere(s.Result.Root, path.Dir(e.File)) {
		return false
	}
	if e.Rule == suppress.Rule {
		return s.Result.Whole
	}
	if !s.Known(e.Rule) {
		return true // of a rule that is no more
	}
	if strings.HasSuffix(e.File, "_test.go") && !s.Tests {
		return false
	}
	i := slices.IndexFunc(s.Rules, func(r *rule.Rule) bool { return r.Name == e.Rule })
	return i >= 0 && (s.Result.Whole || judged && s.Rules[i].Scope == rule.Package)
}

// elsewhere reports whether a directory, relative to the root of a run, belongs to another module, as one of several that share a baseline.
func elsewhere(root, dir string) bool {
	if !filepath.IsLocal(dir) {
		return true
	}
	for at := dir; at != "."; at = path.Dir(at) {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(at), "go.mod")); err == nil {
			return true
		}
	}
	return false
}

// base is the directory that the names of files in the entries are relative to: that of the file itself.
func (f *File) base() string { return absolute(filepath.Dir(f.Path)) }

// absolute returns a directory from the root, without links.
func absolute(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return dir
}

// moved returns a name that is relative to one directory, relative to another, with slashes.
func moved(name, from, to string) string {
	rel, err := filepath.Rel(to, filepath.Join(from, filepath.FromSlash(name)))
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// Update returns the entries for the findings of a run, whose files are relative to root: those they have with what people wrote in them, and new ones with what add says.
// Entries in keep stay although nothing was found for them.
func (f *File) Update(root string, findings []driver.Finding, matched []int, keep func(i int) bool, add Entry) []Entry {
	var out []Entry
	base, root := f.base(), absolute(root)
	used := map[string]bool{}
	for i, e := range f.Entries {
		if !slices.Contains(matched, i) && keep(i) {
			out = append(out, e)
			used[e.Fingerprint] = true
		}
	}
	for i, g := range findings {
		e := add
		if matched[i] >= 0 {
			e = f.Entries[matched[i]]
		}
		e.Rule, e.File, e.Function, e.Message = g.Rule, moved(g.File, root, base), g.Function, report.Redact(g.Message)
		e.Fingerprint = identity(g.Fingerprint)
		for n := 1; used[e.Fingerprint]; n++ {
			e.Fingerprint = identity(g.Fingerprint) + "-" + strconv.Itoa(n)
		}
		used[e.Fingerprint] = true
		out = append(out, e)
	}
	return out
}

package doctor

import (
	"cmp"
	_ "embed"
	"maps"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

//go:embed frameworks.txt
var frameworks string

// unread returns what a module is used for, if that is something that rules ask about and the table does not know of it.
func unread(module string) string {
	for line := range strings.Lines(frameworks) {
		line, _, _ = strings.Cut(line, "#")
		if words := strings.Fields(line); len(words) == 2 && within(module, words[0]) {
			return words[1]
		}
	}
	return ""
}

// within reports whether a package or module lies in or below a module path.
func within(path, module string) bool { return path == module || strings.HasPrefix(path, module+"/") }

// Judge fills in what the table knows of a library: State, Unknown and Use.
func (l *Library) Judge(t *catalog.Table) {
	for _, p := range l.Packages {
		if !t.Knows(p) && !remote(t, p) {
			l.Unknown = append(l.Unknown, p)
		}
	}
	switch {
	case len(l.Unknown) == 0:
		l.State = Known
	case len(l.Unknown) < len(l.Packages):
		l.State = Partly
	default:
		l.State = Unknown
	}
	if l.Use = unread(l.Module); l.Use != "" && l.State == Known {
		l.State = Partly
	}
}

// remote reports whether a line holds for all packages under a path in which p lies.
func remote(t *catalog.Table, p string) bool {
	return slices.ContainsFunc(t.All("remote"), func(e catalog.Entry) bool {
		under, ok := strings.CutSuffix(e.Key, "/...")
		return ok && within(p, under)
	})
}

// maxCalled bounds how many functions of a library are named.
const maxCalled = 3

// AddCalls adds how often the program calls functions of unknown packages, the tests of packages apart.
func AddCalls(libraries []Library, prog *summary.Program) {
	at := map[string]*Library{}
	for i := range libraries {
		for _, p := range libraries[i].Unknown {
			at[p] = &libraries[i]
		}
	}
	called := map[*Library]map[string]int{}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := &pkg.Calls[i]
			l := at[catalog.PackageOf(c.Callee)]
			if l == nil || c.Fn >= 0 && pkg.Funcs[c.Fn].Test {
				continue
			}
			if called[l] == nil {
				called[l] = map[string]int{}
			}
			called[l][c.Callee]++
			l.Calls++
		}
	}
	for l, counts := range called {
		names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
		l.Called = names[:min(len(names), maxCalled)]
	}
}

// Required returns what init can say of the modules that a go.mod requires: those that are used for something that rules ask about and not read.
func Required(modules []string) []Library {
	var out []Library
	for _, m := range modules {
		if use := unread(m); use != "" {
			out = append(out, Library{Module: m, Use: use})
		}
	}
	return out
}

package driver_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/driver"
)

// TestRandomEditsOfAModule edits bodies, signatures, declarations and files of a module on real libraries at random, sometimes breaks it,
// sometimes goes back to an earlier state, and requires that a run with everything kept so far finds what a run without a cache finds, with the
// same fixes. PRODLINT_EDITS sets how many edits there are, PRODLINT_SEED which, and PRODLINT_EDITS_DIR names another module; it is copied, and
// what it needs must be in the module cache.
func TestRandomEditsOfAModule(t *testing.T) {
	seed := uint64(number("PRODLINT_SEED", 1))
	r := rand.New(rand.NewPCG(seed, 0))
	dir, env := tempDir(t), alone()
	from := os.Getenv("PRODLINT_EDITS_DIR")
	if from != "" {
		copyTree(t, from, dir)
		env = append(env, "GOFLAGS=-mod=mod")
	} else {
		sample(t, dir)
	}
	s, warm, m := newCache(t), &driver.Warm{}, newTree(t, dir)
	var history []map[string]string
	findings, fixes, cached, broken := 0, 0, 0, 0
	done := map[string]int{}
	for i := range number("PRODLINT_EDITS", 6) {
		what := "start"
		switch {
		case i == 0:
		case len(history) > 3 && r.IntN(6) == 0:
			what = "back"
			m.restore(history[r.IntN(len(history))])
		default:
			what = m.edit(r)
		}
		var over map[string][]byte
		if r.IntN(3) == 0 {
			over = m.unsaved()
		}
		if over == nil {
			m.write()
		}
		opts := driver.Options{Overlay: over, Dir: dir, Rules: analyzers.All, Env: env, Tests: r.IntN(20) == 0}
		if r.IntN(10) == 0 {
			opts.Patterns = []string{"./" + filepath.ToSlash(filepath.Dir(m.any(r))) + "/..."}
		}
		plain, err := driver.Run(t.Context(), opts)
		if err != nil {
			m.restore(history[len(history)-1])
			continue // nothing is left of a folder
		}
		opts.Cache, opts.Warm = s, warm
		res, err := driver.Run(t.Context(), opts)
		require.NoError(t, err)
		require.Equal(t, text(t, plain), text(t, res), "edit %d of seed %d: %s", i, seed, what)
		word, _, _ := strings.Cut(what, " in ")
		done[word]++
		findings, cached = findings+len(res.Findings), cached+res.Stats.Cached
		for _, f := range res.Findings {
			fixes += len(f.Edits)
		}
		if len(res.Errors) > 0 {
			broken++
			m.restore(history[len(history)-1])
			continue
		}
		history = append(history, m.state())
		if len(history)%25 == 0 {
			t.Logf("%d edits, %d of them with errors", i+1, broken) // of a test that takes hours
		}
	}
	t.Logf("%d findings, %d edits of fixes, %d packages from the cache, %d states with errors; %v", findings, fixes, cached, broken, done)
	require.NotZero(t, cached)
	if from == "" {
		require.NotZero(t, findings)
		require.NotZero(t, fixes)
	}
}

// tree is the Go files of a module in memory. Files that a test has changed are written; one that is empty is not there.
type tree struct {
	t       *testing.T
	dir     string
	names   []string          // as they were at first, relative, sorted
	files   map[string]string // of the moment
	written map[string]string
	added   int
}

func newTree(t *testing.T, dir string) *tree {
	m := &tree{t: t, dir: dir, files: map[string]string{}}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == "vendor" || path != dir && strings.ContainsAny(d.Name()[:1], "._")) {
			if err == nil {
				err = fs.SkipDir
			}
			return err
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil || bytes.Contains(src, []byte("// Code generated")) {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		m.names = append(m.names, rel)
		m.files[rel] = string(src)
		return err
	}))
	require.NotEmpty(t, m.names)
	m.written = m.state()
	return m
}

func (m *tree) state() map[string]string {
	out := make(map[string]string, len(m.files))
	for name, src := range m.files {
		out[name] = src
	}
	return out
}

func (m *tree) restore(state map[string]string) {
	m.files = map[string]string{}
	for name, src := range state {
		m.files[name] = src
	}
}

// write brings the disk up to date.
func (m *tree) write() {
	for name := range m.written {
		if _, ok := m.files[name]; !ok {
			require.NoError(m.t, os.Remove(filepath.Join(m.dir, name)))
		}
	}
	for name, src := range m.files {
		if old, ok := m.written[name]; !ok || old != src {
			require.NoError(m.t, os.WriteFile(made(m.t, filepath.Join(m.dir, name)), []byte(src), 0o666))
		}
	}
	m.written = m.state()
}

// unsaved returns what the disk does not have yet, or nil where a file is to be removed.
func (m *tree) unsaved() map[string][]byte {
	over := map[string][]byte{}
	for name := range m.written {
		if _, ok := m.files[name]; !ok {
			return nil
		}
	}
	for name, src := range m.files {
		if old, ok := m.written[name]; !ok || old != src {
			over[filepath.Join(m.dir, name)] = []byte(src)
		}
	}
	return over
}

// any returns a file.
func (m *tree) any(r *rand.Rand) string {
	names := make([]string, 0, len(m.files))
	for name := range m.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names[r.IntN(len(names))]
}

// edit changes something in one file and says what.
func (m *tree) edit(r *rand.Rand) string {
	for {
		name := m.any(r)
		f := &goFile{src: m.files[name]}
		fset := token.NewFileSet()
		var err error
		if f.file, err = parser.ParseFile(fset, name, f.src, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			continue
		}
		f.base = fset.File(f.file.Package).Base()
		m.added++
		f.fresh = fmt.Sprintf("Added%d", m.added)
		if r.IntN(12) == 0 {
			if what := m.moveFile(r, name, f); what != "" {
				return what + " in " + name
			}
			continue
		}
		kind := kindsOfEdits[r.IntN(len(kindsOfEdits))]
		if src, ok := kind.apply(r, f); ok {
			m.files[name] = src
			return kind.name + " in " + name
		}
	}
}

// moveFile edits the files themselves.
func (m *tree) moveFile(r *rand.Rand, name string, f *goFile) string {
	dir := filepath.Dir(name)
	switch r.IntN(3) {
	case 0:
		m.files[filepath.Join(dir, strings.ToLower(f.fresh)+".go")] = fmt.Sprintf("package %s\n\n// %s is new.\nfunc %s(n int) int { return n }\n", f.file.Name.Name, f.fresh, f.fresh)
		return "new file"
	case 1:
		m.files[filepath.Join(dir, "moved_"+filepath.Base(name))] = f.src
		delete(m.files, name)
		return "renamed file"
	}
	if len(f.file.Decls) > 3 { // most others need what it holds
		return ""
	}
	delete(m.files, name)
	return "removed file"
}

// goFile is a file to edit.
type goFile struct {
	src   string
	file  *ast.File
	base  int
	fresh string // a name that is not in use
}

func (f *goFile) at(p token.Pos) int { return int(p) - f.base }

// put replaces a part of the file.
func (f *goFile) put(from, to token.Pos, text string) (string, bool) {
	return f.src[:f.at(from)] + text + f.src[f.at(to):], true
}

func (f *goFile) text(n ast.Node) string { return f.src[f.at(n.Pos()):f.at(n.End())] }

// pick returns a node of a type that satisfies a condition.
func pick[T ast.Node](r *rand.Rand, f *goFile, ok func(T) bool) (n T, found bool) {
	var all []T
	ast.Inspect(f.file, func(x ast.Node) bool {
		if n, is := x.(T); is && (ok == nil || ok(n)) {
			all = append(all, n)
		}
		return true
	})
	if len(all) == 0 {
		return n, false
	}
	return all[r.IntN(len(all))], true
}

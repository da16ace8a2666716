package lsp

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPositions(t *testing.T) {
	tx := newText("ab\r\n😀é\xffx\n\nlast")
	for offset, want := range map[int]position{0: {0, 0}, 2: {0, 2}, 4: {1, 0}, 8: {1, 2}, 10: {1, 3}, 11: {1, 4}, 13: {2, 0}, 14: {3, 0}, 18: {3, 4}, 99: {3, 4}, -1: {0, 0}} {
		assert.Equal(t, want, tx.position(offset), "%d", offset)
	}
	for p, want := range map[position]int{{0, 0}: 0, {0, 9}: 2, {1, 1}: 8, {1, 2}: 8, {1, 3}: 10, {1, 4}: 11, {1, 9}: 12, {2, 5}: 13, {3, 1}: 15, {9, 9}: 18, {-1, 0}: 0} {
		assert.Equal(t, want, tx.offset(p), "%v", p)
	}
	assert.Equal(t, position{1, 3}, tx.at(2, 7))
	assert.Equal(t, position{1, 5}, tx.at(2, 70))
}

func TestOutside(t *testing.T) {
	src := newText("package a\n\nvar q = `a\nb\nc` + f()\n\n/* x\ny */ var z = 1\n")
	for line, want := range map[int]int{2: 2, 3: 2, 4: 2, 5: 5, 7: 6} {
		assert.Equal(t, want, outside(src, line, false), "%d", line)
	}
	sql := newText("SELECT 'a\nb',\n 1;\n")
	for line, want := range map[int]int{0: 0, 1: 0, 2: 2} {
		assert.Equal(t, want, outside(sql, line, true), "%d", line)
	}
}

func TestLinksOfPages(t *testing.T) {
	assert.Equal(t, "a [b](https://x.org/d/c.md) [c](https://y.org) [](a b) [d](https://x.org/d/r/p.md#t) end",
		absolute("a [b](../c.md) [c](https://y.org) [](a b) [d](#t) end", "https://x.org/d/r/p.md"))
}

func TestURIs(t *testing.T) {
	path, ok := pathOf("file:///a%20b/c.go")
	require.True(t, ok)
	assert.Equal(t, filepath.FromSlash("/a b/c.go"), path)
	assert.Equal(t, "file:///a%20b/c.go", uriOf(path))
	for _, uri := range []string{"untitled:Untitled-1", "", "%", "https://example.com/a.go"} {
		_, ok := pathOf(uri)
		assert.False(t, ok, uri)
	}
}

// TestWhatIsOurs: files of folders are analysed, those of libraries that are looked at are not.
func TestWhatIsOurs(t *testing.T) {
	t.Setenv("GOWORK", "")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	for _, name := range []string{"ours/go.mod", "lib/go.mod", "pkg/mod/x@v1.0.0/go.mod"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("module m\n"), 0o666))
	}
	s := &server{folders: []folder{{filepath.Join(dir, "ours"), filepath.Join(dir, "ours")}}}
	assert.Equal(t, filepath.Join(dir, "ours"), s.rootOf(filepath.Join(dir, "ours", "a", "a.go")))
	assert.Empty(t, s.rootOf(filepath.Join(dir, "lib", "a.go")))
	s.folders = nil
	assert.Equal(t, filepath.Join(dir, "lib"), s.rootOf(filepath.Join(dir, "lib", "a.go")))
	assert.Empty(t, s.rootOf(filepath.Join(dir, "pkg", "mod", "x@v1.0.0", "a.go")))
	assert.Empty(t, s.rootOf(filepath.Join(dir, "nowhere", "a.go")))
}

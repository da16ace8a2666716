package driver

import (
	"go/token"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/summary"
)

// TestWarm: types of packages outside are read once, as long as everything outside is as it was, and so are summaries; of what
// is analysed no syntax and no types stay.
func TestWarm(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	w := warmOf(s)
	both(t, s, dir, Options{})
	held := w.loaded["os"]
	require.NotNil(t, held)
	summaryOf := func(path string) (found *summary.Package) {
		for _, sum := range w.summaries {
			if sum.Path == path {
				require.Nil(t, found, "one of each package")
				found = sum
			}
		}
		return found
	}
	alone, edited := summaryOf("m/alone"), summaryOf("m/low")
	require.NotNil(t, alone)
	require.NotNil(t, edited)
	files := func() (n int) {
		w.fset.Iterate(func(f *token.File) bool {
			if filepath.Dir(filepath.Dir(f.Name())) == dir {
				n++
			}
			return true
		})
		return n
	}
	assert.Zero(t, files())
	low := filepath.Join(dir, "low", "low.go")
	change(t, low, "return os.Getenv(name)", "return os.Getenv(name) + name")
	both(t, s, dir, Options{})
	assert.Same(t, held, w.loaded["os"])
	assert.Same(t, alone, summaryOf("m/alone"))
	assert.NotSame(t, edited, summaryOf("m/low"))
	assert.Zero(t, files())

	// The imports become others, and what was read with them goes.
	src, err := os.ReadFile(low)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(low, append(src, "\nvar _ = strings.ToUpper\n"...), 0o666))
	change(t, low, "import \"os\"", "import (\n\t\"os\"\n\t\"strings\"\n)")
	both(t, s, dir, Options{})
	assert.NotNil(t, w.loaded["strings"])
	assert.NotSame(t, held, w.loaded["os"])

	// A run that begins while another has it does without.
	held = w.loaded["os"]
	change(t, low, " + name", "")
	w.mu.Lock()
	both(t, s, dir, Options{})
	w.mu.Unlock()
	assert.Same(t, held, w.loaded["os"])
}

// TestDeclared: what the packages of the workspace declare that an edited one imports is checked once, until they, or those that their declarations
// speak of, become others.
func TestDeclared(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	w := warmOf(s)
	both(t, s, dir, Options{})
	assert.Empty(t, w.declared)
	edit := func(file, old, text string) (mid, low *declared) {
		change(t, filepath.Join(dir, file), old, text)
		both(t, s, dir, Options{})
		return w.declared["m/mid"], w.declared["m/low"]
	}
	mid, low := edit("top/top.go", "return mid.Name()", "return mid.Name() + \"1\"")
	require.NotNil(t, mid)
	require.NotNil(t, low)
	again, _ := edit("top/top.go", "\"1\"", "\"2\"")
	assert.Same(t, mid, again)
	again, _ = edit("mid/mid.go", "\"mid\"", "\"middle\"")
	assert.Same(t, mid, again, "it was analysed")
	again, lower := edit("top/top.go", "\"2\"", "\"3\"")
	assert.NotSame(t, mid, again, "it is another since")
	assert.Same(t, low, lower)

	mid = again
	edit("low/low.go", "A int", "A, B int")
	again, lower = edit("top/top.go", "\"3\"", "\"4\"")
	assert.NotSame(t, low, lower)
	assert.NotSame(t, mid, again, "its declarations speak of low.T")
	places := 0
	w.fset.Iterate(func(f *token.File) bool {
		if filepath.Dir(filepath.Dir(f.Name())) == dir {
			places++
		}
		return true
	})
	assert.Equal(t, 2, places, "the files of what is held")
}

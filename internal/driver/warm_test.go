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

// TestWarm: types of packages outside are read once, as long as everything outside is as it was, and so are summaries; of the
// workspace's syntax and types nothing stays.
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

package cli

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestChanged(t *testing.T) {
	w := &watcher{root: filepath.FromSlash("/m")}
	at := func(names ...string) (out []string) {
		for _, name := range names {
			out = append(out, filepath.Join(w.root, name))
		}
		return out
	}
	assert.Equal(t, "a.go, b/b.go", w.changed(at("b/b.go", "a.go", "a.go")))
	assert.Equal(t, "../lib/x.go", w.changed(at("../lib/x.go")))
	assert.Equal(t, "a.go and 3 more files were saved", w.changed(at("d.go", "c.go", "b.go", "a.go")))
	assert.Equal(t, "many files were saved", w.changed(append(at("a.go"), "")))
}

package driver

import (
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/rule"
)

// TestLayout: after an edit that no summary shows, rules that look at several packages are not run again, and what they found moves along.
func TestLayout(t *testing.T) {
	var runs atomic.Int64
	counted := &rule.Rule{Meta: far.Meta, Check: func(p *rule.Pass) { runs.Add(1); far.Check(p) }}
	dir := unpack(t, chain)
	s := openCache(t)
	run := func() (*Result, int) {
		runs.Store(0)
		res := mustRun(t, dir, Options{Rules: []*rule.Rule{counted}, Cache: s, Patterns: []string{"./top", "./mid", "./low"}})
		return res, int(runs.Load())
	}
	_, n := run()
	assert.Equal(t, 3, n)
	for _, c := range []struct {
		file, old, text string
		runs            int
		at, hop         string // of the finding and of what it leads to
	}{
		{"low/low.go", "package low", "// Package low is the lowest.\n//\n// It has a comment.\npackage low", 0, "7:29", "12:39"},
		{"low/low.go", "return os.Getenv(name)", "n := 1; n++; /* why */ return  os.Getenv(name)", 3, "7:29", "12:63"},
		{"low/low.go", "func Env", "\n\n\nfunc Env", 0, "7:29", "15:63"},
		{"mid/mid.go", `return low.Env("mid")`, "return low.\n\t\tEnv(\n\t\t\"mid\")", 3, "8:3", "15:63"}, // a line for the name
		{"mid/mid.go", "func Name", "// Name is a name.\nfunc Name", 0, "9:3", "15:63"},
		{"mid/mid.go", "\t\tEnv(", "\t\t\tEnv(", 0, "9:4", "15:63"},
		{"low/low.go", "os.Getenv(name)", "os.Getenv(name + name)", 3, "9:4", "15:63"},
	} {
		change(t, filepath.Join(dir, c.file), c.old, c.text)
		res, n := run()
		assert.Equal(t, c.runs, n, "%s: %s", c.file, c.text)
		if assert.Len(t, res.Findings, 1) {
			f := res.Findings[0]
			assert.Equal(t, "mid/mid.go", f.File)
			assert.Equal(t, []string{"low/low.go"}, f.Files)
			assert.Equal(t, c.at, lineCol(f.Pos), c.text)
			assert.Equal(t, c.hop, lineCol(f.Path[0].Pos), c.text)
		}
		plain := mustRun(t, dir, Options{Rules: []*rule.Rule{far}, Patterns: []string{"./top", "./mid", "./low"}})
		assert.Equal(t, plain.Findings, res.Findings, c.text)
	}
}

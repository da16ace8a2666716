package driver

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
)

// TestOverlays: with what an editor holds, a run with a cache finds what one without does, and what is on disk is found again afterwards.
func TestOverlays(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	plain := both(t, s, dir, Options{})
	in := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	low := "package low\n\nimport (\n\t\"os\"\n\t\"strings\"\n)\n\ntype T struct{ A string }\n\nconst Greeting = \"hello\"\n\nfunc Env(name string) string { return strings.TrimSpace(os.Getenv(name)) }\n"
	for what, over := range map[string]map[string]string{
		"a call more":       {"alone/alone.go": "package alone\n\nimport \"os\"\n\nvar V, W = os.Getenv(\"A\"), os.Getenv(\"B\")\n"},
		"another import":    {"low/low.go": low},
		"a new file":        {"low/more.go": "package low\n\nimport \"os\"\n\nvar More = os.Getenv(\"MORE\")\n"},
		"a new package":     {"fresh/fresh.go": "package fresh\n\nimport \"m/low\"\n\nvar V = low.Env(\"V\")\n"},
		"two files":         {"low/low.go": low, "alone/alone.go": "package alone\n"},
		"what is no Go":     {"alone/alone.go": "package alone\n\nfunc (\n"},
		"a type error":      {"low/low.go": "package low\n\nfunc Env(name string) int { return name }\n"},
		"a missing package": {"alone/alone.go": "package alone\n\nimport _ \"m/nowhere\"\n"},
		"a file elsewhere":  {"../elsewhere/a.go": "package a\n"},
		"beside the code":   {"migrations/1.sql": "SELECT 1;\n"},
		"the module itself": {"go.mod": "module m\n\ngo 1.24\n"},
	} {
		t.Run(what, func(t *testing.T) {
			held := map[string][]byte{}
			for name, text := range over {
				held[in(name)] = []byte(text)
			}
			for range 2 {
				both(t, s, dir, Options{Overlay: held})
			}
			assert.Equal(t, plain.Findings, both(t, s, dir, Options{}).Findings)
		})
	}
	require.NoError(t, os.Remove(in("alone/alone.go")))
	held := map[string][]byte{in("alone/alone.go"): []byte("package alone\n\nimport \"os\"\n\nvar Kept = os.Getenv(\"A\")\n")}
	assert.Contains(t, places(both(t, s, dir, Options{Overlay: held})), "alone/alone.go:5", "an editor holds what is removed on disk")
	assert.NotContains(t, places(both(t, s, dir, Options{})), "alone/alone.go:5")
}

// TestOverlayAndCache: what an editor holds is what counts, and it is kept as what it is.
func TestOverlayAndCache(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	both(t, s, dir, Options{})
	over := map[string][]byte{filepath.Join(dir, "alone", "alone.go"): []byte("package alone\n\nimport \"os\"\n\nvar V, W = os.Getenv(\"A\"), os.Getenv(\"B\")\n")}
	assert.Equal(t, 3, both(t, s, dir, Options{Overlay: over}).Stats.Cached)
	assert.Equal(t, 4, both(t, s, dir, Options{Overlay: over}).Stats.Cached)
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached)
	write(t, filepath.Join(dir, "alone", "alone.go"), string(over[filepath.Join(dir, "alone", "alone.go")]))
	assert.Equal(t, 4, both(t, s, dir, Options{}).Stats.Cached, "it was saved")
}

// TestOverlayAndTheGoCommand: an edit of a body that is not saved has nothing listed anew, another import has.
func TestOverlayAndTheGoCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command is wrapped in a shell script")
	}
	dir, s, since := unpack(t, chain), openCache(t), logGo(t)
	asked := func(text string) []string {
		over := map[string][]byte{filepath.Join(dir, "alone", "alone.go"): []byte(text)}
		mustRun(t, dir, Options{Rules: []*rule.Rule{calls, far, files, typed}, Cache: s, Overlay: over})
		return since()
	}
	mustRun(t, dir, Options{Rules: []*rule.Rule{calls, far, files, typed}, Cache: s})
	since()
	assert.Equal(t, []string{"env"}, asked("package alone\n\nimport \"os\"\n\nvar V = os.Getenv(\"B\")\n"))
	assert.Contains(t, asked("package alone\n\nimport \"strings\"\n\nvar V = strings.ToUpper(\"b\")\n"), "list")
}

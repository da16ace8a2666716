package driver

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/rule"
)

// halves is a rule that judges the program as far does and the syntax as typed does.
var halves = &rule.Rule{
	Meta:        rule.Meta{Name: "halves", Scope: rule.Program, Severity: rule.Warning, Confidence: rule.High},
	Check:       far.Check,
	CheckSyntax: typed.Check,
}

func TestBothHalvesOfARule(t *testing.T) {
	dir := unpack(t, chain)
	s := openCache(t)
	opts := Options{Rules: []*rule.Rule{halves}}
	found := func() (out []string) {
		for _, f := range both(t, s, dir, opts).Findings {
			if f.Rule == "halves" && f.Package != "m/alone" {
				out = append(out, f.File+": "+f.Message)
			}
		}
		return out
	}
	want := []string{"mid/mid.go: reads the environment far away", "top/top.go: struct{A int}"}
	assert.Equal(t, want, found())
	assert.Equal(t, want, found(), "from the cache")
	change(t, filepath.Join(dir, "low", "low.go"), "type T struct{ A int }", "type T struct{ B int }")
	want[1] = "top/top.go: struct{B int}"
	assert.Equal(t, want, found(), "the syntax half is judged anew")
	change(t, filepath.Join(dir, "low", "low.go"), "os.Getenv", "os.ExpandEnv")
	assert.Equal(t, want[1:], found(), "the program half is judged anew")
}

func TestCrashOfASyntaxHalf(t *testing.T) {
	crash := crashing(rule.Package, "m/b", nil)
	res := mustRun(t, unpack(t, twoPackages), Options{Rules: []*rule.Rule{{Meta: rule.Meta{Name: "crash", Scope: rule.Program}, Check: calls.Check, CheckSyntax: crash.Check}}})
	assert.Len(t, res.Errors, 1)
	assert.Equal(t, []string{"crash a/a.go:9", "crash a/a.go:14", "crash a/a.go:14", "crash b/b.go:5"}, places(res), "the other half stands")
}

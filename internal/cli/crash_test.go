package cli_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/cli"
	"github.com/prodlint/prodlint/internal/rule"
)

// TestCrashOfARule reports what the other rules find, names the crash in every format, and does not end as if all had been judged.
func TestCrashOfARule(t *testing.T) {
	dir := module(t, map[string]string{"nap.go": nap})
	crash := newRule("crash", rule.Stable, func(p *rule.Pass) {
		var none []int
		none[0]++
	})
	for _, format := range []string{"text", "json", "sarif"} {
		var out, errs bytes.Buffer
		code := cli.Main(t.Context(), []string{"-C", dir, "--format", format}, cli.Process{Stdout: &out, Stderr: &errs, Getenv: os.Getenv, Rules: []*rule.Rule{crash, sleepy}})
		assert.Equal(t, cli.Incomplete, code)
		assert.Regexp(t, `^prodlint: example.com/m: internal error: rule crash: runtime error: index out of range \[0\] with length 0 \(internal/cli/crash_test.go:[0-9]+\)\n$`, errs.String())
		assert.Contains(t, out.String(), "time.Sleep stalls the request")
		if format != "text" {
			assert.Contains(t, out.String(), "internal error: rule crash")
		}
	}
}

func TestCrashOfTheCommand(t *testing.T) {
	var out, errs bytes.Buffer
	code := cli.Main(t.Context(), []string{"rules"}, cli.Process{Stdout: &out, Stderr: &errs, Rules: []*rule.Rule{nil}, Getenv: os.Getenv})
	assert.Equal(t, cli.Incomplete, code)
	assert.Contains(t, errs.String(), "prodlint: internal error: prodlint "+cli.Version+": runtime error: invalid memory address")
	assert.NotContains(t, errs.String(), "goroutine")
}

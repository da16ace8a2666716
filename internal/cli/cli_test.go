package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/cli"
	"github.com/prodlint/prodlint/internal/rule"
)

// sleepy is a rule that the tests can rely on: it reports calls of time.Sleep, and at severity info those of time.Now.
// Its fix replaces the duration. preview is one that runs only when asked for, and reports calls of os.Exit.
var sleepy, preview = newRule("sleepy", rule.Stable, func(p *rule.Pass) {
	for _, c := range p.Summary.Calls {
		f := rule.Finding{Pos: c.Pos, Function: p.Summary.FunctionName(c.Fn), Key: c.Callee}
		switch c.Callee {
		case "time.Sleep":
			f.Message = "time.Sleep stalls the request: wait for what it waits for"
			p.Report(f)
		case "time.Now":
			f.Message, f.Severity = "time.Now is asked", rule.Info
			p.Report(f)
		}
	}
}), newRule("exits", rule.Preview, func(p *rule.Pass) {
	for _, c := range p.Summary.Calls {
		if c.Callee == "os.Exit" {
			p.Report(rule.Finding{Pos: c.Pos, Function: p.Summary.FunctionName(c.Fn), Key: c.Callee, Message: "os.Exit skips the deferred calls: return"})
		}
	}
})

func newRule(name string, stability rule.Stability, check func(*rule.Pass)) *rule.Rule {
	r := &rule.Rule{Check: check, Page: "## What it finds\n\nCalls, by `name`.\n"}
	r.Meta = rule.Meta{Name: name, Summary: "finds calls", Severity: rule.Warning, Confidence: rule.High, Since: "0.1", Stability: stability, Scope: rule.Program, Incidents: []string{"like-percent"}}
	if name == "sleepy" {
		r.Meta.Fix = "sleeps for less"
		r.Fix = func(p *rule.FixPass) []rule.Edit {
			i := bytes.Index(p.Src, []byte("(5)"))
			if i < 0 {
				return nil
			}
			return []rule.Edit{{Start: i + 1, End: i + 2, New: "1"}}
		}
	}
	return r
}

// module writes files into a new module and returns its directory.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example.com/m\n\ngo 1.25\n"
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return dir
}

const nap = "package m\n\nimport \"time\"\n\n// Nap sleeps.\nfunc Nap() {\n\ttime.Sleep(5)\n\t_ = time.Now()\n}\n"

func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Main(t.Context(), args, cli.Process{Stdout: &out, Stderr: &errs, Getenv: os.Getenv, Rules: []*rule.Rule{preview, sleepy}})
	return code, out.String(), errs.String()
}

func TestExitCodes(t *testing.T) {
	dirty := module(t, map[string]string{"nap.go": nap})
	clean := module(t, map[string]string{"a.go": "package m\n"})
	broken := module(t, map[string]string{"nap.go": nap, "bad/bad.go": "package bad\n\nvar x int = \"s\"\n"})
	config := module(t, map[string]string{"nap.go": nap, ".prodlint.yml": "fail-on: error\n"})
	mistake := module(t, map[string]string{"nap.go": nap, ".prodlint.yml": "presett: all\n"})
	for _, c := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{[]string{"-C", clean}, 0, ""},
		{[]string{"-C", dirty}, 1, ""},
		{[]string{"run", "-C", dirty, "./..."}, 1, ""},
		{[]string{"-C", dirty, "--fail-on", "error"}, 0, ""},
		{[]string{"-C", dirty, "--disable", "sleepy"}, 0, ""},
		{[]string{"-C", config}, 0, ""},
		{[]string{"-C", config, "--fail-on=warning"}, 1, ""},
		{[]string{"-C", config, "--no-config"}, 1, ""},
		{[]string{"-C", broken}, 3, "bad/bad.go:3:13"},
		{[]string{"-C", mistake}, 2, "1 | presett: all\n   | ^"},
		{[]string{"-C", mistake, "--no-config"}, 1, ""},
		{[]string{"-C", clean, "--config", "nowhere.yml"}, 2, "nowhere.yml"},
		{[]string{"-C", filepath.Join(clean, "nowhere")}, 2, "nowhere"},
		{[]string{"-C", clean, "--format", "xml"}, 2, `--format is "xml": want one of text, json, sarif`},
		{[]string{"-C", clean, "--preset", "loose"}, 2, "want one of default, strict, all"},
		{[]string{"-C", clean, "--fail-on", "fatal"}, 2, "want one of error, warning, info"},
		{[]string{"-C", clean, "--enable", "sleepi"}, 2, `unknown rule "sleepi"; did you mean sleepy?`},
		{[]string{"-C", clean, "--color", "pink"}, 2, "--color"},
		{[]string{"-C", clean, "--fix", "--diff"}, 2, "--diff"},
		{[]string{"--frmat", "json"}, 2, `did you mean "--format"?`},
		{[]string{"explian", "x"}, 2, `unknown command "explian"; did you mean explain?`},
		{[]string{"explain", "sleepi"}, 2, `unknown rule or incident "sleepi"; did you mean sleepy?`},
		{[]string{"explain"}, 2, "<name>"},
		{[]string{"-C", clean, "-o", filepath.Join(clean, "no", "dir")}, 2, "cannot write the output"},
		{[]string{"version"}, 0, ""},
		{[]string{"--help"}, 0, ""},
		{[]string{"explain", "--help"}, 0, ""},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			code, stdout, stderr := run(t, c.args...)
			assert.Equal(t, c.code, code, stderr)
			assert.Contains(t, stderr, c.stderr)
			if c.code == cli.Usage {
				assert.Empty(t, stdout)
				assert.True(t, strings.HasPrefix(stderr, "prodlint: "), stderr)
			} else if c.code != cli.Incomplete {
				assert.Empty(t, stderr)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := cli.Main(ctx, []string{"-C", module(t, map[string]string{"nap.go": nap})}, cli.Process{Stdout: &out, Stderr: &errs, Getenv: os.Getenv})
	assert.Equal(t, cli.Interrupted, code)
	assert.Equal(t, "prodlint: interrupted\n", errs.String())
	assert.Empty(t, out.String())
}

// full is an output on a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestOutputThatCannotBeWritten(t *testing.T) {
	dir := module(t, map[string]string{"nap.go": nap})
	for _, args := range [][]string{{"-C", dir}, {"-C", dir, "--diff"}, {"rules"}, {"rules", "--format", "json"}, {"explain", "sleepy"}, {"version"}, {"--help"}} {
		var errs bytes.Buffer
		code := cli.Main(t.Context(), args, cli.Process{Stdout: full{}, Stderr: &errs, Getenv: os.Getenv, Rules: []*rule.Rule{sleepy}})
		assert.Equal(t, cli.Usage, code, args)
		assert.Equal(t, "prodlint: cannot write the output: no space left on device\n", errs.String(), args)
	}
}

func TestText(t *testing.T) {
	dir := module(t, map[string]string{"nap.go": nap, "exit.go": "package m\n\nimport \"os\"\n\nfunc Quit() { os.Exit(1) }\n"})
	_, stdout, _ := run(t, "-C", dir)
	assert.Contains(t, stdout, "warning sleepy  time.Sleep stalls the request: wait for what it waits for\n --> nap.go:7:2 in Nap\n")
	assert.Contains(t, stdout, "= fix    sleeps for less (prodlint --fix does it)")
	assert.True(t, strings.HasSuffix(stdout, "\n1 finding (1 warning) in 1 package\nfixes: 1 with --fix\n"), stdout)
	_, stdout, _ = run(t, "-C", dir, "--preset", "strict")
	assert.Contains(t, stdout, "2 findings (1 warning, 1 info) in 1 package\n")
	_, stdout, _ = run(t, "-C", dir, "--preset", "all")
	assert.Contains(t, stdout, "3 findings (2 warnings, 1 info) in 1 package\n")
	_, stdout, _ = run(t, "-C", dir, "--enable", "exits", "--disable", "all")
	assert.Contains(t, stdout, "1 finding (1 warning) in 1 package\n")
	_, stdout, _ = run(t, "-C", dir, "--color", "always")
	assert.Contains(t, stdout, "\x1b[1;33mwarning\x1b[0m")
}

func TestOutputFile(t *testing.T) {
	dir := module(t, map[string]string{"nap.go": nap})
	file := filepath.Join(t.TempDir(), "report.json")
	code, stdout, _ := run(t, "-C", dir, "--format", "json", "-o", file)
	assert.Equal(t, cli.Findings, code)
	assert.Empty(t, stdout)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, json.Valid(text))
	assert.Contains(t, string(text), `"rule": "sleepy"`)
}

func TestConfigPaths(t *testing.T) {
	dir := module(t, map[string]string{
		"nap.go": nap, "legacy/nap.go": nap, "gen/nap.go": nap,
		".prodlint.yml": "exclude: [gen]\nseverity: {sleepy: error}\noverrides:\n  - paths: [legacy]\n    disable: [sleepy]\n",
	})
	_, stdout, _ := run(t, "-C", dir)
	assert.Contains(t, stdout, "error sleepy")
	assert.Contains(t, stdout, "1 finding (1 error) in 3 packages\n")
	code, _, stderr := run(t, "-C", filepath.Join(dir, "legacy"))
	assert.Equal(t, cli.Clean, code, "paths are relative to the file, wherever the run starts: %s", stderr)
}

func TestSuppressed(t *testing.T) {
	dir := module(t, map[string]string{"nap.go": strings.Replace(nap, "time.Sleep(5)", "time.Sleep(5) //prodlint:ignore sleepy -- the queue is slow", 1)})
	code, stdout, _ := run(t, "-C", dir)
	assert.Equal(t, cli.Clean, code)
	assert.Equal(t, "no findings in 1 package\n", stdout)
	code, stdout, _ = run(t, "-C", dir, "--show-suppressed")
	assert.Equal(t, cli.Clean, code)
	assert.Contains(t, stdout, "= muted  the queue is slow")
	assert.Contains(t, stdout, "no findings, 1 suppressed in 1 package")
}

func TestFixAndDiff(t *testing.T) {
	dir := module(t, map[string]string{"nap.go": nap})
	code, stdout, stderr := run(t, "-C", dir, "--diff")
	assert.Equal(t, cli.Findings, code)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "--- a/nap.go\n+++ b/nap.go\n")
	assert.Contains(t, stdout, "-\ttime.Sleep(5)\n+\ttime.Sleep(1)\n")
	text, err := os.ReadFile(filepath.Join(dir, "nap.go"))
	require.NoError(t, err)
	assert.Equal(t, nap, string(text), "a diff changes nothing")

	code, stdout, stderr = run(t, "-C", dir, "--fix")
	assert.Equal(t, cli.Clean, code)
	assert.Equal(t, "no findings in 1 package\n", stdout)
	assert.Equal(t, "prodlint: fixed 1 in nap.go\n", stderr)
	text, err = os.ReadFile(filepath.Join(dir, "nap.go"))
	require.NoError(t, err)
	assert.Equal(t, strings.Replace(nap, "(5)", "(1)", 1), string(text))

	code, stdout, _ = run(t, "-C", dir, "--diff")
	assert.Equal(t, cli.Clean, code)
	assert.Empty(t, stdout)
}

func TestRules(t *testing.T) {
	_, stdout, _ := run(t, "rules")
	assert.Equal(t, "RULE    SEVERITY  STABILITY  SUMMARY\nexits   warning   preview    finds calls\nsleepy  warning   stable     finds calls\n", stdout)
	_, stdout, _ = run(t, "rules", "--format", "json")
	var rules []map[string]any
	require.NoError(t, json.Unmarshal([]byte(stdout), &rules))
	require.Len(t, rules, 2)
	assert.Equal(t, map[string]any{
		"name": "sleepy", "summary": "finds calls", "severity": "warning", "confidence": "high", "stability": "stable", "since": "0.1", "scope": "program",
		"incidents": []any{"like-percent"}, "tags": []any{}, "fix": "sleeps for less", "url": "https://github.com/prodlint/prodlint/blob/main/docs/rules/sleepy.md",
	}, rules[1])
}

func TestExplain(t *testing.T) {
	_, stdout, _ := run(t, "explain", "sleepy")
	assert.True(t, strings.HasPrefix(stdout, "sleepy  finds calls\nwarning, high confidence, stable since 0.1, fix: sleeps for less\nincident "), stdout)
	assert.Contains(t, stdout, "WHAT IT FINDS\n\nCalls, by `name`.\n")
	_, slug, _ := run(t, "explain", "like-percent")
	id, _, _ := strings.Cut(slug, " ")
	_, byID, _ := run(t, "explain", strings.ToLower(id))
	assert.Equal(t, slug, byID)
	assert.Contains(t, slug, "\nWHAT HAPPENED\n")
}

func TestVersion(t *testing.T) {
	_, stdout, _ := run(t, "version")
	assert.Regexp(t, `^prodlint \d+\.\d+\.\d+ \(go.*, \w+/\w+\)\n$`, stdout)
}

func TestHelp(t *testing.T) {
	_, stdout, _ := run(t, "--help")
	for _, word := range []string{"prodlint rules", "prodlint explain NAME", "Exit codes", "--format", "--fail-on", "--[no-]tests"} {
		assert.Contains(t, stdout, word)
	}
}

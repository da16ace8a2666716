package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/rule"
)

func root(t *testing.T) string {
	t.Helper()
	dir, err := repository()
	require.NoError(t, err)
	return dir
}

func TestGeneratedFilesAreFresh(t *testing.T) {
	files, err := generate(root(t))
	require.NoError(t, err)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), "%s is stale: go run ./internal/tools gen", name)
	}
}

// headings are those of every rule's page, in order.
var headings = []string{"What it finds", "Why it takes production down", "Bad", "Good", "What it does not report", "Configure", "References"}

func TestEveryRuleHasItsFiles(t *testing.T) {
	dirs, err := os.ReadDir(filepath.Join(root(t), "analyzers"))
	require.NoError(t, err)
	seen := 0
	for _, d := range dirs {
		if d.IsDir() {
			seen++
			t.Run(d.Name(), func(t *testing.T) { checkRule(t, d.Name()) })
		}
	}
	assert.Positive(t, seen)
}

// checkRule asks for code, fixtures and a page with the headings in order.
func checkRule(t *testing.T, name string) {
	t.Helper()
	assert.Regexp(t, ruleName, name)
	assert.FileExists(t, filepath.Join(root(t), "analyzers", name, name+".go"))
	for _, kind := range []string{"bad", "good"} {
		assert.DirExists(t, filepath.Join(root(t), "testdata", name, kind))
	}
	page, err := os.ReadFile(filepath.Join(root(t), "docs", "rules", name+".md"))
	require.NoError(t, err)
	var m rule.Meta
	body, err := rule.FrontMatter(page, &m)
	require.NoError(t, err)
	checkMeta(t, name, m)
	var got []string
	fenced := false
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if h, ok := strings.CutPrefix(strings.TrimSpace(line), "## "); ok && !fenced {
			got = append(got, h)
		}
	}
	assert.Equal(t, headings, got, "headings of docs/rules/%s.md", name)
}

// checkMeta asks for known values and a summary that reads well in a table.
func checkMeta(t *testing.T, name string, m rule.Meta) {
	t.Helper()
	assert.Equal(t, name, m.Name)
	assert.Contains(t, config.Levels, string(m.Severity), name)
	assert.Contains(t, []rule.Confidence{rule.High, rule.Medium, rule.Low}, m.Confidence, name)
	assert.Contains(t, []rule.Stability{rule.Stable, rule.Preview}, m.Stability, name)
	assert.Contains(t, []rule.Scope{rule.Package, rule.Program}, m.Scope, name)
	assert.Regexp(t, `^\d+\.\d+$`, m.Since, name)
	assert.NotEmpty(t, m.Summary, name)
	assert.LessOrEqual(t, len(m.Summary), 100, "%s: summary", name)
	assert.False(t, strings.HasSuffix(m.Summary, "."), "%s: summary ends with a full stop", name)
}

func TestModuleHasNoReplace(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(root(t), "go.mod"))
	require.NoError(t, err)
	mod, err := modfile.Parse("go.mod", src, nil)
	require.NoError(t, err)
	assert.Empty(t, mod.Replace)
	assert.Equal(t, "github.com/prodlint/prodlint", mod.Module.Mod.Path)
}

// TestSchemaAgreesWithParser gives the same texts to the schema and to the parser.
func TestSchemaAgreesWithParser(t *testing.T) {
	metas := []rule.Meta{{Name: "nplusone"}, {Name: "overfetch"}, {Name: "selectstar"}, {Name: "softdelete"}}
	text, err := configSchema(metas)
	require.NoError(t, err)
	schema := schemaFor(t, text)
	for src, ok := range map[string]bool{
		"version: 1":                      true,
		"version: 2":                      false,
		"version: x":                      false,
		"preset: strict":                  true,
		"preset: loose":                   false,
		"fail-on: info":                   true,
		"fail-on: fatal":                  false,
		"failon: info":                    false,
		"tests: true":                     true,
		"tests: [1]":                      false,
		"enable: [nplusone, all]":         true,
		"enable: [zzz]":                   false,
		"enable: {a: b}":                  false,
		"disable: []":                     true,
		"disable: [zzz]":                  false,
		"exclude: [gen/**, '*_gen.go']":   true,
		"exclude: {a: b}":                 false,
		"severity: {selectstar: info}":    true,
		"severity: {selectstar: grave}":   false,
		"severity: {zzz: info}":           false,
		"severity: {all: info}":           false,
		"overrides: [{paths: [a]}]":       true,
		"overrides: [{paths: []}]":        false,
		"overrides: [{enable: [all]}]":    false,
		"overrides: [{paths: [a], x: y}]": false,
		"overrides: [{paths: [a], disable: [all], enable: [nplusone]}]": true,
		"overrides: [{paths: [a], disable: [zzz]}]":                     false,
		"catalog: |\n  example.com/x.Get query sql=0\n":                 true,
		"catalog: [1]": false,
		"overrides: [{paths: [a], severity: {nplusone: info}}]":  true,
		"overrides: [{paths: [a], severity: {nplusone: grave}}]": false,
		"overrides: [{paths: [a], severity: {zzz: info}}]":       false,
		"baseline: b.yml": true,
		"baseline: [1]":   false,
		"migrations: [{dir: a, dialect: mysql, tool: goose}]": true,
		"migrations: [{dir: a, dialect: oracle}]":             false,
		"migrations: [{dialect: mysql}]":                      false,
		"options: {overfetch: {min-columns: 3}}":              true,
		"options: {overfetch: {min-columns: 0}}":              false,
		"options: {overfetch: {min-columns: many}}":           false,
		"options: {overfetch: {columns: 3}}":                  false,
		"options: {overfetch: 3}":                             false,
		"options: {nplusone: {size: 3}}":                      false,
		"options: {zzz: {size: 3}}":                           false,
		"options: {softdelete: {purged: [a, 'b_*']}}":         true,
		"options: {softdelete: {purged: a}}":                  false,
		"options: {softdelete: {purged: ['']}}":               false,
		"replicas: [copies]":                                  true,
		"replicas: ['']":                                      false,
		"replicas: copies":                                    false,
		"services: [{name: a, packages: [cmd/a]}]":            true,
		"services: [{name: a, packages: []}]":                 false,
		"services: [{packages: [a]}]":                         false,
		"services: [{name: a}]":                               false,
		"x: y":                                                false,
	} {
		_, parsed := config.Parse("c.yml", []byte(src), []string{"nplusone", "overfetch", "selectstar", "softdelete"})
		assert.Equal(t, ok, parsed == nil, "parser: %s: %v", src, parsed)
		valid := schema.Validate(instance(t, src))
		assert.Equal(t, ok, valid == nil, "schema: %s: %v", src, valid)
	}
}

func TestCorpus(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "docs"), 0o755))
	write := func(text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.FromSlash(corpusFile)), []byte(text), 0o644))
	}
	record, err := readCorpus(dir)
	require.NoError(t, err)
	assert.Empty(t, record, "no record yet")

	entry := `{"repository":"o/n","commit":"0123456789abcdef","rule":"nplusone","file":"a.go","line":3,"function":"F","verdict":"true","reason":"r"}`
	write("[" + entry + "," + strings.Replace(strings.Replace(entry, `"true"`, `"false"`, 1), `"line":3`, `"line":4`, 1) + "]")
	record, err = readCorpus(dir)
	require.NoError(t, err)
	page := string(precisionPage([]rule.Meta{{Name: "nplusone", Stability: rule.Stable}, {Name: "x", Stability: rule.Preview}}, record))
	assert.Contains(t, page, "| [nplusone](rules/nplusone.md) | stable | 2 | 1 | 0 | 1 | 50.0 % |\n")
	assert.Contains(t, page, "| [x](rules/x.md) | preview | 0 | 0 | 0 | 0 | - |\n")
	assert.Contains(t, page, "| [o/n](https://github.com/o/n/tree/0123456789ab) | 0123456789ab | 2 |\n")

	for text, want := range map[string]string{
		"[" + entry + "," + entry + "]":                                          "judged twice",
		"[" + strings.Replace(entry, `"true"`, `"maybe"`, 1) + "]":               `verdict "maybe"`,
		"[" + strings.Replace(entry, `"reason":"r"`, `"reason":""`, 1) + "]":     "no reason",
		"[" + strings.Replace(entry, `"line":3`, `"line":0`, 1) + "]":            "are needed",
		"[" + strings.Replace(entry, `"reason":"r"`, `"code":"x := 1"`, 1) + "]": "unknown field",
	} {
		write(text)
		_, err := readCorpus(dir)
		assert.ErrorContains(t, err, want)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"nothing"}, {"new-rule"}, {"corpus"}, {"corpus", "run"}, {"new-rule", "N-Plus"}, {"new-rule", "all"}} {
		assert.Error(t, run(t.TempDir(), args, &bytes.Buffer{}), args)
	}
}

// TestScaffold starts a rule in a copy of the repository and runs its fixtures and the examples of its page there.
func TestScaffold(t *testing.T) {
	dir := t.TempDir()
	copySources(t, root(t), dir)
	var out bytes.Buffer
	require.NoError(t, run(dir, []string{"new-rule", "forcedgc"}, &out), out.String())
	assert.ErrorContains(t, run(dir, []string{"new-rule", "forcedgc"}, &out), "is there already")
	for _, args := range [][]string{
		{"vet", "./analyzers/forcedgc"},
		{"test", "./analyzers", "-v", "-run", "^(TestFixtures|TestPages)$/^forcedgc$"},
		{"test", "./internal/tools", "-run", "^(TestGeneratedFilesAreFresh|TestEveryRuleHasItsFiles)$/^forcedgc$"},
	} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		text, err := cmd.CombinedOutput()
		require.NoError(t, err, "go %s\n%s", strings.Join(args, " "), text)
		if args[0] == "test" && args[2] == "-v" {
			for _, name := range []string{"TestFixtures/forcedgc/bad", "TestFixtures/forcedgc/good", "TestPages/forcedgc/bad1", "TestPages/forcedgc/good1"} {
				assert.Regexp(t, `--- PASS: `+regexp.QuoteMeta(name), string(text))
			}
		}
	}
}

// copySources copies what go test needs of the repository.
func copySources(t *testing.T, from, to string) {
	t.Helper()
	for _, top := range []string{"go.mod", "go.sum", "analyzers", "cmd", "docs", "internal", "testdata"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(from, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			rel, err := filepath.Rel(from, path)
			if err != nil {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(filepath.Dir(filepath.Join(to, rel)), 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(to, rel), text, 0o644)
		}))
	}
}

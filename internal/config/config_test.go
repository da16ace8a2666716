package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/catalog"
)

var known = []string{"nplusone", "selectstar", "unboundedpool"}

func TestParse(t *testing.T) {
	c, err := Parse("c.yml", []byte(`
version: 1
preset: strict
enable: [nplusone]
disable: [all]
fail-on: error
tests: true
exclude: ["gen/**"]
severity: {selectstar: info}
overrides:
  - paths: [internal/legacy]
    disable: [nplusone]
    enable: [selectstar]
catalog: |
  example.com/db.Query query sql=0  # in-house
`), known)
	require.NoError(t, err)
	assert.Equal(t, &Config{
		Version: 1, Preset: "strict", Enable: []string{"nplusone"}, Disable: []string{"all"}, FailOn: "error", Tests: true, Exclude: []string{"gen/**"},
		Severity:  map[string]string{"selectstar": "info"},
		Overrides: []Override{{Paths: []string{"internal/legacy"}, Enable: []string{"selectstar"}, Disable: []string{"nplusone"}}},
		Catalog:   "example.com/db.Query query sql=0  # in-house\n", File: "c.yml", catalogLine: 15,
	}, c)
	var table catalog.Table
	require.NoError(t, c.AddTo(&table))
	e, ok := table.Get("example.com/db.Query", "query")
	require.True(t, ok)
	assert.Equal(t, "c.yml:15", e.Source)
}

func TestParseEmpty(t *testing.T) {
	for _, src := range []string{"", "# nothing\n", "\n", "\xef\xbb\xbfversion: 1\n", "---\n"} {
		_, err := Parse("c.yml", []byte(src), known)
		assert.NoError(t, err, "%q", src)
	}
}

func TestParseMistakes(t *testing.T) {
	for src, want := range map[string]string{
		"preset: default\nenabel: [x]\n":             "c.yml:2:1: unknown key \"enabel\"; did you mean enable?\n 2 | enabel: [x]\n   | ^",
		"preset: loose\n":                            "c.yml:1:9: preset is \"loose\": want one of default, strict, all\n 1 | preset: loose\n   |         ^",
		"fail-on: fatal\n":                           "c.yml:1:10: fail-on is \"fatal\": want one of error, warning, info\n 1 | fail-on: fatal\n   |          ^",
		"version: 2\n":                               "c.yml:1:10: version 2 is not known: want 1\n 1 | version: 2\n   |          ^",
		"enable:\n  - selectstr\n":                   "c.yml:2:5: unknown rule \"selectstr\"; did you mean selectstar?\n 2 |   - selectstr\n   |     ^",
		"disable: [nplusone, zzz]\r\n":               "c.yml:1:21: unknown rule \"zzz\"\n 1 | disable: [nplusone, zzz]\n   |                     ^",
		"severity:\n  selectstar: grave\n":           "c.yml:2:15: selectstar is \"grave\": want one of error, warning, info\n 2 |   selectstar: grave\n   |               ^",
		"baseline: ../b.yml\n":                       "c.yml:1:11: baseline is \"../b.yml\": want a path below the configuration file, with slashes\n 1 | baseline: ../b.yml\n   |           ^",
		"baseline: /etc/passwd\n":                    "c.yml:1:11: baseline is \"/etc/passwd\": want a path below the configuration file, with slashes\n 1 | baseline: /etc/passwd\n   |           ^",
		"severity:\n  zzz: error\n":                  "c.yml:2:8: unknown rule \"zzz\"\n 2 |   zzz: error\n   |        ^",
		"exclude: [/abs]\n":                          "c.yml:1:11: glob \"/abs\": want a path below the configuration file, with slashes\n 1 | exclude: [/abs]\n   |           ^",
		"overrides:\n  - disable: [all]\n":           "c.yml:2:12: override without paths\n 2 |   - disable: [all]\n   |            ^",
		"overrides:\n  - paths: [a]\n    enble: []":  "c.yml:3:5: unknown key \"enble\"; did you mean enable?\n 3 |     enble: []\n   |     ^",
		"catalog: |\n  a.b query\n\n  a.c nothing\n": "c.yml:4:1: catalog: unknown kind \"nothing\"\n 4 |   a.c nothing\n   | ^",
	} {
		_, err := Parse("c.yml", []byte(src), known)
		var mistake *Error
		if assert.ErrorAs(t, err, &mistake, src) {
			assert.Equal(t, want, err.Error())
		}
	}
}

func TestParseMalformed(t *testing.T) {
	for _, src := range []string{"preset: [", "preset: {a: b}", "tests: perhaps", "- a", "enable: 3", "preset: strict\npreset: all\n", "version: one", "a: &a [*a]"} {
		_, err := Parse("c.yml", []byte(src), known)
		var mistake *Error
		if assert.ErrorAs(t, err, &mistake, "%q", src) {
			assert.Positive(t, mistake.Line, src)
			assert.NotEmpty(t, mistake.Message, src)
		}
	}
}

func write(t *testing.T, name string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, nil, 0o644))
	return name
}

func TestFind(t *testing.T) {
	find := func(dir string) string {
		t.Helper()
		require.NoError(t, os.MkdirAll(dir, 0o755))
		file, err := Find(dir)
		require.NoError(t, err)
		return file
	}
	root := t.TempDir()
	outer := write(t, filepath.Join(root, Name))
	repo := filepath.Join(root, "repo")
	write(t, filepath.Join(repo, "svc", "go.mod"))
	deep := filepath.Join(repo, "svc", "internal", "x")

	assert.Empty(t, find(deep), "outside version control the module is the limit")
	work := write(t, filepath.Join(repo, "go.work"))
	top := write(t, filepath.Join(repo, Name))
	assert.Equal(t, top, find(deep), "a workspace is the limit before the module")
	require.NoError(t, os.Remove(work))
	require.NoError(t, os.MkdirAll(filepath.Join(repo, ".git"), 0o755))
	assert.Equal(t, top, find(deep), "the checkout's file holds for modules in it")
	require.NoError(t, os.Remove(top))
	assert.Empty(t, find(deep), "files above the checkout are not read")
	near := write(t, filepath.Join(repo, "svc", Name))
	assert.Equal(t, near, find(deep), "the nearest file wins")
	assert.Equal(t, outer, find(root))
}

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), Name)
	_, err := Load(file, known)
	assert.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(file, []byte("preset: all\n"), 0o644))
	c, err := Load(file, known)
	require.NoError(t, err)
	assert.Equal(t, file, c.File)
	require.NoError(t, os.WriteFile(file, []byte("x: y\n"), 0o644))
	_, err = Load(file, known)
	var mistake *Error
	assert.True(t, errors.As(err, &mistake))
}

func TestNearest(t *testing.T) {
	assert.Equal(t, []string{"selectstar"}, Nearest("selctstar", known))
	assert.Equal(t, []string{"selectstar"}, Nearest("SELECTSTAR", known))
	assert.Equal(t, []string{"unboundedpool"}, Nearest("pool", known))
	assert.Equal(t, []string{"nplusone"}, Nearest("n+1plusone", known))
	assert.Empty(t, Nearest("zzz", known))
	assert.Empty(t, Nearest("", known))
}

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		glob string
		yes  []string
		no   []string
	}{
		{"internal/legacy", []string{"internal/legacy/a.go", "internal/legacy/x/a.go"}, []string{"internal/legacy2/a.go", "x/internal/legacy/a.go"}},
		{"internal/legacy/", []string{"internal/legacy/a.go"}, []string{"internal/a.go"}},
		{"./internal/*", []string{"internal/a.go", "internal/x/a.go"}, []string{"a.go"}},
		{"*_gen.go", []string{"a_gen.go", "x/y/a_gen.go"}, []string{"a_gen.go.go", "agen.go"}},
		{"gen", []string{"gen/a.go", "x/gen/a.go"}, []string{"generate/a.go", "gen.go"}},
		{"**/mocks/**", []string{"mocks/a.go", "x/mocks/y/a.go"}, []string{"mocks.go"}},
		{"internal/**/gen/*.go", []string{"internal/gen/a.go", "internal/x/y/gen/a.go"}, []string{"internal/gen/x/a.go"}},
		{"cmd/{api,worker}", []string{"cmd/api/main.go", "cmd/worker/main.go"}, []string{"cmd/cli/main.go"}},
		{"cmd/v[12]/?.go", []string{"cmd/v1/a.go", "cmd/v2/b.go"}, []string{"cmd/v3/a.go", "cmd/v1/ab.go"}},
		{"cmd/v[!12]/a.go", []string{"cmd/v3/a.go"}, []string{"cmd/v1/a.go"}},
		{"a+b/(c).go", []string{"a+b/(c).go"}, []string{"aab/c.go"}},
	} {
		re, err := compile(c.glob)
		if !assert.NoError(t, err, c.glob) {
			continue
		}
		for _, file := range c.yes {
			assert.True(t, re.MatchString(file), "%s takes %s", c.glob, file)
		}
		for _, file := range c.no {
			assert.False(t, re.MatchString(file), "%s leaves %s", c.glob, file)
		}
	}
	for _, bad := range []string{"", "/", "/a", "../a", `a\b`, "a[", "a[]", "{a", "a[z-a]"} {
		_, err := compile(bad)
		assert.Error(t, err, bad)
	}
}

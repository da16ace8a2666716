package driver

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// lines is a rule that reports each line with "bad" in a file beside the code, and fails on each with "broken".
var lines = rule.Rule{
	Meta:  rule.Meta{Name: "lines", Scope: rule.Program, Severity: rule.Warning, Confidence: rule.High},
	Check: func(*rule.Pass) {},
	CheckTree: func(p *rule.TreePass) {
		for _, name := range beside.Files(p.Tree) {
			data, err := fs.ReadFile(p.Tree, name)
			if err != nil {
				continue
			}
			for i, line := range strings.Split(string(data), "\n") {
				pos := summary.Pos{File: name, Line: i + 1, Col: 1, EndLine: i + 1, EndCol: len(line) + 1}
				if strings.Contains(line, "bad") {
					p.Report(rule.Finding{Pos: pos, Message: "bad line", Function: strings.TrimSuffix(filepath.Base(name), ".sql"), Key: line, Path: []rule.Hop{{Pos: pos, Note: "here"}}})
				}
				if strings.Contains(line, "broken") {
					p.Fail(name, i+1, "broken line")
				}
			}
		}
	},
}

// counted is a rule that sees the tree while it judges packages: it reports how many files of SQL there are at each function.
var counted = &rule.Rule{
	Meta: rule.Meta{Name: "counted", Scope: rule.Program, Severity: rule.Warning, Confidence: rule.High},
	Check: func(p *rule.Pass) {
		n := 0
		for _, f := range beside.Files(p.Tree) {
			if beside.SQL(f) {
				n++
			}
		}
		for _, f := range p.Summary.Funcs {
			p.Report(rule.Finding{Pos: f.Pos, Message: strings.Repeat("i", n), Function: f.Name, Key: p.Tree.Dirs[p.Summary.Path]})
		}
	},
	CheckTree: func(*rule.TreePass) {},
}

const shop = `
-- a.go --
package m

func A() {}
-- db/store.go --
package db

func Store() {}
-- db/migrations/1_a.sql --
good;
bad;
-- db/migrations/2_b.sql --
-- prodlint:ignore lines -- small
bad;
-- db/migrations/3_go.go --
package migrations

var _ = "bad"
-- db/migrations/4_go.go --
package migrations

//prodlint:ignore lines -- done by hand
var _ = "bad"
-- other/go.mod --
module other
-- other/5.sql --
bad;
-- testdata/6.sql --
bad;
-- node_modules/7.sql --
bad;
-- docs/notes.txt --
bad;
`

func treeRules() []*rule.Rule { return []*rule.Rule{&lines, counted} }

func TestFilesBesideTheCode(t *testing.T) {
	dir := unpack(t, shop)
	require.NoError(t, os.Symlink(filepath.Join(dir, "other", "5.sql"), filepath.Join(dir, "link.sql")))
	res := mustRun(t, dir, Options{Rules: []*rule.Rule{&lines}})
	assert.Equal(t, []string{"lines db/migrations/1_a.sql:2", "lines db/migrations/2_b.sql:2!", "lines db/migrations/3_go.go:3", "lines db/migrations/4_go.go:4!"}, places(res))
	assert.Equal(t, "db/migrations", res.Findings[0].Package)
	assert.Equal(t, "m/db/migrations", res.Findings[2].Package)
	assert.Equal(t, "3_go.go", res.Findings[2].Pos.File)
	assert.Equal(t, []string{"db/migrations/1_a.sql"}, res.Findings[0].Files)
	assert.Equal(t, "small", res.Findings[1].Reason)
	assert.True(t, res.Complete)
	for pattern, want := range map[string][]string{
		"./db":            {"lines db/migrations/1_a.sql:2"}, // the nearest package is in migrations
		"./db/...":        {"lines db/migrations/1_a.sql:2"},
		"./db/migrations": {"lines db/migrations/1_a.sql:2"},
		".":               {},
		"m/db/migrations": {"lines db/migrations/1_a.sql:2"},
	} {
		got := []string{}
		for _, p := range places(mustRun(t, dir, Options{Rules: []*rule.Rule{&lines}, Patterns: []string{pattern}})) {
			if strings.HasSuffix(p, "a.sql:2") {
				got = append(got, p)
			}
		}
		if pattern == "./db" {
			want = []string{}
		}
		assert.Equal(t, want, got, pattern)
	}
}

func TestSuppressionsBesideTheCode(t *testing.T) {
	dir := unpack(t, shop)
	write(t, filepath.Join(dir, "x.sql"), "-- prodlint:ignore lines -- nothing here\nok;\nbad; -- prodlint:ignore lines\nbad; /* prodlint:ignore nonsense -- r */\n")
	res := mustRun(t, dir, Options{Rules: []*rule.Rule{&lines}, Patterns: []string{"./..."}})
	var got []string
	for _, f := range res.Findings {
		if f.File == "x.sql" {
			got = append(got, f.Rule+" "+f.Message)
		}
	}
	assert.Equal(t, []string{"suppression lines reports nothing here: remove the suppression", "lines bad line",
		"suppression suppression gives no reason: write -- prodlint:ignore lines -- reason", "lines bad line",
		`suppression suppression names "nonsense", which is not a rule: see prodlint rules`}, got)
}

// A migration that is not understood makes the run incomplete; the others are judged.
func TestBrokenFilesBesideTheCode(t *testing.T) {
	dir := unpack(t, shop)
	write(t, filepath.Join(dir, "db/migrations/9_c.sql"), "ok;\nbroken;\n")
	store := openCache(t)
	for range 3 {
		res := both(t, store, dir, Options{Rules: treeRules()})
		assert.Equal(t, []string{"db/migrations/9_c.sql:2:1: broken line"}, messages(res))
		assert.False(t, res.Complete)
		assert.Contains(t, places(res), "lines db/migrations/1_a.sql:2")
	}
}

// What is kept of earlier runs depends on the files that rules may read, and the go command is not asked for their sake.
func TestEditsBesideTheCode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command is wrapped in a shell script")
	}
	dir := unpack(t, shop)
	store := openCache(t)
	both(t, store, dir, Options{Rules: treeRules()})
	asked := logGo(t)
	run := func(name string, opts Options) *Result {
		t.Helper()
		opts.Rules = treeRules()
		plain := mustRun(t, dir, opts)
		asked()
		opts.Cache = store
		res := mustRun(t, dir, opts)
		assert.Equal(t, plain.Findings, res.Findings, name)
		assert.Equal(t, []string{"env"}, asked(), name)
		return res
	}
	first := run("nothing", Options{})
	assert.Equal(t, first.Stats.Packages, first.Stats.Cached)
	edit := func(name, text string) []string {
		t.Helper()
		if text == "" {
			require.NoError(t, os.Remove(filepath.Join(dir, name)))
		} else {
			write(t, filepath.Join(dir, name), text)
		}
		return places(run(name, Options{}))
	}
	assert.Contains(t, edit("db/migrations/1_a.sql", "bad;\nbad;\n"), "lines db/migrations/1_a.sql:1")
	assert.Contains(t, edit("db/migrations/8_d.sql", "bad;\n"), "lines db/migrations/8_d.sql:1")
	assert.NotContains(t, edit("db/migrations/8_d.sql", ""), "lines db/migrations/8_d.sql:1")
	assert.Contains(t, edit("sqlc.yaml", "bad: 1\n"), "lines sqlc.yaml:1")
	assert.Contains(t, edit("atlas.hcl", "bad\n"), "lines atlas.hcl:1")
	assert.Contains(t, edit("dbconfig.yml", "bad\n"), "lines dbconfig.yml:1")
	run("configuration", Options{Migrations: []beside.Migrations{{Dir: filepath.Join(dir, "db"), Dialect: "mysql"}}})
}

package golangci

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/rule"
)

func TestRegistered(t *testing.T) {
	newPlugin, err := register.GetPlugin("prodlint")
	require.NoError(t, err)
	p, err := newPlugin(nil)
	require.NoError(t, err)
	assert.Equal(t, register.LoadModeTypesInfo, p.GetLoadMode())
}

// known are rules of every kind that settings tell apart.
func known() []*rule.Rule {
	var out []*rule.Rule
	for _, m := range []rule.Meta{
		{Name: "first", Severity: rule.Error, Stability: rule.Stable},
		{Name: "hint", Severity: rule.Info, Stability: rule.Stable},
		{Name: "new", Severity: rule.Warning, Stability: rule.Preview},
		{Name: "second", Severity: rule.Warning, Stability: rule.Stable},
	} {
		out = append(out, &rule.Rule{Meta: m, Analyzer: &analysis.Analyzer{Name: m.Name, Doc: m.Name}})
	}
	return out
}

func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		conf map[string]any
		want []string
	}{
		"none":    {nil, []string{"first", "second"}},
		"all":     {map[string]any{"preset": "all"}, []string{"first", "new", "second"}},
		"enable":  {map[string]any{"enable": []any{"new"}}, []string{"first", "new", "second"}},
		"disable": {map[string]any{"preset": "all", "disable": []any{"first", "new"}}, []string{"second"}},
		"only":    {map[string]any{"disable": []any{"all"}, "enable": []any{"new"}}, []string{"new"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := choose(known(), c.conf)
			require.NoError(t, err)
			as, err := p.BuildAnalyzers()
			require.NoError(t, err)
			var got []string
			for _, a := range as {
				got = append(got, a.Name)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestWrongSettings(t *testing.T) {
	for name, c := range map[string]struct {
		conf map[string]any
		want string
	}{
		"unknown key":   {map[string]any{"presets": "all"}, `unknown field "presets"`},
		"wrong type":    {map[string]any{"enable": "first"}, "enable"},
		"strict preset": {map[string]any{"preset": "strict"}, `preset is "strict": want default or all`},
		"unknown rule":  {map[string]any{"disable": []any{"frist"}}, `unknown rule "frist"`},
		"info rule":     {map[string]any{"enable": []any{"hint"}}, "hint reports at level info"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := choose(known(), c.conf)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestAnalyzersAreValid(t *testing.T) {
	as := build(t, map[string]any{"preset": "all"})
	assert.NotEmpty(t, as)
	assert.NoError(t, analysis.Validate(as))
}

func TestFindings(t *testing.T) {
	page := " (" + rule.Meta{Name: "servertimeout"}.URL() + ")"
	assert.Equal(t, []string{"feed.go:13 servertimeout" + page, "feed.go:19 servertimeout" + page}, run(t),
		"not where another package sets the limit, nor where a comment says why there is none")
}

func build(t *testing.T, conf any) []*analysis.Analyzer {
	t.Helper()
	p, err := New(conf)
	require.NoError(t, err)
	as, err := p.BuildAnalyzers()
	require.NoError(t, err)
	return as
}

// run returns where the plugin finds something in testdata/feed: the line, the rule, and what the message ends with.
func run(t *testing.T) []string {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: "testdata/feed"}, "./...")
	require.NoError(t, err)
	require.Zero(t, packages.PrintErrors(pkgs))
	graph, err := checker.Analyze(build(t, map[string]any{"disable": []any{"all"}, "enable": []any{"servertimeout"}}), pkgs, nil)
	require.NoError(t, err)
	var out []string
	for act := range graph.All() {
		require.NoError(t, act.Err)
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			assert.NotContains(t, d.Message, "["+act.Analyzer.Name+"]", "golangci-lint writes the name")
			assert.Empty(t, d.Related)
			out = append(out, fmt.Sprintf("%s:%d %s%s", filepath.Base(at.Filename), at.Line, act.Analyzer.Name, d.Message[strings.LastIndex(d.Message, " ("):]))
		}
	}
	slices.Sort(out)
	return out
}

func TestCrash(t *testing.T) {
	crash := &rule.Rule{Meta: rule.Meta{Name: "crash", Severity: rule.Warning, Stability: rule.Stable}}
	crash.Analyzer = &analysis.Analyzer{Name: "crash", Doc: "crash", Run: func(pass *analysis.Pass) (any, error) {
		var none []string
		return none[len(pass.Files)], nil
	}}
	var rules []*rule.Rule
	for _, r := range analyzers.All {
		if r.Name == "servertimeout" {
			rules = append(rules, r)
		}
	}
	p, err := choose(append(rules, crash), nil)
	require.NoError(t, err)
	as, err := p.BuildAnalyzers()
	require.NoError(t, err)
	require.Len(t, as, 2)
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: "testdata/feed"}, "./...")
	require.NoError(t, err)
	graph, err := checker.Analyze(as, pkgs, nil)
	require.NoError(t, err)
	var crashes, findings int
	for act := range graph.All() {
		require.NoError(t, act.Err)
		for _, d := range act.Diagnostics {
			if act.Analyzer.Name == "crash" {
				crashes++
				assert.Regexp(t, `^internal error: rule crash on example.com/feed\S*: runtime error: index out of range .*\(golangci/plugin_test.go:[0-9]+\)$`, d.Message)
			} else {
				findings++
			}
		}
	}
	assert.Equal(t, len(pkgs), crashes, "one a package")
	assert.Equal(t, 2, findings, "other rules report")
}

package golangci

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/golangci/plugin-module-register/register"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"
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
		"none":     {nil, []string{"first", "second"}},
		"all":      {map[string]any{"preset": "all"}, []string{"first", "new", "second"}},
		"enable":   {map[string]any{"enable": []any{"new"}}, []string{"first", "new", "second"}},
		"disable":  {map[string]any{"preset": "all", "disable": []any{"first", "new"}}, []string{"second"}},
		"for some": {map[string]any{"overrides": []any{map[string]any{"paths": []any{"a/**"}, "enable": []any{"new"}}}}, []string{"first", "new", "second"}},
		"only":     {map[string]any{"disable": []any{"all"}, "enable": []any{"new"}}, []string{"new"}},
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
		"unknown key":   {map[string]any{"presets": "all"}, `unknown key "presets"; did you mean preset?`},
		"wrong type":    {map[string]any{"enable": "first"}, "enable"},
		"strict preset": {map[string]any{"preset": "strict"}, `preset is "strict": want default or all`},
		"unknown rule":  {map[string]any{"disable": []any{"frist"}}, `unknown rule "frist"`},
		"wrong glob":    {map[string]any{"exclude": []any{"/abs"}}, `glob "/abs": want a path`},
		"wrong option":  {map[string]any{"options": map[string]any{"first": map[string]any{"x": 1}}}, `option "x" of first: the rule has no options`},
		"wrong catalog": {map[string]any{"catalog": "a.b nothing\n"}, `catalog: unknown kind "nothing"`},
		"not for here":  {map[string]any{"baseline": "b.yml"}, "baseline has no effect in the plugin: golangci-lint has new-from-rev"},
		"fail-on":       {map[string]any{"fail-on": "error"}, "fail-on has no effect in the plugin"},
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

// TestSettingsByPath: what the settings say of files holds for findings.
func TestSettingsByPath(t *testing.T) {
	only := map[string]any{"disable": []any{"all"}, "enable": []any{"servertimeout"}}
	for name, extra := range map[string]map[string]any{
		"exclude":  {"exclude": []any{"testdata/feed/*.go"}},
		"override": {"overrides": []any{map[string]any{"paths": []any{"testdata"}, "disable": []any{"servertimeout"}}}},
		"severity": {"severity": map[string]any{"servertimeout": "info"}},
	} {
		conf := maps.Clone(only)
		maps.Copy(conf, extra)
		assert.Empty(t, runWith(t, conf), name)
	}
	maps.Copy(only, map[string]any{"exclude": []any{"elsewhere"}, "severity": map[string]any{"servertimeout": "error"}})
	assert.Len(t, runWith(t, only), 2)
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
	return runWith(t, map[string]any{"disable": []any{"all"}, "enable": []any{"servertimeout"}})
}

func runWith(t *testing.T, conf map[string]any) []string {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: "testdata/feed"}, "./...")
	require.NoError(t, err)
	require.Zero(t, packages.PrintErrors(pkgs))
	graph, err := checker.Analyze(build(t, conf), pkgs, nil)
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

// TestVersions: both ways to build golangci-lint with the plugin take the same version of it, and the shop's settings are ones that the plugin takes.
func TestVersions(t *testing.T) {
	recipe, err := os.ReadFile("../.golangci-plugin.yml")
	require.NoError(t, err)
	var custom struct{ Version string }
	require.NoError(t, yaml.Unmarshal(recipe, &custom))
	src, err := os.ReadFile("cmd/prodlint-golangci/go.mod")
	require.NoError(t, err)
	mod, err := modfile.Parse("go.mod", src, nil)
	require.NoError(t, err)
	i := slices.IndexFunc(mod.Require, func(r *modfile.Require) bool { return r.Mod.Path == "github.com/golangci/golangci-lint/v2" })
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, custom.Version, mod.Require[i].Mod.Version)

	shop, err := os.ReadFile("../examples/shop/.golangci.yml")
	require.NoError(t, err)
	var conf struct {
		Linters struct {
			Enable   []string
			Settings struct {
				Custom map[string]struct{ Settings map[string]any }
			}
		}
	}
	require.NoError(t, yaml.Unmarshal(shop, &conf))
	assert.Contains(t, conf.Linters.Enable, "prodlint")
	_, err = New(conf.Linters.Settings.Custom["prodlint"].Settings)
	assert.NoError(t, err)
}

package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
)

// metas: a stable warning, a stable rule at info, a preview rule.
var metas = []rule.Meta{
	{Name: "nplusone", Severity: rule.Warning, Stability: rule.Stable},
	{Name: "overfetch", Severity: rule.Info, Stability: rule.Stable},
	{Name: "cachestampede", Severity: rule.Warning, Stability: rule.Preview},
}

func choose(t *testing.T, c Config, f Flags) *Selection {
	t.Helper()
	s, err := Select(metas, &c, f)
	require.NoError(t, err)
	return s
}

// shown returns the rules whose finding at the rule's own severity in a file counts.
func shown(s *Selection, file string) []string {
	out := []string{}
	for _, m := range metas {
		if _, ok := s.Judge(m.Name, m.Severity, file); ok && s.Runs(m.Name) {
			out = append(out, m.Name)
		}
	}
	return out
}

func TestPresets(t *testing.T) {
	for preset, want := range map[string][]string{
		"":        {"nplusone"},
		"default": {"nplusone"},
		"strict":  {"nplusone", "overfetch"},
		"all":     {"nplusone", "overfetch", "cachestampede"},
	} {
		assert.Equal(t, want, shown(choose(t, Config{Preset: preset}, Flags{}), "a.go"), preset)
		assert.Equal(t, want, shown(choose(t, Config{}, Flags{Preset: preset}), "a.go"), preset)
	}
	assert.Equal(t, []string{"nplusone"}, shown(choose(t, Config{Preset: "all"}, Flags{Preset: "default"}), "a.go"), "the flag wins")
}

func TestEnableDisable(t *testing.T) {
	for name, c := range map[string]struct {
		config Config
		flags  Flags
		want   []string
	}{
		"by name, with its info findings":   {Config{}, Flags{Enable: []string{"overfetch", "cachestampede"}}, []string{"nplusone", "overfetch", "cachestampede"}},
		"in the file":                       {Config{Enable: []string{"overfetch"}}, Flags{}, []string{"nplusone", "overfetch"}},
		"all does not lift info":            {Config{}, Flags{Enable: []string{"all"}}, []string{"nplusone", "cachestampede"}},
		"only one":                          {Config{}, Flags{Enable: []string{"cachestampede"}, Disable: []string{"all"}}, []string{"cachestampede"}},
		"disable wins on one level":         {Config{Enable: []string{"nplusone"}, Disable: []string{"nplusone"}}, Flags{}, []string{}},
		"the flag wins over disable":        {Config{Disable: []string{"nplusone"}}, Flags{Enable: []string{"nplusone"}}, []string{"nplusone"}},
		"the flag wins over enable":         {Config{Enable: []string{"cachestampede"}}, Flags{Disable: []string{"cachestampede"}}, []string{"nplusone"}},
		"the flag all wins over the file":   {Config{Enable: []string{"overfetch"}}, Flags{Disable: []string{"all"}}, []string{}},
		"a name in the file wins over all":  {Config{Enable: []string{"overfetch"}, Disable: []string{"all"}}, Flags{}, []string{"overfetch"}},
		"preview stays off by itself":       {Config{Preset: "strict"}, Flags{}, []string{"nplusone", "overfetch"}},
		"strict shows info of what is on":   {Config{Preset: "strict", Disable: []string{"nplusone"}}, Flags{}, []string{"overfetch"}},
		"the file's severity lifts to view": {Config{Severity: map[string]string{"overfetch": "error"}}, Flags{}, []string{"nplusone", "overfetch"}},
		"the file's severity hides":         {Config{Severity: map[string]string{"nplusone": "info"}}, Flags{}, []string{}},
	} {
		assert.Equal(t, c.want, shown(choose(t, c.config, c.flags), "a.go"), name)
	}
}

func TestSelectUnknown(t *testing.T) {
	_, err := Select(metas, &Config{}, Flags{Enable: []string{"nplusome"}})
	assert.EqualError(t, err, `unknown rule "nplusome"; did you mean nplusone?`)
	_, err = Select(metas, &Config{}, Flags{Preset: "loose"})
	assert.EqualError(t, err, `preset is "loose": want one of default, strict, all`)
}

func TestOverrides(t *testing.T) {
	c := Config{Overrides: []Override{
		{Paths: []string{"legacy"}, Disable: []string{"all"}},
		{Paths: []string{"legacy/new"}, Enable: []string{"nplusone", "cachestampede"}},
	}}
	s := choose(t, c, Flags{})
	assert.Equal(t, []string{"nplusone"}, shown(s, "a.go"))
	assert.Equal(t, []string{}, shown(s, "legacy/a.go"))
	assert.Equal(t, []string{"nplusone", "cachestampede"}, shown(s, "legacy/new/a.go"), "the last entry decides; the rule runs for this path alone")
	assert.True(t, s.Runs("cachestampede"))
	assert.False(t, choose(t, Config{}, Flags{}).Runs("cachestampede"))

	s = choose(t, c, Flags{Disable: []string{"cachestampede"}})
	assert.False(t, s.Runs("cachestampede"), "a flag wins for every path")
	s = choose(t, Config{Overrides: []Override{{Paths: []string{"x"}, Disable: []string{"nplusone"}}}}, Flags{Enable: []string{"nplusone"}})
	assert.Equal(t, []string{"nplusone"}, shown(s, "x/a.go"))
}

func TestExcludeAndSeverity(t *testing.T) {
	s := choose(t, Config{Exclude: []string{"gen/**"}, Severity: map[string]string{"nplusone": "error"}}, Flags{})
	_, ok := s.Judge("nplusone", rule.Warning, "gen/a.go")
	assert.False(t, ok)
	_, ok = s.Judge("suppression", rule.Warning, "gen/a.go")
	assert.False(t, ok)
	sev, ok := s.Judge("nplusone", rule.Warning, "a.go")
	assert.True(t, ok)
	assert.Equal(t, rule.Error, sev)
	sev, ok = s.Judge("nplusone", rule.Info, "a.go")
	assert.False(t, ok, "what the rule itself grades lower stays hidden")
	assert.Equal(t, rule.Info, sev)
	sev, ok = s.Judge("suppression", rule.Warning, "a.go")
	assert.True(t, ok, "the driver's own findings always count")
	assert.Equal(t, rule.Warning, sev)
}

func TestSeverityByPath(t *testing.T) {
	s := choose(t, Config{Severity: map[string]string{"nplusone": "error"}, Overrides: []Override{{Paths: []string{"cmd"}, Severity: map[string]string{"nplusone": "info"}}}}, Flags{})
	sev, ok := s.Judge("nplusone", rule.Warning, "a.go")
	assert.True(t, ok)
	assert.Equal(t, rule.Error, sev)
	sev, ok = s.Judge("nplusone", rule.Warning, "cmd/a.go")
	assert.False(t, ok, "info is not shown")
	assert.Equal(t, rule.Info, sev)
}

func TestIdle(t *testing.T) {
	c := Config{
		Exclude: []string{"gen/**", "a.go"}, Enable: []string{"nplusone"}, Disable: []string{"nplusone"},
		Overrides: []Override{{Paths: []string{"a.go", "b"}}, {Paths: []string{"a.go"}, Disable: []string{"all"}}},
		Catalog:   "(*example.com/a.T).Get query sql=0\n# no\nexample.com/a.Put exec sql=0\nexample.com/b/... remote op=call\n",
	}
	assert.Equal(t, []string{
		"exclude: no file matches gen/**", "overrides[0]: no file matches b", "overrides[0]: changes nothing",
		"enable: nplusone is disabled too, which wins",
	}, c.Idle([]string{"a.go", "c.go"}))
	assert.Equal(t, []string{"example.com/a"}, c.CatalogPackages())
	assert.Empty(t, (&Config{}).Idle(nil))
}

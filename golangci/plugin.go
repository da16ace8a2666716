// Package golangci is prodlint as a module plugin of golangci-lint: importing it registers the linter "prodlint".
//
// golangci-lint builds a binary with the plugin from .custom-gcl.yml (here a link to .golangci-plugin.yml) with "golangci-lint custom".
// The binary takes the settings from its own .golangci.yml; .prodlint.yml is not read.
package golangci

import (
	"fmt"
	"slices"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/rule"
)

func init() { register.Plugin("prodlint", New) }

// Presets lists the values of preset. There is no "strict": golangci-lint has no levels, so info findings are not reported through it.
var Presets = []string{"default", "all"}

// Settings is what may stand under linters.settings.custom.prodlint.settings in .golangci.yml.
type Settings struct {
	// Preset is "default" (the stable rules) or "all" (preview rules too). Empty means default.
	Preset string `json:"preset"`
	// Enable names rules to run besides those of the preset, Disable rules not to run.
	Enable  []string `json:"enable"`
	Disable []string `json:"disable"`
}

// New returns the plugin with the decoded form of Settings that golangci-lint hands over, nil where there are none.
// Unknown keys, presets and rules are errors, and so are rules that report nothing above level info.
func New(conf any) (register.LinterPlugin, error) { return choose(analyzers.All, conf) }

// choose returns the plugin with those of the rules that the settings ask for.
func choose(rules []*rule.Rule, conf any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		return nil, fmt.Errorf("prodlint: %w", err)
	}
	if s.Preset != "" && !slices.Contains(Presets, s.Preset) {
		return nil, fmt.Errorf("prodlint: preset is %q: want default or all", s.Preset)
	}
	var metas []rule.Meta
	for _, r := range rules {
		if r.Severity == rule.Info && slices.Contains(s.Enable, r.Name) {
			return nil, fmt.Errorf("prodlint: %s reports at level info, which golangci-lint does not have: run it with the prodlint command", r.Name)
		}
		metas = append(metas, r.Meta)
	}
	sel, err := config.Select(metas, &config.Config{}, config.Flags{Preset: s.Preset, Enable: s.Enable, Disable: s.Disable})
	if err != nil {
		return nil, fmt.Errorf("prodlint: %w", err)
	}
	p := &plugin{}
	for _, r := range rules {
		if r.Severity != rule.Info && sel.Runs(r.Name) {
			p.rules = append(p.rules, r)
		}
	}
	return p, nil
}

type plugin struct{ rules []*rule.Rule }

// BuildAnalyzers returns one analyzer for each rule that runs.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	sums := summaries()
	var out []*analysis.Analyzer
	for _, r := range p.rules {
		out = append(out, adapt(r, sums))
	}
	return out, nil
}

// GetLoadMode says that the analyzers need syntax and types.
func (*plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

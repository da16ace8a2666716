// Package golangci is prodlint as a module plugin of golangci-lint: importing it registers the linter "prodlint".
//
// golangci-lint builds a binary with the plugin from .custom-gcl.yml (here a link to .golangci-plugin.yml) with "golangci-lint custom".
// The binary takes the settings from its own .golangci.yml; .prodlint.yml is not read.
package golangci

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/setting"
)

func init() { register.Plugin("prodlint", New) }

// unused says of keys of .prodlint.yml why the plugin does not take them.
var unused = map[string]string{
	"fail-on":    "golangci-lint exits with 1 for any issue: see its severity settings",
	"tests":      "run.tests of golangci-lint says whether tests are judged",
	"baseline":   "golangci-lint has new-from-rev and new-from-merge-base",
	"migrations": "rules about migrations need the prodlint command",
}

// New returns the plugin for what stands under linters.settings.custom.prodlint.settings in .golangci.yml, nil where nothing does: the keys of
// .prodlint.yml, but for those that another setting of golangci-lint is for. Globs are relative to the directory that golangci-lint runs in.
//
// Unknown keys, presets, rules and options are errors, and so are rules by name that report nothing above level info.
func New(conf any) (register.LinterPlugin, error) { return choose(analyzers.All, conf) }

// choose returns the plugin with those of the rules that the settings ask for.
func choose(rules []*rule.Rule, conf any) (register.LinterPlugin, error) {
	var metas []rule.Meta
	var names []string
	for _, r := range rules {
		metas, names = append(metas, r.Meta), append(names, r.Name)
	}
	c, err := read(conf, names)
	if err != nil {
		return nil, fmt.Errorf("prodlint: %w", err)
	}
	for _, r := range rules {
		if r.Severity == rule.Info && slices.Contains(c.Enable, r.Name) {
			return nil, fmt.Errorf("prodlint: %s reports at level info, which golangci-lint does not have: run it with the prodlint command", r.Name)
		}
	}
	p := &plugin{config: c}
	if p.selection, err = config.Select(metas, c, config.Flags{}); err != nil {
		return nil, fmt.Errorf("prodlint: %w", err)
	}
	if p.dir, err = os.Getwd(); err != nil {
		return nil, fmt.Errorf("prodlint: %w", err)
	}
	if err := c.AddTo(catalog.Default()); err != nil {
		return nil, fmt.Errorf("prodlint: %w", err)
	}
	told, err := c.Settings()
	if err != nil {
		return nil, fmt.Errorf("prodlint: %w", err)
	}
	setting.Use(told)
	for _, r := range rules {
		if r.Severity != rule.Info && p.selection.Runs(r.Name) {
			p.rules = append(p.rules, r)
		}
	}
	return p, nil
}

// read decodes settings as golangci-lint hands them over.
func read(conf any, names []string) (*config.Config, error) {
	if conf == nil {
		return &config.Config{}, nil
	}
	text, err := json.MarshalIndent(conf, "", " ") // which is YAML, too
	if err != nil {
		return nil, err
	}
	if string(text) == "null" {
		return &config.Config{}, nil
	}
	c, err := config.Parse("settings", text, names)
	var mistake *config.Error
	if errors.As(err, &mistake) {
		line, _, _ := strings.Cut(mistake.Excerpt, "\n") // its number is none that anybody wrote
		_, line, _ = strings.Cut(line, " | ")
		return nil, fmt.Errorf("%s: %s", mistake.Message, strings.Trim(line, " ,"))
	} else if err != nil {
		return nil, err
	}
	if c.Preset == "strict" {
		return nil, errors.New(`preset is "strict": want default or all`)
	}
	var keys map[string]any
	if err := json.Unmarshal(text, &keys); err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(unused)) {
		if _, set := keys[key]; set {
			return nil, fmt.Errorf("%s has no effect in the plugin: %s", key, unused[key])
		}
	}
	return c, nil
}

type plugin struct {
	rules     []*rule.Rule
	config    *config.Config
	selection *config.Selection
	dir       string // that globs are relative to
}

// shows reports whether a finding of a rule in a file counts.
func (p *plugin) shows(r *rule.Rule, file string) bool {
	if rel, err := filepath.Rel(p.dir, file); err == nil {
		file = rel
	}
	severity, keep := p.selection.Judge(r.Name, r.Severity, filepath.ToSlash(file))
	return keep && severity != rule.Info
}

// BuildAnalyzers returns one analyzer for each rule that runs.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	sums := summaries()
	var out []*analysis.Analyzer
	for _, r := range p.rules {
		out = append(out, adapt(r, sums, p.shows))
	}
	return out, nil
}

// GetLoadMode says that the analyzers need syntax and types.
func (*plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

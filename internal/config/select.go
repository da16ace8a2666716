package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
)

// Flags are the choices of the command line. They win over the file.
type Flags struct {
	Preset          string
	Enable, Disable []string
}

// Selection says which rules run and which findings count.
type Selection struct {
	metas     map[string]rule.Meta
	config    *Config
	strict    bool
	on, named map[string]bool // switched on at all; switched on by name, so that info findings show
	anywhere  map[string]bool // switched on for some path
	exclude   []*regexp.Regexp
	overrides []override
}

type override struct {
	paths           []*regexp.Regexp
	enable, disable []string
	severity        map[string]string
}

// Select combines the rules, the file (never nil) and the flags. Names in the flags that are not rules are errors.
func Select(metas []rule.Meta, c *Config, f Flags) (*Selection, error) {
	s := &Selection{metas: map[string]rule.Meta{}, config: c, on: map[string]bool{}, named: map[string]bool{}, anywhere: map[string]bool{}, exclude: matchers(c.Exclude)}
	var known []string
	for _, m := range metas {
		s.metas[m.Name] = m
		known = append(known, m.Name)
	}
	for _, name := range slices.Concat(f.Enable, f.Disable) {
		if name != All && !slices.Contains(known, name) {
			return nil, fmt.Errorf("unknown rule %q%s", name, hint(name, known))
		}
	}
	preset := c.Preset
	if f.Preset != "" {
		preset = f.Preset
	}
	if preset != "" && !slices.Contains(Presets, preset) {
		return nil, fmt.Errorf("preset is %q: want one of %s", preset, strings.Join(Presets, ", "))
	}
	s.strict = preset == "strict" || preset == "all"
	for _, m := range metas {
		on := m.Stability == rule.Stable || preset == "all"
		for _, list := range []struct{ enable, disable []string }{{c.Enable, c.Disable}, {f.Enable, f.Disable}} {
			switch {
			case slices.Contains(list.disable, m.Name):
				on, s.named[m.Name] = false, false
			case slices.Contains(list.enable, m.Name):
				on, s.named[m.Name] = true, true
			case slices.Contains(list.disable, All):
				on, s.named[m.Name] = false, false
			case slices.Contains(list.enable, All):
				on = true
			}
		}
		s.on[m.Name] = on
	}
	for _, o := range c.Overrides {
		s.overrides = append(s.overrides, override{matchers(o.Paths), o.Enable, o.Disable, o.Severity})
		for _, m := range metas {
			if s.overridable(m.Name, f) && (slices.Contains(o.Enable, m.Name) || slices.Contains(o.Enable, All)) {
				s.anywhere[m.Name] = true
			}
		}
	}
	for _, name := range slices.Concat(f.Enable, f.Disable) {
		for i := range s.overrides { // a flag wins over the file for every path
			s.overrides[i].enable = without(s.overrides[i].enable, name)
			s.overrides[i].disable = without(s.overrides[i].disable, name)
		}
	}
	return s, nil
}

// overridable reports whether the flags leave a rule to the file.
func (s *Selection) overridable(name string, f Flags) bool {
	for _, list := range [][]string{f.Enable, f.Disable} {
		if slices.Contains(list, name) || slices.Contains(list, All) {
			return false
		}
	}
	return true
}

func without(names []string, name string) []string {
	if name == All {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == name })
}

// Runs reports whether a rule has to run for any file.
func (s *Selection) Runs(name string) bool { return s.on[name] || s.anywhere[name] }

// Judge decides about a finding of a rule, graded by the rule, in a file (relative to the configuration file, with slashes).
// It returns the severity to show, and whether the finding counts. Rules it does not know, such as the driver's own, always run.
func (s *Selection) Judge(name string, graded rule.Severity, file string) (rule.Severity, bool) {
	if matches(s.exclude, file) {
		return graded, false
	}
	m, known := s.metas[name]
	if !known {
		return graded, true
	}
	on, named := s.on[name], s.named[name]
	level := s.config.Severity[name]
	for _, o := range s.overrides {
		if !matches(o.paths, file) {
			continue
		}
		if l := o.severity[name]; l != "" {
			level = l
		}
		switch {
		case slices.Contains(o.disable, name):
			on = false
		case slices.Contains(o.enable, name):
			on, named = true, true
		case slices.Contains(o.disable, All):
			on = false
		case slices.Contains(o.enable, All):
			on = true
		}
	}
	severity := graded
	if level != "" && graded == m.Severity {
		severity = rule.Severity(level)
	}
	return severity, on && (severity != rule.Info || s.strict || named)
}

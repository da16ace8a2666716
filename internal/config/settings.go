package config

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"

	"github.com/prodlint/prodlint/internal/setting"
)

// Service names a program that is deployed by itself, and the directories of its packages.
type Service struct {
	Name     string   `yaml:"name" json:"name" jsonschema:"minLength=1,description=What it is called."`
	Packages []string `yaml:"packages" json:"packages" jsonschema:"minItems=1,description=Directories of its packages: globs relative to this file."`
}

// settings checks what is said to rules.
func (d *decoder) settings(c *Config) {
	for _, rule := range slices.Sorted(maps.Keys(c.Options)) {
		if !slices.Contains(d.rules, rule) {
			d.Fail(d.At("options", rule), "unknown rule %q%s", rule, hint(rule, d.rules))
		}
		var known []string
		for _, o := range setting.Of(rule) {
			known = append(known, o.Name)
		}
		for _, name := range slices.Sorted(maps.Keys(c.Options[rule])) {
			if _, err := setting.Check(rule, name, c.Options[rule][name]); err != nil {
				tip := ""
				if !slices.Contains(known, name) {
					tip = hint(name, known)
				}
				d.Fail(d.At("options", rule, name), "option %q of %s: %v%s", name, rule, err, tip)
			}
		}
	}
	for i, r := range c.Replicas {
		if r == "" {
			d.Fail(d.At("replicas", i), "empty name")
		}
	}
	for i, s := range c.Services {
		if s.Name == "" {
			d.Fail(d.At("services", i), "service without name")
		}
		if slices.ContainsFunc(c.Services[:i], func(o Service) bool { return o.Name == s.Name }) {
			d.Fail(d.At("services", i, "name"), "service %q is there twice", s.Name)
		}
		if len(s.Packages) == 0 {
			d.Fail(d.At("services", i), "service without packages")
		}
		d.globs(s.Packages, "services", i, "packages")
	}
}

// Settings returns what the configuration tells rules. An error is about options that Parse has not checked.
func (c *Config) Settings() (*setting.Settings, error) {
	var services []setting.Service
	for _, s := range c.Services {
		services = append(services, setting.Service{Name: s.Name, Dirs: matchers(s.Packages)})
	}
	key, err := json.Marshal(c.Services)
	if err != nil {
		return nil, err
	}
	told, err := setting.New(c.Options, c.Replicas, services, string(key))
	if err == nil {
		told.Dir, err = filepath.Abs(filepath.Dir(c.File)) // without a file, the directory that golangci-lint runs in
	}
	return told, err
}

// ServiceOf returns the first service that a directory belongs to, relative to the file, or "".
func (c *Config) ServiceOf(dir string) string {
	for _, s := range c.Services {
		if matches(matchers(s.Packages), dir) {
			return s.Name
		}
	}
	return ""
}

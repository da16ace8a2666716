package config

import (
	"bufio"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
)

// Idle returns what in the configuration has no effect on the files, which are relative to it: globs that match none, rules whose severity is
// set or that are disabled for some paths though they run nowhere.
func (c *Config) Idle(files []string) []string {
	var out []string
	globs := func(key string, list []string) {
		for _, g := range list {
			re, err := compile(g)
			if err == nil && !slices.ContainsFunc(files, func(f string) bool { return matches([]*regexp.Regexp{re}, f) }) {
				out = append(out, fmt.Sprintf("%s: no file matches %s", key, g))
			}
		}
	}
	globs("exclude", c.Exclude)
	for i, o := range c.Overrides {
		globs(fmt.Sprintf("overrides[%d]", i), o.Paths)
		if len(o.Enable)+len(o.Disable)+len(o.Severity) == 0 {
			out = append(out, fmt.Sprintf("overrides[%d]: changes nothing", i))
		}
	}
	for _, name := range c.Enable {
		if slices.Contains(c.Disable, name) {
			out = append(out, fmt.Sprintf("enable: %s is disabled too, which wins", name))
		}
	}
	return out
}

// CatalogPackages returns the packages that the lines of Catalog speak of, in their order.
func (c *Config) CatalogPackages() []string {
	var out []string
	sc := bufio.NewScanner(strings.NewReader(c.Catalog))
	for sc.Scan() {
		line, _, _ := strings.Cut(sc.Text(), "#")
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasSuffix(words[0], "/...") {
			continue
		}
		if pkg := catalog.PackageOf(words[0]); !slices.Contains(out, pkg) {
			out = append(out, pkg)
		}
	}
	return out
}

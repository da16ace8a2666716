// Package page finds the pages that are built into prodlint: incidents by slug or id. Rules carry their own page.
package page

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/docs"
	"github.com/prodlint/prodlint/internal/rule"
)

// Incident is a story from production: docs/incidents/<slug>.md.
type Incident struct {
	ID    string   `yaml:"id"`
	Slug  string   `yaml:"slug"`
	Title string   `yaml:"title"`
	Rules []string `yaml:"rules"`
	// Body is the Markdown after the front matter.
	Body string `yaml:"-"`
}

// URL is the address of the page.
func (i Incident) URL() string { return rule.Site + "/incidents/" + i.Slug + ".md" }

// Incidents returns all incidents, sorted by slug. An error names the page that is malformed.
var Incidents = sync.OnceValues(func() ([]Incident, error) {
	names, err := fs.Glob(docs.FS, "incidents/*.md")
	if err != nil {
		return nil, err
	}
	var out []Incident
	for _, name := range names {
		if path.Base(name) == "README.md" {
			continue
		}
		src, err := fs.ReadFile(docs.FS, name)
		if err != nil {
			return nil, err
		}
		var in Incident
		if in.Body, err = rule.FrontMatter(src, &in); err != nil {
			return nil, fmt.Errorf("docs/%s: %w", name, err)
		}
		out = append(out, in)
	}
	slices.SortFunc(out, func(a, b Incident) int { return strings.Compare(a.Slug, b.Slug) })
	return out, nil
})

// Find returns the incident with a slug, or with an id in any case.
func Find(name string) (Incident, bool) {
	all, err := Incidents()
	if err != nil {
		return Incident{}, false
	}
	i := slices.IndexFunc(all, func(in Incident) bool { return in.Slug == name || strings.EqualFold(in.ID, name) })
	if i < 0 {
		return Incident{}, false
	}
	return all[i], true
}

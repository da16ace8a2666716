package driver

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/rule"
)

// TestUpgrade: what another build of prodlint has kept counts for nothing; back at the first build, what that has kept is there again.
func TestUpgrade(t *testing.T) {
	real := toolID
	defer func() { toolID = real }()
	dir, s := unpack(t, chain), openCache(t)
	for i, version := range []string{"1", "2", "1", "2"} {
		toolID = func() (string, error) { return "build " + version, nil }
		var rules []*rule.Rule
		for _, r := range []*rule.Rule{calls, far, typed} { // later builds say it in other words
			later := *r
			later.Check = func(p *rule.Pass) {
				said := rule.NewPass(r, p.Program, p.Summary, func(f rule.Finding) {
					f.Message += " in version " + version
					p.Report(f)
				})
				said.Fset, said.Files, said.Types, said.Info, said.GoVersion = p.Fset, p.Files, p.Types, p.Info, p.GoVersion
				r.Check(said)
			}
			rules = append(rules, &later)
		}
		res := both(t, s, dir, Options{Rules: rules})
		assert.Contains(t, res.Findings[0].Message, " in version "+version)
		assert.Equal(t, i > 1, res.Stats.Cached == 4, "turn %d", i)
		assert.Equal(t, 4, both(t, s, dir, Options{Rules: rules}).Stats.Cached)
	}
}

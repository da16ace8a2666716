// Package nplusone finds queries that run once for each element of a collection. A page with 50 posts asks the database 51 times; with
// 5000 it holds its connection for seconds, and the pool runs dry.
package nplusone

import (
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
)

// Rule reports the call in the loop that leads to the query.
var Rule = rule.New("nplusone", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	inloop.Each(p, inloop.Database, func(v effect.Verdict) {
		switch v.Effect.Kind {
		case effect.Read, effect.CacheGet:
			p.Report(inloop.Finding(v, remedy(p, v)))
		}
	})
}

// remedy names the method that loads many at once, if there is one.
func remedy(p *rule.Pass, v effect.Verdict) string {
	name := inloop.Together(p.Program, v.Call, false)
	before := "before the loop"
	switch v.Turn.By {
	case "GraphQL":
		if name != "" {
			return "have a dataloader call " + name
		}
		return "load them with a dataloader"
	case "a template":
		before = "before the page is rendered"
	case "sorting":
		before = "before sorting"
	}
	if name != "" {
		return "call " + name + " once " + before
	}
	if v.Effect.Batch != "" {
		return "ask for all with one " + v.Effect.Batch
	}
	return "load them with one query " + before
}

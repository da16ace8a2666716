// Package writeinloop finds writes that run once for each element of a collection. An import of 10,000 rows makes 10,000 round trips, each
// with its own commit or inside one transaction that holds its locks all the while.
package writeinloop

import (
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
)

// Rule reports the call in the loop that leads to the write.
var Rule = rule.New("writeinloop", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	inloop.Each(p, inloop.Database, func(v effect.Verdict) {
		switch v.Effect.Kind {
		case effect.Write, effect.CacheSet, effect.Publish:
			p.Report(inloop.Finding(v, remedy(p, v)))
		}
	})
}

// remedy names what writes many at once, if there is something.
func remedy(p *rule.Pass, v effect.Verdict) string {
	if name := inloop.Together(p.Program, v.Call, true); name != "" {
		return "call " + name + " once after the loop"
	}
	switch {
	case v.Effect.Batch != "":
		return "do all at once with " + v.Effect.Batch
	case v.Effect.Verb == "DELETE":
		return "delete them with one statement"
	case v.Effect.Verb == "UPDATE":
		return "update them with one statement or in batches"
	}
	return "write them in batches"
}

// Package callinloop finds remote calls that run once for each element of a collection. A hundred elements at 50 ms each are five seconds
// for the one request that waits for them, and a hundred times the load for the service that is called.
package callinloop

import (
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
)

// Rule reports the call in the loop that leads to the remote call.
var Rule = rule.New("callinloop", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	inloop.Each(p, func(k effect.Kind) bool { return k == effect.Call }, func(v effect.Verdict) {
		remedy := "ask for all at once, or run a bounded number at a time"
		if name := inloop.Together(p.Program, v.Call, false); name != "" {
			remedy = "call " + name + " once for all"
		} else if v.Effect.Batch != "" {
			remedy = "do all at once with " + v.Effect.Batch
		} else if v.Bounded {
			remedy = "ask for all at once where the service can"
		}
		p.Report(inloop.Finding(v, remedy))
	})
}

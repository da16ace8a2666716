package unboundedpool

import (
	"slices"

	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/rule"
)

// limits are the calls that fix adds, with values to start from: 25 connections fit three instances into PostgreSQL's default of 100, as many
// idle ones keep a busy pool from reconnecting, and five minutes are shorter than the idle limits of common proxies.
var limits = []pools.Setting{
	{Method: "SetMaxOpenConns", Arg: "25"},
	{Method: "SetMaxIdleConns", Arg: "25"},
	{Method: "SetConnMaxLifetime", Arg: "5 * %s.Minute"},
}

// fix limits a pool. Limits that the function sets already are left as they are; where it sets the one that matters, there is no fix.
func fix(p *rule.FixPass) []rule.Edit {
	if slices.ContainsFunc(p.Finding.Path, func(h rule.Hop) bool { return h.Note == pools.NoLimit }) {
		return nil // what lifts the limit would lift this one
	}
	return pools.Tune(p, limits, "SetMaxOpenConns")
}

// Package maintenancejob finds upkeep of a whole database that a service runs: VACUUM, ANALYZE, REINDEX and their like. The statement reads all
// that is stored, pushes what users need out of the cache, or locks it, and from a schedule it does so again and again.
package maintenancejob

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports VACUUM, ANALYZE and CLUSTER of everything, REINDEX of a database, and VACUUM FULL and OPTIMIZE TABLE of any table.
var Rule = rule.New("maintenancejob", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	seen := map[summary.Pos]bool{}
	for _, s := range admin.Statements(p.Program, p.Summary) {
		what, table, ok := s.Query.Maintains()
		if !ok || admin.Aside(p.Program, s.Call) {
			continue
		}
		ways, serves := admin.Serves(p.Program, s.Call)
		if !serves {
			continue
		}
		clock := ways.Has(summary.ByClock)
		if sqlite(p.Program, s) && (!clock || what != "VACUUM") {
			continue // what a file needs once in a while; nobody else uses it
		}
		f, ok := admin.Place(p, s, func(q *sqltext.Query) bool { _, _, ok := q.Maintains(); return ok })
		if !ok || seen[f.Pos] {
			continue
		}
		seen[f.Pos] = true
		f.Key = what + " " + table
		f.Message = message(what, table, clock)
		if clock {
			f.Severity = rule.Error
			f.Path = append(path(ways[summary.ByClock]), f.Path...)
		}
		p.Report(f)
	}
}

// message says what a statement does to those who use the database, and what to do in its place.
func message(what, table string, clock bool) string {
	on := " of the whole database"
	if table != "" {
		on = " of " + sqltext.Template(table).String()
		if len(on) > 40 {
			on = " of a table"
		}
	}
	does, remedy := " takes disk and cache from every query", "leave it to autovacuum and tune that per table"
	switch {
	case strings.HasSuffix(what, "FULL"), what == "CLUSTER", strings.HasPrefix(what, "OPTIMIZE"):
		does, remedy = " locks out everybody while it copies the data", "reclaim space online, once, by hand"
	case strings.HasPrefix(what, "REINDEX"):
		on, does, remedy = "", " locks table after table against writes", "rebuild one index concurrently, where one needs it"
	}
	if clock {
		does += " on a schedule"
	}
	return what + on + does + ": " + remedy
}

// sqlite reports whether a statement runs on SQLite: by its dialect, by the drivers of the program, or by the name of the package or function.
func sqlite(prog *summary.Program, s *query.Statement) bool {
	if s.Dialect != "" {
		return s.Dialect == query.SQLite
	}
	dialects := query.Of(prog).Dialects()
	if slices.Contains(dialects, query.SQLite) && !slices.Contains(dialects, query.PostgreSQL) {
		return true // MySQL has none of these
	}
	for _, name := range []string{s.Call.Pkg.Path, s.Call.Call.Pos.File, s.Call.Pkg.FunctionName(s.Call.Call.Fn)} {
		if strings.Contains(strings.ToLower(name), "sqlite") {
			return true
		}
	}
	return false
}

// path are the calls on the way from what runs by a clock.
func path(way []summary.CallRef) []rule.Hop {
	var hops []rule.Hop
	for i, c := range way {
		if i == len(way)-1 {
			break // where the finding stands
		}
		hops = append(hops, rule.HopAt(c, "on the way from the schedule"))
	}
	return hops
}

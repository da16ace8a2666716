// Package analyticalquery finds statements that compute over whole tables, or over many, on the pool that serves requests. What takes a second when
// the table is young takes the memory, the disk and the cache of the database when it has grown, and every request waits for them.
package analyticalquery

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/setting"
	"github.com/prodlint/prodlint/internal/sqlfile"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports aggregates and windows over whole tables, and joins of many tables.
var Rule = sqlfile.Rule("analyticalquery", statements)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

// manyTables is how many tables a statement that serves a request should not join.
const manyTables = 6

// statements judges the statements of a package. x is what stands in files of SQL.
func statements(prog *summary.Program, pkg *summary.Package, x *sqlfile.Index, report func(*query.Statement, rule.Finding)) {
	seen := map[summary.Pos]bool{}
	for _, s := range x.In(prog, pkg) {
		what, minor := judge(s, prog.Settings)
		if what == "" || seen[s.Call.Call.Pos] || x.Aside(prog, s) || prog.OneShot(s.Call) || elsewhere(prog, s) {
			continue
		}
		ways, serves := admin.Serves(prog, s.Call)
		if !serves {
			continue
		}
		seen[s.Call.Call.Pos] = true
		remedy := "keep a summary table, or ask a replica"
		by := ""
		switch {
		case ways.Has(summary.ByRequest):
			by = " for each request"
		case ways.Has(summary.ByClock):
			by = " by a clock"
		default:
			minor = true
		}
		f := rule.Finding{Pos: s.Call.Call.Pos, Function: pkg.FunctionName(s.Call.Call.Fn), Key: what, Message: what + by + " on the serving pool: " + remedy}
		if minor {
			f.Severity = rule.Info
		}
		f.Path = append(f.Path, rule.Way(s.Path, "queried here")...)
		report(s, f)
	}
}

// judge says what a statement computes that is too much for a request; minor if that is bearable.
func judge(s *query.Statement, set *setting.Settings) (what string, minor bool) {
	if s.Verb != "SELECT" || !s.Complete || !s.Sure || s.Dialect == query.ClickHouse || s.Dialect == query.BigQuery || s.Dialect == query.Cassandra || s.Base != "" && len(s.Path) > 0 && sqltext.IsSQL(s.Base) && !s.Base.HasHole() {
		return "", false
	}
	for i, scope := range s.Scopes() {
		if i > 0 && (scope.Query == nil || scope.Query.Use == sqltext.Expr || scope.Query.Use == sqltext.Exists || scope.Verb != "SELECT") {
			continue
		}
		tables := scope.Stored()
		if len(tables) == 0 || slices.ContainsFunc(tables, sqltext.IsCatalog) || strings.ContainsRune(strings.Join(tables, ""), sqltext.Hole) {
			continue
		}
		reach := scope.Reach()
		if len(tables) >= manyTables && (reach == query.Whole || reach == query.Owned) {
			return fmt.Sprintf("a join of %d tables", len(tables)), reach == query.Owned
		}
		if !slices.ContainsFunc(tables, func(t string) bool { return !query.Small(t) && !set.Listed("analyticalquery", "small-tables", t) }) {
			continue
		}
		computes := scope.Grouped || scope.Windows || len(scope.Aggregates) > 0
		if !computes || reach == query.Narrow || reach == query.Unsure || reach == query.Owned && !scope.Grouped {
			continue
		}
		if ends(scope) {
			continue
		}
		return name(scope, tables[0]), reach == query.Owned || counts(scope)
	}
	return "", false
}

// ends reports whether the ends of an index answer a query: max(id).
func ends(s query.Scope) bool {
	return !s.Grouped && !s.Windows && !slices.ContainsFunc(s.Aggregates, func(a string) bool { return a != "max" && a != "min" })
}

// counts reports whether a query does no more than count rows, as for the pages of a list.
func counts(s query.Scope) bool {
	return !s.Grouped && !s.Windows && len(s.Aggregates) == 1 && s.Aggregates[0] == "count"
}

// name says what is computed over which table.
func name(s query.Scope, table string) string {
	what := ""
	switch {
	case s.Grouped:
		what = "GROUP BY"
	case s.Windows:
		what = "a window function"
	default:
		what = s.Aggregates[0] + "()"
	}
	if len(table) > 40 {
		table = "the table"
	}
	return what + " over all of " + table
}

// elsewhere reports whether a statement is run on a database that serves no requests, by the name of the connection.
func elsewhere(prog *summary.Program, s *query.Statement) bool {
	for _, c := range append([]summary.CallRef{s.Call}, s.Path...) {
		for _, arg := range []int{-1, 0, 1} {
			id := prog.Arg(c, arg)
			if id == summary.NoID || arg >= 0 && !prog.Catalog.Handles(prog.Value(id).Type) {
				continue
			}
			words := admin.Words(prog, id)
			if prog.Settings.Replica(words) {
				return true
			}
			for _, w := range words {
				for _, word := range []string{"replica", "analytic", "warehouse", "report", "olap", "readonly", "read_only", "slave", "secondary", "standby", "dwh", "clickhouse", "bigquery"} {
					if strings.Contains(w, word) {
						return true
					}
				}
			}
		}
	}
	return false
}

// Package unboundedquery finds queries whose result grows with the table, and IN lists that grow with what a request brings. The one fills the
// memory of the service when the table has grown; the other ends in "too many SQL variables", or in a plan that takes longer than the query.
package unboundedquery

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlfile"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports queries without a limit that read a whole table into memory, and IN lists of any length.
var Rule = sqlfile.Rule("unboundedquery", judge)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

// judge looks at the statements of a package. x is what stands in files of SQL.
func judge(prog *summary.Program, pkg *summary.Package, x *sqlfile.Index, report func(*query.Statement, rule.Finding)) {
	seen := map[summary.Pos]bool{}
	tell := func(s *query.Statement, message, key string) {
		if pos := s.Call.Call.Pos; !seen[pos] {
			seen[pos] = true
			report(s, rule.Finding{Pos: pos, Function: pkg.FunctionName(s.Call.Call.Fn), Key: key, Message: message, Path: rule.Way(s.Path, "queried here")})
		}
	}
	index := query.Of(prog)
	for _, s := range x.In(prog, pkg) {
		table := rows(s)
		if slices.ContainsFunc(index.At(s.Call), func(o *query.Statement) bool { return rows(o) != table }) {
			table = "" // one of several
		}
		list := ""
		if table == "" {
			list = lists(prog, s)
		}
		if table == "" && list == "" || seen[s.Call.Call.Pos] || x.Aside(prog, s) || prog.OneShot(s.Call) {
			continue
		}
		ways, serves := admin.Serves(prog, s.Call)
		if !serves {
			continue
		}
		switch {
		case list != "":
			tell(s, "the IN list has as many values as "+list+": ask for them in chunks of a few hundred", "IN "+list)
		case ways.Has(summary.ByRequest, summary.ByClock):
			tell(s, "all rows of "+table+" are read into memory, however many there are: page through them with LIMIT", table)
		}
	}
}

// rows returns the table of which a statement reads every row into memory.
func rows(s *query.Statement) string {
	if s.Verb != "SELECT" || !s.Many || s.One || !s.Complete || !s.Sure || s.HasLimit || s.Grouped || s.Windows || s.Distinct || len(s.Aggregates) > 0 || s.Lock != "" {
		return ""
	}
	if s.Reach() != query.Whole || s.Query != nil && (len(s.Query.With) > 0 || len(s.Query.Arms) > 0) {
		return ""
	}
	if slices.ContainsFunc(s.Tables, func(t query.Table) bool { return t.Derived }) {
		return ""
	}
	tables := s.Stored()
	if len(tables) == 0 {
		return ""
	}
	if t := tables[0]; !query.Small(t) && !sqltext.IsCatalog(t) && !strings.ContainsRune(t, sqltext.Hole) && len(t) <= 40 {
		return t
	}
	return ""
}

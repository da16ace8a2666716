// Package missingindex finds statements that read a whole table to find a few of its rows, because no index of the schema that the migrations
// build begins with the columns they ask for. Nobody notices while the table is small; later each request keeps a CPU of the database busy.
package missingindex

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/dbuse"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports conditions, joins and sort orders without an index.
var Rule = dbuse.Rule("missingindex", judge)

// Analyzer is the rule for drivers of go/analysis, which see no migrations: there it is silent.
var Analyzer = Rule.Analyzer

// scan is a statement that an index would help.
type scan struct {
	dbuse.Scan
	query *dbuse.Query
}

// judge reports each index that is missing once, at the first statement that would use it.
func judge(x *dbuse.Index) []rule.Finding {
	var scans []scan
	for _, q := range x.Queries {
		for _, s := range q.Scans() {
			if !x.Settings.Listed("missingindex", "small-tables", s.Name) {
				scans = append(scans, scan{s, q})
			}
		}
	}
	// An index of one column serves conditions on more.
	slices.SortStableFunc(scans, func(a, b scan) int { return cmp.Or(rank(a)-rank(b), len(a.Columns)-len(b.Columns)) })
	type group struct{ list []scan }
	var groups []*group
	at := map[string]*group{}
	for _, s := range scans {
		table := s.Tables[0].Made.Path + "|" + strings.ToLower(s.Tables[0].String()) + "|"
		var g *group
		for _, c := range s.Columns {
			if g == nil {
				g = at[table+strings.ToLower(c)]
			}
		}
		if g == nil {
			g = &group{}
			groups = append(groups, g)
			at[table+strings.ToLower(s.Columns[0])] = g
		}
		g.list = append(g.list, s)
	}
	var out []rule.Finding
	for _, g := range groups {
		out = append(out, finding(g.list))
	}
	return out
}

// rank orders the reasons: what a condition needs also serves a join or a sort order by the same column.
func rank(s scan) int {
	return slices.Index([]dbuse.Why{dbuse.Filter, dbuse.Join, dbuse.Sort}, s.Why)
}

// most bounds how many further statements a finding shows.
const most = 5

// finding reports the index that a list of statements lack.
func finding(list []scan) rule.Finding {
	s := list[0]
	columns := strings.Join(s.Columns, ", ")
	does := "the query reads the whole table"
	switch s.Why {
	case dbuse.Join:
		does = "the join reads the whole table"
	case dbuse.Sort:
		does = "the query sorts the whole table for its first rows"
	}
	if s.Func != "" {
		columns = strings.ToLower(s.Func) + "(" + columns + ")"
	}
	fix := create(s, columns)
	message := does + ", no index begins with " + s.Name + "." + columns + ": " + fix
	if len(s.Columns) > 1 {
		message = does + ", no index begins with " + columns + " of " + s.Name + ": " + fix
	}
	if len(message) > 140 {
		message = "no index of " + s.Name + " begins with " + columns + ", " + does + ": add one"
	}
	f := rule.Finding{Pos: s.query.Pos, Function: s.query.Function, Key: strings.ToLower(s.Name) + " " + strings.ToLower(columns), Message: message}
	made := s.Tables[0].Made
	f.Path = append(f.Path, rule.Hop{Pos: summary.Pos{File: made.Path, Line: made.Line, Col: 1}, Note: "the table is made here; " + fix})
	seen := map[summary.Pos]bool{f.Pos: true}
	for _, other := range list[1:] {
		if len(f.Path) <= most && !seen[other.query.Pos] {
			seen[other.query.Pos] = true
			f.Path = append(f.Path, rule.Hop{Pos: other.query.Pos, Function: other.query.Function, Note: "the same index is missing here"})
		}
	}
	return f
}

// create is the statement that makes the index.
func create(s scan, columns string) string {
	d := s.Tables[0].History.Set.Dialect
	if s.Prefix && d == stmt.PostgreSQL {
		columns += " text_pattern_ops"
	}
	if s.Func != "" && d == stmt.MySQL {
		columns = "(" + columns + ")"
	}
	if d == stmt.PostgreSQL {
		return "CREATE INDEX CONCURRENTLY ON " + s.Name + " (" + columns + ")"
	}
	name := strings.ReplaceAll(s.Name, ".", "_") + "_" + strings.Join(s.Columns, "_")
	return "CREATE INDEX " + name + " ON " + s.Name + " (" + columns + ")"
}

// Package schemadrift finds statements that name a table or column which the migrations beside the code do not make, or have dropped or renamed.
// Each of them fails from the moment the migration is through, which in a rolling deploy is before the old code is gone.
package schemadrift

import (
	"path"
	"strings"

	"github.com/prodlint/prodlint/internal/dbuse"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports names that the schema does not have.
var Rule = dbuse.Rule("schemadrift", judge)

// Analyzer is the rule for drivers of go/analysis, which see no migrations: there it is silent.
var Analyzer = Rule.Analyzer

// most bounds how many further statements a finding shows.
const most = 8

// judge reports each table and column once, at the first statement that names it.
func judge(x *dbuse.Index) []rule.Finding {
	var out []rule.Finding
	at := map[string]int{}
	for _, q := range x.Queries {
		for _, a := range x.Absences(q) {
			key := strings.ToLower(q.Histories[0].Set.Dir + "|" + a.Table + "|" + a.Column)
			i, ok := at[key]
			if !ok {
				at[key] = len(out)
				out = append(out, finding(q, a))
				continue
			}
			if f := &out[i]; len(f.Path) <= most && f.Pos != q.Pos && (len(f.Path) == 0 || f.Path[len(f.Path)-1].Pos != q.Pos) {
				f.Path = append(f.Path, rule.Hop{Pos: q.Pos, Function: q.Function, Note: "named here too"})
			}
		}
	}
	return out
}

// finding says what became of a name.
func finding(q *dbuse.Query, a dbuse.Absent) rule.Finding {
	name := a.Table
	if a.Column != "" {
		name += "." + a.Column
	}
	f := rule.Finding{Pos: q.Pos, Function: q.Function, Key: strings.ToLower(name)}
	for _, h := range q.Histories {
		loss, ok := dbuse.Lost(h, a.Table, a.Column)
		if !ok {
			continue
		}
		did, remedy := "dropped", "stop naming it before it is dropped"
		if loss.To != "" {
			did, remedy = "renamed to "+loss.To, "use the new name"
		}
		f.Confidence = rule.High
		f.Message = limited("the statement fails: "+name+" was "+did+" in ", path.Base(loss.File.Path), ": "+remedy)
		f.Path = []rule.Hop{{Pos: summary.Pos{File: loss.File.Path, Line: loss.Statement.Line, Col: 1}, Note: did + " here"}}
		return f
	}
	if a.Column == "" {
		f.Message = limited("the statement fails: no migration makes a table ", name, ": add the migration, or mend the name")
		return f
	}
	f.Message = limited("the statement fails: no migration gives "+a.Table+" a column ", a.Column, ": add the migration, or mend the name")
	for _, h := range q.Histories {
		if t := h.Schema.Table(stmt.Split(a.Table)); t != nil {
			f.Path = []rule.Hop{{Pos: summary.Pos{File: t.Made.Path, Line: t.Made.Line, Col: 1}, Note: "the table is made here"}}
			break
		}
	}
	return f
}

// limited leaves the remedy out of a message that would become too long.
func limited(head, name, tail string) string {
	if len(head)+len(name)+len(tail) > 140 {
		tail = ""
	}
	return head + name + tail
}

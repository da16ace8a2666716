// Package checkthenact finds writes that a query has allowed, although by the time of the write its answer may be old. Two requests at the same
// moment both find the name free, the item in stock, the order unpaid, and both go ahead.
package checkthenact

import (
	"github.com/prodlint/prodlint/internal/rowflow"
	"github.com/prodlint/prodlint/internal/rule"
)

// Rule reports writes that an earlier query of the same table decides about.
var Rule = rule.New("checkthenact", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	for _, r := range rowflow.Of(p.Program).In(p.Summary) {
		if r.Kind != rowflow.Checks {
			continue
		}
		f := rule.Finding{Pos: r.Write.Call.Pos, Function: p.Summary.FunctionName(r.Write.Call.Fn), Key: r.Table, Path: r.Path()}
		if r.Insert {
			f.Message = "two at once both pass the check" + of(r.Table, " on ") + " and both insert: add a unique index and ON CONFLICT, or a lock"
		} else {
			f.Key += " " + r.Columns[0]
			f.Message = "two at once both pass the check of " + r.Columns[0] + of(r.Table, " of ") + " and both update: repeat it in WHERE, or lock the row"
		}
		p.Report(f)
	}
}

// of is the name of a table for a message, empty where it is not known or too long for one.
func of(table, word string) string {
	if table == "" || len(table) > 30 {
		return ""
	}
	return word + table
}

// Package checkthenact finds writes that a query has allowed, although by the time of the write its answer may be old. Two requests at the same
// moment both find the name free, the item in stock, the order unpaid, and both go ahead.
package checkthenact

import (
	"strings"

	"github.com/prodlint/prodlint/internal/rowflow"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/unique"
)

// Rule reports writes that an earlier query of the same table decides about.
var Rule = rule.NewWithTree("checkthenact", check, nil)

// Analyzer is the rule for go vet, golangci-lint and nogo. They see no migrations: where only those could say what is unique, a finding is info.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	replaced(p)
	for _, r := range rowflow.Of(p.Program).In(p.Summary) {
		if r.Kind != rowflow.Checks {
			continue
		}
		f := rule.Finding{Pos: r.Write.Call.Pos, Function: p.Summary.FunctionName(r.Write.Call.Fn), Key: r.Table, Path: r.Path()}
		switch key := unique.Key(p.Program, p.Tree, r.Reads, model(r)); {
		case !r.Insert:
			f.Key += " " + r.Columns[0]
			f.Message = "two at once both pass the check of " + r.Columns[0] + of(r.Table, " of ") + " and both update: repeat it in WHERE, or lock the row"
		case len(key) > 0:
			f.Severity = rule.Info
			f.Message = "two at once both pass the check" + of(r.Table, " on ") + ", the slower gets an error: " + named(key) + " is unique, handle it or upsert"
		default:
			f.Message = "two at once both pass the check" + of(r.Table, " on ") + " and both insert: add a unique index and ON CONFLICT, or a lock"
			if unique.Unseen(p.Program, p.Tree, r.Reads, model(r)) && r.Check.Holds == summary.Missing {
				f.Severity = rule.Info
			}
		}
		p.Report(f)
	}
}

// model is the struct of the row that is inserted, empty where it is not known.
func model(r rowflow.Race) string {
	if r.Writes == nil {
		return ""
	}
	return r.Writes.Model
}

// named lists columns for a message.
func named(columns []string) string {
	if text := strings.Join(columns, ", "); len(text) <= 30 {
		return "(" + text + ")"
	}
	return "what was asked for"
}

// of is the name of a table for a message, empty where it is not known or too long for one.
func of(table, word string) string {
	if table == "" || len(table) > 30 {
		return ""
	}
	return word + table
}

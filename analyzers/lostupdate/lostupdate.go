// Package lostupdate finds rows that are read, changed in memory and written back. Whatever another request has written to them in between is
// overwritten with what was read before: a payment that nobody booked, a setting that came back, and no error anywhere.
package lostupdate

import (
	"fmt"
	"strings"

	"github.com/prodlint/prodlint/internal/rowflow"
	"github.com/prodlint/prodlint/internal/rule"
)

// Rule reports writes of values that were read of the same row before.
var Rule = rule.New("lostupdate", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	for _, r := range rowflow.Of(p.Program).In(p.Summary) {
		if r.Kind != rowflow.Lost {
			continue
		}
		p.Report(rule.Finding{
			Pos: r.Write.Call.Pos, Function: p.Summary.FunctionName(r.Write.Call.Fn), Key: r.Table + " " + strings.Join(r.Columns, ","),
			Message: message(r), Path: r.Path(),
		})
	}
}

// message says what is lost, and what to do about it.
func message(r rowflow.Race) string {
	what := r.Columns[0]
	if len(r.Columns) > 1 {
		what = strings.Join(r.Columns[:len(r.Columns)-1], ", ") + " and " + r.Columns[len(r.Columns)-1]
	}
	if len(r.Columns) > 3 || len(what) > 40 {
		what = fmt.Sprintf("%s and %d more columns", r.Columns[0], len(r.Columns)-1)
	}
	if r.Table != "" && len(r.Table) < 30 {
		what += " of " + r.Table
	}
	if r.Stale {
		return what + " go back to what they were when the row was read: write only what changes, or check a version"
	}
	return what + " is computed from an earlier read, so updates in between are lost: compute it in the UPDATE or lock the row"
}

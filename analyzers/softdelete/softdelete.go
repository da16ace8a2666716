// Package softdelete finds tables whose rows are marked as deleted and never deleted, and queries that forget the mark. Such a table only grows:
// in the end most of what indexes, backups and vacuum carry around are rows that nobody may see.
package softdelete

import (
	"fmt"
	"strings"

	"github.com/prodlint/prodlint/internal/dbuse"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
)

// Rule reports rows that are marked as deleted and stay.
var Rule = rule.NewWithTree("softdelete", check, nil)

// Analyzer is the rule for drivers of go/analysis, which do not see the whole program: there it is silent.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	for _, m := range dbuse.Marks(p.Program, p.Tree) {
		if !m.Purged && m.At.Call.Pkg == p.Summary && !p.Program.Settings.Listed("softdelete", "purged", m.Table) {
			report(p, m.At, m.Table, m.Column, "rows of "+m.Table+" are marked by "+m.Column+" and never deleted, so that it only grows: purge old ones in a job")
		}
		// A query is an exception where the others show the rule.
		if !m.Mapped && (m.Filtered < 2 || m.Filtered < 2*len(m.Blind)) {
			continue
		}
		for _, s := range m.Blind {
			if s.Call.Pkg != p.Summary {
				continue
			}
			others := fmt.Sprintf(", which %d others look at", m.Filtered)
			if m.Mapped {
				others = ", which the object mapper adds elsewhere"
			}
			report(p, s, m.Table, m.Column, "deleted rows of "+m.Table+" come back: no condition on "+m.Column+others+": add it")
		}
	}
}

// report reports a statement at its call.
func report(p *rule.Pass, s *query.Statement, table, column, message string) {
	f := rule.Finding{
		Pos:      s.Call.Call.Pos,
		Function: s.Call.Pkg.FunctionName(s.Call.Call.Fn),
		Key:      strings.ToLower(s.Verb + " " + table + " " + column),
		Message:  message,
	}
	for _, hop := range s.Path {
		f.Path = append(f.Path, rule.HopAt(hop, "run here"))
	}
	p.Report(f)
}

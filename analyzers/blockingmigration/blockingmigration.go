// Package blockingmigration finds statements of migrations that stop a service while it runs: they hold a lock for as long as the table is large,
// fail on rows that exist, or take away what the version before, which still runs, asks for.
package blockingmigration

import (
	"path"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/hazard"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports migrations that stop a service.
var Rule = rule.NewWithTree("blockingmigration", routines, check)

// Analyzer is the rule for drivers of go/analysis, which show it no migrations.
var Analyzer = Rule.Analyzer

func check(p *rule.TreePass) {
	database.Report(p)
	d := database.Of(p.Tree)
	for _, h := range d.Histories {
		// Code beside the migrations may set lock_timeout: for the connection, or before it runs them.
		bounded := sync.OnceValue(func() bool { return database.Says(p.Tree, h.Set.Dir, "lock_timeout") })
		for _, z := range hazard.Of(h) {
			f := rule.Finding{Pos: position(z.Step), Message: z.Message, Function: migration(z.Step), Key: string(z.Kind) + " " + strings.ToLower(z.Subject)}
			switch z.Kind {
			case hazard.Drop:
				use, ok := d.Use(p.Program, z.Table, z.Column)
				if z.Table.Name != "" && !ok {
					continue // the last step of taking it away
				}
				if ok {
					f.Path = []rule.Hop{{Pos: use.Call.Pos, Function: use.Pkg.FunctionName(use.Call.Fn), Note: "named here"}}
				}
			case hazard.NoTimeout:
				if bounded() {
					continue
				}
			}
			if z.Minor {
				f.Severity = rule.Info
			}
			p.Report(f)
		}
	}
}

// position is that of a statement.
func position(s *schema.Step) summary.Pos {
	text := s.File.Text
	col := func(offset int) int { return offset - strings.LastIndexByte(text[:offset], '\n') }
	st := s.Statement
	return summary.Pos{File: s.File.Path, Line: st.Line, Col: col(st.Start), EndLine: st.Line + strings.Count(text[st.Start:st.End], "\n"), EndCol: col(st.End)}
}

// migration names the migration of a statement: its version, or the file.
func migration(s *schema.Step) string {
	if s.File.Version != "" {
		return s.File.Version
	}
	base := path.Base(s.File.Path)
	return strings.TrimSuffix(base, path.Ext(base))
}

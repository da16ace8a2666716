package selectstar

import (
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlfile"
)

// files judges the queries in files of SQL and the bodies of functions in the database. sqlc writes the columns out when it generates code, so that
// nothing breaks by a new one; what is left is that all of them are fetched.
func files(p *rule.TreePass) {
	x := sqlfile.Of(p.Program, p.Tree)
	if x == nil {
		return
	}
	for _, list := range [][]*sqlfile.Query{x.Queries, x.Routines} {
		for _, q := range list {
			st, ok := first(q.Query)
			if !ok {
				continue
			}
			f := finding(st)
			f.Pos, f.Function = q.Pos, q.Name
			if q.Command != "" {
				f.Severity = rule.Info
			}
			p.Report(f)
		}
	}
}

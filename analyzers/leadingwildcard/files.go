package leadingwildcard

import (
	"path"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/sqlfile"
	"github.com/prodlint/prodlint/internal/summary"
)

// files judges the queries in files of SQL and the bodies of functions in the database. Of those of which sqlc has made code, the code says what
// is bound to them.
func files(p *rule.TreePass) {
	x := sqlfile.Of(p.Program, p.Tree)
	if x == nil || len(x.Queries)+len(x.Routines) == 0 {
		return
	}
	j := &judge{Pass: &rule.Pass{Program: p.Program, Tree: p.Tree}, index: query.Of(p.Program), seen: map[summary.Pos]bool{}}
	db := database.Of(p.Tree)
	report := func(q *sqlfile.Query, f find) {
		f.near = db.Beside(path.Dir(q.Pos.File))
		if f.dialect == "" {
			f.dialect = dialect(f.near)
		}
		f.pos = q.Pos
		if out, ok := j.finding(f); ok {
			out.Function = q.Name
			p.Report(out)
		}
	}
	for _, pkg := range p.Program.Packages {
		if p.Program.TestSupport(pkg) || len(x.Queries) == 0 {
			continue
		}
		for _, s := range x.In(p.Program, pkg) {
			q := x.From(s)
			if q == nil {
				continue
			}
			for _, f := range j.finds(s) {
				if f.call = s.Call; !j.aside(f, admin.Outside) {
					f.path = append(f.path, s.Call)
					f.path = append(f.path, s.Path...)
					report(q, f)
				}
			}
		}
	}
	for _, list := range [][]*sqlfile.Query{x.Queries, x.Routines} {
		for _, q := range list {
			for _, f := range j.finds(q.Statement) {
				report(q, f)
			}
		}
	}
}

// dialect is that of the databases near a file, empty where there are several.
func dialect(near []*schema.History) query.Dialect {
	out := query.Dialect("")
	for _, h := range near {
		if d := query.Dialect(h.Set.Dialect); out != "" && d != out || len(h.Set.Also) > 0 {
			return ""
		} else {
			out = d
		}
	}
	return out
}

package sqlfile

import (
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule returns a rule about the statements of packages. judge is given a package and what stands in files of SQL. A finding about a query that
// sqlc has made code of, or that a call runs by its name, stands at the query, once.
func Rule(name string, judge func(prog *summary.Program, pkg *summary.Package, x *Index, report func(*query.Statement, rule.Finding))) *rule.Rule {
	return rule.NewWithTree(name, func(p *rule.Pass) {
		if p.Program.TestSupport(p.Summary) {
			return
		}
		x := Of(p.Program, p.Tree)
		judge(p.Program, p.Summary, x, func(s *query.Statement, f rule.Finding) {
			if x.From(s) == nil {
				p.Report(f)
			}
		})
	}, func(p *rule.TreePass) {
		x := Of(p.Program, p.Tree)
		if x == nil || len(x.Queries) == 0 {
			return
		}
		for _, pkg := range p.Program.Packages {
			if p.Program.TestSupport(pkg) {
				continue
			}
			judge(p.Program, pkg, x, func(s *query.Statement, f rule.Finding) {
				if q := x.From(s); q != nil {
					f.Path = append([]rule.Hop{rule.HopAt(s.Call, "run here")}, f.Path...)
					f.Pos, f.Function = q.Pos, q.Name
					p.Report(f)
				}
			})
		}
	})
}

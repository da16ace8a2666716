package dbuse

import (
	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule returns a rule that judges the statements of a program against the schema, once for the program. What it finds in Go code is reported with
// its package, what it finds in files of queries with the files beside the code. Where no migrations are seen it is silent.
func Rule(name string, judge func(*Index) []rule.Finding) *rule.Rule {
	type memo struct{ rule string }
	each := func(prog *summary.Program, tree *beside.Tree, pkg string, report func(rule.Finding)) {
		x := Of(prog, tree)
		if x == nil {
			return
		}
		for _, f := range prog.Memo(memo{name}, func() any { return judge(x) }).([]rule.Finding) {
			if f.Pos.Pkg == pkg {
				report(f)
			}
		}
	}
	return rule.NewWithTree(name, func(p *rule.Pass) { each(p.Program, p.Tree, p.Summary.Path, p.Report) }, func(p *rule.TreePass) {
		database.Report(p)
		each(p.Program, p.Tree, "", p.Report)
	})
}

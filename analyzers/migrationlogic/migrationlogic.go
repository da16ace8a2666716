// Package migrationlogic finds migrations in Go that run code of the program which is not part of them. Such a migration does today what the code did
// when it was written, and something else wherever it runs later: on a new installation, a restored backup, a branch.
package migrationlogic

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports migrations that run live code.
var Rule = rule.New("migrationlogic", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	steps := p.Program.Memo(stepsKey{}, func() any { return find(p.Program) }).(map[*summary.Function]string)
	if len(steps) == 0 {
		return
	}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		home, ok := within(p.Program, steps, p.Program.Enclosing(c))
		if !ok || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		f := rule.Finding{Pos: c.Call.Pos, Function: p.Summary.FunctionName(c.Call.Fn)}
		if model, hook, ok := hooked(p.Program, c, home); ok {
			f.Message, f.Key = "saving "+model+" in a migration runs its "+hook+" as it is today: write the columns by SQL of the migration's own", model+" "+hook
			p.Report(f)
			continue
		}
		if callee, ok := live(p.Program, c, home); ok {
			name := callee.Func.Name
			f.Message, f.Key = "the migration runs "+name+" as it is today, which will change after it: put its statements into the migration", callee.Func.Key
			f.Path = []rule.Hop{{Pos: callee.Func.Pos, Function: name, Note: "live code"}}
			p.Report(f)
		}
	}
}

type stepsKey struct{}

// find returns the functions that migrations consist of, with the import path of the migration that runs them: what is registered, and what that calls
// in the same package, below it, or in another one for migrations.
func find(prog *summary.Program) map[*summary.Function]string {
	out := map[*summary.Function]string{}
	var queue []summary.FuncRef
	add := func(f summary.FuncRef, home string) {
		if _, ok := out[f.Func]; !ok {
			out[f.Func] = home
			queue = append(queue, f)
		}
	}
	up := func(id summary.ID) {
		for _, f := range prog.FunctionsAt(id) {
			add(f, f.Pkg.Path)
		}
	}
	for _, pkg := range prog.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if e, ok := prog.Catalog.Get(c.Call.Callee, "migration"); ok {
				up(prog.Arg(c, e.Int("up", 0)))
			}
		}
		for i := range pkg.Nodes {
			v := &pkg.Nodes[i]
			if e, ok := prog.Catalog.Get(v.Type, "migration"); ok && v.Kind == summary.Lit {
				for _, f := range v.Fields {
					if slices.Contains(strings.Split(e.Attrs["up"], ","), f.Name) {
						up(prog.ID(pkg, f.Value))
					}
				}
			}
		}
		if ours(pkg.Path) {
			for i := range pkg.Funcs {
				if f := (summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}); numbered().MatchString(f.Func.Name) {
					add(f, pkg.Path)
				}
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		f := queue[0]
		for i := range f.Pkg.Calls {
			c := summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[i]}
			if in := prog.Enclosing(c); in.IsZero() || in.Func != f.Func && (in.Outer().IsZero() || in.Outer().Func != f.Func) {
				continue
			}
			for _, g := range prog.Callees(c) {
				if near(g.Pkg.Path, out[f.Func]) {
					add(g, out[f.Func])
				}
			}
		}
	}
	return out
}

// numbered matches functions that a runner of the program finds by their names: Up_1528314953.
var numbered = lazyre.New(`(^|[.)])Up_?\d{8,}$`)

// ours reports whether a package is called as those of migrations are.
func ours(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "/"), func(dir string) bool {
		return dir == "migration" || dir == "migrate" || dir == "migrationscripts" || strings.HasSuffix(dir, "migrations")
	})
}

// near reports whether a package belongs to the migrations of another one.
func near(path, home string) bool {
	return path == home || strings.HasPrefix(path, home+"/") || ours(path)
}

// within reports whether a function, or one around it, is part of a migration, and where that has its home.
func within(prog *summary.Program, steps map[*summary.Function]string, f summary.FuncRef) (home string, ok bool) {
	for ; !f.IsZero(); f = f.Outer() {
		if home, ok = steps[f.Func]; ok {
			return home, true
		}
	}
	return "", false
}

// live returns a function outside of the migrations that a call runs, and that reaches the database or another service. One that is handed
// its statement, a helper for any, is none.
func live(prog *summary.Program, c summary.CallRef, home string) (summary.FuncRef, bool) {
	i := slices.IndexFunc(prog.Callees(c), func(f summary.FuncRef) bool {
		return !near(f.Pkg.Path, home) && !f.Func.Test && !prog.TestSupport(f.Pkg)
	})
	if i < 0 {
		return summary.FuncRef{}, false
	}
	for n := range c.Call.Args {
		for _, pieces := range prog.Texts(prog.Arg(c, n)) {
			var b strings.Builder
			for _, piece := range pieces {
				b.WriteString(piece.Lit)
			}
			if sqltext.IsSQL(sqltext.Literal(b.String())) {
				return summary.FuncRef{}, false
			}
		}
	}
	f := prog.Callees(c)[i]
	if reaches(prog, c, home) {
		return f, true
	}
	for k := range f.Pkg.Calls { // what it does may depend on values that a runner of migrations gives
		if in := (summary.CallRef{Pkg: f.Pkg, Call: &f.Pkg.Calls[k]}); in.Call.Fn >= 0 && &f.Pkg.Funcs[in.Call.Fn] == f.Func && reaches(prog, in, home) {
			return f, true
		}
	}
	return f, false
}

// reaches reports whether a call reaches a database or another service by what is no part of the migration. What a function is handed to run
// is not its own.
func reaches(prog *summary.Program, c summary.CallRef, home string) bool {
	return slices.ContainsFunc(effect.Of(prog).At(c), func(e *effect.Effect) bool {
		if !slices.Contains([]effect.Kind{effect.Read, effect.Write, effect.CacheSet, effect.Call, effect.Publish, effect.Mail}, e.Kind) {
			return false
		}
		for ; ; e = e.Next {
			if e.Via.Call.Callee == "" && e.Via.Call != c.Call && e.Into.Pkg != e.Via.Pkg {
				return false
			}
			if e.Next == nil {
				return !near(e.Via.Pkg.Path, home)
			}
		}
	})
}

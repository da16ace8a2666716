// Package admin is what the rules about running a database, rather than using it, share: the statements of a package, where a reviewer would
// comment on them, and whether production runs them.
package admin

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// verbs are those of the statements that the rules ask about, and of those that say which tables are temporary or filled.
var verbs = map[string]bool{"DELETE": true, "UPDATE": true, "TRUNCATE": true, "DROP": true, "VACUUM": true, "ANALYZE": true, "CLUSTER": true, "REINDEX": true, "OPTIMIZE": true,
	"CREATE": true, "INSERT": true}

// Statements returns the statements of a package's texts with such verbs.
func Statements(prog *summary.Program, pkg *summary.Package) []*query.Statement {
	var out []*query.Statement
	for _, s := range query.Of(prog).In(pkg) {
		if s.Query != nil && verbs[s.Query.Verb] {
			out = append(out, s)
		}
	}
	return out
}

// Place returns a finding without a message about a statement, where a reviewer would comment on it. ok is false where the function that the
// text is handed to shows the same by itself, as found says of a query.
func Place(p *rule.Pass, s *query.Statement, found func(*sqltext.Query) bool) (f rule.Finding, ok bool) {
	if len(s.Path) > 0 && s.Base != s.Template && slices.ContainsFunc(sqltext.Statements(s.Base), func(st sqltext.Statement) bool { return found(st.Query) }) {
		return f, false
	}
	c := s.Call
	f = rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn)}
	if !s.Sure && s.Origin != summary.NoID && p.Program.Owner(s.Origin) == p.Summary {
		v := p.Program.Value(s.Origin) // one of several, or far away: where it is written
		f.Path = append(f.Path, rule.Hop{Pos: f.Pos, Function: f.Function, Note: "run here"})
		f.Pos, f.Function = v.Pos, p.Summary.FunctionName(v.Fn)
	}
	f.Path = append(f.Path, rule.Way(s.Path, "run here")...)
	return f, true
}

// forTests matches names of functions and files that are for tests.
var forTests = lazyre.New(`(?i)^tests?[A-Z_]|for_?tests?(ing|s)?$|test(ing|s|helpers?|utils?|only)?$|test_(helpers?|utils?)$|fixtures?$|teardown`)

// Aside reports whether a call is none of production's: it is a test's or a migration's, or stands in code that is generated.
func Aside(prog *summary.Program, c summary.CallRef) bool {
	return slices.Contains(c.Pkg.Generated, c.Call.Pos.File) || Outside(prog, c)
}

// Outside reports whether a call is a test's or a migration's.
func Outside(prog *summary.Program, c summary.CallRef) bool {
	if strings.HasSuffix(c.Call.Pos.File, "_test.go") || sqlsite.Migration(c) || forTests().MatchString(strings.TrimSuffix(c.Call.Pos.File, ".go")) {
		return true
	}
	if copies().MatchString(c.Pkg.FunctionName(c.Call.Fn)) {
		return true
	}
	for f := prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
		name := f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:]
		if f.Func.Parent < 0 && (forTests().MatchString(name) || down().MatchString(name)) {
			return true
		}
	}
	return InMigration(prog, c)
}

// InMigration reports whether a call stands in a function that a struct holds which is a migration, or that is given to a library for migrations.
func InMigration(prog *summary.Program, c summary.CallRef) bool {
	for f := prog.Enclosing(c); !f.IsZero(); f = f.Outer() {
		if migrates(prog)[f.Func] {
			return true
		}
		if f.Func.Lit && f.Func.Site >= 0 {
			callee := f.Pkg.Calls[f.Func.Site].Callee
			if pkg := catalog.PackageOf(callee); callee != "" && strings.Contains(pkg, "migrat") && prog.Package(pkg) == nil {
				return true
			}
		}
	}
	return false
}

// copies matches names of types and functions that rewrite a copy of the data for others to see.
var copies = lazyre.New(`(?i)anonymi[sz]|pseudonymi[sz]`)

// down matches names of functions that undo a migration.
var down = lazyre.New(`^(?i:down|rollback)(_?[A-Z0-9].*|_.*)?$`)

type migratesKey struct{}

// migrates returns the functions that stand in a struct which is a migration, by the name of its type or of the package of that.
func migrates(prog *summary.Program) map[*summary.Function]bool {
	return prog.Memo(migratesKey{}, func() any {
		out := map[*summary.Function]bool{}
		for _, pkg := range prog.Packages {
			for i := range pkg.Nodes {
				v := &pkg.Nodes[i]
				if v.Kind != summary.Lit || !migration().MatchString(v.Type) {
					continue
				}
				for _, fv := range v.Fields {
					if fv.Value != summary.None && pkg.Nodes[fv.Value].Kind == summary.Func {
						for _, f := range prog.FunctionsAt(prog.ID(pkg, fv.Value)) {
							out[f.Func] = true
						}
					}
				}
			}
		}
		return out
	}).(map[*summary.Function]bool)
}

var migration = lazyre.New(`(?i)migrat(e|or|ion|ions)?(/v\d+)?\.[^/]*$|\.[^/.]*migrat[^/]*$`)

// Serves reports whether production runs a call, for all that is seen, and the ways to it. Tools that do their work and end, commands of a
// command line, and what no program that is there runs are left out.
func Serves(prog *summary.Program, c summary.CallRef) (summary.Ways, bool) {
	ways := prog.Reached(c, nil)
	switch {
	case ways.Has(summary.ByRequest, summary.ByClock, summary.ByStart, summary.Listed):
		return ways, true
	case ways.Has(summary.ByCommand):
		return ways, false
	}
	return ways, !dead(prog, c, ways[summary.Unseen])
}

// dead reports whether nothing runs a call: programs are there that have its package, and none of them calls the function at the head of the
// way to it. Methods that are given a context may be called by what the program hands their receiver to.
func dead(prog *summary.Program, c summary.CallRef, way []summary.CallRef) bool {
	if !prog.Deployed(c.Pkg) || len(way) == 0 {
		return false
	}
	f := prog.Enclosing(way[0])
	return !f.IsZero() && !(prog.Partial && f.Func.Exported) && (f.Func.Recv == summary.None || f.Func.Ctx == summary.None || len(f.Func.Params) < 2)
}

// Words returns what the program calls a value and what it is made of, in lower case: names of variables, parameters, fields and functions.
func Words(prog *summary.Program, id summary.ID) []string { return words(prog, id, false, 3) }

// Mentions is Words with the constants that a value is made of or compared with.
func Mentions(prog *summary.Program, id summary.ID) []string { return words(prog, id, true, 4) }

func words(prog *summary.Program, id summary.ID, consts bool, depth int) []string {
	if id == summary.NoID || depth == 0 {
		return nil
	}
	v := prog.Value(id)
	out := []string{strings.ToLower(v.Key[strings.LastIndexByte(v.Key, '.')+1:]), strings.ToLower(v.Field)}
	if consts && v.Kind == summary.Const {
		out = append(out, strings.ToLower(v.Value))
	}
	for _, in := range prog.Inputs(id) {
		out = append(out, words(prog, in, consts, depth-1)...)
	}
	for _, part := range v.Parts {
		if part.Node != summary.None {
			out = append(out, words(prog, prog.ID(prog.Owner(id), part.Node), consts, depth-1)...)
		}
	}
	if c := prog.CallOf(id); !c.IsZero() {
		out = append(out, strings.ToLower(c.Call.Callee[strings.LastIndexByte(c.Call.Callee, '.')+1:]))
		for i := range c.Call.Args {
			out = append(out, words(prog, prog.Arg(c, i), consts, depth-1)...)
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

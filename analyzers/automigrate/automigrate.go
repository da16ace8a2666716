// Package automigrate finds schemas that are changed by models when a server starts. Nobody reviews what such a call does to tables that are
// full by then, every instance does it at once, and it waits for locks, or holds them, while the deploy goes on.
package automigrate

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/admin"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports AutoMigrate and its like where a server's start runs them.
var Rule = rule.New("automigrate", check)

// Analyzer is the rule for drivers of go/analysis.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	told := map[int32]bool{} // functions: one finding for all models
	for _, m := range calls(p.Program)[p.Summary] {
		c := m.at
		if told[c.Call.Fn] || strings.HasSuffix(c.Call.Pos.File, "_test.go") || versioned(p.Program, c) {
			continue
		}
		way, starts := started(p.Program, c)
		if !starts || sqlite(p.Program, m.lib) {
			continue
		}
		told[c.Call.Fn] = true
		name := m.lib.Call.Callee[strings.LastIndexByte(m.lib.Call.Callee, '.')+1:]
		p.Report(rule.Finding{
			Pos: c.Call.Pos, Function: p.Summary.FunctionName(c.Call.Fn), Key: m.lib.Call.Callee, Path: path(way),
			Message: "each start of the server alters tables by " + name + ", with locks that nobody reviewed: run migrations as a step of the release",
		})
	}
}

// change is a call of a library that makes the schema look like models, and where it is reported: generated code stands for its callers.
type change struct{ lib, at summary.CallRef }

type changesKey struct{}

// calls returns the changes of a program by the package to report them in.
func calls(prog *summary.Program) map[*summary.Package][]change {
	return prog.Memo(changesKey{}, func() any {
		out := map[*summary.Package][]change{}
		for _, pkg := range prog.Packages {
			for i := range pkg.Calls {
				c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
				if _, ok := prog.Catalog.Get(c.Call.Callee, "automigrate"); ok {
					for _, at := range places(prog, c) {
						out[at.Pkg] = append(out[at.Pkg], change{c, at})
					}
				}
			}
		}
		return out
	}).(map[*summary.Package][]change)
}

// places returns the calls in code that somebody wrote which lead to a call through generated code, or the call itself.
func places(prog *summary.Program, c summary.CallRef) []summary.CallRef {
	var out []summary.CallRef
	seen := map[*summary.Call]bool{c.Call: true}
	for queue := []summary.CallRef{c}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if !slices.Contains(at.Pkg.Generated, at.Call.Pos.File) {
			out = append(out, at)
			continue
		}
		for _, from := range prog.Callers(prog.Enclosing(at)) {
			if !seen[from.Call] {
				seen[from.Call] = true
				queue = append(queue, from)
			}
		}
	}
	return out
}

// versioned reports whether a call belongs to one of many migrations that run once each.
func versioned(prog *summary.Program, c summary.CallRef) bool {
	if admin.InMigration(prog, c) || numbered().MatchString(strings.ToLower(c.Call.Pos.File)) {
		return true
	}
	return step().MatchString(c.Pkg.FunctionName(c.Call.Fn))
}

var (
	numbered = lazyre.New(`^(v?\d{3,}|\d{2,})[_-]|\d{8,}`)
	// step matches names of functions that are one migration.
	step = lazyre.New(`(?i)(^|[.)])(up|down)\d*(_|\.|$)|\d{6,}`)
	// asks matches what conditions ask for where whoever runs the program decides about migrations. Those that unless matches leave migrations out when somebody says so.
	unless = lazyre.New(`^(skip|no|disable|without|ignore)`)
	asks   = lazyre.New(`(?i)migrat(e|i)|^(init|create|setup|sync|update)_?(db|database|schema|tables?)$`)
)

// started reports whether the start of a server leads to a call, and the way. So it does where the same function, or one on the only way that is
// seen to it, opens the database: who connects changes the schema.
func started(prog *summary.Program, c summary.CallRef) ([]summary.CallRef, bool) {
	ways := prog.Reached(c, func(c summary.CallRef) bool { return decided(prog, c) })
	if way, ok := ways[summary.ByStart]; ok {
		return way, true
	}
	way, ok := ways[summary.Unseen]
	if !ok || !ways.Only(summary.Unseen) || prog.Deployed(c.Pkg) && !prog.Partial || prog.OneShot(c) {
		return nil, false
	}
	for _, step := range way {
		f := prog.Enclosing(step)
		if f.IsZero() {
			continue
		}
		for i := range f.Pkg.Calls {
			call := &f.Pkg.Calls[i]
			if _, opens := prog.Catalog.Get(call.Callee, "pool"); opens && call.Fn >= 0 && &f.Pkg.Funcs[call.Fn] == f.Func {
				return way, true
			}
		}
	}
	return nil, false
}

// decided reports whether a call depends on a condition that asks whether to migrate: a flag, a setting, a subcommand.
func decided(prog *summary.Program, c summary.CallRef) bool {
	if c.Call.Cond == summary.None {
		return false
	}
	words := admin.Mentions(prog, prog.ID(c.Pkg, c.Call.Cond))
	return slices.ContainsFunc(words, func(w string) bool { return asks().MatchString(w) && !unless().MatchString(w) })
}

// sqlite reports whether the handle of a call, or else every driver of the program, is SQLite's: a file that no other instance waits for.
func sqlite(prog *summary.Program, c summary.CallRef) bool {
	names := map[string]string{}
	for _, e := range prog.Catalog.All("dialect") {
		names[catalog.PackageOf(e.Key)] = e.Attrs["name"]
	}
	known, only := false, true
	see := func(name string) {
		if name != "" {
			known, only = true, only && name == string(query.SQLite)
		}
	}
	for _, s := range prog.Sources(prog.Arg(c, -1)) {
		v := prog.Value(s)
		see(names[catalog.PackageOf(v.Type)])
		call := prog.CallOf(s)
		if call.IsZero() {
			continue
		}
		see(names[catalog.PackageOf(call.Call.Callee)])
		if e, ok := prog.Catalog.Get(call.Call.Callee, "pool"); ok && e.Has("driver") {
			if name, ok := prog.ConstOf(prog.Arg(call, e.Int("driver", 0))); ok && strings.Contains(name, "sqlite") {
				see(string(query.SQLite))
			} else {
				see("another")
			}
		}
	}
	if known {
		return only
	}
	return query.Of(prog).Only(query.SQLite)
}

// path are the calls from the start to the one that is reported.
func path(way []summary.CallRef) []rule.Hop {
	var hops []rule.Hop
	for _, c := range way[:max(len(way)-1, 0)] {
		hops = append(hops, rule.HopAt(c, "on the way from the start"))
	}
	return hops
}

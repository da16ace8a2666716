// Package unboundedcache finds maps and slices that requests and messages only ever add to. They hold a little more each day until the process
// is killed for its memory, weeks after the line was written.
package unboundedcache

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports collections that only grow.
var Rule = rule.New("unboundedcache", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	for _, pl := range placesOf(prog).all {
		mine := func(g growth) bool { return g.pkg == p.Summary }
		if !slices.ContainsFunc(pl.adds, mine) || pl.limited || pl.lent || open(prog, pl) {
			continue
		}
		if g, each, ok := grower(prog, pl); ok && mine(g) && !pl.ended(prog, g) && !asked(prog, pl) {
			report(p, pl, g, each)
		}
	}
}

func report(p *rule.Pass, pl *place, g growth, each string) {
	v := p.Program.Value(pl.id)
	name := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
	key := name
	if upper(name) {
		name = "the collection " + name
	}
	f := rule.Finding{Pos: g.Pos, Function: g.pkg.FunctionName(g.Fn), Key: key,
		Message: inloop.Fit(name+" only grows: "+each+" may add to it, and nothing is ever taken out", "delete what is done with, or bound it by size or age")}
	if ages(p.Program, v) {
		f.Severity = rule.Info // what is too old is not used, but kept
	}
	if v.Pos.IsValid() {
		f.Path = append(f.Path, rule.Hop{Pos: v.Pos, Note: "is kept here"})
	}
	for _, e := range pl.ends {
		if e.Does == summary.Removes { // what ends the place is none of these
			f.Path = append(f.Path, rule.Hop{Pos: e.Pos, Function: e.pkg.FunctionName(e.Fn), Note: "empties an element, whose key stays"})
		}
	}
	p.Report(f)
}

// grower returns the first place in the code where something is put in that can be ever more, and what makes it run.
func grower(prog *summary.Program, pl *place) (growth, string, bool) {
	v := prog.Value(pl.id)
	for _, g := range pl.adds {
		if g.Few || g.Fn < 0 || slices.Contains(g.pkg.Generated, g.Pos.File) || prog.TestSupport(g.pkg) || standsIn(prog, pl, g) || pl.fills(prog, g) {
			continue
		}
		each, ok := byWhom(prog, pl, g)
		if !ok || prog.OneShot(g.call()) || !various(prog, g) || pl.counted(prog, g) || moved(prog, pl, g) {
			continue
		}
		switch v.Kind {
		case summary.Field:
			l := objectsOf(prog).life(v.FieldOwner(), 4)
			if l.short || !l.long && !l.given && !shared(prog, pl) {
				return g, "", false // not known to live longer than what adds
			}
		case summary.Var, summary.Param:
			if !outlives(prog, v, pl.id, g) {
				continue
			}
		}
		return g, each, true
	}
	return growth{}, "", false
}

// byCall is what adds to the state of a library.
const byCall = "each call"

// byWhom says what adds to a place again and again: a request, a message, whoever calls an exported function of what many share, or a
// library that has it.
func byWhom(prog *summary.Program, pl *place, g growth) (string, bool) {
	c := g.call()
	ways := prog.Reached(c, once(prog))
	if len(ways) == 0 {
		return "", false // run a single time
	}
	if ways.Has(summary.ByRequest) {
		return "each request", true
	}
	for _, e := range route.Of(prog).Through(c) {
		switch {
		case e.Kind.Requests():
			return "each request", true
		case e.Kind == route.Consumer:
			return "each message", true
		}
	}
	if ways.Has(summary.ByClock) && g.Key == summary.None && !brief(prog, ways[summary.ByClock]) {
		return "each tick", true // keys of the same things come again
	}
	way, ok := ways[summary.Unseen]
	if !ok || len(way) == 0 {
		return "", false
	}
	f, top := root(prog.Enclosing(c)), root(prog.Enclosing(way[0]))
	if f.IsZero() || top.IsZero() || g.Acts || (registers(top) || registers(f)) && !pl.shrinks() || parts(prog.Value(pl.id)) || !shared(prog, pl) {
		return "", false
	}
	return byCall, prog.Offered(top) && !prog.Deployed(g.pkg) || objectsOf(prog).lent(top)
}

// brief reports whether what a clock runs again and again ends with a command of a command line: the loop that waits for the clock stands in one.
func brief(prog *summary.Program, way []summary.CallRef) bool {
	if len(way) == 0 {
		return false
	}
	at := summary.CallRef{Pkg: way[0].Pkg, Call: &summary.Call{Fn: way[0].Call.Fn, In: -1, Pos: way[0].Call.Pos, Dyn: summary.None, Recv: summary.None, Cond: summary.None}}
	return prog.Reached(at, once(prog)).Only(summary.ByCommand)
}

// shared reports whether many use a place at a time: a lock stands beside it, it needs none, or its name says so.
func shared(prog *summary.Program, pl *place) bool {
	v := prog.Value(pl.id)
	lock := func(typ string) bool {
		_, ok := prog.Catalog.Get("(*"+typ+").Lock", "lock")
		return ok
	}
	if handler.HasWord(v.Key[strings.LastIndexByte(v.Key, '.')+1:], []string{"cache", "memo", "seen"}) {
		return true
	}
	switch v.Kind {
	case summary.Field:
		if v.Type == "sync.Map" || slices.ContainsFunc(prog.StructFields(v.FieldOwner()), func(id summary.ID) bool { return lock(prog.Value(id).Type) }) {
			return true
		}
	case summary.Global:
		owner := prog.Owner(pl.id)
		return v.Type == "sync.Map" || slices.ContainsFunc(owner.Nodes, func(n summary.Value) bool { return n.Kind == summary.Global && lock(n.Type) })
	}
	return false
}

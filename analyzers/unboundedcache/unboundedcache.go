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
	for _, pl := range placesOf(prog) {
		mine := func(g growth) bool { return g.pkg == p.Summary }
		if !slices.ContainsFunc(pl.adds, mine) || pl.limited || pl.lent || open(prog, pl) {
			continue
		}
		if g, each, ok := grower(prog, pl); ok && mine(g) && !pl.ended(prog, g) {
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
	p.Report(f)
}

// grower returns the first place in the code where something is put in that can be ever more, and what makes it run.
func grower(prog *summary.Program, pl *place) (growth, string, bool) {
	v := prog.Value(pl.id)
	for _, g := range pl.adds {
		if g.Few || g.Fn < 0 || slices.Contains(g.pkg.Generated, g.Pos.File) || !various(prog, g) {
			continue
		}
		if prog.TestSupport(g.pkg) || standsIn(prog, pl, g) {
			continue
		}
		each, ok := byWhom(prog, pl, g)
		if !ok || prog.OneShot(g.call()) {
			continue
		}
		switch v.Kind {
		case summary.Field:
			l := objectsOf(prog).life(prog, v.FieldOwner(), 3)
			if l.request || !l.start && (each == byCall && l.work || !l.given && !shared(prog, pl)) {
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

// byWhom says what adds to a place again and again: a request, a message, or whoever calls an exported function of what many share.
func byWhom(prog *summary.Program, pl *place, g growth) (string, bool) {
	c := g.call()
	ways := prog.Reached(c, nil)
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
	way, ok := ways[summary.Unseen]
	if !ok || len(way) == 0 {
		return "", false
	}
	f, top := root(prog.Enclosing(c)), root(prog.Enclosing(way[0]))
	if f.IsZero() || top.IsZero() || !top.Func.Exported || registers(top) || prog.Deployed(g.pkg) || g.Acts || registers(f) || parts(prog.Value(pl.id)) || !shared(prog, pl) {
		return "", false
	}
	return byCall, true
}

// parts reports whether a place holds what the program is made of, by its name.
func parts(v *summary.Value) bool {
	words := handler.Words(v.Key[strings.LastIndexByte(v.Key, '.')+1:])
	return len(words) > 0 && slices.Contains([]string{"routes", "handlers", "hooks", "listeners", "plugins", "drivers", "factories", "providers", "middleware", "middlewares", "checks", "services", "codecs",
		"backends", "upstreams", "proxies", "commands", "flags", "options", "migrations", "schemas", "templates", "registry"}, words[len(words)-1])
}

// registers reports whether a function makes known what the program is made of, by its name: that happens when it starts.
func registers(f summary.FuncRef) bool {
	words := handler.Words(f.Func.Name[strings.LastIndexByte(f.Func.Name, '.')+1:])
	return len(words) > 0 && slices.Contains([]string{"register", "use", "handle", "mount", "bind", "provide", "install", "define", "declare", "with", "on", "init", "configure",
		"enable", "load", "setup", "option", "new", "must", "route", "hook", "expect", "build", "parse", "read", "unmarshal", "scan", "reload", "connect", "open"}, words[0])
}

// shared reports whether many use a place at a time: a lock stands beside it, or it needs none.
func shared(prog *summary.Program, pl *place) bool {
	v := prog.Value(pl.id)
	lock := func(typ string) bool {
		_, ok := prog.Catalog.Get("(*"+typ+").Lock", "lock")
		return ok
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

// various reports whether what is put in can be found by ever more keys.
func various(prog *summary.Program, g growth) bool {
	if g.Key == summary.None {
		return true
	}
	id := prog.ID(g.pkg, g.Key)
	if id == summary.NoID {
		return true
	}
	from := prog.Origins(id)
	constants := len(from) > 0 && !slices.ContainsFunc(from, func(o summary.ID) bool { return prog.Value(o).Kind != summary.Const })
	for _, o := range append(from, id) {
		if c := prog.CallOf(o); !c.IsZero() {
			if _, ok := prog.Catalog.Get(c.Call.Callee, "setting"); ok {
				return false
			}
			if _, ok := prog.Catalog.Get(c.Call.Callee, "param"); ok {
				return true // whatever the client likes
			}
		}
		if named(prog.Value(o)) {
			return false
		}
	}
	return !constants
}

// bounded are names of what has few values in any program.
var bounded = []string{"method", "status", "statuscode", "code", "kind", "type", "typ", "level", "severity", "pattern", "fullpath", "region", "env", "environment", "locale", "lang", "language",
	"currency", "weekday", "month", "scheme", "driver", "dialect", "backend", "feature", "flag", "template", "tmpl", "filename", "role", "plan", "shard", "bucket", "config", "cfg", "option", "provider"}

// named reports whether a value has few values by its name, or is part of a configuration.
func named(v *summary.Value) bool {
	name := v.Key
	if v.Kind == summary.Load {
		name = v.Field
	}
	owner := ""
	if v.Kind == summary.Field {
		owner = v.FieldOwner()
	}
	for _, w := range handler.Words(owner[strings.LastIndexByte(owner, '.')+1:]) {
		if w == "config" || w == "cfg" || w == "settings" || w == "options" || w == "conf" {
			return true
		}
	}
	words := handler.Words(name[strings.LastIndexByte(name, '.')+1:])
	return len(words) > 0 && slices.Contains(bounded, words[len(words)-1])
}

// standsIn reports whether a place is a stand-in for a database that tests and trials use: to keep everything is what it is for.
func standsIn(prog *summary.Program, pl *place, g growth) bool {
	words := handler.Words(g.pkg.Name)
	if v := prog.Value(pl.id); v.Kind == summary.Field {
		owner := v.FieldOwner()
		words = append(words, handler.Words(owner[strings.LastIndexByte(owner, '.')+1:])...)
	}
	return slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case "mem", "memory", "inmem", "inmemory", "fake", "mock", "stub", "dummy", "test", "testing", "builder", "recorder":
			return true
		}
		return false
	})
}

// ages reports whether the elements of a place say how long they are good for.
func ages(prog *summary.Program, v *summary.Value) bool {
	return slices.ContainsFunc(prog.StructFields(v.Type), func(id summary.ID) bool {
		key := prog.Value(id).Key
		name := strings.ToLower(key[strings.LastIndexByte(key, '.')+1:])
		return strings.Contains(name, "expir") || strings.Contains(name, "ttl") || strings.Contains(name, "deadline") || strings.Contains(name, "validuntil")
	})
}

// outlives reports whether a variable of a function lives longer than what adds to it: a literal adds that the function hands on, or a loop
// that waits for work while the function runs.
func outlives(prog *summary.Program, v *summary.Value, id summary.ID, g growth) bool {
	owner := prog.Owner(id)
	if owner != g.pkg || v.Fn < 0 || v.Kind == summary.Param {
		return false
	}
	at := summary.CallRef{Pkg: owner, Call: &summary.Call{Fn: v.Fn, In: -1, Pos: v.Pos, Dyn: summary.None, Recv: summary.None, Cond: summary.None}}
	if prog.Reached(at, nil).Has(summary.ByRequest, summary.ByClock) || len(route.Of(prog).Through(at)) > 0 && v.Fn != g.Fn {
		return false
	}
	if v.Fn != g.Fn {
		return handler.Root(prog.Enclosing(g.call())).Func.Request != summary.None || prog.Reached(at, nil).Has(summary.ByStart)
	}
	for i := g.Loop; i >= 0; i = g.pkg.Loops[i].Outer {
		l := &g.pkg.Loops[i]
		if l.Class == summary.Consumer || l.Outer < 0 && consumes(prog, at) {
			return v.Pos.Line < l.Pos.Line
		}
	}
	return false
}

// consumes reports whether a function takes messages.
func consumes(prog *summary.Program, c summary.CallRef) bool {
	return slices.ContainsFunc(route.Of(prog).Through(c), func(e *route.Entry) bool { return e.Kind == route.Consumer })
}

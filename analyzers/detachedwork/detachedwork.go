// Package detachedwork finds work that handlers leave behind: goroutines that write, publish or call others when the request is answered already, and
// that nobody waits for. A deploy ends them in the middle; and where they use the context of the request, its end does.
package detachedwork

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/goroutine"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports work of requests that nobody waits for.
var Rule = rule.New("detachedwork", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	var j *judge
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if !c.Call.Go && len(c.Call.Args) == 0 || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		if c.Call.Go && c.Call.Dyn != summary.None && p.Summary.Nodes[c.Call.Dyn].Kind == summary.Param {
			continue // whoever hands the function over is asked
		}
		if j == nil {
			j = &judge{Index: goroutine.Of(p.Program)}
		}
		s, ok := j.At(c)
		if !ok || j.Joined(s) {
			continue
		}
		f := p.Program.Enclosing(c)
		if f.IsZero() || f.Func.Test || handler.Waits(p.Program, f) != route.HTTP || j.stays(s, f) || p.Program.OneShot(c) {
			continue
		}
		j.report(p, s)
	}
}

// judge looks at the goroutines of a program.
type judge struct{ *goroutine.Index }

// done is something that a goroutine does outside of the process.
type done struct {
	call summary.CallRef // in the goroutine, or what starts it
	*effect.Effect
}

func (j *judge) report(p *rule.Pass, s goroutine.Start) {
	c := s.Call
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: "go"}
	for _, in := range s.Inner {
		f.Path = append(f.Path, rule.HopAt(in, "started here"))
	}
	all := j.does(s)
	if with, use, ok := j.borrowed(s, all); ok {
		f.Key = "go " + use.Name()
		f.Path = append(f.Path, rule.HopAt(use, "used here"))
		f.Message = with
		p.Report(f)
		return
	}
	d, ok := gravest(j.Effects, all)
	if !ok || j.Drained(s) || j.Lasts(s) {
		return
	}
	f.Key = "go " + d.What()
	f.Path = append(f.Path, inloop.Way(d.Effect)...)
	f.Message = inloop.Fit("a deploy loses the "+d.What()+" of this goroutine, which nobody waits for", "count it in a WaitGroup that the shutdown waits for, or queue it")
	if aside(d) {
		f.Severity = rule.Info
	}
	p.Report(f)
}

// does returns what a goroutine does, without what runs for as long as a connection or a channel is open.
func (j *judge) does(s goroutine.Start) (out []done) {
	calls := []summary.CallRef{s.Call}
	for _, f := range s.Funcs {
		if f.Func.Lit {
			calls = append(calls, j.Inside(f)...)
		}
	}
	for _, c := range calls {
		if c.Call != s.Call.Call && j.pumps(c) {
			continue
		}
		for _, e := range j.Effects.At(c) {
			if e.Guard&summary.Waiting == 0 && (c.Call != s.Call.Call || c.Call.Go || slices.Contains(s.Funcs, e.Into)) {
				out = append(out, done{c, e})
			}
		}
	}
	return out
}

// pumps reports whether a call stands in a loop that goes on for as long as something is open.
func (j *judge) pumps(c summary.CallRef) bool {
	if c.Call.Endless {
		return true
	}
	for i := c.Call.In; i >= 0; i = c.Pkg.Loops[i].Outer {
		switch c.Pkg.Loops[i].Class {
		case summary.Channel, summary.Consumer, summary.Poll:
			return true
		}
	}
	return false
}

// stays reports whether the function that starts a goroutine goes on for as long as a client is there: it streams, and goroutines serve the stream.
func (j *judge) stays(s goroutine.Start, f summary.FuncRef) bool {
	at := s.Call.Call.Pos
	for i := range f.Pkg.Loops {
		l := &f.Pkg.Loops[i]
		if l.Fn < 0 || &f.Pkg.Funcs[l.Fn] != f.Func || l.Pos.File != at.File || l.Pos.Line <= at.Line {
			continue
		}
		switch l.Class {
		case summary.Channel, summary.Consumer, summary.Poll:
			return true
		}
	}
	return slices.ContainsFunc(j.Program.Calls(f), func(c summary.CallRef) bool {
		return c.Call.Endless && !c.Call.Go && c.Call.Pos.Line > at.Line && (s.Call.Call.In < 0 || c.Call.In != s.Call.Call.In)
	})
}

// gravest returns what is missed most: a question to another service is none.
func gravest(x *effect.Index, all []done) (best done, ok bool) {
	rank := []effect.Kind{effect.Exec, effect.Call, effect.Mail, effect.Publish, effect.Write}
	score := func(d done) int {
		r := slices.Index(rank, d.Kind)
		if r >= 0 && !aside(d) {
			r += len(rank)
		}
		return r
	}
	for _, d := range all {
		if score(d) >= 0 && !x.Asks(d.Effect) && (!ok || score(d) > score(best) || score(d) == score(best) && d.Depth < best.Depth) {
			best, ok = d, true
		}
	}
	return best, ok
}

// besides are words in the names of what is done beside the work: the next time makes up for it.
var besides = []string{"metric", "metrics", "stat", "stats", "telemetry", "analytics", "track", "tracking", "seen", "touch", "cache", "invalidate", "evict", "purge", "prune",
	"cleanup", "clean", "gc", "heartbeat", "counter", "view", "views", "hit", "hits", "presence", "refresh", "warm", "warmup", "prefetch", "preload", "ping", "expire", "temp",
	"tmp", "trace", "span", "rollback", "close", "release", "unlock", "shutdown", "flush", "used", "usage", "accessed", "effort"}

// aside reports whether an effect is beside the work, by the names of what leads to it.
func aside(d done) bool {
	names := []string{d.On}
	for e := d.Effect; e != nil; e = e.Next {
		if !e.Via.IsZero() {
			names = append(names, e.Via.Name())
		}
	}
	return slices.ContainsFunc(names, func(n string) bool {
		return slices.ContainsFunc(handler.Words(n), func(w string) bool { return slices.Contains(besides, w) })
	})
}

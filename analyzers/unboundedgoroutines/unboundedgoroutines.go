// Package unboundedgoroutines finds goroutines that are started for each element of a collection, or for each message, with nothing that limits how many
// run at a time. The day the collection is large, so is the load on memory, on the database and on whoever is called.
package unboundedgoroutines

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports goroutines whose number the data decides.
var Rule = rule.New("unboundedgoroutines", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func init() { Rule.Fix = fix }

func check(p *rule.Pass) {
	prog := p.Program
	if prog.TestSupport(p.Summary) {
		return
	}
	x := indexOf(prog)
	told := map[*summary.Loop]bool{}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		s, ok := x.starts[c.Call]
		if !ok || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		turn, each := x.multiplied(c, s)
		if !each || turn.Loop != nil && told[turn.Loop] || prog.OneShot(c) || x.eff.Once(c) != "" {
			continue
		}
		if turn.Loop != nil {
			told[turn.Loop] = true
		}
		f := finding(c, s, turn)
		if x.light(s) {
			f.Severity = rule.Info // a stack each, and no load on others
		}
		p.Report(f)
	}
}

// finding describes a call that starts a goroutine for each turn.
func finding(c summary.CallRef, s *start, turn effect.Turn) rule.Finding {
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: "go " + s.name()}
	remedy := "limit how many run at a time, with a semaphore or a pool of workers"
	if s.group != "" {
		remedy = "limit how many run at a time, with " + s.group
		f.Names = []string{s.group}
	}
	item := "each " + turn.Item
	if turn.Class == summary.Consumer {
		item = "each message"
	}
	f.Message = inloop.Fit(item+" starts a goroutine, as many as there are at once", remedy)
	note := "for " + item
	f.Path = []rule.Hop{{Pos: turn.Pos, Function: turn.Fn, Note: note}}
	for at := s; at != nil; at = at.next {
		what := "starts a goroutine"
		if at.next != nil {
			what = "calls " + at.next.in.Func.Name
		}
		f.Path = append(f.Path, rule.HopAt(at.call, what))
	}
	return f
}

// multiplied returns the turn that a call runs in for each element or message, if nothing limits how many goroutines there are at a time.
func (x *index) multiplied(c summary.CallRef, s *start) (effect.Turn, bool) {
	if s.fanout {
		return x.spread(c, s)
	}
	turns := x.eff.Turns(c)
	for i, t := range turns {
		if t.Guard&notEach != 0 || t.Loop != nil && t.Loop.Joined {
			return t, false
		}
		switch {
		case t.Class == summary.Collection, t.Class == summary.Rows:
		case t.Class == summary.Consumer:
			if !x.carriesWork(c.Pkg, t) {
				continue
			}
		case t.Class == summary.Page && t.Loop != nil && x.receives(c.Pkg, t.Loop):
			t.Class = summary.Consumer
		default:
			continue
		}
		if t.Loop != nil && (t.Loop.Capped || x.few(c, t, s)) || x.prefetched(c.Pkg, t.Loop) || x.batched(turns[i+1:], t) || x.bounded(c, s) || x.lasts(s) {
			return t, false
		}
		return t, true
	}
	if t, ok := x.consumer(c); ok && c.Call.Guard&notEach == 0 && !x.bounded(c, s) && !x.lasts(s) {
		return t, true
	}
	return effect.Turn{}, false
}

// notEach are the guards of what does not run for each element.
const notEach = summary.OnError | summary.OnMiss | summary.OnMemo | summary.OnLack | summary.OnFull | summary.OnOne | summary.FirstHit | summary.Left | summary.Alone

// spread judges a function of a library that starts a goroutine for each element of what it is given.
func (x *index) spread(c summary.CallRef, s *start) (effect.Turn, bool) {
	t := effect.Turn{Class: summary.Collection, Item: "element", Pos: c.Call.Pos, Fn: c.Pkg.FunctionName(c.Call.Fn)}
	e, _ := x.prog.Catalog.Get(c.Call.Callee, "fanout")
	over := x.prog.Arg(c, e.Int("over", 0))
	return t, over != summary.NoID && !x.eff.Listed(over) && !x.limited(over, c)
}

// batched reports whether the elements are those of a batch: of a part of all, or of what one receive of a
// queue gave, and each turn around waits for them.
func (x *index) batched(outer []effect.Turn, t effect.Turn) bool {
	return slices.ContainsFunc(outer, func(o effect.Turn) bool {
		return o.Loop != nil && o.Loop.Joined && (o.Class == summary.Chunk || t.Class == summary.Consumer)
	})
}

// carriesWork reports whether what a loop waits for is work, and no signal, clock or word to stop.
func (x *index) carriesWork(pkg *summary.Package, t effect.Turn) bool {
	if t.Loop == nil {
		return true
	}
	if t.Loop.Over != summary.None {
		switch typ := pkg.Nodes[t.Loop.Over].Type; typ {
		case "", "os.Signal", "struct{}", "error", "bool", "time.Time":
			return false
		}
	}
	return !x.accepts(pkg, t.Loop)
}

// accepts reports whether a loop accepts connections: how many there are is for the listener to limit.
func (x *index) accepts(pkg *summary.Package, l *summary.Loop) bool {
	return x.inLoop(pkg, l, func(c *summary.Call) bool {
		return strings.HasPrefix(catalog.ShortName(c.Callee), "Accept") || strings.Contains(c.Callee, ").Accept")
	})
}

// receives reports whether each turn of a loop asks a queue for messages.
func (x *index) receives(pkg *summary.Package, l *summary.Loop) bool {
	return x.inLoop(pkg, l, func(c *summary.Call) bool {
		_, ok := x.prog.Catalog.Get(c.Callee, "receives")
		return ok
	})
}

func (x *index) inLoop(pkg *summary.Package, l *summary.Loop, is func(*summary.Call) bool) bool {
	for i := range pkg.Calls {
		if c := &pkg.Calls[i]; c.In >= 0 && &pkg.Loops[c.In] == l && is(c) {
			return true
		}
	}
	return false
}

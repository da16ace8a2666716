package goroutineleak

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// endless reports goroutines without an end that are started for each request, message or turn of a loop.
func endless(p *rule.Pass, c summary.CallRef) {
	prog := p.Program
	fs, ok := effect.Of(prog).Spawns(c)
	if !ok || len(fs) == 0 || prog.Enclosing(c).IsZero() || handed(c) {
		return
	}
	all := staying(prog)
	if slices.ContainsFunc(fs, func(f summary.FuncRef) bool { return all[f.Func].in.IsZero() }) || prog.OneShot(c) {
		return
	}
	each, way := often(prog, c)
	if each == "" {
		return
	}
	f := rule.Finding{Pos: c.Call.Pos, Function: prog.Enclosing(c).Func.Name, Key: "endless " + fs[0].Func.Name,
		Message: "each " + each + " starts a goroutine that never ends, and they pile up: have its loop end with the context or a done channel"}
	keeps := all[fs[0].Func]
	if keeps.loop != nil && keeps.loop.Unclosed { // as it is said where the goroutine is a literal
		name := keeps.loop.Text
		f.Key = "range " + name[strings.LastIndexByte(name, '.')+1:]
		f.Message = "the goroutine waits for more of " + name + " for ever, since nobody closes it: close it when all is sent"
	}
	for i, w := range way {
		note := "is called here"
		if i == len(way)-1 {
			note = "starts the goroutine"
		}
		f.Path = append(f.Path, rule.HopAt(w, note))
	}
	if keeps.loop != nil {
		f.Path = append(f.Path, rule.Hop{Pos: keeps.loop.Pos, Function: keeps.in.Func.Name, Note: "nothing ends this loop"})
	}
	p.Report(f)
}

// handed reports whether a call is of a function that the function around it is given: who gives it starts the goroutine.
func handed(c summary.CallRef) bool {
	return c.Call.Dyn != summary.None && c.Pkg.Nodes[c.Call.Dyn].Kind == summary.Param
}

// often returns what a call runs for each time, "request" or "message", "" if it does not run again and again, and how one of them leads there.
func often(prog *summary.Program, c summary.CallRef) (each string, way []summary.CallRef) {
	x := effect.Of(prog)
	if c.Call.In >= 0 && c.Pkg.Loops[c.Call.In].Class == summary.Rows && !x.Seldom(c) {
		return "row", nil
	}
	ways := prog.ReachedWith(c, x.Seldom, func(c summary.CallRef) bool { return turns(prog, c) != "" || served(prog, prog.Enclosing(c)) != "" })
	if way = ways[summary.ByRequest]; len(way) > 0 {
		return cmp.Or(turns(prog, way[0]), served(prog, prog.Enclosing(way[0])), "request"), way
	}
	if way = ways[summary.ByClock]; len(way) > 0 {
		return "turn of a loop", way
	}
	return "", nil
}

// turns returns what each turn of a loop around a call takes, "message" or "connection", "" where there is no such loop that goes on after the call.
func turns(prog *summary.Program, c summary.CallRef) string {
	if l := c.Waiting(); c.Call.In < 0 || c.Call.Guard&(summary.FirstHit|summary.Left) != 0 && l == nil {
		return ""
	} else if l != nil && l.Class == summary.Consumer || effect.Of(prog).Waits(c) {
		return "message"
	}
	each := ""
	for i := range c.Pkg.Calls {
		in := &c.Pkg.Calls[i]
		if in.In != c.Call.In {
			continue
		}
		if _, ok := prog.Catalog.Get(in.Callee, "receives"); ok {
			return "message"
		}
		if _, ok := prog.Catalog.Get(in.Callee, "accepts"); ok {
			each = "connection"
		}
	}
	return each
}

// served returns what a function, or one that it stands in, runs for each time: it is given a request, or answers one, or takes a message.
func served(prog *summary.Program, f summary.FuncRef) (each string) {
	for ; !f.IsZero() && each == ""; f = f.Outer() {
		if each = handler.Serves(prog, f); f.Func.Request != summary.None {
			each = "request"
		}
	}
	return each
}

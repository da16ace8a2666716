// Package syncprocessing finds handlers that work on what a client has sent while it waits for the answer. The work takes as long as the file is
// large: proxies and clients give up before it is done, and try again.
package syncprocessing

import (
	"slices"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// Rule reports work on uploads that handlers do before they answer.
var Rule = rule.New("syncprocessing", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := of(p.Program)
	for i := range p.Summary.Funcs {
		f := summary.FuncRef{Pkg: p.Summary, Func: &p.Summary.Funcs[i]}
		if len(j.takes[f.Func]) == 0 && !j.bodies[f.Func] || f.Func.Test || slices.Contains(p.Summary.Generated, f.Func.Pos.File) || j.requests.Host(f).Func != f.Func {
			continue
		}
		if found, ok := j.judge(f); ok {
			p.Report(found)
		}
	}
}

// work is something that a handler does before it answers.
type work struct {
	call summary.CallRef
	does *effect.Effect
	on   bool // it sends the upload on
	from summary.CallRef
}

// judge looks for the first work that a handler does, and where it does none, for the first time that it sends an upload on.
func (j *index) judge(f summary.FuncRef) (rule.Finding, bool) {
	calls := j.own(f)
	var found work
	for _, c := range calls {
		if c.Call.Guard&summary.OnError != 0 || j.OneShot(c) {
			continue
		}
		for _, e := range j.effects.At(c) {
			if e.Guard&(summary.OnError|summary.Waiting) != 0 || j.aside(f, e) {
				continue
			}
			w := work{call: c, does: e, on: e.Kind == effect.Call}
			if found.does != nil && (w.on || !found.on) || w.on && e.Next == nil && e.Via.IsZero() {
				continue
			}
			if j.waited(f, &w) {
				found = w
			}
		}
	}
	if found.does == nil || found.on && j.hands(f, calls) {
		return rule.Finding{}, false
	}
	return finding(found), true
}

// waited reports whether a client waits until work on its upload is done.
func (j *index) waited(f summary.FuncRef, w *work) bool {
	switch w.does.Kind {
	case effect.Work, effect.Exec, effect.Call:
	default:
		return false
	}
	last := w.does.Last().Via
	for _, from := range j.takes[f.Func] {
		if j.before(f, from, w.call) && (!w.on || j.sends(last, true) && !j.fetched(w.does)) {
			w.from = from
			return true
		}
	}
	if !j.bodies[f.Func] {
		return false
	}
	if w.on {
		return j.sends(last, false)
	}
	return j.fed(last)
}

// own returns the calls of a function and of the literals in it that are no handlers themselves, in the order of the text.
func (j *index) own(f summary.FuncRef) []summary.CallRef {
	out := slices.DeleteFunc(slices.Clone(handler.Calls(j.Program, f)), func(c summary.CallRef) bool { return j.unit(j.Enclosing(c)).Func != f.Func })
	slices.SortStableFunc(out, func(a, b summary.CallRef) int {
		if a.Call.Pos.Line != b.Call.Pos.Line {
			return a.Call.Pos.Line - b.Call.Pos.Line
		}
		return a.Call.Pos.Col - b.Call.Pos.Col
	})
	return out
}

// before reports whether a handler may make call c after call u has taken the upload.
func (j *index) before(f summary.FuncRef, u, c summary.CallRef) bool {
	if u.IsZero() {
		return true
	}
	if u.Call == c.Call {
		return len(j.Callees(c)) == 0
	}
	in := j.Enclosing(c)
	if j.Enclosing(u).Func != in.Func {
		u, c, in = j.lifted(f, u), j.lifted(f, c), f
	}
	at := func(c summary.CallRef) (piece, index int) {
		for b := range in.Func.Flow {
			for k, i := range in.Func.Flow[b].Calls {
				if &in.Pkg.Calls[i] == c.Call {
					return b, k
				}
			}
		}
		return -1, 0
	}
	first, k := at(u)
	then, n := at(c)
	if first < 0 || then < 0 || first == then && (n >= k || u.Call == c.Call) {
		return true
	}
	return in.Func.After(first)[then]
}

// lifted is the call of a function that a call in a literal of it stands in.
func (j *index) lifted(f summary.FuncRef, c summary.CallRef) summary.CallRef {
	for g := j.Enclosing(c); g.Func != f.Func && !g.IsZero() && g.Func.Site >= 0; g = j.Enclosing(c) {
		c = summary.CallRef{Pkg: g.Pkg, Call: &g.Pkg.Calls[g.Func.Site]}
	}
	return c
}

// aside reports whether an effect happens in a goroutine that nobody waits for, or in a function that is kept for later.
func (j *index) aside(f summary.FuncRef, e *effect.Effect) bool {
	for in, n := f, e; n != nil && !n.Via.IsZero(); in, n = n.Into, n.Next {
		if _, ok := j.effects.Spawns(n.Via); ok && !j.waits(n.Via) {
			return true
		}
		for g := j.Enclosing(n.Via); !g.IsZero() && g.Func.Lit && g.Func != in.Func; g = g.Outer() {
			if runs, async := j.effects.RunsHere(g); !runs || async && !j.waits(n.Via) {
				return true
			}
		}
	}
	return false
}

func finding(w work) rule.Finding {
	last := w.does.Last().Via
	name := catalog.ShortName(last.Call.Callee)
	if w.does.Kind == effect.Exec {
		if name = w.does.On; name == "" {
			name = "a command"
		}
	}
	out := rule.Finding{Pos: w.call.Call.Pos, Function: w.call.Pkg.FunctionName(w.call.Call.Fn), Key: name}
	if w.on {
		out.Message = inloop.Fit("the client waits while "+name+" sends its upload on", "give it a presigned URL, or answer 202 and do it in a job")
	} else {
		out.Message = inloop.Fit("the client waits while "+name+" works on its upload, and tries again", "answer 202 and do it in a job")
	}
	if !w.from.IsZero() {
		out.Path = append(out.Path, rule.HopAt(w.from, "takes the upload"))
	}
	out.Path = append(out.Path, inloop.Way(w.does)...)
	return out
}

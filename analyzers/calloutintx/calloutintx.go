// Package calloutintx finds work that waits for another machine while a transaction or a lock is open. Whatever the transaction has locked,
// and whoever waits for the lock, then waits for that machine too.
package calloutintx

import (
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// Rule reports calls to other services, messages, uploads, mail, commands and sleeps while a transaction is open or a lock is held.
var Rule = rule.New("calloutintx", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{Pass: p, txs: txn.Of(p.Program), effects: effect.Of(p.Program)}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if c.Call.Fn < 0 || c.Call.Go || strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			continue
		}
		j.call(c)
	}
}

type judge struct {
	*rule.Pass
	txs     *txn.Index
	effects *effect.Index
}

// call reports the first thing that a call waits for, if something is open then.
func (j *judge) call(c summary.CallRef) {
	open := j.txs.At(c)
	within := j.within(c)
	if len(open) == 0 && len(within) == 0 {
		return
	}
	for _, e := range j.effects.At(c) {
		if !waits(e, c) {
			continue
		}
		for _, t := range append(within[e.Into.Func], open...) {
			if j.blocks(c, t, e) && !j.Program.OneShot(c) {
				j.report(c, t, e)
				return
			}
		}
	}
}

// within returns what a call runs the functions in that it is given as values.
func (j *judge) within(c summary.CallRef) map[*summary.Function][]*txn.Tx {
	var out map[*summary.Function][]*txn.Tx
	for k, a := range c.Call.Args {
		if a == summary.None {
			continue
		}
		t := j.txs.RunsIn(c, k)
		if t == nil {
			continue
		}
		for _, f := range j.Program.FunctionsAt(j.Program.ID(c.Pkg, a)) {
			if f.Func.Lit && f.Func.Site >= 0 && &f.Pkg.Calls[f.Func.Site] == c.Call {
				continue // its calls are looked at by themselves
			}
			if out == nil {
				out = map[*summary.Function][]*txn.Tx{}
			}
			out[f.Func] = append(out[f.Func], t)
		}
	}
	return out
}

// waits reports whether an effect waits for another machine or for time to pass, and does so whenever its function runs.
func waits(e *effect.Effect, c summary.CallRef) bool {
	switch e.Kind {
	case effect.Sleep: // also before another try
		return (e.Guard|c.Call.Guard)&(summary.Async|summary.Waiting) == 0
	case effect.Call, effect.Publish, effect.Mail, effect.Exec:
		return (e.Guard|c.Call.Guard)&(summary.Async|summary.OnError|summary.Waiting) == 0
	}
	return false
}

// blocks reports whether others wait for what is open while the effect of a call lasts.
func (j *judge) blocks(c summary.CallRef, t *txn.Tx, e *effect.Effect) bool {
	if t.Given && len(j.Program.Callers(j.Program.Enclosing(c))) > 0 {
		return false // whoever has begun it is told
	}
	for n := e.Next; n != nil && !n.Via.IsZero(); n = n.Next {
		for _, in := range j.txs.At(n.Via) {
			if in.Lock == t.Lock && !in.Given {
				return false // it is told there
			}
		}
	}
	last := e.Last()
	if !t.Lock {
		return (last.Via.IsZero() || !j.joins(last.Via)) && !j.postponed(c, e)
	}
	return e.Guard&fetched == 0 && c.Call.Guard&fetched == 0 && j.shared(t) && !j.keeps(t) && !j.serial(last) && !j.exchanges(t, c) &&
		j.effects.Once(c) == "" // at the start nobody waits yet
}

// joins reports whether a call of a library is given the transaction: it notes in the database what is to be sent.
func (j *judge) joins(c summary.CallRef) bool {
	for k := range c.Call.Args {
		if j.txs.Kind(j.Program.Arg(c, k)) == txn.InTx {
			return true
		}
	}
	return j.txs.Kind(j.Program.Arg(c, -1)) == txn.InTx
}

func (j *judge) report(c summary.CallRef, t *txn.Tx, e *effect.Effect) {
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: c.Call.Callee + " " + e.What()}
	what, note := "the transaction stays open during a "+e.What(), "the transaction begins"
	remedy := "do it before, or after the commit"
	switch {
	case t.Lock:
		name := lockName(j.Program.Value(t.Value))
		what, note, remedy = name+" is held during a "+e.What(), "takes "+name, "do it before, or after the lock"
		if t.Read {
			f.Severity = rule.Info
		}
	case t.Runs:
		note = "runs what it is given in a transaction"
	}
	f.Message = inloop.Fit(what, remedy)
	if t.Given {
		param := j.Program.Value(t.Value)
		f.Path = []rule.Hop{{Pos: param.Pos, Function: f.Function, Note: "the transaction is handed over"}}
	} else if t.Begin.Call != c.Call {
		f.Path = []rule.Hop{{Pos: t.Begin.Call.Pos, Function: t.Begin.Pkg.FunctionName(t.Begin.Call.Fn), Note: note}}
	}
	f.Path = append(f.Path, inloop.Way(e)...)
	j.Report(f)
}

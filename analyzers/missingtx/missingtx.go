// Package missingtx finds writes that belong together and are not in one transaction, so that a failure between them leaves half of them; and
// statements that go past the transaction that is open.
package missingtx

import (
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// Rule reports writes about one thing to several tables on a pool, amounts that move between rows of one, and statements on a pool while a transaction is open.
var Rule = rule.New("missingtx", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

func check(p *rule.Pass) {
	if p.Program.TestSupport(p.Summary) {
		return
	}
	j := &judge{Pass: p, txs: txn.Of(p.Program), effects: effect.Of(p.Program)}
	for i := range p.Summary.Calls {
		c := summary.CallRef{Pkg: p.Summary, Call: &p.Summary.Calls[i]}
		if c.Call.Fn >= 0 && !c.Call.Go && !strings.HasSuffix(c.Call.Pos.File, "_test.go") {
			j.past(c)
		}
	}
	for i := range p.Summary.Funcs {
		f := summary.FuncRef{Pkg: p.Summary, Func: &p.Summary.Funcs[i]}
		if !f.Func.Test && len(f.Func.Flow) > 0 {
			j.apart(f)
		}
	}
}

type judge struct {
	*rule.Pass
	txs     *txn.Index
	effects *effect.Index
}

// past reports a statement that goes through the pool although a transaction is open.
func (j *judge) past(c summary.CallRef) {
	t := j.txs.Tx(c)
	if t == nil {
		return
	}
	for _, e := range j.effects.At(c) {
		if e.Kind != effect.Read && e.Kind != effect.Write || (e.Guard|c.Call.Guard)&(summary.Async|summary.OnError) != 0 {
			continue
		}
		if conn, ok := j.onPool(e); ok && j.sameDatabase(c, t, conn) && !j.Program.OneShot(c) {
			j.bypass(c, t, inloop.Way(e), e.What())
			return
		}
	}
	if _, ok := j.Program.Catalog.Statement(c.Call.Callee); ok && len(j.effects.At(c)) == 0 && j.txs.Handle(c) == txn.Pool && j.sameDatabase(c, t, j.txs.Conn(c)) {
		j.bypass(c, t, nil, "statement") // one that changes the schema, or that is not known
	}
}

// onPool reports whether an effect ends in a statement on a pool, and no transaction is begun or handed over on the way.
func (j *judge) onPool(e *effect.Effect) (conn summary.ID, ok bool) {
	for n := e.Next; n != nil; n = n.Next {
		if n.Via.IsZero() || j.txs.Tx(n.Via) != nil || j.txs.Given(j.Program.Enclosing(n.Via)) != summary.NoID {
			return summary.NoID, false
		}
	}
	for n := e; n.Next != nil && !n.Via.IsZero(); n = n.Next {
		for k := range n.Via.Call.Args {
			if j.txs.Kind(j.Program.Arg(n.Via, k)) == txn.InTx {
				return summary.NoID, false // it is handed the transaction
			}
		}
	}
	last := e.Last()
	if last.Via.IsZero() || j.txs.Handle(last.Via) != txn.Pool {
		return summary.NoID, false
	}
	return j.txs.Conn(last.Via), true
}

// sameDatabase reports whether a pool may be the one that a transaction was begun on: nothing says that it is another.
func (j *judge) sameDatabase(c summary.CallRef, t *txn.Tx, pool summary.ID) bool {
	if pool == summary.NoID {
		return false
	}
	if t.Given {
		for _, from := range j.Program.Callers(j.Program.Enclosing(c)) {
			if up := j.txs.Tx(from); up != nil && !up.Given && !j.same(j.from(up), pool) {
				return false
			}
		}
		return true
	}
	return j.same(j.from(t), pool)
}

// from returns the pool that a transaction was begun on, NoID where it is not seen.
func (j *judge) from(t *txn.Tx) summary.ID {
	if t.Open.IsZero() {
		return summary.NoID
	}
	if recv := j.Program.Arg(t.Open, -1); recv != summary.NoID {
		return recv
	}
	return j.txs.Conn(t.Open)
}

// same reports whether two pools are one: the same field or variable, or opened by the same call.
func (j *judge) same(a, b summary.ID) bool {
	if a == summary.NoID || b == summary.NoID {
		return false
	}
	from := map[summary.ID]bool{}
	for _, o := range j.txs.Roots(a) {
		from[o] = true
	}
	for _, o := range j.txs.Roots(b) {
		if from[o] {
			return true
		}
	}
	return false
}

func (j *judge) bypass(c summary.CallRef, t *txn.Tx, way []rule.Hop, what string) {
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: c.Call.Callee + " past " + what,
		Message: inloop.Fit("the open transaction does not cover this "+what+", which goes through the pool", "run it in the transaction")}
	if t.Given {
		f.Path = append(f.Path, rule.Hop{Pos: j.Program.Value(t.Value).Pos, Function: f.Function, Note: "the transaction is handed over"})
	} else if t.Begin.Call != c.Call {
		f.Path = append(f.Path, rule.HopAt(t.Begin, "the transaction begins"))
	}
	f.Path = append(f.Path, way...)
	j.Report(f)
}

// Package cost says what a function costs outside of the process: how many queries, writes, calls of other services and messages its worst path
// makes, as sums such as 2 + 3×posts. What calls do is in internal/effect; here they are counted along the ways through each function.
package cost

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// The kinds of cost, as indices of Sum.Of.
const (
	Reads = iota
	Writes
	Calls
	Publishes
	kinds
)

// Sum is what something costs.
type Sum struct {
	Of [kinds]Poly
	// Unknown counts the calls that are not seen into and may cost more.
	Unknown int
	// Guessed says that an interface was resolved by what most of its implementations do.
	Guessed bool
	// Unbounded counts the calls of other services without a time limit, Held those made while a transaction is open.
	Unbounded, Held int
}

// plus adds another sum.
func (s Sum) plus(o Sum) Sum {
	for k := range s.Of {
		var p Poly
		s.Of[k] = p.plus(s.Of[k]).plus(o.Of[k])
	}
	s.Unknown, s.Guessed = min(s.Unknown+o.Unknown, maxCount), s.Guessed || o.Guessed
	s.Unbounded, s.Held = min(s.Unbounded+o.Unbounded, maxCount), min(s.Held+o.Held, maxCount)
	return s
}

func (s Sum) times(factors []string) Sum {
	for k := range s.Of {
		s.Of[k] = s.Of[k].times(factors)
	}
	return s
}

// Weight orders sums: calls of other services weigh more than writes, those more than reads.
func (s Sum) Weight() int {
	return s.Of[Reads].weight()*2 + s.Of[Writes].weight()*3 + s.Of[Calls].weight()*5 + s.Of[Publishes].weight()*3 + s.Unbounded*10 + s.Held*10 + s.Unknown*4
}

// Empty reports whether nothing is known to be done.
func (s Sum) Empty() bool {
	return !slices.ContainsFunc(s.Of[:], func(p Poly) bool { return len(p) > 0 })
}

// Book holds the costs of the functions of a program.
type Book struct {
	prog    *summary.Program
	effects *effect.Index
	txs     *txn.Index
	bounds  *bound.Judge
	funcs   map[*summary.Function]Sum
	busy    map[*summary.Function]bool
	ways    map[*summary.Function][]Part
	lits    map[*summary.Call][]summary.FuncRef // that run where they stand in the call
}

// New returns the costs of a program. They are worked out when they are asked for; a Book is for one goroutine.
func New(prog *summary.Program) *Book {
	b := &Book{prog: prog, effects: effect.Of(prog), txs: txn.Of(prog), bounds: bound.New(prog), funcs: map[*summary.Function]Sum{},
		busy: map[*summary.Function]bool{}, ways: map[*summary.Function][]Part{}, lits: map[*summary.Call][]summary.FuncRef{}}
	for _, pkg := range prog.Packages {
		for i := range pkg.Funcs {
			if f := &pkg.Funcs[i]; f.Lit && f.Site >= 0 {
				c := &pkg.Calls[f.Site]
				b.lits[c] = append(b.lits[c], summary.FuncRef{Pkg: pkg, Func: f})
			}
		}
	}
	return b
}

// Part is a call on the worst path of a function that costs something.
type Part struct {
	Call summary.CallRef
	// Does says what the call of a library does; empty for a call of the program.
	Does string
	// Into is the function of the program that is called, or the literal that the call runs.
	Into summary.FuncRef
	// Per are what the call is made for each of, innermost last, besides what Into is told of.
	Per []string
	Sum Sum
	// Marks say what is special about it: guessed, in a transaction, without a timeout, in the background.
	Marks []string
}

// Of returns what the worst path of a function costs. Of a function that calls itself, one round is counted.
func (b *Book) Of(f summary.FuncRef) Sum {
	if f.IsZero() {
		return Sum{}
	}
	if s, ok := b.funcs[f.Func]; ok {
		return s
	}
	if b.busy[f.Func] {
		return Sum{}
	}
	b.busy[f.Func] = true
	defer delete(b.busy, f.Func)
	parts := b.worst(f)
	var s Sum
	for _, p := range parts {
		s = s.plus(p.Sum)
	}
	b.funcs[f.Func], b.ways[f.Func] = s, parts
	return s
}

// Parts returns the calls on the worst path of a function that cost something, in the order in which they run.
func (b *Book) Parts(f summary.FuncRef) []Part {
	b.Of(f)
	return b.ways[f.Func]
}

// parts returns what a call costs: by itself, or by the function that it calls, and by the literals that it runs.
func (b *Book) parts(c summary.CallRef) []Part {
	if c.Call.Guard&summary.OnError != 0 {
		return nil
	}
	per := b.per(c)
	var out []Part
	for _, f := range b.lits[c.Call] {
		if !b.runs(f, c) {
			continue
		}
		if s := b.Of(f); !s.Empty() || s.Unknown > 0 {
			out = append(out, b.marked(Part{Call: c, Into: f, Sum: s}))
		}
	}
	effects := b.effects.At(c)
	if direct := slices.IndexFunc(effects, func(e *effect.Effect) bool { return e.Next == nil }); direct >= 0 {
		if p, ok := b.direct(c, effects[direct], per); ok {
			out = append(out, p)
		}
		return out
	}
	best, guesses := Part{}, 0
	for _, f := range b.into(c, effects) {
		s := b.Of(f)
		if s.Empty() && s.Unknown == 0 {
			continue
		}
		guesses++
		if best.Into.IsZero() || s.Weight() > best.Sum.Weight() {
			best = Part{Call: c, Into: f, Per: per, Sum: s.times(per)}
		}
	}
	if guesses > 0 {
		best.Sum.Guessed = best.Sum.Guessed || len(b.prog.Callees(c)) > 1
		return append(out, b.marked(best))
	}
	if b.unseen(c) {
		out = append(out, Part{Call: c, Sum: Sum{Unknown: 1}, Marks: []string{"not seen into"}})
	}
	return out
}

// into returns the functions through which a call has effects.
func (b *Book) into(c summary.CallRef, effects []*effect.Effect) []summary.FuncRef {
	var out []summary.FuncRef
	for _, e := range effects {
		if (e.Guard)&summary.OnError == 0 && !e.Into.IsZero() && !slices.Contains(out, e.Into) {
			out = append(out, e.Into)
		}
	}
	for _, f := range b.prog.Callees(c) { // what is too deep for effects, or not seen into
		if len(effects) == 0 && f.Func.Key == c.Call.Callee && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// runs reports whether a literal runs where it stands in a call.
func (b *Book) runs(f summary.FuncRef, c summary.CallRef) bool {
	return b.effects.RunsInline(f) && &f.Pkg.Calls[f.Func.Site] == c.Call
}

// direct is what a call of a library costs.
func (b *Book) direct(c summary.CallRef, e *effect.Effect, per []string) (Part, bool) {
	if e.Guard&summary.OnError != 0 {
		return Part{}, false
	}
	kind := -1
	switch e.Kind {
	case effect.Read, effect.CacheGet:
		if kind = Reads; e.Named && changes(e.On) {
			kind = Writes // which returns what it has written
		}
	case effect.Write, effect.CacheSet:
		kind = Writes
	case effect.Call, effect.Mail:
		kind = Calls
	case effect.Publish:
		kind = Publishes
	}
	if kind < 0 {
		return Part{}, false
	}
	p := Part{Call: c, Does: e.What(), Per: per}
	p.Sum.Of[kind] = Poly{"": 1}.times(per)
	if kind == Calls && b.waits(c) {
		p.Sum.Unbounded = 1
	}
	return b.marked(p), true
}

// changes reports whether the name that the program has for a statement says that it writes.
func changes(name string) bool {
	for _, verb := range []string{"create", "insert", "update", "upsert", "delete", "remove", "save"} {
		if len(name) > len(verb) && strings.EqualFold(name[:len(verb)], verb) {
			return true
		}
	}
	return false
}

// waits reports whether nothing limits how long a call waits.
func (b *Book) waits(c summary.CallRef) bool {
	e, ok := b.bounds.Outbound(c)
	return ok && !e.Has("limited") && b.bounds.Wait(c, e).Fate == bound.Unbounded && !b.bounds.Nearby(c, e)
}

// marked says what is special about a part.
func (b *Book) marked(p Part) Part {
	if t := b.txs.Tx(p.Call); t != nil && !t.Given && len(p.Sum.Of[Calls])+len(p.Sum.Of[Publishes]) > 0 && p.Sum.Held == 0 {
		p.Sum.Held = 1
		p.Marks = append(p.Marks, "in a transaction")
	}
	if p.Sum.Unbounded > 0 && p.Into.IsZero() {
		p.Marks = append(p.Marks, "without a timeout")
	}
	if p.Sum.Guessed && len(b.prog.Callees(p.Call)) > 1 {
		p.Marks = append(p.Marks, "one of several implementations")
	}
	if p.Call.Call.Go || p.Call.Call.Guard&summary.Async != 0 {
		p.Marks = append(p.Marks, "in the background")
	}
	return p
}

// per returns what a call is made for each of, innermost last.
func (b *Book) per(c summary.CallRef) []string {
	var out []string
	for _, t := range b.effects.Turns(c) {
		if t.Class != summary.Collection && t.Class != summary.Rows || t.By != "" || t.Guard&(summary.FirstHit|summary.Alone|summary.OnOne|summary.OnFull) != 0 {
			continue
		}
		out = append(out, plural(t.Item))
	}
	slices.Reverse(out)
	return out
}

// unseen reports whether a call may do anything: of a handler of a library, or of a function value or an interface of the program that nothing is
// seen to stand for, and that is given a context.
func (b *Book) unseen(c summary.CallRef) bool {
	if _, ok := b.prog.Catalog.Get(c.Call.Callee, "opaque"); ok {
		return true
	}
	if _, ok := b.prog.Catalog.Get(c.Call.Callee, "handson"); ok && len(b.prog.Callees(c)) == 0 {
		return true // a handler of a library
	}
	if len(b.prog.Callees(c)) > 0 || len(c.Call.Args) == 0 || c.Call.Args[0] == summary.None || c.Pkg.Nodes[c.Call.Args[0]].Type != "context.Context" {
		return false
	}
	if c.Call.Dyn != summary.None {
		return true
	}
	return c.Call.Iface != "" && b.prog.Package(catalog.PackageOf(c.Call.Iface)) != nil
}

// Package txn says which transactions and locks are open where a call runs. It follows the order in which the calls of a function run,
// helpers of the program that begin, end or run something in a transaction, and functions that are run where they stand. What begins and ends
// a transaction or takes a lock is in the catalog.
package txn

import (
	"slices"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/summary"
)

// Tx is a transaction or a lock that is open in a function.
type Tx struct {
	Lock bool // a lock, else a transaction
	Read bool // a lock that others may hold as well who only read
	// Begin is the call by which it is open in the function: of a library, or of a helper that begins it or runs a function in it.
	Begin summary.CallRef
	// Open is the call of the library.
	Open summary.CallRef
	// Given says that the function is handed the transaction, as its parameter Value: Begin and Open are not known.
	Given bool
	// Runs says that Begin runs a function in it, and ends it then.
	Runs bool
	// Value is the transaction as the function has it, or the lock: a field, a variable. NoID where it is not seen.
	Value summary.ID
	// Isolation is the level that it is begun with, in lower case: "serializable"; empty where none is given.
	Isolation string

	out int // the result that it comes out of its function at, or outReceiver, outItself
}

// Index holds the transactions of a program.
type Index struct {
	Program *summary.Program

	effects *effect.Index
	roles   map[*summary.Call]role
	lits    map[*summary.Function][]summary.FuncRef // the literals in a declared function, in order
	at      map[*summary.Call][]*Tx
	funcs   map[*summary.Function]*behaviour
	pools   map[string]bool // interfaces of the program that begin transactions
	txs     map[string]bool // and those that end them
}

// behaviour is what a function does to transactions and locks of those who call it.
type behaviour struct {
	opens []*Tx       // that it leaves open
	ends  []target    // that it ends
	runs  map[int]*Tx // in which it runs the function that is its parameter
}

// target is a transaction that is ended or a lock that is let go of: parameter param of the function (-1 the receiver), or a value.
type target struct {
	lock  bool
	param int // noParam for a value
	value summary.ID
}

const noParam = -2

const (
	outReceiver = -1 // the receiver holds it
	outItself   = -2 // a variable of the function around a literal does
)

type indexKey struct{}

// Of returns the transactions of a program. They are worked out once.
func Of(prog *summary.Program) *Index {
	return prog.Memo(indexKey{}, func() any { return build(prog) }).(*Index)
}

func build(prog *summary.Program) *Index {
	x := &Index{Program: prog, roles: map[*summary.Call]role{}, lits: map[*summary.Function][]summary.FuncRef{}, at: map[*summary.Call][]*Tx{},
		funcs: map[*summary.Function]*behaviour{}, pools: map[string]bool{}, txs: map[string]bool{}}
	if begins := x.findRoles(); !begins && len(x.handed()) == 0 {
		return x
	}
	x.effects = effect.Of(prog)
	x.findLiterals()
	x.close()
	return x
}

// At returns the transactions and locks that are open where a call runs: begun in the function that it stands in, or in one around that runs it,
// in the order in which they were begun. For a call that begins one, they are those that were open before.
func (x *Index) At(c summary.CallRef) []*Tx { return x.at[c.Call] }

// Tx returns the transaction, not a lock, that is open where a call runs, nil where there is none.
func (x *Index) Tx(c summary.CallRef) *Tx {
	for _, t := range slices.Backward(x.at[c.Call]) {
		if !t.Lock {
			return t
		}
	}
	return nil
}

// findLiterals lists the literals in each declared function, and those at package level by themselves.
func (x *Index) findLiterals() {
	for _, pkg := range x.Program.Packages {
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if r := rootOf(f); r.Func != f.Func {
				x.lits[r.Func] = append(x.lits[r.Func], f)
			}
		}
	}
}

// rootOf returns the declared function around a literal, or the outermost literal at package level.
func rootOf(f summary.FuncRef) summary.FuncRef {
	for !f.Outer().IsZero() {
		f = f.Outer()
	}
	return f
}

// close analyses the functions that begin or end something, and those that call them, until nothing is news to those who call.
func (x *Index) close() {
	var queue []summary.FuncRef
	queued, rounds := map[*summary.Function]bool{}, map[*summary.Function]int{}
	push := func(f summary.FuncRef) {
		if f.IsZero() || f.Func.Test {
			return
		}
		if f = rootOf(f); !queued[f.Func] && rounds[f.Func] < maxRounds {
			queued[f.Func] = true
			queue = append(queue, f)
		}
	}
	for _, pkg := range x.Program.Packages {
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			if _, ok := x.roles[c.Call]; ok {
				push(x.Program.Enclosing(c))
			}
		}
	}
	for _, f := range x.handed() {
		push(f)
	}
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		queued[f.Func] = false
		rounds[f.Func]++
		for _, changed := range x.analyse(f) {
			for _, c := range x.Program.Callers(changed) {
				push(x.Program.Enclosing(c))
			}
		}
	}
}

// handed returns the declared functions that are handed a transaction.
func (x *Index) handed() (out []summary.FuncRef) {
	for _, pkg := range x.Program.Packages {
		for i := range pkg.Funcs {
			f := summary.FuncRef{Pkg: pkg, Func: &pkg.Funcs[i]}
			if !f.Func.Lit && len(f.Func.Flow) > 0 && slices.ContainsFunc(f.Func.Params, func(n summary.Node) bool { return x.isTx(pkg.Nodes[n].Type) }) {
				out = append(out, f)
			}
		}
	}
	return out
}

// RunsIn returns the transaction or lock in which a call runs the function that is its argument arg, nil where there is none.
func (x *Index) RunsIn(c summary.CallRef, arg int) *Tx {
	if x.effects == nil {
		return nil
	}
	return x.runsIn(c, arg)
}

// maxRounds bounds how often a function is analysed: what it calls is known after a few.
const maxRounds = 6

// Takes returns the lock that the call of a library takes, nil where it takes none.
func (x *Index) Takes(c summary.CallRef) *Tx {
	if r, ok := x.roles[c.Call]; ok && r.kind == "lock" && !r.entry.Has("try") {
		return x.begun(c, r)
	}
	return nil
}

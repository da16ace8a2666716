package sequentialcalls

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// judge knows the flow of a function.
type judge struct {
	prog  *summary.Program
	f     summary.FuncRef
	tx    *txn.Index
	local bool     // the program knows no database but files of its own
	after [][]bool // by piece: which may run after it
}

// perhaps reports whether a method asks for something only where its object has it: it is given nothing and leaves before, for no failure and without a call.
func perhaps(e *effect.Effect) bool {
	f := e.Into
	if f.IsZero() || e.Next == nil || f.Func.Recv == summary.None || slices.ContainsFunc(f.Func.Params, func(n summary.Node) bool { return n != f.Func.Ctx }) {
		return false
	}
	flow := f.Func.Flow
	to := slices.IndexFunc(flow, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Calls, func(i int32) bool { return &f.Pkg.Calls[i] == e.Next.Via.Call })
	})
	if to < 0 {
		return false
	}
	leads := func(n int) bool { return n == to || f.Func.After(n)[to] }
	for n := range flow {
		b := &flow[n]
		if n == to || b.Else < 0 || len(b.Asks)+len(b.Compares) > 0 || !leads(n) {
			continue
		}
		if !leads(int(b.Then)) && b.Fails != 1 || !leads(int(b.Else)) && b.Fails != 2 {
			return true
		}
	}
	return false
}

// bound reports whether a call has to stand where it does: in a transaction, or on a connection that answers one question at a time.
func (j *judge) bound(c summary.CallRef, e *effect.Effect) bool {
	if j.tx.Tx(c) != nil {
		return true
	}
	via := e.Last().Via
	if via.IsZero() {
		return false
	}
	if j.tx.Handle(via) == txn.InTx {
		return true
	}
	conn := j.tx.Conn(via)
	if conn == summary.NoID {
		conn = j.prog.Arg(via, -1)
	}
	if conn == summary.NoID {
		return false
	}
	_, serial := j.prog.Catalog.Get(j.prog.Value(conn).Type, "serial")
	return serial || strings.HasSuffix(j.prog.Value(conn).Type, ".Conn") && j.prog.Value(conn).Type != "google.golang.org/grpc.ClientConn"
}

// follows reports whether one call always runs when another has: between them nothing but failures leaves the function.
func (j *judge) follows(a, b summary.CallRef) bool {
	if a.Call.Cond != b.Call.Cond {
		return false
	}
	flow := j.f.Func.Flow
	from, to := j.piece(a), j.piece(b)
	if from < 0 || to < 0 {
		return false
	}
	if from == to {
		return true
	}
	if !j.reach(from)[to] {
		return false
	}
	for n := range flow {
		b := &flow[n]
		if n == to || n != from && !(j.reach(from)[n] && j.reach(n)[to]) || b.Else < 0 {
			continue
		}
		for way, next := range []int32{b.Then, b.Else} {
			if int(next) != to && !j.reach(int(next))[to] && int(b.Fails) != way+1 {
				return false
			}
		}
	}
	return true
}

func (j *judge) reach(piece int) []bool {
	if j.after[piece] == nil {
		j.after[piece] = j.f.Func.After(piece)
	}
	return j.after[piece]
}

func (j *judge) piece(c summary.CallRef) int {
	return slices.IndexFunc(j.f.Func.Flow, func(b summary.Block) bool {
		return slices.ContainsFunc(b.Calls, func(i int32) bool { return &j.f.Pkg.Calls[i] == c.Call })
	})
}

package effect

import (
	"slices"

	"github.com/prodlint/prodlint/internal/summary"
)

// beside says how a read stands to another call of the same function that may write the row which it asks for.
type beside uint8

const (
	apart  beside = iota
	fresh         // it asks for what the call has made
	again         // it asks, by the same key, for what the call has changed
	before        // it asks whether the call may go ahead
)

// besides compares a call that reads with another one of the same function.
func besides(r, w summary.CallRef) beside {
	if r.Call == w.Call || r.Pkg != w.Pkg || r.Call.Takes == 0 || root(r.Pkg, r.Call.Fn) != root(w.Pkg, w.Call.Fn) || r.Call.Pos.File != w.Call.Pos.File {
		return apart
	}
	first := w.Call.Pos.Line < r.Call.Pos.Line || w.Call.Pos.Line == r.Call.Pos.Line && w.Call.Pos.Col < r.Call.Pos.Col
	takes := r.Call.Takes
	switch {
	case first && takes&w.Call.Gives != 0 && takes&^(w.Call.Gives|w.Call.Takes) == 0:
		return fresh
	case takes&^w.Call.Takes != 0:
		return apart
	case first:
		return again
	case r.Call.Use == summary.Asked && w.Call.Under&r.Call.Gives == 0:
		return before
	}
	return apart
}

// beside returns the calls that may write the row which a call reads, those first that say most of it.
func (x *Index) beside(r summary.CallRef) []summary.CallRef {
	if r.Call.Takes == 0 {
		return nil
	}
	var out []summary.CallRef
	for _, w := range x.inner[x.owner[r.Call].Func] {
		if besides(r, w) != apart && (len(x.direct[w.Call]) > 0 || len(x.Program.Callees(w)) > 0) {
			out = append(out, w)
		}
	}
	return out
}

// attends reports whether a read on the way to an effect goes with a write of the same row: it reads back what was written, or makes sure of
// it before. To batch the writes does away with it; there is nothing to load before a loop.
func (x *Index) attends(e *Effect) bool {
	if !e.Attends {
		return false
	}
	way := []summary.CallRef{e.Via}
	for n := e.Next; n != nil && n.Via.Call != nil; n = n.Next {
		way = append(way, n.Via)
		for _, w := range x.beside(n.Via) {
			how := besides(n.Via, w)
			if how == again && !x.dropped(way) || !slices.ContainsFunc(x.At(w), func(e *Effect) bool { return e.Kind == Write }) {
				continue
			}
			return true
		}
	}
	return false
}

// dropped reports whether nobody uses what the last of some calls returns, of which each hands on the result of the next.
func (x *Index) dropped(way []summary.CallRef) bool {
	for i := len(way) - 1; i >= 0; i-- {
		switch way[i].Call.Use {
		case summary.Asked:
			return true
		case summary.Returned:
		default:
			return false
		}
	}
	return false
}

package lockorder

import (
	"slices"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// single returns the value that tells the one row which a statement locks, NoID where there is none or it may be several.
func single(s *query.Statement) summary.ID {
	out := summary.NoID
	for _, w := range s.Where {
		if w.Op != "=" || w.Or || w.Not || w.Maybe {
			continue
		}
		if w.Value.Kind == query.Bound && !listed(w) && out == summary.NoID {
			out = w.Value.Arg
		} else {
			return summary.NoID
		}
	}
	return out
}

// pair returns two steps of a transaction that lock two rows of one table, each by a key that the caller names, in the order in which it does.
func (j *judge) pair(s *scope) (first, second step, ok bool) {
	for k, b := range s.steps {
		if !j.named(b) {
			continue
		}
		for _, a := range s.steps[:k] {
			if a.table != b.table || !j.named(a) || a.key == b.key || !after(a, b) || j.skips(b.at, b.st) || j.skips(a.at, a.st) || j.gated(s, a) {
				continue
			}
			if j.mix(a.key, b.key) || slices.ContainsFunc(s.steps, func(o step) bool { // or the other order, on another way through the function
				return o.table == b.table && o.key == b.key && slices.ContainsFunc(s.steps, func(p step) bool {
					return p.table == a.table && p.key == a.key && before(o, p) && after(o, p)
				})
			}) {
				continue
			}
			return a, b, true
		}
	}
	return first, second, false
}

// before reports whether a step stands before another in the code.
func before(a, b step) bool {
	p, q := a.top.Call.Pos, b.top.Call.Pos
	return a.top.Pkg == b.top.Pkg && p.File == q.File && (p.Line < q.Line || p.Line == q.Line && p.Col < q.Col)
}

// named reports whether a step locks one row that others are at as well, by a key that the function is given.
func (j *judge) named(st step) bool {
	if st.adds || st.key == summary.NoID || !st.turn.IsZero() || !shared(st.st) {
		return false
	}
	k := j.Value(st.key).Kind
	return k == summary.Param || k == summary.Field || k == summary.Load || k == summary.Var
}

// mix reports whether two keys may have been exchanged, or one is made from the other.
func (j *judge) mix(a, b summary.ID) bool {
	from := map[summary.ID]bool{a: true}
	for _, id := range j.Sources(a) {
		from[id] = true
	}
	return slices.ContainsFunc(append(j.Sources(b), b), func(id summary.ID) bool {
		k := j.Value(id).Kind
		return from[id] && k != summary.Const && k != summary.Zero
	})
}

// hopsTo is the way from the transaction to a lock, where it is not in its own function.
func (j *judge) hopsTo(st step) (out []rule.Hop) {
	if st.top.Call != st.at.Call {
		out = append(out, rule.HopAt(st.top, "in the transaction"))
	}
	return out
}

package lockorder

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// sweeps reports an UPDATE or DELETE of rows that a condition or list chooses, where another transaction locks rows of the table one after the
// other: the one has the order of the plan, the other that of its list.
func (j *judge) sweeps(scopes []*scope, report func(c summary.CallRef, key, what, remedy string, way ...rule.Hop)) {
	loops := map[string]step{} // the first loop over rows of each table
	owner := map[string]*scope{}
	for _, s := range scopes {
		for _, st := range s.steps {
			if _, ok := loops[st.table]; !ok && !st.adds && !st.turn.IsZero() && st.st.Verb != "INSERT" && single(st.st) != summary.NoID && !j.begunIn(s, st.turn) {
				loops[st.table], owner[st.table] = st, s
			}
		}
	}
	if len(loops) == 0 {
		return
	}
	held := map[*summary.Call]bool{} // statements on rows that the transaction has locked before
	for _, s := range scopes {
		for k, st := range s.steps {
			held[st.at.Call] = held[st.at.Call] || slices.ContainsFunc(s.steps[:k], func(o step) bool { return o.table == st.table && o.st.Verb == "SELECT" })
		}
	}
	for _, pkg := range j.Packages {
		if j.TestSupport(pkg) {
			continue
		}
		for _, s := range j.queries.In(pkg) {
			st, ok := locking(s)
			other, loop := loops[st.table]
			if !ok || !loop || !sweep(s) || held[s.Call.Call] || strings.HasSuffix(s.Call.Call.Pos.File, "_test.go") || j.OneShot(s.Call) || sqlsite.Migration(s.Call) {
				continue
			}
			if o := owner[st.table]; j.Enclosing(s.Call).Func != o.fn.Func && j.Enclosing(s.Call).Func != j.Enclosing(other.at).Func {
				report(s.Call, "sweep of "+st.table, s.Verb+" locks rows of "+st.table+" in any order, "+o.fn.Func.Name+" in that of its list", "lock them ORDER BY the key first",
					rule.HopAt(other.at, "locks one row after the other"))
			}
		}
	}
}

// sweep reports whether an UPDATE or DELETE takes many rows, whose order it does not say: those of a list, or of an age or state.
func sweep(s *query.Statement) bool {
	if s.Verb != "UPDATE" && s.Verb != "DELETE" || len(s.OrderBy) > 0 || !s.Complete || len(s.Where) == 0 {
		return false
	}
	many := false
	for _, w := range s.Where {
		name := strings.ToLower(w.Column.Name)
		switch {
		case w.Value.Kind == query.OfQuery || w.Op == "EXISTS" || strings.ContainsRune(name, sqltext.Hole):
			return false // the query may have an order
		case listed(w):
			many = true
		case w.Op == "=" && !w.Or && (w.Value.Kind == query.Bound || name == "id"):
			return false // one row, or those of an owner
		case w.Op == "IN", strings.HasPrefix(w.Op, "<") && w.Op != "<>", w.Op == "BETWEEN":
			many = many || !w.Not
		}
	}
	return many
}

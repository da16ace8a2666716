package lockorder

import (
	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// handedOn returns the statement of a builder that is told to run in a transaction and then handed on: a function of the program keeps it, and
// runs it when it is asked for rows.
func (j *judge) handedOn(c summary.CallRef) *query.Statement {
	e, ok := j.Catalog.Get(c.Call.Callee, "runwith")
	if !ok || j.txs.Kind(j.Arg(c, e.Int("conn", 0))) != txn.InTx {
		return nil
	}
	for _, a := range j.Aliases(j.Result(c, 0)) {
		for _, u := range j.Uses(a) {
			if u.Arg >= 0 && len(j.Callees(u.CallRef)) > 0 {
				return j.queries.Put(c)
			}
		}
	}
	return nil
}

// Package lockorder finds what makes transactions and goroutines wait for each other for ever: locks that are taken in one order here and in the
// other there, and rows that are locked in no order at all.
package lockorder

import (
	"cmp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/txn"
)

// Rule reports tables, rows and mutexes that are locked in different orders.
var Rule = rule.New("lockorder", check)

// Analyzer is the rule for go vet, golangci-lint and nogo.
var Analyzer = Rule.Analyzer

type memoKey struct{}

func check(p *rule.Pass) {
	found := p.Program.Memo(memoKey{}, func() any { return find(p.Program) }).([]rule.Finding)
	for _, f := range found {
		if f.Pos.Pkg == p.Summary.Path && !p.Program.TestSupport(p.Summary) {
			p.Report(f)
		}
	}
}

// judge looks at the whole program: an order is a matter of two places.
type judge struct {
	*summary.Program
	txs     *txn.Index
	queries *query.Index
	memo    map[*summary.Function][]step
	found   []rule.Finding
}

func find(prog *summary.Program) []rule.Finding {
	j := &judge{Program: prog, txs: txn.Of(prog), queries: query.Of(prog), memo: map[*summary.Function][]step{}}
	scopes := j.scopes()
	j.tables(scopes)
	j.rows(scopes)
	j.mutexes()
	return j.found
}

// scope is a transaction of the program: where it is begun, and the rows that it locks, in order.
type scope struct {
	tx    *txn.Tx
	fn    summary.FuncRef
	calls []summary.CallRef
	steps []step
	mutex []summary.ID // held around it
}

// scopes returns the transactions of the program, those of tests and tools left out, in the order of their places.
func (j *judge) scopes() []*scope {
	var out []*scope
	by := map[*txn.Tx]*scope{}
	for _, pkg := range j.Packages {
		if j.TestSupport(pkg) {
			continue
		}
		for i := range pkg.Calls {
			c := summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}
			t := j.txs.Tx(c)
			if t == nil || t.Given || c.Call.Go || strings.HasSuffix(c.Call.Pos.File, "_test.go") || j.OneShot(c) || sqlsite.Migration(c) {
				continue
			}
			s := by[t]
			if s == nil {
				s = &scope{tx: t, fn: j.Enclosing(t.Begin)}
				for _, o := range j.txs.At(t.Begin) {
					if o.Lock {
						s.mutex = append(s.mutex, o.Value)
					}
				}
				by[t] = s
				out = append(out, s)
			}
			s.calls = append(s.calls, c)
		}
	}
	for _, s := range out {
		for _, c := range s.calls {
			if c.Call.Guard&(summary.OnError|summary.Async) == 0 {
				s.steps = append(s.steps, j.locks(c, maxDepth)...)
			}
		}
	}
	slices.SortStableFunc(out, compare)
	return out
}

// compare orders transactions by the places where they begin.
func compare(a, b *scope) int {
	p, q := a.tx.Begin.Call.Pos, b.tx.Begin.Call.Pos
	return cmp.Or(strings.Compare(p.Pkg, q.Pkg), strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// maxDepth bounds how many calls may lie between a transaction and what locks a row in it.
const maxDepth = 5

// maxSteps bounds how many locks of a function are looked at.
const maxSteps = 48

// step is a statement that locks rows of a table, or adds new ones.
type step struct {
	table string
	adds  bool // rows of its own
	at    summary.CallRef
	top   summary.CallRef // the call of the function that has the transaction
	st    *query.Statement
	// turn is the call that stands in a loop and has a row for each element of what the loop is over, zero where there is none.
	turn summary.CallRef
	// key is the value that tells the one row which is locked, as the function that has the transaction has it; NoID where there is none.
	key summary.ID
}

// locks returns what a call locks, in order.
func (j *judge) locks(c summary.CallRef, depth int) (out []step) {
	if list := j.queries.At(c); len(list) > 0 {
		for _, s := range list {
			if st, ok := locking(s); ok {
				st.at, st.top, st.key = c, c, single(s)
				out = append(out, j.turned(st, c))
			}
		}
		return out
	}
	if s := j.handedOn(c); s != nil {
		if st, ok := locking(s); ok {
			st.at, st.top, st.key = c, c, summary.NoID
			return []step{st}
		}
	}
	callees := j.Callees(c)
	if depth == 0 || len(callees) != 1 || callees[0].Func.Lit || callees[0].Func.Test {
		return nil
	}
	f := callees[0].Func
	inner, ok := j.memo[f]
	if !ok {
		j.memo[f] = nil // for what calls itself
		for i := range f.Flow {
			for _, k := range f.Flow[i].Calls {
				n := summary.CallRef{Pkg: callees[0].Pkg, Call: &callees[0].Pkg.Calls[k]}
				if !n.Call.Go && !n.Call.Defer && n.Call.Guard&(summary.OnError|summary.Async) == 0 && len(inner) < maxSteps {
					inner = append(inner, j.locks(n, depth-1)...)
				}
			}
		}
		j.memo[f] = inner
	}
	for _, s := range inner {
		s.top = c
		if s.key != summary.NoID && j.Value(s.key).Kind == summary.Param && j.FunctionOf(s.key) == callees[0] {
			s.key = j.Arg(c, int(j.Value(s.key).Index))
		}
		out = append(out, j.turned(s, c))
	}
	return out
}

// locking returns the table whose rows a statement locks or adds.
func locking(s *query.Statement) (step, bool) {
	out := step{st: s}
	if s.Dialect == query.SQLite || strings.Contains(s.Call.Pkg.Path, "sqlite") { // one transaction writes at a time
		return out, false
	}
	for _, t := range s.Tables {
		if !t.Derived && t.Name != "" && (t.Target || s.Verb == "SELECT") && !strings.ContainsRune(t.Name, sqltext.Hole) {
			out.table = strings.ToLower(t.Name)
			break
		}
	}
	switch s.Verb {
	case "UPDATE", "DELETE", "REPLACE", "MERGE":
	case "INSERT":
		out.adds = !s.Conflict
	case "SELECT":
		if !strings.Contains(s.Lock, "UPDATE") {
			return out, false
		}
	default:
		return out, false
	}
	return out, out.table != ""
}

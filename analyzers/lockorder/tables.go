package lockorder

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// pair is two tables of which one is locked before the other.
type pair struct{ first, second string }

// order is a transaction that locks a pair.
type order struct {
	scope         *scope
	first, second step
}

// tables reports the transactions that lock two tables in the order that fewer of them take.
func (j *judge) tables(scopes []*scope) {
	orders := map[pair][]order{}
	var pairs []pair
	for _, s := range scopes {
		first := s.first()
		for a := range first {
			for b := a + 1; b < len(first); b++ {
				if !after(first[a], first[b]) {
					continue
				}
				p := pair{first[a].table, first[b].table}
				if orders[p] == nil {
					pairs = append(pairs, p)
				}
				orders[p] = append(orders[p], order{s, first[a], first[b]})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.first, b.first); c != 0 {
			return c
		}
		return strings.Compare(a.second, b.second)
	})
	for _, p := range pairs {
		back := pair{p.second, p.first}
		if p.first > p.second || orders[back] == nil {
			continue
		}
		few, many := orders[back], orders[p]
		if len(few) > len(many) || len(few) == len(many) && compare(few[0].scope, many[0].scope) < 0 {
			few, many = many, few
		}
		for _, o := range few {
			i := slices.IndexFunc(many, func(m order) bool { return meet(o, m) && m.scope.fn.Pkg == o.scope.fn.Pkg })
			if i < 0 {
				i = slices.IndexFunc(many, func(m order) bool { return meet(o, m) })
			}
			if i >= 0 {
				j.report(o, many[i])
			}
		}
	}
}

// first returns the first lock of each table, those left out of which the transaction has added the rows itself.
func (s *scope) first() (out []step) {
	seen := map[string]bool{}
	for _, st := range s.steps {
		if !seen[st.table] {
			seen[st.table] = true
			if !st.adds {
				out = append(out, st)
			}
		}
	}
	return out
}

// after reports whether a lock is taken after another in the same run of the transaction.
func after(a, b step) bool {
	if a.top.Call == b.top.Call || a.top.Pkg != b.top.Pkg || a.top.Call.Fn != b.top.Call.Fn {
		return true
	}
	flow := a.top.Pkg.Funcs[a.top.Call.Fn].Flow
	from, to := blockOf(flow, a.top), blockOf(flow, b.top)
	if from < 0 || to < 0 || from == to {
		return true
	}
	seen := map[int32]bool{from: true}
	for queue := []int32{from}; len(queue) > 0; queue = queue[1:] {
		for _, n := range flow[queue[0]].Next() {
			if n == to {
				return true
			}
			if !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return false
}

func blockOf(flow []summary.Block, c summary.CallRef) int32 {
	for b := range flow {
		for _, i := range flow[b].Calls {
			if &c.Pkg.Calls[i] == c.Call {
				return int32(b)
			}
		}
	}
	return -1
}

// meet reports whether two transactions may wait for each other: they are of different functions, and no lock lets in one of them at a time.
func meet(a, b order) bool {
	if a.scope.fn.Func == b.scope.fn.Func {
		return false
	}
	if slices.ContainsFunc(a.scope.mutex, func(id summary.ID) bool { return id != summary.NoID && slices.Contains(b.scope.mutex, id) }) {
		return false
	}
	x, y := a.scope.first()[0].table, b.scope.first()[0].table
	return x != y || x == a.first.table || x == b.first.table
}

func (j *judge) report(o, other order) {
	c := o.second.top
	f := rule.Finding{Pos: c.Call.Pos, Function: c.Pkg.FunctionName(c.Call.Fn), Key: o.first.table + " before " + o.second.table,
		Message: inloop.Fit("locks "+o.first.table+" before "+o.second.table+", "+other.scope.fn.Func.Name+" the other way round, and both wait for ever", "take one order")}
	f.Path = append(hops(o), hops(other)...)
	j.found = append(j.found, f)
}

func hops(o order) []rule.Hop {
	hop := func(c summary.CallRef, note string) rule.Hop {
		return rule.HopAt(c, note)
	}
	return []rule.Hop{hop(o.scope.tx.Begin, "a transaction begins"), hop(o.first.at, "locks rows of "+o.first.table), hop(o.second.at, "locks rows of "+o.second.table)}
}

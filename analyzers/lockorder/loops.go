package lockorder

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/summary"
)

// turned notes that a step is one of each turn of a loop around the call that leads to it.
func (j *judge) turned(st step, c summary.CallRef) step {
	if !st.turn.IsZero() || c.Call.In < 0 {
		return st
	}
	l := &c.Pkg.Loops[c.Call.In]
	if l.Class == summary.Collection && (c.Call.RecvDeps&l.Elem != 0 || slices.ContainsFunc(c.Call.Deps, func(d summary.Deps) bool { return d&l.Elem != 0 })) {
		st.turn = c
	}
	return st
}

func (st step) loop() *summary.Loop { return &st.turn.Pkg.Loops[st.turn.Call.In] }

// item is what a loop is over, for a message.
func item(l *summary.Loop) string {
	if l.Text == "" || len(l.Text) > 30 {
		return "a list"
	}
	return l.Text
}

// unsorted reports whether a row is locked in each turn of a loop whose order is another one each time: that of a map, or of a list as the caller
// has it, where others lock the same rows too. A transaction of each turn holds one row.
func (j *judge) unsorted(s *scope, st step) bool {
	if st.turn.IsZero() || st.st.Verb == "INSERT" || j.begunIn(s, st.turn) {
		return false
	}
	l := st.loop()
	if l.Map {
		return true
	}
	return l.Over != summary.None && shared(st.st) && !j.gated(s, st) && j.anyOrder(j.ID(st.turn.Pkg, l.Over), 4)
}

// begunIn reports whether a transaction begins within the loop that a call stands in.
func (j *judge) begunIn(s *scope, turn summary.CallRef) bool {
	b := s.tx.Begin
	if b.Pkg != turn.Pkg || b.Call.Fn != turn.Call.Fn {
		return false
	}
	for i := b.Call.In; i >= 0; i = b.Pkg.Loops[i].Outer {
		if i == turn.Call.In {
			return true
		}
	}
	return false
}

// shared reports whether a statement locks one row that others are at as well: it takes from what is there, or locks it to look at it. Rows
// of an owner that the statement names are left to that owner.
func shared(s *query.Statement) bool {
	keyed := false
	for _, w := range s.Where {
		if w.Op != "=" || w.Or || w.Not {
			continue
		}
		if query.Owner(w.Column.Name) && len(s.Where) > 1 {
			return false
		}
		keyed = keyed || w.Value.Kind == query.Bound
	}
	return keyed && (relative(s) || s.Verb == "SELECT" && s.Lock != "")
}

// relative reports whether an UPDATE computes a column from what is in it.
func relative(s *query.Statement) bool {
	return s.Verb == "UPDATE" && slices.ContainsFunc(s.Set, func(a query.Assignment) bool {
		return slices.ContainsFunc(a.Reads, func(c query.Column) bool { return strings.EqualFold(c.Name, a.Column.Name) })
	})
}

// gated reports whether the transaction has locked a row before, by itself, which makes others queue.
func (j *judge) gated(s *scope, st step) bool {
	for _, o := range s.steps {
		if o.at.Call == st.at.Call {
			return false
		}
		if o.turn.IsZero() && !o.adds && o.st.Verb == "SELECT" && o.key != summary.NoID {
			return true
		}
	}
	return false
}

// anyOrder reports whether a list has whatever order the caller of the program, or a request, gives it: nothing sorts it.
func (j *judge) anyOrder(id summary.ID, depth int) bool {
	if id == summary.NoID || depth == 0 {
		return false
	}
	if j.sorted(id) {
		return false
	}
	v := j.Value(id)
	switch v.Kind {
	case summary.Param:
		f := j.FunctionOf(id)
		if f.IsZero() || f.Func.Test {
			return false
		}
		callers := j.Callers(f)
		if len(callers) == 0 {
			return f.Func.Exported && v.Index >= 0
		}
		return v.Index >= 0 && slices.ContainsFunc(callers, func(c summary.CallRef) bool {
			return !strings.HasSuffix(c.Call.Pos.File, "_test.go") && j.anyOrder(j.Arg(c, int(v.Index)), depth-1)
		})
	case summary.Var:
		in := j.Assigned(id)
		return len(in) == 1 && j.anyOrder(in[0], depth-1) || len(in) == 0 && j.FromRequest(id)
	case summary.Field, summary.Load:
		return j.given(id)
	}
	return j.FromRequest(id)
}

// sorted reports whether something sorts a list, here or before it came here.
func (j *judge) sorted(id summary.ID) bool {
	for _, a := range append(j.Sources(id), id) {
		if slices.ContainsFunc(j.Uses(a), func(u summary.Use) bool { _, ok := j.Catalog.Get(u.Call.Callee, "sorts"); return ok }) {
			return true
		}
	}
	return false
}

// given reports whether a field is one that the code does not fill itself: it comes with a request.
func (j *judge) given(id summary.ID) bool {
	for _, o := range j.Origins(id) {
		switch j.Value(o).Kind {
		case summary.Field, summary.Load, summary.Param, summary.Zero:
		default:
			if o != id && !j.FromRequest(o) {
				return false
			}
		}
	}
	return true
}

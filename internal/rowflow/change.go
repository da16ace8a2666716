package rowflow

import (
	"slices"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/sqlsite"
	"github.com/prodlint/prodlint/internal/summary"
)

// sqlChain returns the calls of the builder that a call of a library belongs to.
func sqlChain(prog *summary.Program, c summary.CallRef) []summary.CallRef {
	if c.IsZero() {
		return nil
	}
	out := sqlsite.Chain(prog, c)
	add := func(list ...summary.CallRef) {
		for _, up := range list {
			if !slices.ContainsFunc(out, func(r summary.CallRef) bool { return r.Call == up.Call }) {
				out = append(out, up)
			}
		}
	}
	for at := c; len(out) < maxChain; { // it gives something else: the builder is what it is called on
		recv := prog.Arg(at, -1)
		if recv == summary.NoID {
			break
		}
		if v := prog.Value(recv); v.Kind == summary.Result && len(prog.Callees(prog.CallOf(recv))) == 0 {
			at = prog.CallOf(recv)
			add(at)
			if !prog.Catalog.Handles(v.Type) {
				add(sqlsite.Chain(prog, at)...)
			}
			continue
		}
		for _, o := range prog.Origins(recv) {
			if from := prog.CallOf(o); !from.IsZero() && from.Pkg == c.Pkg && !prog.Catalog.Handles(prog.Value(o).Type) {
				add(sqlsite.Chain(prog, from)...)
			}
		}
		break
	}
	return out
}

// maxChain bounds how many calls of a builder are looked at.
const maxChain = 48

// changes returns the changes of a record before it is written: in the function that owns both, and on the way to the statement.
func (x *Index) changes(w *write, carry *summary.Carry) []summary.Change {
	out := x.resolved(w.call.Pkg, carry.Changes, 3)
	way, _ := x.way(w, carry)
	for _, c := range way {
		out = append(out, x.resolved(c.pkg, c.carry.Changes, 3)...)
	}
	return out
}

// step is a function on the way to a statement that hands on what it is given.
type step struct {
	pkg   *summary.Package
	carry *summary.Carry
}

// way follows what a carry brings through the functions that it is handed to. arrives says that it reaches the call that is given the statement.
func (x *Index) way(w *write, carry *summary.Carry) (steps []step, arrives bool) {
	if at(w.call.Pkg, carry.To).Call != w.call.Call {
		return nil, true // a builder's call in the same function
	}
	arg := carry.Arg
	for e := w.effect; e != w.last && e.Next != nil && !e.Next.Via.IsZero(); e = e.Next {
		next := x.handedOn(e, arg)
		if next == nil {
			return steps, false
		}
		steps = append(steps, step{e.Next.Via.Pkg, next})
		arg = next.Arg
	}
	return steps, true
}

// handedOn returns the carry by which the function that an effect goes into hands its parameter on to the next call, or to one of the builder
// that this runs.
func (x *Index) handedOn(e *effect.Effect, param int32) *summary.Carry {
	next := e.Next.Via
	calls := []summary.CallRef{next}
	if e.Next.Next == nil {
		calls = sqlChain(x.prog, next)
	}
	var found *summary.Carry
	for _, c := range calls {
		if c.Pkg != next.Pkg || x.root(c) != outermostOf(e.Into) {
			continue
		}
		for _, carry := range x.carries[c.Pkg][x.calls[c.Call]] {
			if carry.From < 0 && carry.Param == param && (found == nil || carry.Record && !found.Record) {
				found = carry
			}
		}
	}
	return found
}

// resolved replaces changes that a function of the program makes by what it changes. What writes to a database does not change the record.
func (x *Index) resolved(pkg *summary.Package, list []summary.Change, depth int) []summary.Change {
	var out []summary.Change
	for _, ch := range list {
		if ch.By < 0 {
			out = append(out, ch)
			continue
		}
		c := at(pkg, ch.By)
		callees := x.prog.Callees(c)
		if len(callees) == 0 {
			if len(x.effects.At(c)) == 0 && ch.Field != "" {
				out = append(out, ch)
			}
			continue
		}
		for _, f := range callees {
			for _, inner := range x.puts(f, ch.Arg, depth) {
				if ch.Field != "" {
					inner.Field = ch.Field
				}
				inner.Cond, inner.Pos = inner.Cond || ch.Cond, ch.Pos
				out = append(out, inner)
			}
		}
	}
	return out
}

// puts returns the changes that a function makes to a parameter.
func (x *Index) puts(f summary.FuncRef, arg int32, depth int) []summary.Change {
	if depth == 0 {
		return nil
	}
	var list []summary.Change
	for _, ch := range f.Func.Changes {
		if ch.Param == arg {
			list = append(list, ch.Change)
		}
	}
	return x.resolved(f.Pkg, list, depth-1)
}

// named returns the columns that are among those which a function on the way to the statement is handed as a list; all where none is.
func (x *Index) named(w *write, fields []fieldColumn) []fieldColumn {
	for e := w.effect; e != nil && !e.Via.IsZero(); e = e.Next {
		for k := range e.Via.Call.Args {
			id := x.prog.Arg(e.Via, k)
			if id == summary.NoID || x.prog.Value(id).Type != "[]string" {
				continue
			}
			names, known := x.texts(id)
			if !known {
				continue
			}
			return slices.DeleteFunc(slices.Clone(fields), func(f fieldColumn) bool { return !names[plain(f.field)] && !names[plain(f.column)] })
		}
	}
	return fields
}

// texts returns the constant elements of the lists that a value may be. known is false where there is none, or where one is empty.
func (x *Index) texts(id summary.ID) (names map[string]bool, known bool) {
	names = map[string]bool{}
	for _, o := range x.prog.Objects(id) {
		v := x.prog.Value(o)
		if v.Kind == summary.Zero || v.Kind == summary.Const || v.Kind == summary.Lit && len(v.Fields) == 0 {
			return nil, false
		}
		if v.Kind != summary.Lit {
			continue
		}
		for _, f := range v.Fields {
			if f.Value == summary.None {
				continue
			}
			if text, ok := x.prog.ConstOf(x.prog.ID(x.prog.Owner(o), f.Value)); ok {
				names[plain(text)] = true
			}
		}
	}
	return names, len(names) > 0
}

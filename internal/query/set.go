package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// set reads what a call writes: a column and a value, a map, or a struct.
func (a *assembler) set(c summary.CallRef, e catalog.Entry) {
	p := a.Program
	if e.Has("column") {
		one := Assignment{Value: Value{Arg: summary.NoID}}
		if arg := p.Arg(c, e.Int("column", 0)); arg != summary.NoID {
			one.Column = a.named(arg)
			if one.Column.Table == "" && len(a.scope.Tables) > 0 {
				one.Column.Table = a.scope.Tables[0].Name
			}
		}
		if e.Has("value") {
			a.assign(&one, p.Arg(c, e.Int("value", 1)))
		}
		if e.Has("adds") { // column = column + value
			one.Reads = append(one.Reads, one.Column)
		}
		a.st.Set = append(a.st.Set, one)
		return
	}
	arg := p.Arg(c, e.Int("set", 0))
	if e.Attrs["part"] == "set" {
		arg = p.Arg(c, e.Int("sql", 0))
	}
	if arg == summary.NoID {
		return
	}
	a.st.Whole = a.st.Whole || e.Has("whole")
	if typ := p.Value(arg).Type; typ == "string" {
		a.setText(c, e, arg)
		return
	}
	for _, o := range p.Objects(arg) {
		v := p.Value(o)
		if v.Kind != summary.Lit && a.isModel(p.Value(arg).Type) {
			a.fields(p.Value(arg).Type)
			return
		}
		model := a.isModel(v.Type)
		given := len(a.st.Set)
		for _, f := range v.Fields {
			if f.Name == "" {
				continue
			}
			one := Assignment{Column: a.own(f.Name)}
			if model {
				one.Column = a.own(a.fieldColumn(v.Type, f.Name, a.naming))
			}
			a.assign(&one, p.ID(p.Owner(o), f.Value))
			a.st.Set = append(a.st.Set, one)
		}
		if model && (a.st.Verb == "INSERT" || a.st.Whole) {
			a.rest(v.Type, a.st.Set[given:])
		}
		if strings.HasPrefix(v.Type, "[]") || v.Type == "" {
			for _, alias := range p.Aliases(o) {
				for _, s := range p.Stores(alias) {
					if s.Store.Field != "" {
						one := Assignment{Column: a.own(s.Store.Field)}
						a.assign(&one, p.ID(s.Pkg, s.Store.Value))
						a.st.Set = append(a.st.Set, one)
					}
				}
			}
		}
	}
}

// fields writes the columns of a struct, or those that the builder is limited to.
func (a *assembler) fields(typ string) {
	for _, f := range a.Program.StructFields(typ) {
		one := Assignment{Column: a.own(a.columnOf(f, a.naming)), Value: Value{Kind: Bound, Arg: f}}
		if len(a.columns) == 0 || slices.ContainsFunc(a.columns, func(c string) bool { return strings.EqualFold(c, one.Column.Name) }) {
			a.st.Set = append(a.st.Set, one)
		}
	}
}

// rest writes the columns of a struct that a literal gives no value.
func (a *assembler) rest(typ string, given []Assignment) {
	for _, f := range a.Program.StructFields(typ) {
		one := Assignment{Column: a.own(a.columnOf(f, a.naming)), Value: Value{Arg: summary.NoID}}
		if !slices.ContainsFunc(given, func(g Assignment) bool { return strings.EqualFold(g.Column.Name, one.Column.Name) }) {
			a.st.Set = append(a.st.Set, one)
		}
	}
}

// setText reads assignments that are given as text: Set("count = count + ?", n).
func (a *assembler) setText(c summary.CallRef, e catalog.Entry, arg summary.ID) {
	for _, st := range sqltext.Statements("UPDATE x SET " + a.finder.Texts(arg)[0]) {
		b := &binder{prog: a.Program, hops: []summary.CallRef{c}, exact: true}
		b.call(c, e.Int("args", 1), 0)
		r := reader{binder: b, st: a.st, at: map[int]summary.ID{}}
		for _, tok := range st.Tokens {
			if tok.Kind == sqltext.Placeholder {
				r.at[tok.Start] = r.placeholder(tok)
			}
		}
		for _, as := range st.Query.Assignments() {
			one := Assignment{Column: a.own(as.Column), Value: r.value(a.scope, as.Value)}
			for _, col := range columnsIn(as.Value) {
				one.Reads = append(one.Reads, column(a.scope, col))
			}
			a.st.Set = append(a.st.Set, one)
		}
	}
}

// assign sets the value of an assignment; an expression of the library may read columns.
func (a *assembler) assign(one *Assignment, id summary.ID) {
	one.Value = a.bound(id)
	if id == summary.NoID {
		return
	}
	for _, m := range a.producers(id) {
		c := a.Program.CallOf(m.id)
		if c.IsZero() {
			continue
		}
		e := a.entry(c.Call.Callee, "cond")
		if !e.Has("sql") {
			continue
		}
		for _, t := range a.finder.Texts(a.Program.Arg(c, e.Int("sql", 0))) {
			one.Value = Value{Arg: summary.NoID, Tokens: tokens(t)}
			for _, col := range columnsIn(one.Value.Tokens) {
				one.Reads = append(one.Reads, column(a.scope, col))
			}
		}
	}
}

package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

const (
	maxNested     = 8  // conditions within conditions
	maxConditions = 80 // conditions of one statement
)

// conditions returns what a call adds to the condition of a builder.
func (a *assembler) conditions(c summary.CallRef, e catalog.Entry, l link) []Predicate {
	var out []Predicate
	switch {
	case e.Has("column"):
		out = a.pair(c, e)
	case e.Attrs["of"] == "all":
		for i := range c.Call.Args {
			out = append(out, a.condition(a.Program.Arg(c, i), c, len(c.Call.Args), maxNested)...)
		}
	default:
		i := e.Int("sql", 0)
		if arg := a.Program.Arg(c, i); arg != summary.NoID {
			out = a.condition(arg, c, e.Int("args", len(c.Call.Args)), maxNested)
		} else {
			a.st.Complete = false
		}
	}
	for i := range out {
		out[i].Maybe = out[i].Maybe || !l.must
		out[i].Or = out[i].Or || e.Has("or")
		if e.Has("not") {
			out[i].Not = !out[i].Not
		}
		out[i].Call = c
	}
	return out
}

// pair is a condition of which column and value are told apart: In("id", ids), C("name").Like(x).
func (a *assembler) pair(c summary.CallRef, e catalog.Entry) []Predicate {
	p := Predicate{Op: e.Attrs["op"], Not: e.Has("not"), Value: Value{Arg: summary.NoID}, Call: c}
	if p.Op == "" {
		p.Op = "="
	}
	if e.Attrs["column"] == "key" {
		p.Column = a.own("id")
		if p.Column.Table == "" {
			p.Column.Name = "id"
		}
	} else if arg := a.Program.Arg(c, e.Int("column", 0)); arg != summary.NoID {
		p.Column = a.named(arg)
	}
	if e.Has("value") {
		p.Value = a.bound(a.Program.Arg(c, e.Int("value", 1)))
		p.Value.Around = e.Has("around")
	}
	return []Predicate{p}
}

// named is the column that a text names.
func (a *assembler) named(arg summary.ID) Column {
	texts := a.finder.Texts(arg)
	if len(texts) != 1 {
		return Column{}
	}
	return a.column(sqltext.ReadOperand(tokens(texts[0])))
}

// condition reads a condition: a text with the values bound to it from argument args of call c on, a literal of a library's type or of a map,
// a struct, another builder.
func (a *assembler) condition(id summary.ID, c summary.CallRef, args, depth int) []Predicate {
	if id == summary.NoID || depth == 0 || a.busy[id] || a.looked >= maxConditions {
		a.st.Complete = false
		return nil
	}
	if a.busy == nil {
		a.busy = map[summary.ID]bool{}
	}
	a.busy[id] = true
	defer delete(a.busy, id)
	a.looked++
	p := a.Program
	v := p.Value(id)
	if v.Type == "string" || v.Kind == summary.Text || v.Kind == summary.Const && v.Type == "untyped string" {
		return a.textual(id, c, args)
	}
	if basic(v.Type) {
		return []Predicate{{Column: a.own("id"), Op: "=", Value: a.bound(id), Call: c}}
	}
	var out []Predicate
	made := a.producers(id)
	any := a.anyOf(id, v)
	for _, m := range made {
		o := m.id
		ov := p.Value(o)
		var list []Predicate
		switch from := p.CallOf(o); {
		case ov.Kind == summary.Lit && a.entry(ov.Type, "cond").Kind != "":
			list = a.literal(o, a.entry(ov.Type, "cond"), c, depth)
		case !from.IsZero() && a.entry(from.Call.Callee, "cond").Kind != "":
			list = a.made(from, a.entry(from.Call.Callee, "cond"), depth)
		case ov.Kind == summary.Lit && strings.HasPrefix(ov.Type, "[]"):
			list = a.entries(o, c)
		case (ov.Kind == summary.Lit || ov.Kind == summary.Zero) && a.isModel(ov.Type):
			list = a.bean(o, c)
		case !from.IsZero() && a.isClause(from.Call.Callee):
			return append(out, a.nested(id, c)...)
		case ov.Kind == summary.Const && (ov.Value == "nil" || ov.Type == "string"):
			list = a.textual(o, c, args)
		default:
			a.st.Complete = false
		}
		for i := range list {
			list[i].Maybe = list[i].Maybe || len(made) > 1
			list[i].Or = list[i].Or || any
			list[i].Via = append(list[i].Via, m.via...)
		}
		out = append(out, list...)
	}
	if len(made) == 0 {
		a.st.Complete = false
	}
	return out
}

// anyOf reports whether a value is a list of conditions, of which one or another holds: Or(list), whose elements are put into it elsewhere.
func (a *assembler) anyOf(id summary.ID, v *summary.Value) bool {
	if v.Kind == summary.Lit {
		return false // literal says it
	}
	if e := a.entry(v.Type, "cond"); e.Kind != "" {
		return e.Attrs["join"] == "or"
	}
	return v.List && strings.Contains(v.Type, ".") && !a.isModel(v.Type)
}

// product is what a value is made by, and the calls whose results it came through, the first one nearest to the value.
type product struct {
	id  summary.ID
	via []summary.CallRef
}

// producers returns what a value is made by: calls of libraries, literals, and values of which nothing more is known.
func (a *assembler) producers(id summary.ID) []product {
	p := a.Program
	var out []product
	seen := map[summary.ID]bool{}
	for queue := []product{{id, nil}}; len(queue) > 0 && len(seen) < maxUp; queue = queue[1:] {
		at := queue[0]
		if at.id == summary.NoID || seen[at.id] {
			continue
		}
		seen[at.id] = true
		v := p.Value(at.id)
		c := p.CallOf(at.id)
		if !c.IsZero() && len(p.Callees(c)) == 0 {
			out = append(out, at)
			continue
		}
		if v.Kind == summary.Param {
			if given, ok := a.given(at.id, at.via); ok {
				queue = append(queue, product{given, at.via})
				continue
			}
			out = append(out, at)
			continue
		}
		if in := p.Assigned(at.id); len(in) > 0 && v.Kind != summary.Lit && v.Kind != summary.Expr {
			via := at.via
			if !c.IsZero() {
				via = append(slices.Clone(via), c)
			}
			for _, from := range in {
				queue = append(queue, product{from, via})
			}
			continue
		}
		out = append(out, at)
	}
	return out
}

// given returns the argument that a parameter is, of one of the functions that the builder or a value came through.
func (a *assembler) given(param summary.ID, via []summary.CallRef) (summary.ID, bool) {
	f := a.Program.FunctionOf(param)
	for _, c := range append(slices.Clone(via), a.ctx...) {
		if slices.Contains(a.Program.Callees(c), f) {
			return a.Program.Arg(c, int(a.Program.Value(param).Index)), true
		}
	}
	return summary.NoID, false
}

func (a *assembler) entry(key, kind string) catalog.Entry {
	e, _ := a.Program.Catalog.Get(key, kind)
	return e
}

// basic reports whether a type is a number: the value of a primary key.
func basic(typ string) bool {
	return strings.HasPrefix(typ, "int") || strings.HasPrefix(typ, "uint")
}

// textual reads a condition that is given as text.
func (a *assembler) textual(id summary.ID, c summary.CallRef, args int) []Predicate {
	if given, ok := a.given(id, nil); ok && a.Program.Value(id).Kind == summary.Param {
		id = given
	}
	texts := a.finder.Texts(id)
	var out []Predicate
	for _, t := range texts {
		toks := tokens(t)
		b := &binder{prog: a.Program, hops: append(slices.Clone(a.ctx), c), exact: true}
		b.call(c, args, len(a.ctx))
		r := reader{binder: b, st: a.st, at: map[int]summary.ID{}}
		for _, tok := range toks {
			if tok.Kind == sqltext.Placeholder {
				if tok.Text == "?" {
					b.marks++
				}
			}
			b.holes = b.holes || tok.Kind == sqltext.Unknown
		}
		for _, tok := range toks {
			if tok.Kind == sqltext.Placeholder {
				r.at[tok.Start] = r.placeholder(tok)
			}
		}
		if len(toks) > 0 && toks[0].Is("WHERE", "AND") {
			toks = toks[1:]
		}
		made := r.predicates(a.scope, sqltext.Condition(toks))
		for i := range made {
			made[i].Maybe = len(texts) > 1
			made[i].Call = c
		}
		if len(made) == 1 && made[0].Op == "" && made[0].Column.Name != "" && len(toks) == 1 && args < len(c.Call.Args) { // Where("name", x)
			made[0].Op, made[0].Value = "=", a.bound(a.Program.Arg(c, args))
		}
		out = append(out, made...)
		if len(toks) == 0 || !complete(append([]sqltext.Token{{Kind: sqltext.Op, Text: "="}}, toks[min(1, len(toks)):]...)) || toks[0].Kind == sqltext.Unknown && len(toks) == 1 {
			a.st.Complete = false
		}
		a.st.Args = append(a.st.Args, b.args...)
		a.st.Loose = append(a.st.Loose, b.loose...)
	}
	return out
}

// literal reads a literal of a library's type: Eq{"name": x}, And{…}, clause.Like{Column: "name", Value: x}.
func (a *assembler) literal(o summary.ID, e catalog.Entry, c summary.CallRef, depth int) []Predicate {
	v, owner := a.Program.Value(o), a.Program.Owner(o)
	var out []Predicate
	switch {
	case e.Has("join"):
		for _, f := range v.Fields {
			out = append(out, a.condition(a.Program.ID(owner, f.Value), c, len(c.Call.Args), depth-1)...)
		}
		if e.Attrs["join"] == "or" && len(v.Fields) > 1 {
			for i := range out {
				out[i].Or = true
			}
		}
		return out
	case e.Has("column"): // fields, or elements by number
		p := Predicate{Op: e.Attrs["op"], Not: e.Has("not"), Value: Value{Arg: summary.NoID}, Call: c}
		for i, f := range v.Fields {
			name := f.Name
			if name == "" {
				name = string(rune('0' + i))
			}
			switch id := a.Program.ID(owner, f.Value); name {
			case e.Attrs["column"]:
				if id != summary.NoID {
					p.Column = a.named(id)
				}
			case e.Attrs["value"]:
				p.Value = a.bound(id)
				p.Value.Around = e.Has("around")
			}
		}
		return []Predicate{p}
	}
	for _, f := range v.Fields {
		p := Predicate{Op: e.Attrs["op"], Not: e.Has("not"), Value: a.bound(a.Program.ID(owner, f.Value)), Call: c}
		if p.Op == "" {
			p.Op = "="
		}
		p.Value.Around = e.Has("around")
		if f.Name != "" {
			p.Column = a.own(f.Name)
		}
		out = append(out, p)
	}
	for _, alias := range a.Program.Aliases(o) { // eq["name"] = x
		for _, s := range a.Program.Stores(alias) {
			p := Predicate{Op: e.Attrs["op"], Not: e.Has("not"), Value: a.bound(a.Program.ID(s.Pkg, s.Store.Value)), Maybe: s.Store.Cond != summary.None, Call: c}
			if p.Op == "" {
				p.Op = "="
			}
			if s.Store.Field != "" {
				p.Column = a.own(s.Store.Field)
			}
			out = append(out, p)
		}
	}
	return out
}

// made reads a condition that a function of a library returns.
func (a *assembler) made(c summary.CallRef, e catalog.Entry, depth int) []Predicate {
	switch {
	case e.Has("join"):
		var out []Predicate
		if e.Attrs["of"] == "recv" {
			if recv := a.Program.Arg(c, -1); recv != summary.NoID {
				out = append(out, a.condition(recv, c, len(c.Call.Args), depth-1)...)
			}
		}
		for i := range c.Call.Args {
			out = append(out, a.condition(a.Program.Arg(c, i), c, len(c.Call.Args), depth-1)...)
		}
		if e.Attrs["join"] == "or" {
			for i := range out {
				out[i].Or = true
			}
		}
		return out
	case e.Has("sql"):
		return a.textual(a.Program.Arg(c, e.Int("sql", 0)), c, e.Int("args", 1))
	}
	return a.pair(c, e)
}

// entries reads a map of columns and values, or a list of primary keys.
func (a *assembler) entries(o summary.ID, c summary.CallRef) []Predicate {
	v := a.Program.Value(o)
	var out []Predicate
	for _, f := range v.Fields {
		id := a.Program.ID(a.Program.Owner(o), f.Value)
		p := Predicate{Op: "=", Value: a.bound(id), Call: c}
		if f.Name != "" {
			p.Column = a.own(f.Name)
		} else {
			p.Op, p.Column = "IN", a.own("id")
		}
		out = append(out, p)
	}
	if len(v.Fields) == 0 {
		for _, alias := range a.Program.Aliases(o) {
			for _, s := range a.Program.Stores(alias) {
				p := Predicate{Op: "=", Value: a.bound(a.Program.ID(s.Pkg, s.Store.Value)), Maybe: s.Store.Cond != summary.None, Call: c}
				if s.Store.Field != "" {
					p.Column = a.own(s.Store.Field)
				}
				out = append(out, p)
			}
		}
	}
	return out
}

// bean reads the fields of a struct that are set as conditions.
func (a *assembler) bean(id summary.ID, c summary.CallRef) []Predicate {
	if id == summary.NoID {
		return nil
	}
	var out []Predicate
	for _, o := range a.Program.Objects(id) {
		v := a.Program.Value(o)
		switch {
		case v.Kind == summary.Lit && !strings.HasPrefix(v.Type, "[]"):
			for _, f := range v.Fields {
				out = append(out, Predicate{Column: a.own(a.fieldColumn(v.Type, f.Name, a.naming)), Op: "=", Value: a.bound(a.Program.ID(a.Program.Owner(o), f.Value)), Call: c})
			}
		case v.Kind == summary.Zero, v.Kind == summary.Lit, v.Kind == summary.Const:
		default:
			a.st.Complete = false // whatever it has been given
		}
	}
	return out
}

// nested reads a builder that is given as a condition.
func (a *assembler) nested(id summary.ID, c summary.CallRef) []Predicate {
	w := a.walk(c)
	ch := w.up(id, nil)
	a.st.Complete = a.st.Complete && !ch.open
	var out []Predicate
	or := false
	for _, l := range ch.links {
		for _, e := range a.Program.Catalog.Of(l.call.Call.Callee) {
			if e.Kind == "clause" && e.Attrs["part"] == "where" {
				or = or || e.Has("or")
				out = append(out, a.conditions(l.call, e, l)...)
			}
		}
	}
	if or {
		for i := range out {
			out[i].Or = true
		}
	}
	return out
}

// inline reads the conditions that the call which runs the statement is given: Find(&users, "name = ?", name).
func (a *assembler) inline(c summary.CallRef, e catalog.Entry) []Predicate {
	i := e.Int("cond", 1)
	if i >= len(c.Call.Args) {
		return nil
	}
	if c.Call.Spread && i == len(c.Call.Args)-1 {
		a.st.Complete = false
		return nil
	}
	id := a.Program.Arg(c, i)
	if i == len(c.Call.Args)-1 && a.sent(id) {
		return []Predicate{{Column: a.own("id"), Op: "=", Value: a.bound(id), Call: c}}
	}
	return a.condition(id, c, i+1, maxNested)
}

// sent reports whether a value is text as a request says it: a mapper takes a number in it for the key of the row.
func (a *assembler) sent(id summary.ID) bool {
	if id == summary.NoID {
		return false
	}
	origins := a.Program.Origins(id)
	return len(origins) > 0 && !slices.ContainsFunc(origins, func(o summary.ID) bool {
		c := a.Program.CallOf(o)
		if c.IsZero() {
			return true
		}
		_, ok := a.Program.Catalog.Get(c.Call.Callee, "param")
		return !ok
	})
}

package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// assembler puts a Statement together from the calls of a builder.
type assembler struct {
	*Index
	st     *Statement
	naming naming
	scope  *sqltext.Query // the tables, for columns with an alias
	or     bool           // a condition was added with OR
	ctx    []summary.CallRef
	into   summary.ID          // the model, which rows are read into where nothing else is
	list   bool                // it is a collection
	row    summary.ID          // the struct that the table is taken from
	busy   map[summary.ID]bool // conditions being read
	looked int                 // conditions read
	// columns are those that an update is limited to, where it is.
	columns []string
}

func (x *Index) assemble(run summary.CallRef, e catalog.Entry, ctx []summary.CallRef, ch chain) *Statement {
	s := &Statement{Call: run, Origin: summary.NoID, Complete: !ch.open, Sure: true, prog: x.Program, runs: []summary.CallRef{run}}
	if len(ctx) > 0 {
		s.Call, s.Path = ctx[0], append(slices.Clone(ctx[1:]), run)
	}
	s.Limit.Arg = summary.NoID
	a := &assembler{Index: x, st: s, naming: naming(e.Attrs["naming"]), scope: &sqltext.Query{}, ctx: ctx, into: summary.NoID, row: summary.NoID}
	s.Verb = e.Attrs["verb"]
	for _, l := range ch.links {
		if v := a.verbOf(l.call); s.Verb == "" && v != "" {
			s.Verb = v
		}
		a.tables(l)
	}
	if len(s.Tables) == 0 || a.naming != "" && s.Tables[0].Name == "" {
		if e.Has("model") {
			a.model(x.Program.Arg(run, e.Int("model", 0)))
		}
	}
	if len(s.Tables) > 0 && s.Verb != "SELECT" {
		s.Tables[0].Target = true
	}
	for _, l := range ch.links {
		a.clauses(l)
	}
	a.run(run, e)
	if a.or {
		for i := range s.Where {
			s.Where[i].Or = true
		}
	}
	s.Dialect = x.dialectOf(e, nil)
	s.written(run)
	s.shape()
	if len(s.dest) == 0 && s.Model != "" && s.Verb == "SELECT" && len(s.Aggregates) == 0 && a.into != summary.NoID {
		s.dest, s.Many = append(s.dest, a.into), s.Many || a.list
	}
	s.One = s.One || e.Has("limit")
	return s
}

// verbOf returns the verb of a statement that a call begins.
func (a *assembler) verbOf(c summary.CallRef) string {
	for _, e := range a.Program.Catalog.Of(c.Call.Callee) {
		if e.Kind == "clause" && e.Has("verb") {
			return e.Attrs["verb"]
		}
	}
	return ""
}

// tables reads the tables that a call names.
func (a *assembler) tables(l link) {
	for _, e := range a.Program.Catalog.Of(l.call.Call.Callee) {
		switch {
		case e.Kind == "query" && e.Attrs["builder"] == "from", e.Kind == "clause" && e.Attrs["part"] == "table":
			i := e.Int("sql", 0)
			if arg := a.Program.Arg(l.call, i); arg != summary.NoID {
				a.from(arg)
				a.into, a.list = arg, l.call.Call.Lists&(1<<min(i, 31)) != 0
			}
			return
		case e.Kind == "query" && e.Attrs["builder"] == "subquery":
			a.st.Tables = append(a.st.Tables, Table{Derived: true})
			return
		}
	}
}

// from adds a table by its name or its model.
func (a *assembler) from(arg summary.ID) {
	if a.isModel(a.Program.Value(arg).Type) {
		a.model(arg)
		return
	}
	texts := a.finder.Texts(arg)
	if len(texts) == 1 && strings.Trim(string(texts[0]), string(sqltext.Hole)) != "" {
		for _, st := range sqltext.Statements("SELECT 1 FROM " + texts[0]) {
			for _, t := range st.Query.Tables {
				a.add(t)
			}
		}
		return
	}
	for _, o := range a.Program.Origins(arg) {
		if a.isModel(a.Program.Value(o).Type) {
			a.model(o)
			return
		}
	}
	if len(a.st.Tables) == 0 {
		a.st.Tables = append(a.st.Tables, Table{Name: string(sqltext.Hole)})
	}
}

func (a *assembler) add(t sqltext.Table) {
	a.scope.Tables = append(a.scope.Tables, t)
	a.st.Tables = append(a.st.Tables, Table{Name: t.Name, Alias: t.Alias, Sub: t.Sub, Derived: t.Sub != nil || t.Func})
}

// model adds the table of a struct.
func (a *assembler) model(arg summary.ID) {
	if arg == summary.NoID {
		return
	}
	typ := strings.TrimPrefix(a.Program.Value(arg).Type, "[]")
	if !a.isModel(typ) {
		return
	}
	a.row = arg
	a.st.Model, a.st.Soft = typ, a.softDeleted(typ)
	if name := a.table(typ, a.naming); name != "" && len(a.st.Tables) == 0 {
		a.add(sqltext.Table{Name: name})
	}
}

// clauses reads what a call adds besides tables.
func (a *assembler) clauses(l link) {
	p, s := a.Program, a.st
	for _, e := range p.Catalog.Of(l.call.Call.Callee) {
		if e.Kind == "query" {
			switch e.Attrs["builder"] {
			case "select", "returning":
				if e.Attrs["builder"] == "select" {
					a.items(l.call, e.Int("sql", 0))
				}
			case "join":
				a.join(l)
			case "raw":
				a.raw(l.call, e)
			case "prefix", "with", "source", "subquery":
				s.Complete = false
			}
			continue
		}
		if e.Kind != "clause" {
			continue
		}
		switch e.Attrs["part"] {
		case "where":
			a.or = a.or || e.Has("or")
			s.Where = append(s.Where, a.conditions(l.call, e, l)...)
		case "having":
			s.Having = append(s.Having, a.conditions(l.call, e, l)...)
		case "order":
			for _, t := range a.fragments(l.call, e.Int("sql", 0)) {
				for _, o := range sqltext.List(tokens(t)) {
					desc := len(o) > 1 && o[len(o)-1].Is("DESC")
					for len(o) > 1 && o[len(o)-1].Is("ASC", "DESC") {
						o = o[:len(o)-1]
					}
					s.OrderBy = append(s.OrderBy, Order{a.column(sqltext.ReadOperand(o)), desc})
				}
			}
		case "group":
			s.Grouped = true
			for _, t := range a.fragments(l.call, e.Int("sql", 0)) {
				for _, g := range sqltext.List(tokens(t)) {
					s.GroupBy = append(s.GroupBy, a.column(sqltext.ReadOperand(g)))
				}
			}
		case "limit":
			v := a.bound(p.Arg(l.call, e.Int("value", 0)))
			if v.Kind == Literal && (v.Text == "-1" || v.Text == "0") { // lifts it
				continue
			}
			s.HasLimit, s.Limit = true, v
		case "lock":
			s.Lock = "UPDATE"
		case "conflict":
			s.Conflict = true
		case "unscoped":
			s.Soft = false
		case "distinct":
			s.Distinct = true
		case "set":
			a.set(l.call, e)
		case "columns":
			for _, t := range a.fragments(l.call, 0) {
				a.columns = append(a.columns, string(t))
			}
		case "source":
			s.Complete = false
		case "expression":
			a.expression(l)
		}
	}
}

// expression reads the values of a library's types that gorm calls clauses.
func (a *assembler) expression(l link) {
	for i := range l.call.Call.Args {
		known := false
		arg := a.Program.Arg(l.call, i)
		if arg == summary.NoID {
			continue
		}
		for _, o := range a.Program.Origins(arg) {
			switch typ := a.Program.Value(o).Type; {
			case a.is(typ, "lock"):
				a.st.Lock, known = "UPDATE", true
			case a.is(typ, "conflict"):
				a.st.Conflict, known = true, true
			case a.is(typ, "none"):
				known = true
			}
		}
		a.st.Complete = a.st.Complete && known
	}
}

// is reports whether a type of a library is a clause of a kind.
func (a *assembler) is(typ, part string) bool {
	e, ok := a.Program.Catalog.Get(typ, "clause")
	return ok && e.Attrs["part"] == part
}

// fragments returns the texts of the arguments of a call from number i on.
func (a *assembler) fragments(c summary.CallRef, i int) []sqltext.Template {
	var out []sqltext.Template
	for ; i < len(c.Call.Args); i++ {
		arg := a.Program.Arg(c, i)
		if arg == summary.NoID {
			continue
		}
		texts := a.finder.Texts(arg)
		if len(texts) > 0 {
			out = append(out, texts[0])
		}
	}
	return out
}

func tokens(t sqltext.Template) []sqltext.Token {
	toks := sqltext.Tokens(t)
	return toks[:len(toks)-1]
}

// items reads a select list.
func (a *assembler) items(c summary.CallRef, i int) {
	for _, t := range a.fragments(c, i) {
		a.columns = append(a.columns, string(t))
		a.st.Fragments = append(a.st.Fragments, t)
		names, windows := aggregates(sqltext.Items(t))
		for _, n := range names {
			if !slices.Contains(a.st.Aggregates, n) {
				a.st.Aggregates = append(a.st.Aggregates, n)
			}
		}
		a.st.Windows = a.st.Windows || windows
	}
}

// join reads a join, given whole or as a table and what follows.
func (a *assembler) join(l link) {
	var text sqltext.Template
	for _, t := range a.fragments(l.call, 0) {
		text += " " + t
	}
	if !sqltext.HasJoin(text) {
		if i := strings.Index(strings.ToUpper(string(text)), " ON "); i < 0 && len(l.call.Call.Args) > 1 {
			a.st.Tables = append(a.st.Tables, Table{Name: string(sqltext.Hole)})
			return
		}
		text = " JOIN " + text
	}
	for _, st := range sqltext.Statements("SELECT 1 FROM x " + text) {
		for _, t := range st.Query.Tables[min(1, len(st.Query.Tables)):] {
			a.add(t)
		}
		r := reader{binder: &binder{prog: a.Program}, st: a.st}
		q := *st.Query
		q.Tables = a.scope.Tables
		a.st.On = append(a.st.On, r.predicates(&q, st.Query.Terms(sqltext.From))...)
	}
}

// raw reads a text that is written behind the statement.
func (a *assembler) raw(c summary.CallRef, e catalog.Entry) {
	for _, t := range a.fragments(c, e.Int("sql", 0))[:min(1, len(c.Call.Args))] {
		for _, st := range sqltext.Statements("SELECT 1 FROM x WHERE y " + t) {
			q := st.Query
			a.st.HasLimit = a.st.HasLimit || q.Has(sqltext.Limit)
			a.st.Grouped = a.st.Grouped || q.Has(sqltext.GroupBy)
			if q.Has(sqltext.Lock) {
				a.st.Lock = lock(q)
			}
			a.st.Conflict = a.st.Conflict || q.Has(sqltext.Conflict) || strings.Contains(strings.ToUpper(string(t)), "ON CONFLICT") || strings.Contains(strings.ToUpper(string(t)), "ON DUPLICATE")
			a.st.Complete = a.st.Complete && !t.HasHole()
		}
	}
}

// run reads what the call that runs the statement says itself.
func (a *assembler) run(c summary.CallRef, e catalog.Entry) {
	s := a.st
	if e.Has("limit") {
		s.HasLimit = true
		s.Limit = Value{Kind: Literal, Text: "1", Arg: summary.NoID}
	}
	if agg := e.Attrs["agg"]; agg != "" {
		s.Aggregates = []string{agg}
	}
	if e.Has("cond") {
		s.Where = append(s.Where, a.inline(c, e)...)
	}
	if e.Has("bean") {
		for i := e.Int("bean", 0); i < len(c.Call.Args); i++ {
			s.Where = append(s.Where, a.bean(a.Program.Arg(c, i), c)...)
		}
	}
	if e.Has("set") || e.Has("column") {
		a.set(c, e)
	}
	a.key()
}

// key adds the condition on the primary key that a mapper adds to an update or deletion of a struct which has one.
func (a *assembler) key() {
	s := a.st
	if s.Verb != "UPDATE" && s.Verb != "DELETE" || a.naming != "gorm" && a.naming != "pop" || a.row == summary.NoID {
		return
	}
	filled := false
	for _, o := range a.Program.Objects(a.row) {
		switch v := a.Program.Value(o); v.Kind {
		case summary.Zero, summary.Const:
		case summary.Lit:
			filled = filled || slices.ContainsFunc(v.Fields, func(f summary.FieldValue) bool { return strings.EqualFold(f.Name, "id") || f.Name == "Model" })
		default:
			filled = true
		}
	}
	if filled {
		s.Where = append(s.Where, Predicate{Column: a.own("id"), Op: "=", Value: Value{Kind: Bound, Arg: summary.NoID}, Maybe: !s.Whole})
	}
}

// column names the table of a column.
func (a *assembler) column(op sqltext.Operand) Column {
	if !op.Column {
		return Column{}
	}
	out := column(a.scope, op)
	if out.Table == "" && op.Qualifier != "" && len(a.scope.Tables) == 1 { // an alias that is set elsewhere
		out.Table = a.scope.Tables[0].Name
	}
	return out
}

// own is a column of the statement's first table.
func (a *assembler) own(name string) Column {
	if strings.ContainsAny(name, ". ") {
		if op := sqltext.ReadOperand(tokens(sqltext.Literal(name))); op.Column {
			return a.column(op)
		}
	}
	out := Column{Name: strings.Trim(name, "`\"")}
	if len(a.scope.Tables) == 1 {
		out.Table = a.scope.Tables[0].Name
	}
	return out
}

// bound is a value of the program.
func (a *assembler) bound(id summary.ID) Value {
	if id == summary.NoID {
		return Value{Arg: id}
	}
	if v := a.Program.Value(id); v.Kind == summary.Const {
		return Value{Kind: Literal, Text: v.Value, Arg: id}
	}
	return Value{Kind: Bound, Arg: id}
}

package query

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// reader turns a statement of a text into a Statement.
type reader struct {
	*binder
	st *Statement
	// at are the values bound to the placeholders, by their offset in the text: clauses are not read in the order of the text.
	at map[int]summary.ID
}

func (r *reader) read(st sqltext.Statement) {
	s, q := r.st, st.Query
	r.at = map[int]summary.ID{}
	for _, t := range st.Tokens {
		if t.Kind == sqltext.Placeholder {
			r.at[t.Start] = r.placeholder(t)
		}
	}
	s.Args, s.Loose = r.args, r.loose
	s.Scope = r.scope(q)
	q.Walk(func(sub *sqltext.Query) bool {
		if sub != q {
			s.Inner = append(s.Inner, r.scope(sub))
		}
		return true
	})
	for _, a := range q.Assignments() {
		one := Assignment{Column: Column{s.Target(), a.Column}, Value: r.value(q, a.Value)}
		if one.Value.Kind != OfQuery {
			for _, c := range columnsIn(a.Value) {
				one.Reads = append(one.Reads, column(q, c))
			}
		}
		s.Set = append(s.Set, one)
	}
	s.Conflict = q.Has(sqltext.Conflict) || q.Verb == "REPLACE" || q.Verb == "UPSERT" || ignores(st.Tokens)
	s.Complete = complete(st.Tokens)
	s.shape()
}

// ignores reports whether an INSERT passes over rows that are there already: INSERT OR IGNORE, INSERT IGNORE.
func ignores(toks []sqltext.Token) bool {
	for _, t := range toks[:min(len(toks), 4)] {
		if t.Is("IGNORE", "REPLACE") {
			return true
		}
	}
	return false
}

func (r *reader) scope(q *sqltext.Query) Scope {
	out := Scope{Verb: q.Verb, Query: q, Distinct: q.Distinct, HasLimit: q.Has(sqltext.Limit) || top(q), Grouped: q.Has(sqltext.GroupBy)}
	for _, t := range q.Tables {
		out.Tables = append(out.Tables, Table{Name: t.Name, Alias: t.Alias, Target: t.Target, Sub: t.Sub, Derived: t.Sub != nil || t.Func || q.Lookup(t.Name) != nil})
	}
	out.Where = r.predicates(q, q.Terms(sqltext.Where))
	out.On = append(r.predicates(q, q.Terms(sqltext.From)), r.predicates(q, q.Terms(sqltext.Using))...)
	out.Having = r.predicates(q, q.Terms(sqltext.Having))
	if toks := q.Tokens(sqltext.OrderBy); len(toks) > 2 {
		for _, o := range sqltext.List(toks[2:]) {
			desc := false
			for len(o) > 1 && o[len(o)-1].Is("ASC", "DESC", "NULLS", "FIRST", "LAST") {
				desc = desc || o[len(o)-1].Is("DESC")
				o = o[:len(o)-1]
			}
			out.OrderBy = append(out.OrderBy, Order{plain(q, o), desc})
		}
	}
	if toks := q.Tokens(sqltext.GroupBy); len(toks) > 2 {
		for _, g := range sqltext.List(toks[2:]) {
			out.GroupBy = append(out.GroupBy, plain(q, g))
		}
	}
	out.Aggregates, out.Windows = aggregates(q.Items)
	if toks := q.Tokens(sqltext.Limit); len(toks) > 1 {
		list := sqltext.List(toks[1:])
		out.Limit = r.value(q, list[len(list)-1]) // LIMIT offset, n
	}
	out.Lock = lock(q)
	return out
}

// plain is a column that stands by itself, the zero Column for other expressions.
func plain(q *sqltext.Query, toks []sqltext.Token) Column {
	op := sqltext.ReadOperand(toks)
	if !op.Column || op.Func != "" {
		return Column{}
	}
	return column(q, op)
}

// top reports whether a SELECT says TOP n.
func top(q *sqltext.Query) bool {
	toks := q.Tokens(sqltext.Select)
	for _, t := range toks[:min(len(toks), 3)] {
		if t.Is("TOP") {
			return true
		}
	}
	return false
}

// lock returns how a query locks its rows.
func lock(q *sqltext.Query) string {
	var words []string
	for _, t := range q.Tokens(sqltext.Lock) {
		if t.Is("UPDATE", "SHARE", "KEY", "NO") {
			words = append(words, t.Upper)
		} else if !t.Is("FOR", "LOCK", "IN") {
			break
		}
	}
	return strings.Join(words, " ")
}

// aggregateNames are the functions over several rows, from the manuals of PostgreSQL, MySQL and SQLite.
var aggregateNames = map[string]bool{"COUNT": true, "SUM": true, "AVG": true, "MIN": true, "MAX": true, "TOTAL": true, "STRING_AGG": true, "ARRAY_AGG": true,
	"JSON_AGG": true, "JSONB_AGG": true, "JSON_OBJECT_AGG": true, "JSONB_OBJECT_AGG": true, "GROUP_CONCAT": true, "JSON_ARRAYAGG": true, "JSON_OBJECTAGG": true,
	"JSON_GROUP_ARRAY": true, "JSON_GROUP_OBJECT": true, "STDDEV": true, "VARIANCE": true, "PERCENTILE_CONT": true, "PERCENTILE_DISC": true, "BOOL_OR": true,
	"BOOL_AND": true, "EVERY": true, "BIT_OR": true, "BIT_AND": true}

// aggregates returns the functions over several rows in a select list. A subquery in it is no part of it.
func aggregates(list []sqltext.Item) (names []string, windows bool) {
	for _, it := range list {
		depth, skip := 0, -1 // depth of the subquery that is passed over
		for i, t := range it.Tokens {
			switch {
			case t.IsPunct("("):
				depth++
				if skip < 0 && i+1 < len(it.Tokens) && it.Tokens[i+1].Is("SELECT", "WITH") {
					skip = depth
				}
			case t.IsPunct(")"):
				if depth == skip {
					skip = -1
				}
				depth--
			case skip >= 0:
			case t.Is("OVER"):
				windows = true
			case t.Kind == sqltext.Word && aggregateNames[t.Upper] && i+1 < len(it.Tokens) && it.Tokens[i+1].IsPunct("("):
				if (t.Is("MIN", "MAX")) && len(argumentsAt(it.Tokens, i+1)) > 1 {
					continue // of SQLite: the least of its arguments
				}
				if n := strings.ToLower(t.Upper); !slices.Contains(names, n) {
					names = append(names, n)
				}
			}
		}
	}
	return names, windows
}

// argumentsAt returns the arguments in the parentheses that token i opens.
func argumentsAt(toks []sqltext.Token, i int) [][]sqltext.Token {
	depth := 0
	for k := i; k < len(toks); k++ {
		if toks[k].IsPunct("(") {
			depth++
		} else if toks[k].IsPunct(")") {
			if depth--; depth == 0 {
				return sqltext.List(toks[i+1 : k])
			}
		}
	}
	return nil
}

func (r *reader) predicates(q *sqltext.Query, terms []sqltext.Term) []Predicate {
	var out []Predicate
	for _, t := range terms {
		left, right := t.Left, t.Right
		op := sqltext.ReadOperand(left)
		if !op.Column && sqltext.ReadOperand(right).Column && t.Op != "IN" && t.Op != "LIKE" && t.Op != "ILIKE" { // 1 = a; $1 = ANY(a)
			left, right = right, left
			op = sqltext.ReadOperand(left)
			t.Op = turned(t.Op)
		}
		p := Predicate{Left: left, Op: t.Op, Not: t.Not, Or: t.Or, Func: op.Func}
		if p.Op == "==" {
			p.Op = "="
		}
		if op.Column {
			p.Column = column(q, op)
		}
		var list [][]sqltext.Token
		switch inner, ok := sqltext.Inner(right); {
		case t.Op == "BETWEEN":
			list = between(right)
		case t.Op == "IN" && ok && !startsQuery(inner):
			list = sqltext.List(inner)
		default:
			list = [][]sqltext.Token{right}
		}
		for i, toks := range list {
			v := r.value(q, toks)
			if i == 0 {
				p.Value = v
			} else {
				p.More = append(p.More, v)
			}
		}
		out = append(out, p)
	}
	return out
}

// turned is an operator with its sides exchanged.
func turned(op string) string {
	switch op {
	case "<":
		return ">"
	case ">":
		return "<"
	case "<=":
		return ">="
	case ">=":
		return "<="
	}
	return op
}

func between(toks []sqltext.Token) [][]sqltext.Token {
	depth := 0
	for i, t := range toks {
		switch {
		case t.IsPunct("("):
			depth++
		case t.IsPunct(")"):
			depth--
		case depth == 0 && t.Is("AND"):
			return [][]sqltext.Token{toks[:i], toks[i+1:]}
		}
	}
	return [][]sqltext.Token{toks}
}

func startsQuery(toks []sqltext.Token) bool {
	for len(toks) > 0 && toks[0].IsPunct("(") {
		toks = toks[1:]
	}
	return len(toks) > 0 && toks[0].Is("SELECT", "WITH", "VALUES")
}

// value reads an operand.
func (r *reader) value(q *sqltext.Query, toks []sqltext.Token) Value {
	out := Value{Arg: summary.NoID, Tokens: toks}
	for {
		inner, ok := sqltext.Inner(toks)
		if !ok || startsQuery(inner) {
			break
		}
		toks = inner
	}
	for i := 1; i < len(toks); i++ { // $1::uuid[]
		if toks[i].IsPunct("::") && i == 1 {
			toks = toks[:1]
		}
	}
	if len(toks) > 2 && toks[0].Is("LIKE", "ILIKE", "ANY", "ALL", "SOME", "LOWER", "UPPER") && toks[1].IsPunct("(") { // = ANY($1)
		if inner, ok := sqltext.Inner(toks[1:]); ok {
			if startsQuery(inner) {
				out.Kind = OfQuery
				return out
			}
			in := r.value(q, inner)
			in.Tokens = out.Tokens
			return in
		}
	}
	for i, t := range toks { // x LIKE y ESCAPE '!'
		if t.Is("ESCAPE") && i > 0 {
			toks = toks[:i]
			break
		}
	}
	if startsQuery(toks) {
		out.Kind = OfQuery
		return out
	}
	if len(toks) == 1 {
		switch t := toks[0]; t.Kind {
		case sqltext.String:
			out.Kind, out.Text = Literal, t.Value()
			return out
		case sqltext.Number:
			out.Kind, out.Text = Literal, t.Text
			return out
		case sqltext.Placeholder:
			out.Kind, out.Arg = Bound, r.bound(t)
			return out
		case sqltext.Unknown:
			out.Kind = HoleValue
			return out
		case sqltext.Word:
			if t.Is("NULL", "TRUE", "FALSE", "DEFAULT", "CURRENT_TIMESTAMP", "CURRENT_DATE", "UNKNOWN") {
				out.Kind, out.Text = Literal, t.Upper
				return out
			}
		}
	}
	for _, t := range toks { // what an expression begins with
		if t.Kind == sqltext.Placeholder {
			out.Arg = r.bound(t)
		}
		if t.Kind != sqltext.Word && !t.IsPunct("(") {
			break
		}
	}
	if op := sqltext.ReadOperand(toks); op.Column && op.Func == "" {
		out.Kind, out.Column = OfColumn, column(q, op)
	}
	return out
}

func (r *reader) bound(t sqltext.Token) summary.ID {
	if id, ok := r.at[t.Start]; ok {
		return id
	}
	return summary.NoID
}

// column names the table of a column.
func column(q *sqltext.Query, op sqltext.Operand) Column {
	out := Column{Name: op.Name}
	if op.Qualifier == "" {
		if len(q.Tables) == 1 && q.Tables[0].Sub == nil && !q.Tables[0].Func && q.Lookup(q.Tables[0].Name) == nil {
			out.Table = q.Tables[0].Name
		}
		return out
	}
	for at := q; at != nil; at = at.Parent {
		for _, t := range at.Tables {
			if t.Named(op.Qualifier) {
				if t.Sub == nil && !t.Func && at.Lookup(t.Name) == nil {
					out.Table = t.Name
				}
				return out
			}
		}
	}
	return out
}

// columnsIn returns the columns that an expression mentions. A function's name is none.
func columnsIn(toks []sqltext.Token) []sqltext.Operand {
	var out []sqltext.Operand
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if t.Kind != sqltext.Word && t.Kind != sqltext.Quoted {
			continue
		}
		end := i + 1
		for end+1 < len(toks) && toks[end].IsPunct(".") {
			end += 2
		}
		if end >= len(toks) || !toks[end].IsPunct("(") {
			if op := sqltext.ReadOperand(toks[i:end]); op.Column {
				out = append(out, op)
			}
		}
		i = end - 1
	}
	return out
}

// complete reports whether no unknown part of a statement can hide a clause: each stands where a value or a name does.
func complete(toks []sqltext.Token) bool {
	for i, t := range toks {
		if t.Kind != sqltext.Unknown {
			continue
		}
		if i == 0 {
			return false
		}
		prev := toks[i-1]
		next := sqltext.Token{}
		if i+1 < len(toks) {
			next = toks[i+1]
		}
		switch {
		case prev.Kind == sqltext.Op && !prev.IsPunct("*"), prev.Is("LIKE", "ILIKE", "LIMIT", "OFFSET", "BETWEEN", "TOP", "INTERVAL", "JOIN", "INTO", "UPDATE"):
		case prev.IsPunct("(") && (next.IsPunct(")") || next.IsPunct(",")) && i > 1 && toks[i-2].Is("IN", "ANY", "VALUES", "ALL"):
		case prev.Is("FROM") && (next.Is("WHERE", "JOIN", "LEFT", "INNER", "AS", "SET") || next.Kind == sqltext.Word && !next.Is("ORDER", "GROUP", "LIMIT", "UNION")):
		case prev.Is("SELECT", "BY", "DISTINCT") && (next.Is("FROM", "LIMIT", "DESC", "ASC") || next.IsPunct(",")):
		case prev.IsPunct(".") || next.IsPunct("."):
		default:
			return false
		}
	}
	return true
}

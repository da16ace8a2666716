package dbuse

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// Absent is a name in a statement that the schema does not have.
type Absent struct {
	// Table is the table as written. Column is empty where the table itself is what is absent.
	Table, Column string
	// Offset is where the name stands in the text of the statement.
	Offset int
}

// Absences returns the tables and columns that a statement written as text names and that its databases do not have, each once, in the order of
// the queries in it. What is not known is none of them.
func (x *Index) Absences(q *Query) []Absent {
	if q.Query == nil || q.Elsewhere {
		return nil
	}
	r := &reader{x: x, q: q}
	q.Query.Walk(func(at *sqltext.Query) bool {
		r.read(at)
		return true
	})
	return r.out
}

// reader collects the absent names of a statement.
type reader struct {
	x   *Index
	q   *Query
	out []Absent
}

func (r *reader) add(table, column string, offset int) {
	if !slices.ContainsFunc(r.out, func(a Absent) bool { return strings.EqualFold(a.Table, table) && strings.EqualFold(a.Column, column) }) {
		r.out = append(r.out, Absent{table, column, offset})
	}
}

// read checks one query.
func (r *reader) read(at *sqltext.Query) {
	for _, t := range at.Tables {
		if one := base(at, t); r.x.Missing(r.q, one) {
			r.add(t.Name, "", t.Start)
		}
	}
	nested := inner(at)
	for c := sqltext.Lead; c <= sqltext.Returning; c++ {
		r.qualified(at, at.Tokens(c), nested)
	}
	// Names without a table are looked at where the grammar says that they are columns.
	names := results(at)
	for _, c := range []sqltext.Clause{sqltext.Where, sqltext.Having, sqltext.From, sqltext.Using} {
		for _, t := range at.Terms(c) {
			if t.Op == "" {
				continue
			}
			r.single(at, t.Left, names)
			if t.Op != "IN" && t.Op != "EXISTS" && t.Op != "BETWEEN" {
				r.single(at, t.Right, names)
			}
		}
	}
	for _, c := range []sqltext.Clause{sqltext.OrderBy, sqltext.GroupBy} {
		if toks := at.Tokens(c); len(toks) > 2 {
			for _, o := range sqltext.List(toks[2:]) {
				for len(o) > 1 && o[len(o)-1].Is("ASC", "DESC", "NULLS", "FIRST", "LAST") {
					o = o[:len(o)-1]
				}
				r.single(at, o, names)
			}
		}
	}
	for _, it := range slices.Concat(at.Items, at.Returning) {
		toks := it.Tokens
		if i := slices.IndexFunc(toks, func(t sqltext.Token) bool { return t.Is("AS") }); i > 0 {
			toks = toks[:i]
		} else if len(toks) == 2 && toks[0].Kind == sqltext.Word && toks[1].Kind == sqltext.Word {
			toks = toks[:1]
		}
		if !it.Star {
			r.single(at, toks, nil)
		}
	}
	r.written(at)
}

// written checks the columns that a statement writes.
func (r *reader) written(at *sqltext.Query) {
	i := slices.IndexFunc(at.Tables, func(t sqltext.Table) bool { return t.Target })
	if i < 0 || at.Verb == "MERGE" {
		return
	}
	for _, a := range at.Assignments() {
		if strings.IndexByte(a.Column, sqltext.Hole) < 0 {
			r.column(base(at, at.Tables[i]), a.Column, at.Tables[i].Start)
		}
	}
}

// results are the names that a query gives to its results, in lower case: they may be meant instead of columns.
func results(at *sqltext.Query) map[string]bool {
	out := map[string]bool{}
	for _, it := range at.Items {
		if it.Name != "" && !(len(it.Tokens) == 1) {
			out[strings.ToLower(it.Name)] = true
		}
	}
	return out
}

// span is a part of a text.
type span struct{ start, end int }

// inner returns the parts of a text that belong to the queries within a query.
func inner(at *sqltext.Query) []span {
	var out []span
	at.Walk(func(sub *sqltext.Query) bool {
		if sub == at {
			return true
		}
		out = append(out, span{sub.Start(), sub.End()})
		return false
	})
	return out
}

// qualified checks what is written as table.column, wherever it stands.
func (r *reader) qualified(at *sqltext.Query, toks []sqltext.Token, nested []span) {
	for i := 0; i+2 < len(toks); i++ {
		if !name(toks[i]) || !toks[i+1].IsPunct(".") {
			continue
		}
		first, last := i, i+2
		for last+2 < len(toks) && toks[last+1].IsPunct(".") {
			last += 2
		}
		i = last
		if first > 0 && (toks[first-1].IsPunct(".") || toks[first-1].IsPunct(")") || toks[first-1].IsPunct("]")) || !name(toks[last]) || last-first > 4 ||
			last+1 < len(toks) && (toks[last+1].IsPunct("(") || toks[last+1].IsPunct(":")) || last+1 < len(toks) && toks[last+1].Kind == sqltext.Unknown {
			continue
		}
		if slices.ContainsFunc(nested, func(s span) bool { return toks[first].Start >= s.start && toks[first].Start < s.end }) {
			continue
		}
		if slices.ContainsFunc(at.Tables, func(t sqltext.Table) bool { return t.Start == toks[first].Start }) {
			continue // the name of a table
		}
		qualifier := toks[first].Value()
		for k := first + 2; k < last; k += 2 {
			qualifier += "." + toks[k].Value()
		}
		if strings.EqualFold(qualifier, "excluded") || strings.EqualFold(qualifier, "new") || strings.EqualFold(qualifier, "old") {
			continue
		}
		if t, ok := Qualified(at, qualifier); ok {
			r.column(t, toks[last].Value(), toks[last].Start)
		}
	}
}

// name reports whether a token is a name that is all known.
func name(t sqltext.Token) bool {
	return (t.Kind == sqltext.Word || t.Kind == sqltext.Quoted) && !t.HasHole()
}

// column checks a column of a table.
func (r *reader) column(t query.Table, column string, offset int) {
	tables := r.q.Tables(t)
	if len(tables) == 0 || special[strings.ToLower(column)] {
		return
	}
	for _, one := range tables {
		if one.Column(column) != nil {
			return
		}
	}
	r.add(t.Name, column, offset)
}

// single checks a column that is written without its table.
func (r *reader) single(at *sqltext.Query, toks []sqltext.Token, names map[string]bool) {
	op := sqltext.ReadOperand(toks)
	if !op.Column || op.Qualifier != "" || op.Func != "" && !plain[op.Func] || special[strings.ToLower(op.Name)] || names[strings.ToLower(op.Name)] ||
		strings.IndexByte(op.Name, sqltext.Hole) >= 0 || strings.ContainsAny(op.Name, "@$:#") {
		return
	}
	if slices.ContainsFunc(at.Tables, func(t sqltext.Table) bool { return t.Named(op.Name) }) {
		return // the row as a whole
	}
	at0 := slices.IndexFunc(toks, name)
	if at0 < 0 || !r.identifiers() && slices.ContainsFunc(toks, func(t sqltext.Token) bool { return t.Kind == sqltext.Quoted && t.Text[0] == '"' }) {
		return // a string, for MySQL and SQLite
	}
	if c, ok := r.q.Resolve(at, op.Name); ok && c.Table.Name == "" && len(c.Absent) > 0 {
		if len(at.Tables) > 1 {
			return // which of the tables is meant is not known
		}
		r.add(c.Absent[0].Name, op.Name, toks[at0].Start)
	}
}

// identifiers reports whether "x" is always a name.
func (r *reader) identifiers() bool {
	for _, h := range r.q.Histories {
		if h.Set.Dialect != stmt.PostgreSQL {
			return false
		}
	}
	return true
}

// special are names that mean no column of the table's definition: system columns, and words that databases know as values.
var special = map[string]bool{"ctid": true, "xmin": true, "xmax": true, "cmin": true, "cmax": true, "oid": true, "tableoid": true, "rowid": true, "_rowid_": true,
	"rank": true, "rownum": true, "current_user": true, "session_user": true, "user": true, "current_time": true, "localtime": true, "localtimestamp": true,
	"current_role": true, "current_schema": true, "current_catalog": true, "sysdate": true, "utc_timestamp": true, "true": true, "false": true, "null": true,
	"default": true, "unknown": true, "row": true, "values": true, "distinct": true, "all": true, "infinity": true, "level": true, "yes": true, "no": true,
	"crdb_internal_mvcc_timestamp": true, "crdb_region": true}

// plain are functions whose first argument is an ordinary expression.
var plain = map[string]bool{"LOWER": true, "UPPER": true, "COUNT": true, "SUM": true, "AVG": true, "MIN": true, "MAX": true, "COALESCE": true, "LENGTH": true, "ABS": true, "CAST": true}

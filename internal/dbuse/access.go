package dbuse

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/query"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Why says what a query needs an index for.
type Why string

// The reasons.
const (
	Filter Why = "filter" // it compares the columns with values
	Join   Why = "join"   // rows of another table are looked up by them
	Sort   Why = "sort"   // it sorts by them and takes the first rows
)

// Scan is a table that a query reads as a whole, because no index helps.
type Scan struct {
	Name   string // of the table, as written
	Tables []Table
	Why    Why
	// Columns are those that an index should have, in its order.
	Columns []string
	// Func is the function around the only column, in upper case: LOWER, UPPER. Prefix says that the column is compared with the beginning of a text.
	Func   string
	Prefix bool
}

// Scans returns the tables that the statement and the queries within it read as a whole although they are asked for a few of the rows. Where a
// condition is not all known, or may be met with the help of an index, there is none. Of a condition that is put together at run time each
// text must need the index.
func (q *Query) Scans() []Scan {
	out := q.scans()
	for _, o := range q.others {
		if len(out) == 0 {
			return nil
		}
		list := o.scans()
		out = slices.DeleteFunc(out, func(s Scan) bool {
			return !slices.ContainsFunc(list, func(t Scan) bool { return strings.EqualFold(s.Name, t.Name) && s.Columns[0] == t.Columns[0] })
		})
	}
	return out
}

func (q *Query) scans() []Scan {
	if !q.Complete || q.Elsewhere {
		return nil
	}
	var out []Scan
	for _, s := range q.Scopes() {
		switch s.Verb {
		case "SELECT", "UPDATE", "DELETE":
			out = append(out, q.access(s)...)
		}
	}
	return out
}

// reach is how a query gets at the rows of one table.
type reach struct {
	name   string
	tables []Table
	// equal and ranges are the columns worth an index, lower the functions around some of them, prefix those compared with a beginning.
	equal, ranges []string
	lower         map[string]string
	prefix        map[string]bool
	// all are the columns that an index could serve, however few rows they choose; conditions are those named in any condition.
	all, conditions []string
	expressions     []string // columns within functions
	joins           []edge
}

// edge is a comparison with a column of another table.
type edge struct {
	column string
	to     *reach
}

// access judges one query.
func (q *Query) access(s query.Scope) []Scan {
	list := q.reaches(s)
	if len(list) == 0 {
		return nil
	}
	for _, p := range slices.Concat(s.Where, s.On) {
		q.condition(s, list, p)
	}
	var out []Scan
	for _, r := range list {
		if len(r.tables) == 0 || r.served() {
			continue
		}
		one := Scan{Name: r.name, Tables: r.tables}
		switch {
		case len(r.equal) > 0:
			one.Why, one.Columns = Filter, r.equal[:min(len(r.equal), 3)]
			if len(r.equal) == 1 {
				one.Func, one.Prefix = r.lower[r.equal[0]], r.prefix[r.equal[0]]
			}
		case len(r.ranges) > 0 && len(r.joins) == 0:
			one.Why, one.Columns = Filter, r.ranges[:1]
		case r.joined() != "":
			one.Why, one.Columns = Join, []string{r.joined()}
		default:
			column, ok := q.sorted(s, r)
			if !ok || len(list) > 1 {
				continue
			}
			one.Why, one.Columns = Sort, []string{column}
		}
		one.Columns = slices.Clone(one.Columns)
		for i, c := range one.Columns {
			one.Columns[i] = r.tables[0].Column(c).Name
		}
		if !slices.ContainsFunc(r.tables, func(t Table) bool { return unwanted(t, one.Columns[0]) }) {
			out = append(out, one)
		}
	}
	return out
}

// unwanted reports whether a migration has dropped an index that began with a column of a table, and kept both: somebody has decided that it is
// not worth its writes.
func unwanted(t Table, column string) bool {
	leads := func(s *schema.Schema) (there, led bool) {
		at := s.Table(t.Name)
		if at == nil || at.Column(column) == nil {
			return false, false
		}
		return true, slices.ContainsFunc(at.Indexes, func(x schema.Index) bool { return len(x.Parts) > 0 && strings.EqualFold(x.Parts[0].Column, column) })
	}
	return slices.ContainsFunc(t.History.Steps, func(s schema.Step) bool {
		if s.Before == s.After {
			return false
		}
		_, before := leads(s.Before)
		there, after := leads(s.After)
		return before && there && !after
	})
}

// reaches returns the tables of a query. Those of which nothing is known have no tables.
func (q *Query) reaches(s query.Scope) []*reach {
	var out []*reach
	for _, t := range s.Tables {
		if find(out, t.Name) != nil {
			continue
		}
		r := &reach{name: t.Name, lower: map[string]string{}, prefix: map[string]bool{}}
		if t.Target && s.Verb == "SELECT" {
			continue
		}
		r.tables = q.Tables(t)
		if slices.ContainsFunc(r.tables, func(t Table) bool { return len(t.Indexes) == 0 || t.PartitionBy != "" || t.PartitionOf.Name != "" }) {
			r.tables = nil
		}
		out = append(out, r)
	}
	return out
}

func find(list []*reach, name string) *reach {
	for _, r := range list {
		if name != "" && strings.EqualFold(r.name, name) {
			return r
		}
	}
	return nil
}

// place finds the table of a column: a reach of the query, or nil where it is of another query or not known.
func (q *Query) place(s query.Scope, list []*reach, c query.Column) *reach {
	if c.Table == "" && c.Name != "" && s.Query != nil {
		if at, ok := q.Resolve(s.Query, c.Name); ok {
			c.Table = at.Table.Name
		}
	}
	r := find(list, c.Table)
	if r != nil && slices.ContainsFunc(r.tables, func(t Table) bool { return t.Column(c.Name) == nil }) && !rowid(c.Name) {
		return nil // a keyword, or a column of a query around
	}
	return r
}

// rowid reports whether a name means the row itself.
func rowid(name string) bool {
	switch strings.ToLower(name) {
	case "rowid", "_rowid_", "oid", "ctid":
		return true
	}
	return false
}

// condition adds what a comparison says of the tables.
func (q *Query) condition(s query.Scope, list []*reach, p query.Predicate) {
	left := q.place(s, list, p.Column)
	if left != nil {
		left.conditions = append(left.conditions, p.Column.Name)
	}
	if p.Value.Kind == query.OfColumn && p.Op == "=" {
		right := q.place(s, list, p.Value.Column)
		if right != nil {
			right.conditions = append(right.conditions, p.Value.Column.Name)
		}
		switch {
		case p.Not || left == right && left != nil:
			return
		case left != nil && right != nil:
			if p.Func == "" && !p.Or && !p.Maybe {
				left.joins = append(left.joins, edge{p.Column.Name, right})
				right.joins = append(right.joins, edge{p.Value.Column.Name, left})
			}
			left.all, right.all = append(left.all, p.Column.Name), append(right.all, p.Value.Column.Name)
			return
		case left == nil && right != nil: // outer.id = t.outer_id
			p.Column, p.Func, left = p.Value.Column, "", right
			p.Value = query.Value{Kind: query.Unknown}
		}
	}
	if left == nil || p.Not {
		return
	}
	left.own(p)
}

// own adds a comparison with a value.
func (r *reach) own(p query.Predicate) {
	name := p.Column.Name
	if p.Func != "" {
		r.expressions = append(r.expressions, name)
	}
	constant := p.Value.Kind == query.Literal && !slices.ContainsFunc(p.More, func(v query.Value) bool { return v.Kind != query.Literal })
	equal, prefix := false, false
	switch p.Op {
	case "=", "==", "<=>", "IN":
		equal = !constant && (p.Op != "IN" || p.Value.Kind != query.OfQuery)
	case "LIKE":
		if p.Value.Kind == query.Literal && strings.IndexAny(p.Value.Text, "%_") < 1 {
			return
		}
		equal, prefix = p.Value.Kind == query.Literal, true
	case "<", ">", "<=", ">=", "BETWEEN":
		if p.Func == "" {
			r.all = append(r.all, name)
			if !p.Or && !p.Maybe && !constant && r.every(name, temporal) {
				r.ranges = appendNew(r.ranges, name)
			}
		}
		return
	case "IS", "<>", "!=", "":
		return
	default: // an operator of documents, arrays, text search
		r.all = append(r.all, name)
		return
	}
	if p.Func == "" {
		r.all = append(r.all, name)
	}
	if !equal || p.Or || p.Maybe || p.Func != "" && p.Func != "LOWER" && p.Func != "UPPER" || !r.every(name, selective) {
		return
	}
	r.equal = appendNew(r.equal, name)
	if p.Func != "" {
		r.lower[name] = p.Func
	}
	if prefix {
		r.prefix[name] = true
	}
}

func appendNew(list []string, s string) []string {
	if slices.ContainsFunc(list, func(t string) bool { return strings.EqualFold(s, t) }) {
		return list
	}
	return append(list, s)
}

// every reports whether something holds of a column in each of the databases.
func (r *reach) every(column string, holds func(*schema.Schema, *schema.Column) bool) bool {
	for _, t := range r.tables {
		c := t.Column(column)
		if c == nil || !holds(t.History.Schema, c) {
			return false
		}
	}
	return len(r.tables) > 0
}

// served reports whether an index helps in one of the databases.
func (r *reach) served() bool {
	return slices.ContainsFunc(r.tables, func(t Table) bool {
		return slices.ContainsFunc(r.all, rowid) || slices.ContainsFunc(t.Indexes, func(x schema.Index) bool { return r.uses(&x) })
	})
}

// uses reports whether an index begins with a column that is compared. A partial one needs its own condition in the query.
func (r *reach) uses(x *schema.Index) bool {
	if x.Invisible || len(x.Parts) == 0 || !r.meets(x) {
		return false
	}
	p := x.Parts[0]
	if p.Column == "" {
		return p.Expr == nil || slices.ContainsFunc(p.Expr.Columns, func(c string) bool { return contains(r.expressions, c) })
	}
	if x.Method != "" && !strings.EqualFold(x.Method, "btree") && !strings.EqualFold(x.Method, "hash") { // each column counts
		return slices.ContainsFunc(x.Parts, func(p stmt.Part) bool { return contains(r.conditions, p.Column) })
	}
	return contains(r.all, p.Column)
}

// meets reports whether a query has the condition of a partial index, as far as the columns show.
func (r *reach) meets(x *schema.Index) bool {
	return x.Where == nil || len(x.Where.Columns) > 0 && !slices.ContainsFunc(x.Where.Columns, func(c string) bool { return !contains(r.conditions, c) })
}

func contains(list []string, s string) bool {
	return slices.ContainsFunc(list, func(t string) bool { return strings.EqualFold(s, t) })
}

// joined returns the column by which rows of the table are looked up from a table that has conditions of its own.
func (r *reach) joined() string {
	for _, e := range r.joins {
		if len(e.to.equal) > 0 && len(e.to.tables) > 0 && r.every(e.column, selective) {
			return e.column
		}
	}
	return ""
}

// sorted returns the column that a query sorts a whole table by, to take the first rows.
func (q *Query) sorted(s query.Scope, r *reach) (string, bool) {
	if !s.HasLimit || s.Verb != "SELECT" || len(s.OrderBy) == 0 || s.Grouped || s.Distinct || len(s.Aggregates) > 0 || len(s.Tables) != 1 || len(q.Inner) > 0 {
		return "", false
	}
	name := s.OrderBy[0].Column.Name
	if name == "" || rowid(name) || !r.every(name, selective) {
		return "", false
	}
	leads := func(x schema.Index) bool { // behind columns that are compared
		for _, p := range x.Parts {
			if strings.EqualFold(p.Column, name) {
				return r.meets(&x)
			}
			if !contains(r.conditions, p.Column) {
				return p.Column == ""
			}
		}
		return false
	}
	return name, !slices.ContainsFunc(r.tables, func(t Table) bool { return slices.ContainsFunc(t.Indexes, leads) })
}

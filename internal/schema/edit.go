package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// edit makes the schema after a statement out of the one before it.
type edit struct {
	schema   *Schema
	copied   bool
	tables   map[string]bool // keys of the tables that are copies already
	at       Origin
	lenient  bool // code decides whether the statement runs: what does not fit is no problem
	problems []string
}

func (e *edit) problem(format string, args ...any) {
	if !e.lenient {
		e.problems = append(e.problems, fmt.Sprintf(format, args...))
	}
}

// own copies the maps of the schema before the first change.
func (e *edit) own() {
	if e.copied {
		return
	}
	e.copied = true
	old := e.schema
	e.schema = &Schema{Dialect: old.Dialect, tables: maps.Clone(old.tables), views: maps.Clone(old.views), types: maps.Clone(old.types)}
}

// table returns a copy of a table that may be changed, or nil.
func (e *edit) table(n stmt.Name) *Table {
	t := e.schema.Table(n)
	if t == nil {
		return nil
	}
	k := key(t.Name)
	if e.tables[k] {
		return t
	}
	e.own()
	c := *t
	c.Columns = slices.Clone(t.Columns)
	c.Constraints = slices.Clone(t.Constraints)
	for i := range c.Constraints {
		c.Constraints[i].Columns = slices.Clone(c.Constraints[i].Columns)
		c.Constraints[i].RefColumns = slices.Clone(c.Constraints[i].RefColumns)
	}
	c.Indexes = slices.Clone(t.Indexes)
	for i := range c.Indexes {
		c.Indexes[i].Parts = slices.Clone(c.Indexes[i].Parts)
	}
	e.put(&c)
	return &c
}

func (e *edit) put(t *Table) {
	e.own()
	if e.tables == nil {
		e.tables = map[string]bool{}
	}
	e.tables[key(t.Name)] = true
	e.schema.tables[key(t.Name)] = t
}

// existing is table for a statement that needs the table. Where it is missing, that is a problem, and an unsure table stands in for it.
func (e *edit) existing(n stmt.Name) *Table {
	if t := e.table(n); t != nil {
		return t
	}
	if v := e.schema.View(n); v != nil {
		return &Table{Name: n, Open: true} // a view: nothing is kept of it
	}
	e.problem("there is no table %s", n)
	t := &Table{Name: n, Open: true, Made: e.at, Unsure: "it is altered but never created"}
	e.put(t)
	return t
}

func (e *edit) remove(t *Table) {
	e.own()
	delete(e.schema.tables, key(t.Name))
}

// addColumn adds a column and the constraints written beside it.
func (e *edit) addColumn(t *Table, c stmt.Column, p stmt.Place) {
	inline := c.Constraints
	c.Constraints = nil
	if c.Default != nil && c.Default.Null {
		c.Default = nil
	}
	if c.Auto && e.schema.Dialect == stmt.PostgreSQL && c.Identity == "" {
		c.Default = &stmt.Expr{Text: "nextval('" + objectName(t.Name.Name, c.Name, "seq") + "'::regclass)", Funcs: []string{"nextval"}}
	}
	col := Column{Column: c, Made: e.at}
	t.Columns = append(t.Columns, col)
	move(t, len(t.Columns)-1, p)
	for _, k := range inline {
		e.addConstraint(t, k)
	}
}

// move puts a column where MySQL was told to.
func move(t *Table, from int, p stmt.Place) {
	col := t.Columns[from]
	switch {
	case p.First:
		t.Columns = slices.Insert(slices.Delete(t.Columns, from, from+1), 0, col)
	case p.After != "":
		rest := slices.Delete(t.Columns, from, from+1)
		for i := range rest {
			if strings.EqualFold(rest[i].Name, p.After) {
				t.Columns = slices.Insert(rest, i+1, col)
				return
			}
		}
		t.Columns = append(rest, col)
	}
}

// addConstraint adds a constraint and the index behind it.
func (e *edit) addConstraint(t *Table, c stmt.Constraint) {
	if c.UsingIndex != "" {
		if x := t.Index(c.UsingIndex); x != nil {
			x.For = c.Kind
			c.Columns, c.Parts = x.Columns(), x.Parts
			if c.Name != "" {
				x.Name = c.Name
			}
			c.Name = x.Name
		}
		e.finish(t, c)
		return
	}
	if c.Kind == stmt.NotNull {
		for _, name := range c.Columns {
			if col := t.Column(name); col != nil {
				col.NotNull = true
			}
		}
		return
	}
	if c.Name == "" || e.schema.Dialect == stmt.MySQL && c.Kind == stmt.Primary {
		c.Name = e.chooseName(t, &c)
	} else if t.Constraint(c.Name) != nil {
		e.problem("%s has a constraint %s already", t.Name, c.Name)
		return
	}
	if c.Kind == stmt.Foreign && len(c.RefColumns) == 0 {
		if ref := e.schema.Table(c.Ref); ref != nil && ref.Primary() != nil {
			c.RefColumns = slices.Clone(ref.Primary().Columns)
		} else if c.Ref.Is(t.Name) && t.Primary() != nil {
			c.RefColumns = slices.Clone(t.Primary().Columns)
		}
	}
	e.finish(t, c)
	x := Index{Index: stmt.Index{Name: c.Name, Table: t.Name, Parts: slices.Clone(c.Parts), Method: c.Method, Include: c.Include}, For: c.Kind, Made: e.at}
	switch c.Kind {
	case stmt.Primary, stmt.Unique:
		x.Unique = true
		if e.schema.Dialect == stmt.SQLite {
			x.Name = ""
			if col := rowid(t, c); col != nil {
				x.Rowid, col.Auto = true, true
			}
		}
		t.Indexes = append(t.Indexes, x)
	case stmt.Exclude:
		t.Indexes = append(t.Indexes, x)
	case stmt.Foreign:
		if e.schema.Dialect == stmt.MySQL { // InnoDB makes the index that a foreign key needs
			for _, have := range t.Indexes {
				if have.Leads(c.Columns...) {
					return
				}
			}
			for _, col := range c.Columns {
				x.Parts = append(x.Parts, stmt.Part{Column: col})
			}
			if strings.Contains(c.Name, "_ibfk_") {
				x.Name = indexName(t, x.Parts)
			}
			t.Indexes = append(t.Indexes, x)
		}
	}
}

// rowid returns the column that a primary key of SQLite makes a name of the rowid, or nil (https://sqlite.org/lang_createtable.html#rowid).
func rowid(t *Table, c stmt.Constraint) *Column {
	if c.Kind != stmt.Primary || len(c.Parts) != 1 || c.Parts[0].Desc || t.WithoutRowid {
		return nil
	}
	col := t.Column(c.Parts[0].Column)
	if col == nil || !strings.EqualFold(col.Type.Name, "integer") {
		return nil
	}
	return col
}

// finish records the constraint and what it says about columns.
func (e *edit) finish(t *Table, c stmt.Constraint) {
	if c.Kind == stmt.Primary {
		for _, name := range c.Columns {
			// SQLite lets NULL into primary keys that are not the rowid.
			if col := t.Column(name); col != nil && (e.schema.Dialect != stmt.SQLite || t.WithoutRowid) {
				col.NotNull = true
			}
		}
	}
	t.Constraints = append(t.Constraints, Constraint{Constraint: c, Made: e.at})
}

// dropConstraint drops a constraint with its index.
func (e *edit) dropConstraint(t *Table, i int) {
	c := t.Constraints[i]
	t.Constraints = slices.Delete(t.Constraints, i, i+1)
	if c.Kind == stmt.Foreign && e.schema.Dialect == stmt.MySQL {
		return // the index stays
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x Index) bool {
		return x.For == c.Kind && (x.Name != "" && x.Name == c.Name || x.Name == "" && slices.Equal(x.Columns(), c.Columns))
	})
}

// dropColumn drops a column with what depends on it: PostgreSQL drops indexes and constraints that name it, MySQL takes it out of indexes.
func (e *edit) dropColumn(t *Table, name string) {
	t.Columns = slices.DeleteFunc(t.Columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
	is := func(s string) bool { return strings.EqualFold(s, name) }
	part := func(p stmt.Part) bool {
		return is(p.Column) || p.Expr != nil && slices.ContainsFunc(p.Expr.Columns, is)
	}
	if e.schema.Dialect == stmt.MySQL {
		for i := range t.Indexes {
			t.Indexes[i].Parts = slices.DeleteFunc(t.Indexes[i].Parts, part)
		}
		t.Indexes = slices.DeleteFunc(t.Indexes, func(x Index) bool { return len(x.Parts) == 0 })
		for i := range t.Constraints {
			if k := t.Constraints[i].Kind; k == stmt.Unique || k == stmt.Primary {
				t.Constraints[i].Columns = slices.DeleteFunc(t.Constraints[i].Columns, is)
			}
		}
		t.Constraints = slices.DeleteFunc(t.Constraints, func(c Constraint) bool { return len(c.Columns) == 0 && c.Kind != stmt.Check })
		return
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x Index) bool {
		return slices.ContainsFunc(x.Parts, part) || slices.ContainsFunc(x.Include, is) || x.Where != nil && slices.ContainsFunc(x.Where.Columns, is)
	})
	t.Constraints = slices.DeleteFunc(t.Constraints, func(c Constraint) bool {
		return slices.ContainsFunc(c.Columns, is) || c.Expr != nil && slices.ContainsFunc(c.Expr.Columns, is) || slices.ContainsFunc(c.Parts, part)
	})
	for _, other := range e.schema.Tables() { // foreign keys at the column
		if slices.ContainsFunc(other.Constraints, func(c Constraint) bool {
			return c.Kind == stmt.Foreign && c.Ref.Is(t.Name) && slices.ContainsFunc(c.RefColumns, is)
		}) {
			o := e.table(other.Name)
			o.Constraints = slices.DeleteFunc(o.Constraints, func(c Constraint) bool {
				return c.Kind == stmt.Foreign && c.Ref.Is(t.Name) && slices.ContainsFunc(c.RefColumns, is)
			})
		}
	}
}

// renameColumn renames a column wherever it is named.
func (e *edit) renameColumn(t *Table, name, to string) {
	swap := func(list []string) {
		for i := range list {
			if strings.EqualFold(list[i], name) {
				list[i] = to
			}
		}
	}
	if col := t.Column(name); col != nil {
		col.Name, col.Changed = to, e.at
	}
	for i := range t.Constraints {
		swap(t.Constraints[i].Columns)
		t.Constraints[i].Parts = renamedParts(t.Constraints[i].Parts, name, to)
		if t.Constraints[i].Ref.Is(t.Name) {
			swap(t.Constraints[i].RefColumns)
		}
	}
	for i := range t.Indexes {
		t.Indexes[i].Parts = renamedParts(t.Indexes[i].Parts, name, to)
	}
	for _, other := range e.schema.Tables() {
		if key(other.Name) == key(t.Name) || !slices.ContainsFunc(other.Constraints, func(c Constraint) bool { return c.Kind == stmt.Foreign && c.Ref.Is(t.Name) }) {
			continue
		}
		o := e.table(other.Name)
		for i := range o.Constraints {
			if o.Constraints[i].Kind == stmt.Foreign && o.Constraints[i].Ref.Is(t.Name) {
				swap(o.Constraints[i].RefColumns)
			}
		}
	}
}

func renamedParts(parts []stmt.Part, name, to string) []stmt.Part {
	out := slices.Clone(parts)
	for i := range out {
		if strings.EqualFold(out[i].Column, name) {
			out[i].Column = to
		}
	}
	return out
}

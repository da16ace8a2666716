// Package schema knows what the database looks like at each point of a program's migrations: it replays them, statement by statement.
//
// Find the migrations with Load, or with package migrate; Replay gives the schema before and after each statement. A statement that does not
// parse, or does not fit what came before it, is a Problem with its place; the rest is replayed, and the tables it touched are marked as
// unsure, so that rules leave them alone.
package schema

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// Origin is the place of a statement.
type Origin struct {
	Path    string // relative to the tree, with slashes
	Line    int
	Version string // of the migration
}

// Schema is the tables, views and types of a database at one moment. It does not change: each statement makes a new one, which shares what
// stayed the same.
type Schema struct {
	Dialect stmt.Dialect
	tables  map[string]*Table
	views   map[string]*View
	types   map[string]*Type
}

// Table is a table.
type Table struct {
	stmt.Name
	Columns     []Column
	Constraints []Constraint
	// Indexes are those of CREATE INDEX and those behind constraints.
	Indexes []Index
	// Open says that columns may be missing, as after CREATE TABLE … AS SELECT.
	Open      bool
	Temporary bool
	// WithoutRowid says that a table of SQLite is ordered by its primary key.
	WithoutRowid bool
	// Module is the module of a virtual table of SQLite.
	Module      string
	PartitionBy string
	PartitionOf stmt.Name
	Made        Origin
	// Unsure says why the table may look different, empty where nothing speaks for that.
	Unsure string
}

// Column is a column of a table. The inline constraints of its definition stand in Table.Constraints.
type Column struct {
	stmt.Column
	Made    Origin
	Changed Origin // zero where it is as it was made
}

// Constraint is a constraint of a table.
type Constraint struct {
	stmt.Constraint
	Made Origin
}

// Index is an index of a table.
type Index struct {
	stmt.Index
	// For is the kind of the constraint that the index serves, empty for CREATE INDEX. Rowid says that the table itself is ordered by the column:
	// INTEGER PRIMARY KEY of SQLite.
	For   stmt.Kind
	Rowid bool
	Made  Origin
}

// View is a view or a materialized view.
type View struct {
	stmt.Name
	Columns      []string // empty where the query alone names them
	Materialized bool
	Made         Origin
}

// Type is a type of PostgreSQL.
type Type struct {
	stmt.Name
	Kind string // ENUM, DOMAIN, COMPOSITE, RANGE
	Enum []string
	Made Origin
}

// New returns the empty schema.
func New(d stmt.Dialect) *Schema {
	return &Schema{Dialect: d, tables: map[string]*Table{}, views: map[string]*View{}, types: map[string]*Type{}}
}

// Table returns the table of a name, or nil. A name without schema finds the table of any schema, the one without schema first.
func (s *Schema) Table(n stmt.Name) *Table { return find(s.tables, n) }

// View returns the view of a name as Table does.
func (s *Schema) View(n stmt.Name) *View { return find(s.views, n) }

// Type returns the type of a name as Table does.
func (s *Schema) Type(n stmt.Name) *Type { return find(s.types, n) }

// Tables returns the tables, sorted by name.
func (s *Schema) Tables() []*Table { return sorted(s.tables) }

// Views returns the views, sorted by name.
func (s *Schema) Views() []*View { return sorted(s.views) }

// Types returns the types, sorted by name.
func (s *Schema) Types() []*Type { return sorted(s.types) }

// Index returns the index of a name, and its table, or nil.
func (s *Schema) Index(n stmt.Name) (*Index, *Table) {
	if n.Schema != "" && s.Dialect == stmt.PostgreSQL && s.tables[key(stmt.Name{Name: n.Schema})] != nil {
		return nil, nil // table.index names an index of a schema that is called like the table
	}
	for _, t := range s.Tables() {
		if n.Schema != "" && t.Schema != "" && !strings.EqualFold(n.Schema, t.Schema) {
			continue
		}
		if x := t.Index(n.Name); x != nil {
			return x, t
		}
	}
	return nil, nil
}

// Column returns the column of a name, or nil.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if strings.EqualFold(t.Columns[i].Name, name) {
			return &t.Columns[i]
		}
	}
	return nil
}

// Index returns the index of a name, or nil.
func (t *Table) Index(name string) *Index {
	for i := range t.Indexes {
		if name != "" && strings.EqualFold(t.Indexes[i].Name, name) {
			return &t.Indexes[i]
		}
	}
	return nil
}

// Constraint returns the constraint of a name, or nil.
func (t *Table) Constraint(name string) *Constraint {
	for i := range t.Constraints {
		if name != "" && strings.EqualFold(t.Constraints[i].Name, name) {
			return &t.Constraints[i]
		}
	}
	return nil
}

// Primary returns the primary key, or nil.
func (t *Table) Primary() *Constraint {
	for i := range t.Constraints {
		if t.Constraints[i].Kind == stmt.Primary {
			return &t.Constraints[i]
		}
	}
	return nil
}

// Leads reports whether an index begins with the columns, in any order: a query that compares all of them for equality can use it. Partial,
// invisible and full-text indexes do not count.
func (x *Index) Leads(columns ...string) bool {
	if x.Where != nil || x.Invisible || len(x.Parts) < len(columns) {
		return false
	}
	switch strings.ToLower(x.Method) {
	case "", "btree", "hash", "rtree":
	default:
		return false
	}
	for _, c := range columns {
		if !slices.ContainsFunc(x.Parts[:len(columns)], func(p stmt.Part) bool { return strings.EqualFold(p.Column, c) }) {
			return false
		}
	}
	return true
}

func key(n stmt.Name) string { return strings.ToLower(n.Schema) + "." + strings.ToLower(n.Name) }

func find[T any](m map[string]*T, n stmt.Name) *T {
	if v := m[key(n)]; v != nil {
		return v
	}
	if n.Schema != "" {
		return m[key(stmt.Name{Name: n.Name})]
	}
	best := ""
	for k := range m {
		if strings.HasSuffix(k, "."+strings.ToLower(n.Name)) && k[:strings.IndexByte(k, '.')]+"."+strings.ToLower(n.Name) == k && (best == "" || k < best) {
			best = k
		}
	}
	return m[best]
}

func sorted[T any](m map[string]*T) []*T {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([]*T, 0, len(m))
	for _, k := range keys {
		out = append(out, m[k])
	}
	return out
}

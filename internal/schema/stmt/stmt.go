// Package stmt is what prodlint keeps of an SQL statement: plain data, the same for every dialect. Adapters of the parsers make it, the
// replay of migrations and rules read it, and neither knows of a parser.
package stmt

import "strings"

// Dialect is the SQL that a database understands.
type Dialect string

// The dialects that have a parser. The values are those of the configuration and of sqlc's engine key.
const (
	Unknown    Dialect = ""
	PostgreSQL Dialect = "postgresql"
	MySQL      Dialect = "mysql" // and MariaDB
	SQLite     Dialect = "sqlite"
)

// Dialects lists the dialects that have a parser.
var Dialects = []Dialect{PostgreSQL, MySQL, SQLite}

// String names the dialect as people do.
func (d Dialect) String() string {
	switch d {
	case PostgreSQL:
		return "PostgreSQL"
	case MySQL:
		return "MySQL"
	case SQLite:
		return "SQLite"
	}
	return "unknown dialect"
}

// Statement is one statement of a text.
type Statement struct {
	Start, End int    // byte offsets in the text, without the separator
	Line       int    // of Start in the text, from 1
	Text       string // from Start to End
	Verb       string // the words that say what it does: ALTER TABLE, CREATE INDEX, SELECT; upper case
	// Actions are what it does, in order: one for each part of an ALTER TABLE. A statement that only reads has none.
	Actions []Action
	// Tables are the stored tables that it names. They come from the text layer where the statement did not parse.
	Tables []Table
	// Err says why the statement did not parse; nil where it did. Verb and Tables hold in both cases.
	Err error
	// Guessed says that the statement has parts which are not known: templates, formatted values, names put in at run time.
	Guessed bool
}

// Name is the name of a table, index, type or other object.
type Name struct {
	Schema string // empty where the text gives none, or gives the default one
	Name   string
}

// String returns schema.name, or the name alone.
func (n Name) String() string {
	if n.Schema == "" {
		return n.Name
	}
	return n.Schema + "." + n.Name
}

// Is reports whether both name the same object, a missing schema matching any.
func (n Name) Is(m Name) bool {
	return strings.EqualFold(n.Name, m.Name) && (n.Schema == "" || m.Schema == "" || strings.EqualFold(n.Schema, m.Schema))
}

// Split returns the Name of "a", "a.b" or "catalog.a.b".
func Split(dotted string) Name {
	i := strings.LastIndexByte(dotted, '.')
	if i < 0 {
		return Name{Name: dotted}
	}
	schema := dotted[:i]
	return Name{Schema: schema[strings.LastIndexByte(schema, '.')+1:], Name: dotted[i+1:]}
}

// Table is a use of a stored table.
type Table struct {
	Name
	Alias   string
	Written bool // created, altered, or its rows changed
}

// Column is a column as a CREATE TABLE or ADD COLUMN defines it.
type Column struct {
	Name    string
	Type    Type
	NotNull bool // said so, or implied by PRIMARY KEY or serial
	Default *Expr
	// Generated is the expression of a generated column; Stored says that its values are kept.
	Generated *Expr
	Stored    bool
	// Auto says that the database numbers the rows: serial, identity, AUTO_INCREMENT, INTEGER PRIMARY KEY of SQLite.
	Auto bool
	// Identity is ALWAYS or BY DEFAULT for an identity column of PostgreSQL.
	Identity  string
	Collation string
	// Constraints are those written beside the column: PRIMARY KEY, UNIQUE, REFERENCES, CHECK. Their Columns are this column.
	Constraints []Constraint
	Offset      int // of the definition in the statement, 0 where the parser does not tell
}

// Constraint returns the column's inline constraint of a kind, or nil.
func (c *Column) Constraint(k Kind) *Constraint {
	for i := range c.Constraints {
		if c.Constraints[i].Kind == k {
			return &c.Constraints[i]
		}
	}
	return nil
}

// Type is a type as the database's own catalog names it: "character varying" with Args 255, "bigint unsigned", "timestamp with time zone".
type Type struct {
	Name   string
	Args   []string
	Dims   int  // dimensions of an array
	Serial bool // written as serial, bigserial or smallserial; Name is the integer behind it
}

// String writes the type as the catalog does.
func (t Type) String() string {
	s := t.Name
	if len(t.Args) > 0 {
		args := "(" + strings.Join(t.Args, ",") + ")"
		switch head, tail, ok := strings.Cut(s, " "); {
		case ok && (head == "timestamp" || head == "time"): // timestamp(3) with time zone
			s = head + args + " " + tail
		case strings.HasSuffix(s, " unsigned"):
			s = strings.TrimSuffix(s, " unsigned") + args + " unsigned"
		default:
			s += args
		}
	}
	return s + strings.Repeat("[]", min(t.Dims, 1))
}

// Expr is an expression.
type Expr struct {
	Text string
	// Constant says that it has no function, column, parameter or subquery.
	Constant bool
	// Null says that it is NULL.
	Null bool
	// Funcs are the functions it calls, in lower case, without schema.
	Funcs []string
	// Columns are the columns it reads, without table.
	Columns []string
}

// Kind is the kind of a Constraint.
type Kind string

// The kinds of constraints.
const (
	Primary Kind = "PRIMARY KEY"
	Unique  Kind = "UNIQUE"
	Foreign Kind = "FOREIGN KEY"
	Check   Kind = "CHECK"
	Exclude Kind = "EXCLUDE"
	NotNull Kind = "NOT NULL" // with a name, of PostgreSQL 18
)

// Constraint is a constraint of a table.
type Constraint struct {
	Name    string // empty where the database chooses it
	Kind    Kind
	Columns []string
	Parts   []Part // of the index behind PRIMARY KEY, UNIQUE and EXCLUDE
	Expr    *Expr  // CHECK
	// Ref is the table that FOREIGN KEY points at, RefColumns its columns; none means its primary key.
	Ref        Name
	RefColumns []string
	OnDelete   string // CASCADE, SET NULL, SET DEFAULT, RESTRICT; empty means NO ACTION
	OnUpdate   string
	// NotValid says that rows which exist are not checked: NOT VALID, NOT ENFORCED.
	NotValid   bool
	Deferrable bool
	// UsingIndex is the index that becomes the constraint, so that none is built.
	UsingIndex string
	Include    []string // INCLUDE (…)
	Method     string   // EXCLUDE USING gist
	Offset     int      // in the statement, 0 where the parser does not tell
}

// Part is a column or expression of an index.
type Part struct {
	Column string // empty for an expression
	Expr   *Expr
	Desc   bool
	Length int    // of a prefix, MySQL
	Class  string // operator class, PostgreSQL: gin_trgm_ops
}

// Index is an index.
type Index struct {
	Name   string // empty where the database chooses it
	Table  Name
	Method string // btree, gin, gist, brin, hash, fulltext, spatial; empty means the default
	Parts  []Part
	Unique bool
	// NullsNotDistinct counts NULLs as equal, PostgreSQL 15.
	NullsNotDistinct bool
	Include          []string
	Where            *Expr // a partial index
	Invisible        bool  // the optimizer does not use it, MySQL 8
}

// Columns returns the names of the indexed columns, "" for an expression.
func (x Index) Columns() []string {
	out := make([]string, 0, len(x.Parts))
	for _, p := range x.Parts {
		out = append(out, p.Column)
	}
	return out
}

// SyntaxError says where and why a statement does not parse.
type SyntaxError struct {
	Offset  int // in bytes, -1 where it is not known
	Message string
}

func (e *SyntaxError) Error() string { return e.Message }

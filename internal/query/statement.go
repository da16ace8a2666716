package query

import (
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// Statement is one statement that the program has a database run.
type Statement struct {
	// Scope is the statement itself, without the queries within it.
	Scope
	// Call is the call that is handed the statement, or that runs what a builder has put together: of the library, or of a function of the
	// program that passes it on.
	Call summary.CallRef
	// Path are the calls that the statement goes through after Call; the last one is of the library. It is empty where Call is.
	Path []summary.CallRef
	// Prepared is the call that prepared the statement, where Call runs a prepared one.
	Prepared summary.CallRef
	// Dialect is the language of the database, as far as the program shows it.
	Dialect Dialect
	// Template is the text; Base the text as the function that calls the library shows it by itself. Both are empty for a builder.
	Template, Base sqltext.Template
	// Origin is where the text is written, NoID where that is not one place.
	Origin summary.ID
	// Holes are the values that the holes of Template stand for, in its order.
	Holes []summary.ID
	// Inner are the queries within the statement: common table expressions, arms of a UNION, subqueries, derived tables, what is copied.
	Inner []Scope
	// Set is what the statement writes: the assignments of an UPDATE, or the columns of an INSERT.
	Set []Assignment
	// Conflict says that an INSERT deals with rows that are there already, or an UPDATE is one of MERGE.
	Conflict bool
	// Args are the values bound to the placeholders, in their order; Loose are values of which it is only known that they may be among those.
	Args, Loose []summary.ID
	// Model is the TypeKey of the struct that an object mapper takes the table from, if it does.
	Model string
	// Soft says that an object mapper adds a filter of its own, such as that on deleted_at.
	Soft bool
	// Whole says that an object mapper writes every column of Model, changed or not.
	Whole bool
	// Many says that the rows go into a slice, or to an iterator; One that a single row is read.
	Many, One bool
	// Complete says that no part of the statement is unknown that could hide a clause or condition.
	Complete bool
	// Sure says that this is the statement that Call runs, and not one of several.
	Sure bool

	dest []summary.ID
	prog *summary.Program
	runs []summary.CallRef // library calls of a builder
}

// Scope is a SELECT, or another statement seen the same way.
type Scope struct {
	Verb string
	// Query is the text as read, nil for a builder.
	Query  *sqltext.Query
	Tables []Table
	Where  []Predicate
	On     []Predicate // of joins
	Having []Predicate
	// OrderBy and GroupBy are the columns of these clauses; an expression is a Column without Name.
	OrderBy []Order
	GroupBy []Column
	Grouped bool // has GROUP BY
	// Aggregates are the functions over several rows in the select list, in lower case; Windows says that one of them has OVER.
	Aggregates []string
	Windows    bool
	Distinct   bool
	HasLimit   bool
	// Limit is the number of rows, where HasLimit is set and it is known: a number, or the value that is bound.
	Limit Value
	// Lock is UPDATE, SHARE, NO KEY UPDATE or KEY SHARE for a query that locks its rows.
	Lock string
	// Fragments are the texts in the select list, GROUP BY or ORDER BY of a builder.
	Fragments []sqltext.Template
}

// Table is one table of a statement.
type Table struct {
	Name   string // as written, without quotes; holes stay; empty for a derived table
	Alias  string
	Target bool // written to
	// Derived says that it is a subquery, a common table expression or a function.
	Derived bool
	// Sub is the query of a derived table.
	Sub *sqltext.Query
}

// Column names a column. Table is the table's name, not its alias; it is empty where it is not known.
type Column struct{ Table, Name string }

// Predicate is one comparison of a condition.
type Predicate struct {
	Column Column // the zero Column where the left side is none
	// Left is the left side in the text, nil for builders that are told a column.
	Left []sqltext.Token
	Func string // function around the column, in upper case
	Op   string // =, <>, <, LIKE, ILIKE, IN, BETWEEN, IS, EXISTS, @@ …
	Not  bool
	// Or says that rows which do not meet it may be found all the same.
	Or bool
	// Maybe says that the condition is only there on some ways to the call.
	Maybe bool
	// Value is what the column is compared with, More the further ones of IN and BETWEEN.
	Value Value
	More  []Value
	// Call is the call that added the condition to a builder, zero for text; Via are the calls of functions of the program that made it.
	Call summary.CallRef
	Via  []summary.CallRef
}

// ValueKind says what a Value is.
type ValueKind uint8

// The kinds of values.
const (
	Unknown   ValueKind = iota // an expression; Tokens has it
	Literal                    // Text, without quotes
	Bound                      // a value of the program: Arg
	OfColumn                   // another column
	OfQuery                    // a subquery
	HoleValue                  // a part of the text that is not known
)

// Value is what a column is compared with or set to.
type Value struct {
	Kind   ValueKind
	Text   string
	Arg    summary.ID // NoID where it is not known which value is bound
	Column Column
	// Tokens is the operand in the text, nil for builders.
	Tokens []sqltext.Token
	// Around says that a library puts % before and behind what is bound.
	Around bool
}

// Order is one entry of ORDER BY.
type Order struct {
	Column Column
	Desc   bool
}

// Assignment is a column that is written.
type Assignment struct {
	Column Column
	Value  Value
	// Reads are the columns in the value: count = count + 1 reads count.
	Reads []Column
}

// Library returns the call of the library that runs the statement.
func (s *Statement) Library() summary.CallRef {
	if n := len(s.Path); n > 0 {
		return s.Path[n-1]
	}
	return s.Call
}

// Scopes returns the statement and the queries within it.
func (s *Statement) Scopes() []Scope { return append([]Scope{s.Scope}, s.Inner...) }

// Target returns the name of the table that the statement writes to, or of the first one that it reads.
func (s *Statement) Target() string {
	for _, t := range s.Tables {
		if t.Target {
			return t.Name
		}
	}
	for _, t := range s.Tables {
		if t.Name != "" && !t.Derived {
			return t.Name
		}
	}
	return ""
}

package sqltext

import (
	"slices"
	"strings"
)

// Clause names a part of a Query.
type Clause uint8

// The clauses. Lead is what stands before the first known clause: the head of an INSERT, or a fragment.
const (
	Lead Clause = iota
	Select
	Into
	From // with its joins and their conditions
	Using
	Set
	Values
	Where
	GroupBy
	Having
	Window
	OrderBy
	Limit
	Offset
	Lock     // FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE
	Conflict // ON CONFLICT, ON DUPLICATE KEY, the WHEN branches of MERGE
	Returning
	clauses
)

// Use says where a Query stands.
type Use uint8

// The uses of a query.
const (
	Top     Use = iota // a statement, or the part of one that gives its result
	CTE                // WITH name AS (…)
	Derived            // FROM (…) name
	Source             // INSERT … SELECT, CREATE … AS SELECT, EXPLAIN SELECT
	Expr               // a subquery in an expression
	Exists             // EXISTS (…)
)

// Query is a SELECT, or another statement seen the same way.
type Query struct {
	Verb      string // upper case: SELECT, INSERT, CREATE, …; empty for a fragment
	Use       Use
	Depth     int      // how many queries stand around it
	Name      string   // of a CTE, or the alias of a derived table
	Columns   []string // the names that "name (a, b)" gives to the columns
	Distinct  bool
	Items     []Item   // the select list
	Returning []Item   // RETURNING or OUTPUT
	Tables    []Table  // the target of a write, then FROM, JOIN and USING, in the order of the text
	With      []*Query // its common table expressions
	Arms      []*Query // what UNION, INTERSECT and EXCEPT add
	Subs      []*Query // subqueries in expressions
	Source    *Query   // INSERT … SELECT, CREATE … AS SELECT, EXPLAIN SELECT
	Parent    *Query

	toks  []Token
	spans [clauses][2]int
	first int
	last  int
}

// Table is one table of a query: a name, a function or a derived table.
type Table struct {
	Name       string // without quotes, parts joined by "."; holes stay; empty for a derived table
	Alias      string
	Func       bool     // name(…)
	Sub        *Query   // a derived table
	Columns    []string // alias (a, b)
	Target     bool     // written to
	Start, End int      // byte offsets of the name
}

// Item is one entry of a select or RETURNING list.
type Item struct {
	Start, End int
	Tokens     []Token
	Star       bool   // * or x.*
	Qualifier  string // x of x.*
	Composite  bool   // (x).*: the fields of a value
	Name       string // the name of the column in the result, empty where it has none or it is not known
}

// Has reports whether the query has the clause.
func (q *Query) Has(c Clause) bool { return q.spans[c][1] > 0 }

// Tokens returns the tokens of a clause, its keywords included.
func (q *Query) Tokens(c Clause) []Token { return q.toks[q.spans[c][0]:q.spans[c][1]] }

// Start is the byte offset of the first token of the query.
func (q *Query) Start() int {
	if q.first >= len(q.toks) {
		return q.toks[len(q.toks)-1].End
	}
	return q.toks[q.first].Start
}

// End is the byte offset after the last token of the query.
func (q *Query) End() int {
	if q.last <= q.first {
		return q.Start()
	}
	return q.toks[q.last-1].End
}

// Walk calls f for the query and, where f returns true, for the queries within it, in the order of their kinds.
func (q *Query) Walk(f func(*Query) bool) {
	if !f(q) {
		return
	}
	for _, list := range [][]*Query{q.With, q.Arms, q.Subs} {
		for _, sub := range list {
			sub.Walk(f)
		}
	}
	for _, t := range q.Tables {
		if t.Sub != nil {
			t.Sub.Walk(f)
		}
	}
	if q.Source != nil {
		q.Source.Walk(f)
	}
}

// Lookup returns the common table expression that a table name means here, or nil.
func (q *Query) Lookup(name string) *Query {
	for at := q; at != nil; at = at.Parent {
		for _, cte := range slices.Backward(at.With) {
			if strings.EqualFold(cte.Name, name) {
				return cte
			}
		}
	}
	return nil
}

// BaseTables returns the tables that the query and the queries within it read or write, common table expressions, functions and
// unnamed parts left out, in the order of Walk.
func (q *Query) BaseTables() []Table {
	var out []Table
	q.Walk(func(sub *Query) bool {
		for _, t := range sub.Tables {
			if t.Name != "" && !t.Func && sub.Lookup(t.Name) == nil {
				out = append(out, t)
			}
		}
		return true
	})
	return out
}

// Statement is one statement of a template.
type Statement struct {
	Tokens []Token // without the End; never empty
	Query  *Query
}

// Statements splits a template into its statements and reads them. Bodies of functions, procedures and triggers stay whole.
// Text that is no statement becomes one with a Query without Verb.
func Statements(t Template) []Statement {
	toks := Tokens(t)
	var out []Statement
	start, depth := 0, 0
	for i, tok := range toks {
		switch {
		case tok.Kind == EOF || tok.Kind == End && depth == 0:
			if i > start {
				list := toks[start:i:i]
				out = append(out, Statement{Tokens: list, Query: parse(list)})
			}
			start, depth = i+1, 0
		case tok.Kind == Word && hasBody(toks[start:i+1]):
			depth += nesting(toks, i)
			depth = max(depth, 0)
		}
	}
	return out
}

// hasBody reports whether the statement creates something whose body may hold semicolons.
func hasBody(toks []Token) bool {
	if !toks[0].Is("CREATE", "ALTER") {
		return false
	}
	for _, t := range toks[:min(len(toks), 16)] {
		if t.Is("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE") {
			return true
		}
		if t.Is("TABLE", "INDEX", "VIEW", "ON", "AS") {
			return false
		}
	}
	return false
}

// nesting returns what the word at i adds to the depth of BEGIN … END.
func nesting(toks []Token, i int) int {
	switch t := toks[i]; {
	case t.Is("BEGIN"):
		return 1
	case t.Is("CASE") && (i == 0 || !toks[i-1].Is("END")):
		return 1
	case t.Is("END") && !toks[i+1].Is("IF", "LOOP", "WHILE", "REPEAT", "FOR"):
		return -1
	}
	return 0
}

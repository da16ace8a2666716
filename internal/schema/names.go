package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// maxName is the length of names in PostgreSQL (NAMEDATALEN - 1).
const maxName = 63

// objectName joins the parts of a name as PostgreSQL does (makeObjectName, src/backend/commands/indexcmds.c): the longer of the first two is cut
// until all fits.
func objectName(table, columns, label string) string {
	over := len(label) + 1
	if columns != "" {
		over++
	}
	room := maxName - over
	a, b := len(table), len(columns)
	for a+b > room {
		if a > b {
			a--
		} else {
			b--
		}
	}
	out := table[:a]
	if columns != "" {
		out += "_" + columns[:b]
	}
	return out + "_" + label
}

// chooseName returns the name that the database gives to a constraint without one.
func (e *edit) chooseName(t *Table, c *stmt.Constraint) string {
	switch e.schema.Dialect {
	case stmt.PostgreSQL:
		label := map[stmt.Kind]string{stmt.Primary: "pkey", stmt.Unique: "key", stmt.Foreign: "fkey", stmt.Check: "check", stmt.Exclude: "excl", stmt.NotNull: "not_null"}[c.Kind]
		columns := joinNames(c.Columns)
		switch c.Kind {
		case stmt.Primary:
			columns = ""
		case stmt.Exclude:
			columns = partNames(c.Parts)
		case stmt.Check:
			columns = ""
			if c.Expr != nil && len(c.Expr.Columns) == 1 {
				columns = c.Expr.Columns[0]
			}
		}
		return e.free(t, columns, label, c.Kind == stmt.Primary || c.Kind == stmt.Unique || c.Kind == stmt.Exclude)
	case stmt.MySQL:
		switch c.Kind {
		case stmt.Primary:
			return "PRIMARY"
		case stmt.Foreign:
			return numbered(t, "_ibfk_")
		case stmt.Check:
			return numbered(t, "_chk_")
		case stmt.Unique:
			return indexName(t, c.Parts)
		}
	}
	return ""
}

// free returns the first of name, name1, name2, … that is not taken. Names of relations are taken in the whole schema, others in the table.
func (e *edit) free(t *Table, columns, label string, relation bool) string {
	for i := 0; ; i++ {
		l := label
		if i > 0 {
			l += strconv.Itoa(i)
		}
		name := objectName(t.Name.Name, columns, l)
		if t.Constraint(name) != nil || relation && e.taken(t.Schema, name) {
			continue
		}
		return name
	}
}

// taken reports whether a table or index of the schema has the name.
func (e *edit) taken(schema, name string) bool {
	if e.schema.tables[key(stmt.Name{Schema: schema, Name: name})] != nil {
		return true
	}
	for _, t := range e.schema.tables {
		if strings.EqualFold(t.Schema, schema) && t.Index(name) != nil {
			return true
		}
	}
	return false
}

// numbered is the name that InnoDB gives: table_ibfk_1, table_chk_1, one more than the highest.
func numbered(t *Table, infix string) string {
	high := 0
	for _, c := range t.Constraints {
		if rest, ok := strings.CutPrefix(c.Name, t.Name.Name+infix); ok {
			if n, err := strconv.Atoi(rest); err == nil {
				high = max(high, n)
			}
		}
	}
	return fmt.Sprintf("%s%s%d", t.Name.Name, infix, high+1)
}

// indexName is the name that MySQL gives to an index: that of its first column, with _2, _3 where it is taken.
func indexName(t *Table, parts []stmt.Part) string {
	base := "functional_index"
	if len(parts) > 0 && parts[0].Column != "" {
		base = parts[0].Column
	}
	name := base
	for i := 2; t.Index(name) != nil; i++ {
		name = base + "_" + strconv.Itoa(i)
	}
	return name
}

func joinNames(list []string) string { return strings.Join(list, "_") }

// partNames is what PostgreSQL puts into the name of an index: its columns, "expr" or the function for an expression.
func partNames(parts []stmt.Part) string {
	var names []string
	for _, p := range parts {
		name := p.Column
		if name == "" {
			name = "expr"
			if p.Expr != nil && len(p.Expr.Funcs) > 0 && strings.HasPrefix(strings.ToLower(p.Expr.Text), p.Expr.Funcs[0]+"(") {
				name = p.Expr.Funcs[0]
			}
		}
		base := name
		for i := 1; containsName(names, name); i++ { // ChooseIndexColumnNames
			name = base + strconv.Itoa(i)
		}
		names = append(names, name)
	}
	return joinNames(names)
}

func containsName(list []string, name string) bool {
	for _, n := range list {
		if n == name {
			return true
		}
	}
	return false
}

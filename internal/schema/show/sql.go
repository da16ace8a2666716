package show

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// asSQL writes statements that make the schema: types, tables, indexes, then foreign keys, since tables may point at each other. SQLite takes
// foreign keys in CREATE TABLE alone, where their order does not matter.
func asSQL(histories []*schema.History, names []string) string {
	var b strings.Builder
	for i, h := range histories {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "-- %s (%s, %s)\n", h.Set.Dir, h.Set.Tool, h.Set.Dialect)
		w := writer{b: &b, d: h.Schema.Dialect}
		if len(names) == 0 {
			for _, t := range h.Schema.Types() {
				if t.Kind == "ENUM" {
					var values []string
					for _, v := range t.Enum {
						values = append(values, literal(v))
					}
					fmt.Fprintf(&b, "\nCREATE TYPE %s AS ENUM (%s);\n", w.name(t.Name), strings.Join(values, ", "))
				}
			}
		}
		tables := Wanted(h.Schema, names)
		for _, t := range tables {
			w.table(t)
		}
		if w.d != stmt.SQLite {
			for _, t := range tables {
				w.foreignKeys(t)
			}
		}
	}
	return b.String()
}

// writer writes in a dialect.
type writer struct {
	b *strings.Builder
	d stmt.Dialect
}

var bare = lazyre.New(`^[a-z_][a-z0-9_]*$`)

// reserved are names that want quotes in one of the dialects.
var reserved = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`all analyse analyze and any array as asc between both by case cast check collate column constraint create cross current_date
		current_time current_timestamp current_user default deferrable delete desc describe distinct do drop each else end except exists false fetch for foreign from full
		grant group groups having if in index initially inner insert intersect interval into is join key keys lateral leading left like limit localtime localtimestamp
		lock natural not null of offset on only or order outer over partition placing primary range rank read references right row rows schema select set session_user
		some system table then to trailing transaction trigger true union unique update usage user using values variadic when where window with write`) {
		reserved[w] = true
	}
}

func (w writer) quote(name string) string {
	if bare().MatchString(name) && !reserved[name] {
		return name
	}
	if w.d == stmt.MySQL {
		return "`" + strings.ReplaceAll(name, "`", "``") + "`"
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func (w writer) name(n stmt.Name) string {
	if n.Schema == "" {
		return w.quote(n.Name)
	}
	return w.quote(n.Schema) + "." + w.quote(n.Name)
}

func (w writer) names(list []string) string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = w.quote(n)
	}
	return "(" + strings.Join(out, ", ") + ")"
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (w writer) table(t *schema.Table) {
	fmt.Fprintf(w.b, "\n-- %s:%d\n", t.Made.Path, t.Made.Line)
	if t.Unsure != "" {
		fmt.Fprintf(w.b, "-- unsure: %s\n", t.Unsure)
	}
	if t.Open {
		w.b.WriteString("-- columns may be missing\n")
	}
	if t.PartitionBy != "" {
		fmt.Fprintf(w.b, "-- partitioned by %s, which is not shown\n", t.PartitionBy)
	}
	if t.PartitionOf.Name != "" {
		fmt.Fprintf(w.b, "-- a partition of %s\n", t.PartitionOf)
	}
	for _, c := range t.Constraints {
		if c.Kind == stmt.Exclude {
			fmt.Fprintf(w.b, "-- the exclusion constraint %s is not shown\n", c.Name)
		}
	}
	if t.Module != "" || t.Open && len(t.Columns) == 0 {
		fmt.Fprintf(w.b, "-- %s is not shown\n", t.Name)
		return
	}
	var lines []string
	for _, c := range t.Columns {
		lines = append(lines, w.column(t, c))
	}
	for _, c := range inOrder(t.Constraints) {
		if (c.Kind != stmt.Foreign || w.d == stmt.SQLite) && c.Kind != stmt.Exclude && !w.inline(t, c) {
			lines = append(lines, w.constraint(c.Constraint))
		}
	}
	if w.d == stmt.MySQL {
		for _, x := range t.Indexes {
			if x.For == "" {
				lines = append(lines, strings.TrimSpace(w.keyWord(x)+" "+w.quote(x.Name)+" ("+w.parts(x.Parts)+")"))
			}
		}
	}
	end := ""
	if t.WithoutRowid {
		end = " WITHOUT ROWID"
	}
	fmt.Fprintf(w.b, "CREATE TABLE %s (\n    %s\n)%s;\n", w.name(t.Name), strings.Join(lines, ",\n    "), end)
	if w.d == stmt.MySQL {
		return
	}
	for _, x := range t.Indexes {
		if x.For == "" {
			w.index(t, x)
		}
	}
}

// inOrder puts keys first, then what is checked, then foreign keys, so that the statement names indexes as the replay does.
func inOrder(list []schema.Constraint) []schema.Constraint {
	order := map[stmt.Kind]int{stmt.Primary: 0, stmt.Unique: 1, stmt.Check: 2, stmt.Foreign: 3}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b schema.Constraint) int { return order[a.Kind] - order[b.Kind] })
	return out
}

func (w writer) keyWord(x schema.Index) string {
	switch {
	case x.Method == "fulltext", x.Method == "spatial":
		return strings.ToUpper(x.Method) + " KEY"
	case x.Unique:
		return "UNIQUE KEY"
	}
	return "KEY"
}

func (w writer) column(t *schema.Table, c schema.Column) string {
	s := w.quote(c.Name)
	if typ := w.typeOf(c); typ != "" {
		s += " " + typ
	}
	if c.Collation != "" && w.d != stmt.MySQL {
		s += " COLLATE " + w.quote(c.Collation)
	}
	for _, k := range t.Constraints {
		if w.inline(t, k) && k.Columns[0] == c.Name {
			s += " PRIMARY KEY"
			if !c.Auto {
				s += " DESC" // which keeps the column from being the rowid
			}
		}
	}
	if c.NotNull && !c.Type.Serial {
		s += " NOT NULL"
	}
	switch {
	case c.Generated != nil:
		s += " GENERATED ALWAYS AS (" + c.Generated.Text + ")"
		if c.Stored {
			s += " STORED"
		} else {
			s += " VIRTUAL"
		}
	case c.Identity != "":
		s += " GENERATED " + c.Identity + " AS IDENTITY"
	case c.Auto && w.d == stmt.MySQL:
		s += " AUTO_INCREMENT"
	case c.Default != nil && !c.Type.Serial:
		text := c.Default.Text
		if w.d == stmt.SQLite && len(c.Default.Funcs)+len(c.Default.Columns) > 0 && !strings.HasPrefix(text, "(") && !strings.HasPrefix(strings.ToLower(text), "current_") {
			text = "(" + text + ")"
		}
		s += " DEFAULT " + text
	}
	return s
}

func (w writer) typeOf(c schema.Column) string {
	if c.Type.Serial {
		return map[string]string{"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}[c.Type.Name]
	}
	if w.d == stmt.MySQL && (c.Type.Name == "enum" || c.Type.Name == "set") {
		var values []string
		for _, v := range c.Type.Args {
			values = append(values, literal(v))
		}
		return c.Type.Name + "(" + strings.Join(values, ", ") + ")"
	}
	return c.Type.String()
}

// inline reports whether the constraint is written beside its column: the rowid of SQLite.
func (w writer) inline(t *schema.Table, c schema.Constraint) bool {
	if w.d != stmt.SQLite || c.Kind != stmt.Primary || len(c.Columns) != 1 || t.WithoutRowid {
		return false
	}
	col := t.Column(c.Columns[0])
	return col != nil && strings.EqualFold(col.Type.Name, "integer")
}

func (w writer) constraint(c stmt.Constraint) string {
	s := ""
	if c.Name != "" && (w.d != stmt.MySQL || c.Kind != stmt.Primary) {
		s = "CONSTRAINT " + w.quote(c.Name) + " "
	}
	s += string(c.Kind)
	switch c.Kind {
	case stmt.Check:
		s += " (" + text(c.Expr) + ")"
	case stmt.Foreign:
		s += " " + w.names(c.Columns) + " REFERENCES " + w.name(c.Ref)
		if len(c.RefColumns) > 0 {
			s += " " + w.names(c.RefColumns)
		}
		if c.OnUpdate != "" {
			s += " ON UPDATE " + c.OnUpdate
		}
		if c.OnDelete != "" {
			s += " ON DELETE " + c.OnDelete
		}
		if c.NotValid && w.d == stmt.PostgreSQL {
			s += " NOT VALID"
		}
	default:
		if w.d == stmt.PostgreSQL || len(c.Parts) == 0 {
			s += " " + w.names(c.Columns)
		} else {
			s += " (" + w.parts(c.Parts) + ")"
		}
		if len(c.Include) > 0 {
			s += " INCLUDE " + w.names(c.Include)
		}
	}
	return s
}

func (w writer) parts(list []stmt.Part) string {
	return keyParts(list, " DESC", func(p stmt.Part) string {
		if p.Column == "" {
			return "(" + text(p.Expr) + ")"
		}
		return w.quote(p.Column)
	})
}

func (w writer) index(t *schema.Table, x schema.Index) {
	s := "CREATE "
	if x.Unique {
		s += "UNIQUE "
	}
	s += "INDEX " + w.quote(x.Name) + " ON " + w.name(t.Name)
	if x.Method != "" && x.Method != "btree" {
		s += " USING " + x.Method
	}
	s += " (" + w.parts(x.Parts) + ")"
	if len(x.Include) > 0 {
		s += " INCLUDE " + w.names(x.Include)
	}
	if x.NullsNotDistinct {
		s += " NULLS NOT DISTINCT"
	}
	if x.Where != nil {
		s += " WHERE " + x.Where.Text
	}
	w.b.WriteString(s + ";\n")
}

func (w writer) foreignKeys(t *schema.Table) {
	for _, c := range t.Constraints {
		if c.Kind == stmt.Foreign {
			fmt.Fprintf(w.b, "\nALTER TABLE %s ADD %s;\n", w.name(t.Name), w.constraint(c.Constraint))
		}
	}
}

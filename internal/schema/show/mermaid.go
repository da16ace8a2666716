package show

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// asMermaid writes an entity relationship diagram (https://mermaid.js.org/syntax/entityRelationshipDiagram.html, version 11). Several histories
// stand in one diagram one after the other, each with a comment before it.
func asMermaid(histories []*schema.History, names []string) string {
	var b strings.Builder
	b.WriteString("erDiagram\n")
	for _, h := range histories {
		fmt.Fprintf(&b, "    %%%% %s (%s, %s)\n", h.Set.Dir, h.Set.Tool, h.Set.Dialect)
		tables := Wanted(h.Schema, names)
		for _, t := range tables {
			entity(&b, t)
		}
		for _, t := range tables {
			relations(&b, h.Schema, t)
		}
	}
	return b.String()
}

var odd = lazyre.New(`[^A-Za-z0-9_\[\]()-]+`)

// word makes a text one word that Mermaid takes as type or name of an attribute.
func word(s string) string {
	s = strings.Trim(odd().ReplaceAllString(s, "_"), "_")
	if s == "" || !(s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z' || s[0] == '_') {
		return "_" + s
	}
	return s
}

var plainEntity = lazyre.New(`^[A-Za-z][A-Za-z0-9_-]*$`)

func entityName(n stmt.Name) string {
	s := n.String()
	if plainEntity().MatchString(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, "'") + `"`
}

func entity(b *strings.Builder, t *schema.Table) {
	if len(t.Columns) == 0 {
		fmt.Fprintf(b, "    %s\n", entityName(t.Name))
		return
	}
	fmt.Fprintf(b, "    %s {\n", entityName(t.Name))
	for _, c := range t.Columns {
		typ := c.Type.String()
		if typ == "" {
			typ = "any"
		}
		fmt.Fprintf(b, "        %s %s%s\n", word(typ), word(c.Name), keys(t, c.Name))
	}
	b.WriteString("    }\n")
}

// keys marks a column as part of the primary key, a foreign key or a key of its own.
func keys(t *schema.Table, column string) string {
	var out []string
	for _, k := range []struct {
		kind stmt.Kind
		mark string
	}{{stmt.Primary, "PK"}, {stmt.Foreign, "FK"}, {stmt.Unique, "UK"}} {
		if slices.ContainsFunc(t.Constraints, func(c schema.Constraint) bool {
			return c.Kind == k.kind && slices.Contains(c.Columns, column) && (k.kind != stmt.Unique || len(c.Columns) == 1)
		}) {
			out = append(out, k.mark)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " " + strings.Join(out, ", ")
}

// relations draws the foreign keys: at the referenced table one, or none or one where the columns may be NULL; at the other one none or many, or
// none or one where the columns are unique.
func relations(b *strings.Builder, s *schema.Schema, t *schema.Table) {
	for _, c := range t.Constraints {
		if c.Kind != stmt.Foreign {
			continue
		}
		ref := c.Ref
		if r := s.Table(ref); r != nil {
			ref = r.Name
		}
		one, many := "||", "o{"
		for _, name := range c.Columns {
			if col := t.Column(name); col != nil && !col.NotNull {
				one = "|o"
			}
		}
		for _, x := range t.Indexes {
			if x.Unique && x.Where == nil && slices.Equal(x.Columns(), c.Columns) {
				many = "o|"
			}
		}
		fmt.Fprintf(b, "    %s %s--%s %s : %q\n", entityName(ref), one, many, entityName(t.Name), strings.Join(c.Columns, ", "))
	}
}

// Package show writes a replayed schema for people and for other programs.
package show

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/term"
)

// Formats lists the formats that Render knows.
func Formats() []string { return []string{"text", "json", "sql", "mermaid"} }

// Render writes the schemas in a format. tables chooses what is shown; none means all.
func Render(format string, histories []*schema.History, tables []string, style term.Style) ([]byte, error) {
	switch format {
	case "json":
		return asJSON(histories, tables)
	case "sql":
		return clean(asSQL(histories, tables)), nil
	case "mermaid":
		return clean(asMermaid(histories, tables)), nil
	}
	return []byte(asText(histories, tables, style)), nil
}

// clean keeps names in migrations from steering the terminal.
func clean(text string) []byte {
	var b strings.Builder
	for line := range strings.Lines(text) {
		body, end := strings.TrimSuffix(line, "\n"), ""
		if body != line {
			end = "\n"
		}
		b.WriteString(term.Clean(body) + end)
	}
	return []byte(b.String())
}

// Wanted returns the tables of a schema that are named, all where names are none.
func Wanted(s *schema.Schema, names []string) []*schema.Table {
	var out []*schema.Table
	for _, t := range s.Tables() {
		ok := len(names) == 0
		for _, n := range names {
			ok = ok || stmt.Split(n).Is(t.Name)
		}
		if ok {
			out = append(out, t)
		}
	}
	return out
}

func asText(histories []*schema.History, names []string, style term.Style) string {
	var b strings.Builder
	for i, h := range histories {
		if i > 0 {
			b.WriteString("\n")
		}
		heading(&b, h, style)
		for _, t := range Wanted(h.Schema, names) {
			b.WriteString("\n")
			table(&b, h, t, style)
		}
		if len(names) == 0 {
			views(&b, h)
		}
		notes(&b, h, style)
	}
	return b.String()
}

func heading(b *strings.Builder, h *schema.History, style term.Style) {
	from := ""
	if h.Set.Why != "" {
		from = " by " + h.Set.Why
	}
	if len(h.Set.Also) > 0 {
		var names []string
		for _, d := range h.Set.Also {
			names = append(names, d.String())
		}
		from += " (the code also opens " + strings.Join(names, ", ") + ")"
	}
	fmt.Fprintf(b, "%s  %s\n", style.Paint(term.Bold, term.Clean(h.Set.Dir)), fmt.Sprintf("%s, %s%s: %s, %s, %s", h.Set.Tool, h.Set.Dialect, from,
		count(len(h.Set.Files), "file"), count(len(h.Steps), "statement"), count(len(h.Schema.Tables()), "table")))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// place names a statement by the file within the set, and its line.
func place(h *schema.History, o schema.Origin) string {
	if o.Path == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", strings.TrimPrefix(o.Path, h.Set.Dir+"/"), o.Line)
}

func table(b *strings.Builder, h *schema.History, t *schema.Table, style term.Style) {
	kind := ""
	switch {
	case t.Module != "":
		kind = " (virtual table of " + t.Module + ")"
	case t.PartitionOf.Name != "":
		kind = " (partition of " + t.PartitionOf.String() + ")"
	case t.PartitionBy != "":
		kind = " (partitioned by " + strings.ToLower(t.PartitionBy) + ")"
	}
	rows := [][]string{{t.String() + kind, "", "", place(h, t.Made)}}
	for _, c := range t.Columns {
		made := ""
		if c.Made != t.Made {
			made = "added " + place(h, c.Made)
		}
		if c.Changed.Path != "" {
			made = strings.TrimPrefix(made+", changed "+place(h, c.Changed), ", ")
		}
		rows = append(rows, []string{"  " + c.Name, c.Type.String(), facts(c), made})
	}
	if t.Open {
		rows = append(rows, []string{"  …", "", "columns may be missing", ""})
	}
	b.WriteString(aligned(rows, style))
	var keys [][]string
	for _, c := range t.Constraints {
		keys = append(keys, []string{"  " + strings.ToLower(string(c.Kind)), c.Name, constraint(c.Constraint), since(h, t, c.Made)})
	}
	for _, x := range t.Indexes {
		if x.For == "" {
			word := "  index"
			if x.Unique {
				word = "  unique index"
			}
			keys = append(keys, []string{word, x.Name, index(x), since(h, t, x.Made)})
		}
	}
	if !slices.ContainsFunc(keys, func(row []string) bool { return row[1] != "" }) {
		for i, row := range keys {
			keys[i] = slices.Delete(row, 1, 2)
		}
	}
	if len(keys) > 0 {
		b.WriteString(columns(keys))
	}
	if t.Unsure != "" {
		b.WriteString("  " + style.Paint(term.Yellow, "unsure: "+term.Clean(t.Unsure)) + "\n")
	}
}

// aligned aligns rows whose first is the heading.
func aligned(rows [][]string, style term.Style) string {
	for _, row := range rows {
		for i := range row {
			row[i] = term.Clean(row[i])
		}
	}
	return term.Columns(rows, style)
}

// columns aligns rows that have no heading.
func columns(rows [][]string) string {
	_, body, _ := strings.Cut(aligned(append([][]string{{""}}, rows...), term.Style{}), "\n")
	return body
}

func since(h *schema.History, t *schema.Table, o schema.Origin) string {
	if o == t.Made {
		return ""
	}
	return place(h, o)
}

// facts says what a column is besides its type.
func facts(c schema.Column) string {
	var out []string
	if c.NotNull {
		out = append(out, "not null")
	}
	switch {
	case c.Identity != "":
		out = append(out, "identity")
	case c.Auto:
		out = append(out, "auto")
	case c.Generated != nil:
		out = append(out, "as ("+oneLine(c.Generated.Text)+")")
	case c.Default != nil:
		out = append(out, "default "+oneLine(c.Default.Text))
	}
	return strings.Join(out, ", ")
}

// oneLine shortens a text to one line.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return s
}

func constraint(c stmt.Constraint) string {
	var out string
	switch c.Kind {
	case stmt.Check:
		if c.Expr != nil {
			out = "(" + oneLine(c.Expr.Text) + ")"
		}
	case stmt.Exclude:
		out = "using " + c.Method + " (" + parts(c.Parts) + ")"
	default:
		out = "(" + strings.Join(c.Columns, ", ") + ")"
	}
	if c.Kind == stmt.Foreign {
		out += " -> " + c.Ref.String()
		if len(c.RefColumns) > 0 {
			out += " (" + strings.Join(c.RefColumns, ", ") + ")"
		}
		if c.OnDelete != "" {
			out += " on delete " + strings.ToLower(c.OnDelete)
		}
		if c.OnUpdate != "" {
			out += " on update " + strings.ToLower(c.OnUpdate)
		}
	}
	if c.NotValid {
		out += " not valid"
	}
	return out
}

func index(x schema.Index) string {
	out := "(" + parts(x.Parts) + ")"
	if x.Method != "" && !strings.EqualFold(x.Method, "btree") {
		out = "using " + x.Method + " " + out
	}
	if len(x.Include) > 0 {
		out += " include (" + strings.Join(x.Include, ", ") + ")"
	}
	if x.Where != nil {
		out += " where " + oneLine(x.Where.Text)
	}
	if x.Invisible {
		out += " invisible"
	}
	return out
}

func parts(list []stmt.Part) string {
	return keyParts(list, " desc", func(p stmt.Part) string {
		if p.Expr != nil && p.Column == "" {
			return oneLine(p.Expr.Text)
		}
		return p.Column
	})
}

// keyParts lists what an index is about, each part with its prefix, operator class and order.
func keyParts(list []stmt.Part, desc string, of func(stmt.Part) string) string {
	var out []string
	for _, p := range list {
		s := of(p)
		if p.Length > 0 {
			s += fmt.Sprintf("(%d)", p.Length)
		}
		if p.Class != "" {
			s += " " + p.Class
		}
		if p.Desc {
			s += desc
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func views(b *strings.Builder, h *schema.History) {
	var rows [][]string
	for _, v := range h.Schema.Views() {
		word := "view"
		if v.Materialized {
			word = "materialized view"
		}
		rows = append(rows, []string{word, v.String(), strings.Join(v.Columns, ", "), place(h, v.Made)})
	}
	for _, t := range h.Schema.Types() {
		rows = append(rows, []string{"type", t.String(), strings.TrimSpace(strings.ToLower(t.Kind) + " " + strings.Join(t.Enum, ", ")), place(h, t.Made)})
	}
	if len(rows) > 0 {
		b.WriteString("\n" + columns(rows))
	}
}

// notes lists what was not read, one line for each reason where there are many.
func notes(b *strings.Builder, h *schema.History, style term.Style) {
	byText := map[string][]migrate.Note{}
	var order []string
	for _, n := range h.Set.Notes {
		if byText[n.Text] == nil {
			order = append(order, n.Text)
		}
		byText[n.Text] = append(byText[n.Text], n)
	}
	for i, text := range order {
		if i == 0 {
			b.WriteString("\n")
		}
		list := byText[text]
		name := list[0].Path
		if len(list) > 1 {
			name = fmt.Sprintf("%s and %d more", name, len(list)-1)
		}
		fmt.Fprintf(b, "%s %s: %s\n", style.Paint(term.Cyan, "note"), term.Clean(name), term.Clean(text))
	}
}

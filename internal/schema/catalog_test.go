package schema_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// catalogLines writes a replayed schema as the queries of the live tests write the catalog of a server: one line a column, constraint and index.
func catalogLines(s *schema.Schema) []string {
	var out []string
	for _, t := range s.Tables() {
		if t.Open || t.Module != "" { // what AS SELECT makes is not known
			continue
		}
		name := tableName(s, t.Name)
		for _, c := range t.Columns {
			out = append(out, columnLine(s, name, c))
		}
		for _, c := range t.Constraints {
			out = append(out, constraintLine(s, name, c))
		}
		for _, x := range t.Indexes {
			if x.Rowid {
				continue
			}
			var cols []string
			for _, p := range x.Parts {
				col := p.Column
				if col == "" {
					col = "expression"
				}
				if p.Desc {
					col += " desc"
				}
				cols = append(cols, col)
			}
			cols = append(cols, x.Include...)
			method := x.Method
			if method == "" && s.Dialect == stmt.PostgreSQL {
				method = "btree"
			}
			out = append(out, fmt.Sprintf("%s index %s %s unique=%t partial=%t (%s)", name, x.Name, method, x.Unique, x.Where != nil, strings.Join(cols, ",")))
		}
	}
	slices.Sort(out)
	return out
}

func tableName(s *schema.Schema, n stmt.Name) string {
	if s.Dialect == stmt.PostgreSQL && n.Schema == "" {
		n.Schema = "public"
	}
	return n.String()
}

func columnLine(s *schema.Schema, table string, c schema.Column) string {
	def := ""
	switch {
	case c.Generated != nil:
		def = "generated"
	case c.Identity != "":
		def = "identity"
	case c.Default != nil:
		def = tidyDefault(c.Default.Text)
	}
	return fmt.Sprintf("%s column %s %s notnull=%t default=%s", table, c.Name, strings.ToLower(strings.NewReplacer(", ", ",", " (", "(").Replace(c.Type.String())), c.NotNull, def)
}

func constraintLine(s *schema.Schema, table string, c schema.Constraint) string {
	line := fmt.Sprintf("%s %s %s (%s)", table, c.Kind, c.Name, strings.Join(c.Columns, ","))
	if c.Kind == stmt.Check || c.Kind == stmt.Exclude {
		line = fmt.Sprintf("%s %s %s", table, c.Kind, c.Name)
	}
	if c.Kind == stmt.Foreign {
		line += fmt.Sprintf(" -> %s (%s) delete=%s update=%s", tableName(s, c.Ref), strings.Join(c.RefColumns, ","), c.OnDelete, c.OnUpdate)
	}
	if s.Dialect == stmt.PostgreSQL {
		line += fmt.Sprintf(" valid=%t", !c.NotValid)
	}
	return line
}

var casts = regexp.MustCompile(`::("?[a-z_.]+"?)( varying| precision| with(out)? time zone)?(\([0-9,]+\))?(\[\])?`)

// tidyDefault takes out of a default what servers write in another way: casts, parentheses, quotes around numbers, the schema of a sequence.
func tidyDefault(text string) string {
	text = casts.ReplaceAllString(text, "")
	text = strings.NewReplacer("(", "", ")", "", " ", "", "'", "", "\"", "", "public.", "", "CAST", "").Replace(text)
	text = strings.ToLower(text)
	text = strings.TrimSuffix(text, "00:00:00+00") + strings.Repeat("00:00:00", strings.Count(text, "00:00:00+00")) // the zone of the server
	if strings.Contains(text, "nextval") {
		return "nextval"
	}
	if text == "null" { // what a server keeps of DEFAULT NULL for a type with a length
		return ""
	}
	return text
}

// difference compares two sorted lists: lines of the first alone begin with "-", of the second alone with "+".
func difference(want, got []string) []string {
	var out []string
	for _, w := range want {
		if !slices.Contains(got, w) {
			out = append(out, "- "+w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			out = append(out, "+ "+g)
		}
	}
	return out
}

// Package sqltext reads SQL as programs hold it: fragments, statements with unknown parts, any dialect, any spelling.
// It never fails: what it does not understand it passes over, and what it reports it has seen in the text.
// It knows the words that the dialects of PostgreSQL, MySQL, SQLite, SQL Server and ClickHouse share, from their reference manuals.
package sqltext

import "strings"

// Hole is the byte that stands for an unknown part in a Template.
const Hole = '\x00'

// Template is SQL text in which the byte Hole stands for each part that is not known, whatever its length.
// All offsets in this package count bytes of the Template.
type Template string

// Builder makes a Template piece by piece. The zero Builder is ready to use.
type Builder struct{ b strings.Builder }

// Text adds literal text. A NUL in it becomes a space, so that it is not taken for a hole.
func (b *Builder) Text(s string) {
	if strings.IndexByte(s, Hole) >= 0 {
		s = strings.ReplaceAll(s, string(Hole), " ")
	}
	b.b.WriteString(s)
}

// Hole adds an unknown part.
func (b *Builder) Hole() { b.b.WriteByte(Hole) }

// Template returns what was added so far.
func (b *Builder) Template() Template { return Template(b.b.String()) }

// Literal returns the template of a text without holes.
func Literal(s string) Template {
	var b Builder
	b.Text(s)
	return b.Template()
}

// HasHole reports whether any part of the template is unknown.
func (t Template) HasHole() bool { return strings.IndexByte(string(t), Hole) >= 0 }

// String returns the text with "…" for each hole, for messages.
func (t Template) String() string { return strings.ReplaceAll(string(t), string(Hole), "…") }

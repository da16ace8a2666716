package show

import (
	"cmp"
	"strings"

	"github.com/prodlint/prodlint/internal/term"
)

// text draws the rows as a table.
func text(p Page, style term.Style) string {
	rows := [][]string{{"METHOD", "PATH", "HANDLER"}}
	for _, r := range p.Rows {
		rows = append(rows, []string{Method(r), r.Path, strings.TrimSpace(cmp.Or(r.Handler, "not seen") + " " + r.At.String())})
	}
	out := term.Columns(rows, style)
	for _, n := range p.Notes {
		out += n + "\n"
	}
	return out
}

// Method returns the methods of a row as one word.
func Method(r Row) string {
	if r.Kind != "http" && r.Kind != "graphql" {
		return r.Kind
	}
	if len(r.Methods) == 0 {
		return "ANY"
	}
	return strings.Join(r.Methods, ",")
}

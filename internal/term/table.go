package term

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// table draws a Markdown table with columns as wide as their widest cell.
func (p *pager) table(n *east.Table, indent string) {
	var rows [][]string
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var row []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			row = append(row, p.plain(c))
		}
		rows = append(rows, row)
	}
	for line := range strings.Lines(Columns(rows, p.style)) {
		p.out.WriteString(indent + line)
	}
}

// plain returns the text of a node without colours.
func (p *pager) plain(n ast.Node) string {
	var b strings.Builder
	for _, sp := range p.inline(n, span{}) {
		b.WriteString(Clean(sp.text))
	}
	return b.String()
}

// Columns draws rows of plain text as aligned columns. The first row is the heading.
func Columns(rows [][]string, style Style) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], TextWidth(cell))
		}
	}
	var b strings.Builder
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-TextWidth(cell)+2))
		}
		text := strings.TrimRight(line.String(), " ")
		if n == 0 {
			text = style.Paint(Bold, text)
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

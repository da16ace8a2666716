package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/term"
)

// mark is a range to underline, with what to say about it.
type mark struct {
	Place
	label   string
	primary bool
}

// marks returns what to show of a finding: its own place and the steps of its path, in the order to be read.
func (f *Finding) marks() []mark {
	own := mark{Place: f.Place, primary: true}
	var out []mark
	drawn := f.File == "" // a finding about the program as a whole stands nowhere
	for _, p := range f.Path {
		m := mark{Place: p, label: p.Note}
		if !drawn && p.File == f.File && p.Line == f.Line && p.Column == f.Column {
			m.Place, m.primary, drawn = f.Place, true, true
		}
		out = append(out, m)
	}
	if !drawn {
		out = append([]mark{own}, out...)
	}
	if len(out) > 2 {
		n := 0
		for i := range out {
			if out[i].label != "" {
				n++
				out[i].label = fmt.Sprintf("%d. %s", n, out[i].label)
			}
		}
	}
	for i := range out {
		out[i].label = term.Clean(Redact(out[i].label))
	}
	return out
}

// frame draws the code around the marks: the finding's own file first, then the others in the order of the path.
func (d *drawing) frame(f *Finding) {
	marks := f.marks()
	var files []string
	if f.File != "" {
		files = append(files, f.File)
	}
	width := 1
	for _, m := range marks {
		if !slices.Contains(files, m.File) {
			files = append(files, m.File)
		}
		width = max(width, len(fmt.Sprint(m.Line)))
	}
	d.gutter = width
	for i, file := range files {
		var here []mark
		for _, m := range marks {
			if m.File == file {
				here = append(here, m)
			}
		}
		arrow, at := ":::", here[0]
		if i == 0 && f.File != "" {
			arrow, at = "-->", mark{Place: f.Place}
		}
		where := fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column)
		if at.Function != "" {
			where += " in " + at.Function
		}
		d.printf("%s%s %s\n", strings.Repeat(" ", width), d.style.Paint(term.Blue, arrow), term.Clean(where))
		d.code(d.source(file), here)
	}
}

// code draws the lines of one file that have marks.
func (d *drawing) code(src *source, marks []mark) {
	byLine := map[int][]mark{}
	for _, m := range marks {
		byLine[m.Line] = append(byLine[m.Line], m)
	}
	lines := make([]int, 0, len(byLine))
	for n := range byLine {
		lines = append(lines, n)
	}
	slices.Sort(lines)
	d.bar("", "")
	last := 0
	for _, n := range lines {
		if last > 0 && n == last+2 {
			d.plainLine(src, n-1)
		} else if last > 0 && n > last+2 {
			d.printf("%s\n", d.style.Paint(term.Blue, strings.Repeat(".", d.gutter)+" :"))
		}
		if d.markedLine(src, n, byLine[n]) {
			last = n
		}
	}
	d.bar("", "")
}

// plainLine draws a line without marks.
func (d *drawing) plainLine(src *source, n int) {
	if cells, ok := src.cells(n); ok {
		text, _ := window(cells, 0, d.room())
		d.bar(fmt.Sprint(n), text)
	}
}

// markedLine draws a line and, under it, each of its marks with its label. It reports whether the line was there to be drawn.
func (d *drawing) markedLine(src *source, n int, marks []mark) bool {
	cells, ok := src.cells(n)
	if !ok { // the file is gone or has changed since it was read: the labels still say what matters
		for _, m := range marks {
			if m.label != "" {
				d.bar(fmt.Sprint(n), d.label(m))
			}
		}
		return false
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.Column, b.Column) })
	focus := marks[0]
	for _, m := range marks {
		if m.primary {
			focus = m
		}
	}
	from, _ := columns(cells, focus.Column-1, focus.Column)
	from = max(0, from-d.room()/3)
	text, began := window(cells, from, d.room())
	shift := 0
	if began > 0 {
		shift = 1 - began
	}
	d.bar(fmt.Sprint(n), text)
	limit := term.TextWidth(text)
	for _, m := range marks {
		end := m.EndColumn - 1
		switch {
		case m.EndLine > m.Line && len(cells) > 0:
			end = cells[len(cells)-1].end
		case end < m.Column:
			end = m.Column
		}
		a, b := columns(cells, m.Column-1, end)
		a, b = max(a+shift, 0), min(b+shift, limit)
		if b <= a {
			a, b = min(a, limit), min(a, limit)+1
		}
		color, sign := term.Blue, "-"
		if m.primary {
			color, sign = d.color, "^"
		}
		line := strings.Repeat(" ", a) + d.style.Paint(color, strings.Repeat(sign, b-a))
		if m.label != "" {
			line += " " + d.label(m)
		}
		d.bar("", line)
	}
	return true
}

func (d *drawing) label(m mark) string {
	if m.primary {
		return d.style.Paint(d.color, m.label)
	}
	return d.style.Paint(term.Blue, m.label)
}

// room is the number of columns left for code.
func (d *drawing) room() int { return d.style.Columns() - d.gutter - 4 }

// bar draws one line of the frame: number, bar, text.
func (d *drawing) bar(number, text string) {
	line := fmt.Sprintf("%*s |", d.gutter, number)
	d.printf("%s", d.style.Paint(term.Blue, line))
	if text != "" {
		d.printf(" %s", strings.TrimRight(text, " "))
	}
	d.printf("\n")
}

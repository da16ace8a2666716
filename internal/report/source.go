package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/prodlint/prodlint/internal/term"
)

// source is a file cut into lines.
type source struct {
	text   string
	starts []int  // byte offset of each line
	keys   []span // secrets that run over many lines
}

func newSource(b []byte) *source {
	s := &source{text: string(b), starts: []int{0}}
	for i := 0; ; {
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			break
		}
		i += n + 1
		s.starts = append(s.starts, i)
	}
	if strings.Contains(s.text, "-----BEGIN") {
		s.keys = spansOf(s.text, secrets[:1])
	}
	return s
}

// near is how many lines around a line are searched for the secrets in it.
const near = 20

// secrets returns the ranges of the file that must not be shown, as far as they touch line n.
func (s *source) secrets(n int) []span { return s.secretsIn(n, n) }

// secretsIn is secrets for the lines from one to another.
func (s *source) secretsIn(from, to int) []span {
	return s.hidden(max(from-near, 1), min(to+near, len(s.starts)))
}

// hidden returns what must not be shown of some lines, as far as these lines alone tell, and all of the keys that run over many.
func (s *source) hidden(first, last int) []span {
	from, to := s.starts[first-1], len(s.text)
	if last < len(s.starts) {
		to = s.starts[last]
	}
	out := slices.Clone(s.keys)
	for _, sp := range spansOf(s.text[from:to], secrets[1:]) {
		out = append(out, span{sp.start + from, sp.end + from})
	}
	return apart(out)
}

// line returns line n (from 1) without its end, and its byte offset.
func (s *source) line(n int) (text string, start int, ok bool) {
	if s == nil || n < 1 || n > len(s.starts) {
		return "", 0, false
	}
	start = s.starts[n-1]
	end := len(s.text)
	if n < len(s.starts) {
		end = s.starts[n] - 1
	}
	return strings.TrimSuffix(s.text[start:end], "\r"), start, true
}

// width returns how many bytes line n has.
func (s *source) width(n int) int {
	text, _, _ := s.line(n)
	return len(text)
}

// maxExcerpt is how many lines an excerpt may have: beyond that it is no excerpt.
const maxExcerpt = 40

// excerpt returns the text of a place, with "***" in place of secrets. ok is false where the place is none in the file, is empty, or is too long.
func (s *source) excerpt(p Place) (text string, ok bool) {
	last := max(p.Line, p.EndLine)
	if last-p.Line >= maxExcerpt {
		return "", false
	}
	from, start, ok := s.line(p.Line)
	to, end, also := s.line(last)
	if !ok || !also {
		return "", false
	}
	start += max(min(p.Column-1, len(from)), 0)
	if p.EndColumn > 0 {
		end += max(min(p.EndColumn-1, len(to)), 0)
	} else {
		end += len(to)
	}
	var b strings.Builder
	for _, sp := range s.secretsIn(p.Line, last) {
		if sp.end <= start || sp.start >= end {
			continue
		}
		b.WriteString(s.text[start:max(start, sp.start)])
		b.WriteString(mask)
		start = min(sp.end, end)
	}
	if start < end {
		b.WriteString(s.text[start:end])
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD"), b.Len() > 0
}

// column16 returns the column in UTF-16 code units (from 1) for a column in bytes.
func (s *source) column16(line, col int) int {
	text, _, ok := s.line(line)
	if !ok || col < 1 {
		return max(col, 1)
	}
	n := 1
	for _, r := range text[:min(col-1, len(text))] {
		if n++; r > 0xffff {
			n++
		}
	}
	return n + max(col-1-len(text), 0)
}

// cell is what one or more bytes of a line look like on the screen.
type cell struct {
	text       string
	width      int
	start, end int // bytes within the line
}

const tabWidth = 4

// cells draws a line: tabs as spaces, secrets as "***", control characters as pictures.
func (s *source) cells(n int) ([]cell, bool) {
	text, start, ok := s.line(n)
	if !ok {
		return nil, false
	}
	secrets := s.secrets(n)
	var out []cell
	column := 0
	for i := 0; i < len(text); {
		c := cell{start: i}
		if end := endAt(secrets, start+i); end > 0 {
			c.text, c.end = mask, min(end-start, len(text))
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			c.end = i + size
			if r == '\t' {
				c.text = strings.Repeat(" ", tabWidth-column%tabWidth)
			} else {
				c.text = term.Visible(r)
			}
		}
		c.width = term.TextWidth(c.text)
		column += c.width
		i = c.end
		out = append(out, c)
	}
	return out, true
}

// endAt returns the end of the secret that starts at a byte, or 0.
func endAt(secrets []span, at int) int {
	for _, sp := range secrets {
		if sp.start == at {
			return sp.end
		}
	}
	return 0
}

// columns returns the screen columns [from,to) that the bytes [start,end) of the line take; at least one column.
func columns(cells []cell, start, end int) (from, to int) {
	at, from := 0, -1
	for _, c := range cells {
		if c.end > start && from < 0 {
			from = at
		}
		if c.start < end {
			to = at + c.width
		}
		at += c.width
	}
	if from < 0 {
		from = at
	}
	return from, max(to, from+1)
}

// window cuts a line to the columns [from, from+size), marking what is left out, and returns the text and the column it starts at.
// A line that fits is returned whole.
func window(cells []cell, from, size int) (string, int) {
	total := 0
	for _, c := range cells {
		total += c.width
	}
	from = max(0, min(from, total-size))
	var b strings.Builder
	at, began := 0, -1
	for _, c := range cells {
		if at >= from && at+c.width <= from+size {
			if began < 0 {
				if began = at; at > 0 {
					b.WriteString("…")
				}
			}
			b.WriteString(c.text)
		} else if at >= from {
			b.WriteString("…")
			break
		}
		at += c.width
	}
	return b.String(), max(began, 0)
}

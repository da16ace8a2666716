package suppress

import (
	"strings"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/sqltext"
	"github.com/prodlint/prodlint/internal/summary"
)

// mark begins a suppression in a comment of SQL.
var mark = lazyre.New(`^(?:--|#|/\*)[ \t]*prodlint:ignore(?:[ \t]+|$|\*/)`)

// annotation is a comment by which a migration tool divides a file. What stands above one is no comment on the statement below it.
var annotation = lazyre.New(`^-{2,}[ \t]*(\+goose|\+migrate|migrate:|rambler|bun:|atlas:|tern:|create above)`)

// ParseSQL returns the directives of a file of SQL, in its order. They are written in comments of any form:
//
//	-- prodlint:ignore rule[,rule] -- reason
//
// behind a statement or in a line of it, on the line above a statement, or at the head of the file, which they then cover whole: before the
// first statement and not directly above it. file is as in positions of findings.
func ParseSQL(file, text string) []Directive {
	if !strings.Contains(text, "prodlint:ignore") {
		return nil
	}
	p := sqlReader{text: text, file: file}
	l := sqltext.NewLexer(sqltext.Literal(text))
	for tok := l.Next(); tok.Kind != sqltext.EOF; tok = l.Next() {
		p.add(tok)
	}
	return p.directives()
}

// sqlReader notes the lines of comments and statements.
type sqlReader struct {
	text, file string
	at, line   int // an offset and its line
	comments   []sqlComment
	statements []sqlStatement
	open       bool // a statement has begun and not ended
}

type sqlComment struct {
	from, to int // lines
	col      int
	text     string
	trailing bool // code stands before it on its line
	divides  bool
}

type sqlStatement struct{ from, to int }

// lineOf returns the line and column of an offset, which is not before the one asked for last.
func (p *sqlReader) lineOf(offset int) (line, col int) {
	if p.line == 0 {
		p.line = 1
	}
	p.line += strings.Count(p.text[p.at:offset], "\n")
	p.at = offset
	return p.line, offset - strings.LastIndexByte(p.text[:offset], '\n')
}

func (p *sqlReader) add(tok sqltext.Token) {
	from, col := p.lineOf(tok.Start)
	to := from + strings.Count(tok.Text, "\n")
	if tok.Kind == sqltext.Comment {
		n := len(p.statements)
		text := strings.TrimRight(tok.Text, "\r\n")
		p.comments = append(p.comments, sqlComment{from: from, to: from + strings.Count(text, "\n"), col: col, text: text,
			trailing: n > 0 && p.statements[n-1].to == from, divides: annotation().MatchString(text)})
		return
	}
	if !p.open {
		p.statements = append(p.statements, sqlStatement{from, to})
	}
	p.statements[len(p.statements)-1].to = to
	p.open = tok.Kind != sqltext.End
	if body, at, ok := tok.Body(); ok && strings.Contains(body, "prodlint:ignore") {
		sqltext.Comments(sqltext.Literal(body), func(c sqltext.Token, inner int) { p.within(c, tok.Start+at+inner) })
	}
}

// within adds a comment in code between dollar quotes, at an offset of the file.
func (p *sqlReader) within(c sqltext.Token, offset int) {
	from, col := p.lineOf(offset)
	text := strings.TrimRight(c.Text, "\r\n")
	p.comments = append(p.comments, sqlComment{from: from, to: from + strings.Count(text, "\n"), col: col, text: text,
		trailing: strings.TrimSpace(p.text[offset-col+1:offset]) != ""})
}

func (p *sqlReader) directives() []Directive {
	var out []Directive
	for i, c := range p.comments {
		loc := mark().FindStringIndex(c.text)
		if loc == nil {
			continue
		}
		rest := strings.TrimSuffix(strings.TrimSpace(c.text[loc[1]:]), "*/")
		names, reason, _ := strings.Cut(rest, "--")
		d := Directive{Pos: summary.Pos{File: p.file, Line: c.from, Col: c.col, EndLine: c.to, EndCol: c.col + len(c.text)}, SQL: true, Trailing: c.trailing}
		if i := strings.LastIndexByte(c.text, '\n'); i >= 0 {
			d.Pos.EndCol = len(c.text) - i
		}
		d.Rules = strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		d.Reason = strings.TrimSpace(reason)
		d.From, d.To = p.covers(i)
		out = append(out, d)
	}
	return out
}

// covers returns the lines that a comment speaks about.
func (p *sqlReader) covers(i int) (from, to int) {
	c := p.comments[i]
	if c.trailing {
		return c.from, c.from
	}
	last := c.to // of the comments that follow each other
	for _, next := range p.comments[i+1:] {
		if next.divides || next.from != last+1 {
			break
		}
		last = next.to
	}
	for n, s := range p.statements {
		if s.from <= c.from && c.from <= s.to { // in the middle of a statement: the line below
			return last + 1, last + 1
		}
		if s.from > c.from {
			if n == 0 && s.from != last+1 {
				return 1, 1 << 30
			}
			return s.from, s.to
		}
	}
	return last + 1, last + 1
}

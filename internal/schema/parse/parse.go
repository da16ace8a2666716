// Package parse reads SQL in the dialect of a database. The parsers of the dialects stand behind one function; they are guarded, their
// answers remembered, and what they say is added to what the text layer (package sqltext) sees. A statement that does not parse keeps the facts
// of the text layer.
package parse

import (
	"errors"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/prodlint/prodlint/internal/lazyre"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// MaxStatement is the length in bytes from which on a statement is not given to a parser, MaxRows that from which on a statement about rows is not: it
// carries them, and the text layer sees what else it says. Both keep the time that one statement takes below 50 ms.
const (
	MaxStatement = 256 << 10
	MaxRows      = 32 << 10
)

var (
	// ErrBinary says that a text is no text.
	ErrBinary = errors.New("not a text file")
	// ErrDialect says that the dialect is not known, or has no parser.
	ErrDialect = errors.New("the dialect of the SQL is not known")
	// ErrLong says that a statement is longer than MaxStatement or MaxRows.
	ErrLong = errors.New("too long to be parsed")
)

// SyntaxError says where a statement does not parse.
type SyntaxError struct {
	Offset  int // in the text given to Text, -1 where it is not known
	Line    int // in that text, from 1; the line of the statement where Offset is not known
	Message string
}

// Error returns the message of the parser.
func (e *SyntaxError) Error() string { return e.Message }

// File reads the text of a file: a byte NUL or bytes that are not UTF-8 make it ErrBinary, a byte order mark is passed over.
func File(d stmt.Dialect, text string) ([]stmt.Statement, error) {
	if strings.IndexByte(text, 0) >= 0 || !mostlyText(text) {
		return nil, ErrBinary
	}
	if rest, ok := strings.CutPrefix(text, "\xef\xbb\xbf"); ok {
		text = "   " + rest
	}
	if d == stmt.PostgreSQL {
		text = withoutClient(text)
	}
	return Text(d, sqltext.Template(text))
}

// mostlyText reports whether no more than a few bytes, or one in fifty, is not UTF-8: comments in Latin-1 are common, programs named .sql are not text.
func mostlyText(text string) bool {
	bad := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		i += n
	}
	return bad <= 8 || bad*50 <= len(text)
}

// Text reads the statements of a template. Each has the facts of the text layer, and those of the parser or the reason why there are none in
// Err. The error is ErrDialect, with the statements as the text layer sees them.
func Text(d stmt.Dialect, t sqltext.Template) ([]stmt.Statement, error) {
	t = sqltext.Template(quietTemplates(string(t)))
	lines := newLines(string(t))
	var out []stmt.Statement
	for _, s := range sqltext.Statements(t) {
		if only(s.Tokens, sqltext.Unknown) {
			continue // {{ template "x" }}
		}
		start, end := s.Tokens[0].Start, s.Tokens[len(s.Tokens)-1].End
		st := stmt.Statement{Start: start, End: end, Line: lines.at(start), Text: string(t[start:end])}
		read(d, &st, s, lines)
		out = append(out, st)
	}
	if !Known(d) {
		return out, ErrDialect
	}
	return out, nil
}

// read fills in what is known of a statement.
func read(d stmt.Dialect, st *stmt.Statement, s sqltext.Statement, lines lines) {
	st.Verb = verb(s.Tokens)
	var err error
	switch {
	case !Known(d):
		err = ErrDialect
	case len(st.Text) > MaxStatement, len(st.Text) > MaxRows && aboutRows(st.Verb):
		err = ErrLong
	default:
		st.Actions, st.Guessed, err = attempt(d, st.Text, s.Tokens)
	}
	var at *stmt.SyntaxError
	if errors.As(err, &at) {
		e := &SyntaxError{Offset: -1, Line: st.Line, Message: at.Message}
		if at.Offset >= 0 {
			e.Offset = st.Start + at.Offset
			e.Line = lines.at(e.Offset)
		}
		err = e
	}
	st.Err = err
	for _, w := range writes(s) {
		w.Offset -= st.Start
		st.Actions = append(st.Actions, w)
	}
	st.Tables = tables(s, st.Actions)
}

// aboutRows reports whether a statement of a verb reads or writes rows.
func aboutRows(verb string) bool {
	switch verb {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH", "VALUES", "COPY":
		return true
	}
	return false
}

var (
	action  = lazyre.New(`\{\{[^{}]*\}\}`)
	control = lazyre.New(`^\{\{-?\s*(if|else|end|range|with|define|block|/\*|\$\w+\s*:?=)\b?`)
	elses   = lazyre.New(`\{\{-?\s*else\b[^{}]*\}\}[^{}]*\{\{-?\s*end\s*-?\}\}`)
	quotes  = strings.NewReplacer(`"`, " ", "`", " ", "'", " ", ";", " ")
)

// quietTemplates blanks in {{ … }} of text/template what SQL would take for quotes, blanks the actions that only decide what is there, and keeps
// the first branch of a condition. Offsets stay.
func quietTemplates(text string) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	blank := func(s string) string {
		out := []byte(s)
		for i, c := range out {
			if c != '\n' {
				out[i] = ' '
			}
		}
		return string(out)
	}
	text = elses().ReplaceAllStringFunc(text, blank)
	return action().ReplaceAllStringFunc(text, func(s string) string {
		if control().MatchString(s) {
			return blank(s)
		}
		return quotes.Replace(s)
	})
}

func only(toks []sqltext.Token, k sqltext.Kind) bool {
	for _, t := range toks {
		if t.Kind != k {
			return false
		}
	}
	return true
}

// lines finds the line of an offset.
type lines []int

func newLines(text string) lines {
	out := lines{0}
	for i := range len(text) {
		if text[i] == '\n' {
			out = append(out, i+1)
		}
	}
	return out
}

// at returns the line of an offset, from 1.
func (l lines) at(offset int) int {
	return sort.SearchInts(l, offset+1)
}

// withoutClient blanks what psql reads itself and PostgreSQL does not: lines that begin with a backslash, and the rows after COPY … FROM stdin,
// as pg_dump writes them. Offsets stay.
func withoutClient(text string) string {
	if !strings.Contains(text, "\n\\") && !strings.HasPrefix(text, "\\") {
		return text
	}
	out := []byte(text)
	rows := false
	for start := 0; start < len(text); {
		end := strings.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		line := text[start:end]
		switch {
		case rows, strings.HasPrefix(line, "\\"):
			for i := start; i < end; i++ {
				out[i] = ' '
			}
			rows = rows && strings.TrimRight(line, "\r") != `\.`
		case strings.HasPrefix(line, "COPY ") && strings.HasSuffix(strings.ToLower(strings.TrimRight(line, "\r ;")), "from stdin"):
			rows = true
		}
		start = end + 1
	}
	return string(out)
}

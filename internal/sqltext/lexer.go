package sqltext

import (
	"strings"
	"unicode/utf8"
)

// Lexer cuts a template into tokens, comments included.
type Lexer struct {
	s     string
	i     int
	delim string // set by DELIMITER; "" means ";"
	prev  Token  // the last token that is no comment
}

// NewLexer returns a lexer at the start of t.
func NewLexer(t Template) *Lexer { return &Lexer{s: string(t)} }

// Next returns the next token. At the end it returns EOF, again and again.
func (l *Lexer) Next() Token {
	for l.i < len(l.s) && isSpace(l.s[l.i]) {
		l.i++
	}
	start := l.i
	if start >= len(l.s) {
		return Token{Kind: EOF, Start: len(l.s), End: len(l.s)}
	}
	kind := l.scan()
	if l.i <= start { // every token takes at least a byte
		l.i = start + 1
	}
	if l.i > len(l.s) {
		l.i = len(l.s)
	}
	t := Token{Kind: kind, Start: start, End: l.i, Text: l.s[start:l.i]}
	if kind == Word {
		t.Upper = upper(t.Text)
	}
	if kind != Comment {
		l.prev = t
	}
	return t
}

// scan moves past one token and returns its kind.
func (l *Lexer) scan() Kind {
	s, i := l.s, l.i
	if l.delim != "" && strings.HasPrefix(s[i:], l.delim) {
		l.i += len(l.delim)
		return End
	}
	c := s[i]
	next := l.at(i + 1)
	switch {
	case c == Hole:
		return l.hole()
	case c == '-' && next == '-':
		l.line()
		return Comment
	case c == '#' && l.lineStart() && (isSpace(next) || next == 0):
		l.line()
		return Comment
	case c == '/' && next == '*':
		l.blockComment()
		return Comment
	case c == '\'':
		l.quoted(false)
		return String
	case (c == 'E' || c == 'e' || c == 'N' || c == 'n' || c == 'B' || c == 'b' || c == 'X' || c == 'x') && next == '\'':
		l.i++
		l.quoted(c == 'E' || c == 'e')
		return String
	case c == '"' || c == '`':
		l.name(c)
		return Quoted
	case c == '[' && l.bracketName():
		return Quoted
	case c == '{' && next == '{':
		if end := strings.Index(s[i:], "}}"); end >= 0 {
			l.i += end + 2
			return Unknown
		}
	case c == '{' && next == ':' && l.braced():
		return Placeholder
	case c == '$':
		return l.dollar()
	case isDigit(c) || c == '.' && isDigit(next) && !endsOperand(l.prev, i):
		l.number()
		return Number
	case isWordStart(c):
		return l.word()
	case c == '?':
		if next == '|' || next == '&' {
			l.i += 2
			return Op
		}
		for l.i++; isDigit(l.at(l.i)); l.i++ {
		}
		return Placeholder
	case c == '@' && (isWordStart(next) || isDigit(next)), c == ':' && (isWordStart(next) || isDigit(next)) && !isWordPart(l.before()):
		for l.i++; isWordPart(l.at(l.i)); l.i++ {
		}
		return Placeholder
	case c == '@' && next == '@' && isWordStart(l.at(i+2)):
		for l.i += 2; isWordPart(l.at(l.i)) || l.at(l.i) == '.'; l.i++ {
		}
		return Word
	case c == '%' && l.verb():
		return Placeholder
	case c == ';':
		l.i++
		if l.delim == "" {
			return End
		}
		return Punct
	case strings.IndexByte("(),.[]{}", c) >= 0:
		l.i++
		return Punct
	}
	return l.operator()
}

// braced scans {:name}, as dbx writes placeholders.
func (l *Lexer) braced() bool {
	j := l.i + 2
	for isWordPart(l.at(j)) {
		j++
	}
	if j == l.i+2 || l.at(j) != '}' {
		return false
	}
	l.i = j + 1
	return true
}

// hole scans what starts with a hole: a word that is partly unknown, or the hole alone.
func (l *Lexer) hole() Kind {
	j := l.i
	for l.at(j) == Hole && j < len(l.s) {
		j++
	}
	k := j
	for k < len(l.s) && (isWordPart(l.s[k]) || l.s[k] == Hole) {
		k++
	}
	if k > j && !keywords[upper(l.s[j:k])] {
		l.i = k
		return Word
	}
	l.i++
	return Unknown
}

// word scans an identifier or keyword; a hole that touches an identifier belongs to it.
func (l *Lexer) word() Kind {
	start := l.i
	for l.i < len(l.s) && isWordPart(l.s[l.i]) && (l.delim == "" || !strings.HasPrefix(l.s[l.i:], l.delim)) {
		l.i++
	}
	text := upper(l.s[start:l.i])
	if text == "DELIMITER" && l.lineStartAt(start) {
		l.delimiter()
		return Comment
	}
	if l.at(l.i) == Hole && l.i < len(l.s) && !keywords[text] {
		for l.i < len(l.s) && (isWordPart(l.s[l.i]) || l.s[l.i] == Hole) {
			l.i++
		}
	}
	return Word
}

// delimiter reads the rest of a DELIMITER line of the mysql client.
func (l *Lexer) delimiter() {
	start := l.i
	l.line()
	d := strings.TrimSpace(l.s[start:l.i])
	switch {
	case d == ";":
		l.delim = ""
	case d != "":
		l.delim = d
	}
}

func (l *Lexer) line() {
	if n := strings.IndexByte(l.s[l.i:], '\n'); n >= 0 {
		l.i += n
	} else {
		l.i = len(l.s)
	}
}

func (l *Lexer) blockComment() {
	depth := 1
	for l.i += 2; l.i < len(l.s) && depth > 0; {
		switch {
		case strings.HasPrefix(l.s[l.i:], "*/"):
			depth--
			l.i += 2
		case strings.HasPrefix(l.s[l.i:], "/*") && strings.Contains(l.s[l.i:], "*/"):
			depth++
			l.i += 2
		default:
			l.i++
		}
	}
}

// quoted scans a string in single quotes. Backslashes escape where the prefix E says so; elsewhere \' escapes
// where the text goes on as a string would, since MySQL escapes there and the standard does not.
func (l *Lexer) quoted(escapes bool) {
	open := l.i
	for l.i++; l.i < len(l.s); l.i++ {
		switch l.s[l.i] {
		case '\'':
			if l.at(l.i+1) != '\'' {
				l.i++
				return
			}
			l.i++
		case '\\':
			if escapes || l.at(l.i+1) != '\'' || l.escapedQuote(open) {
				l.i++
			}
		}
	}
}

// escapedQuote decides about \' at l.i in the string that starts at open.
func (l *Lexer) escapedQuote(open int) bool {
	after := l.at(l.i + 2)
	if strings.IndexByte(l.s[l.i+2:], '\'') < 0 {
		return false
	}
	ends := l.i+2 >= len(l.s) || isSpace(after) || strings.IndexByte("),;", after) >= 0
	return !ends || l.i != open+1
}

// name scans an identifier in quotes c, which are doubled inside it.
func (l *Lexer) name(c byte) {
	for l.i++; l.i < len(l.s); l.i++ {
		if l.s[l.i] == c {
			if l.at(l.i+1) != c {
				l.i++
				return
			}
			l.i++
		}
	}
}

// bracketName scans [name] of SQL Server and SQLite; arrays and subscripts are left alone.
func (l *Lexer) bracketName() bool {
	if isWordPart(l.before()) || l.before() == ']' || l.before() == ')' || l.prev.Is("ARRAY") {
		return false
	}
	j := l.i + 1
	if j >= len(l.s) || !isWordStart(l.s[j]) && l.s[j] != Hole {
		return false
	}
	for j < len(l.s) && (isWordPart(l.s[j]) || l.s[j] == ' ' || l.s[j] == Hole) {
		j++
	}
	if l.at(j) != ']' {
		return false
	}
	l.i = j + 1
	return true
}

// dollar scans $1, $name and dollar quotes.
func (l *Lexer) dollar() Kind {
	s, i := l.s, l.i
	j := i + 1
	if isDigit(l.at(j)) {
		for isDigit(l.at(j)) {
			j++
		}
		l.i = j
		return Placeholder
	}
	for j < len(s) && isWordPart(s[j]) && s[j] != '$' {
		j++
	}
	if l.at(j) == '$' {
		tag := s[i : j+1]
		if end := strings.Index(s[j+1:], tag); end >= 0 {
			l.i = j + 1 + end + len(tag)
		} else {
			l.i = len(s)
		}
		return String
	}
	l.i = j
	if j == i+1 {
		l.i++
		return Op
	}
	return Placeholder
}

func (l *Lexer) number() {
	for l.i < len(l.s) {
		c := l.s[l.i]
		exponent := l.i > 0 && (l.s[l.i-1] == 'e' || l.s[l.i-1] == 'E') && (c == '+' || c == '-')
		if !isWordPart(c) && c != '.' && !exponent {
			return
		}
		l.i++
	}
}

// verb scans a verb of package fmt that was left in the text: %s, %d, %[1]v.
func (l *Lexer) verb() bool {
	j := l.i + 1
	if l.at(j) == '[' {
		for j++; isDigit(l.at(j)); j++ {
		}
		if l.at(j) != ']' {
			return false
		}
		j++
	}
	if j >= len(l.s) || strings.IndexByte("sdvq", l.s[j]) < 0 || isWordPart(l.at(j+1)) {
		return false
	}
	l.i = j + 1
	return true
}

func (l *Lexer) operator() Kind {
	s := l.s[l.i:]
	for _, op := range operators {
		if strings.HasPrefix(s, op) {
			l.i += len(op)
			return Op
		}
	}
	_, n := utf8.DecodeRuneInString(s)
	l.i += n
	return Op
}

// operators of more than one byte, longest first.
var operators = []string{"->>", "#>>", "<=>", "!~*", "::", ":=", "<=", ">=", "<>", "!=", "||", "&&", "->", "#>", "@>", "<@", "!~", "~*", "=>", "@@", "=="}

// at returns the byte at j, or 0 outside the text.
func (l *Lexer) at(j int) byte {
	if j < 0 || j >= len(l.s) {
		return 0
	}
	return l.s[j]
}

func (l *Lexer) before() byte { return l.at(l.i - 1) }

func (l *Lexer) lineStart() bool { return l.lineStartAt(l.i) }

// lineStartAt reports whether only blanks stand before i on its line.
func (l *Lexer) lineStartAt(i int) bool {
	for i--; i >= 0 && (l.s[i] == ' ' || l.s[i] == '\t' || l.s[i] == '\r'); i-- {
	}
	return i < 0 || l.s[i] == '\n'
}

// endsOperand reports whether t ends right at i and could be followed by ".name".
func endsOperand(t Token, i int) bool {
	return t.End == i && (t.Kind == Word || t.Kind == Quoted || t.IsPunct(")"))
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isWordStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}
func isWordPart(c byte) bool { return isWordStart(c) || isDigit(c) || c == '$' }

// upper is strings.ToUpper for ASCII letters alone: it keeps lengths and holes.
func upper(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'a' && s[i] <= 'z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'a' && b[i] <= 'z' {
					b[i] -= 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

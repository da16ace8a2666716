package beside

import (
	"bytes"
	"go/scanner"
	"go/token"
	"path"
	"strings"
	"unicode/utf8"
)

// reduced reports whether a Go file is shown by what it says to a database, and not as it is. Those that speak of migrations are shown as they
// are: what they hold may be migrations themselves, whose places matter.
func reduced(name string, src []byte) bool {
	if path.Ext(name) != ".go" {
		return false
	}
	base := strings.TrimLeft(path.Base(name), "vV")
	return (base[0] < '0' || base[0] > '9') && !bytes.Contains(src, []byte("igrat")) && !bytes.Contains(src, []byte("goose"))
}

// reduce returns what a Go file may say to a database, in the order of the code: its package clause and imports, the directives that embed files,
// all strings, the names of what is called, and the settings that are a name. Everything else goes, so that nothing can depend on it.
func reduce(src []byte) []byte {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, func(token.Position, string) {}, scanner.ScanComments)
	r := &reducer{}
	for {
		pos, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return r.out
		case token.VAR, token.CONST, token.TYPE, token.FUNC:
			r.body(src[file.Offset(pos)+len(lit):])
			return r.out
		case token.COMMENT:
			r.comment(lit)
		default:
			r.out = append(append(r.out, text(tok, lit)...), ' ')
		}
	}
}

// reducer collects what remains of a file.
type reducer struct {
	out  []byte
	name []byte // the names and points just before
	key  []byte // the name before the colon just before
}

func (r *reducer) comment(text string) {
	if strings.HasPrefix(text, "//go:embed") {
		r.out = append(append(append(r.out, '\n'), text...), '\n')
	}
}

// body reads what comes after the imports. It knows of the tokens of Go what has to be known here, which is several times as fast as
// go/scanner: of files that are code, both see the same.
func (r *reducer) body(src []byte) {
	for i := 0; i < len(src); {
		c, n := src[i], 1
		switch {
		case c == '\n':
			r.newline()
		case c == ' ' || c == '\t' || c == '\r':
		case c == '/' && i+1 < len(src) && (src[i+1] == '/' || src[i+1] == '*'):
			n = r.remark(src[i:])
		case c == '_' || c >= utf8.RuneSelf || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			n = word(src[i:])
			r.word(src[i : i+n])
		case '0' <= c && c <= '9' || c == '.' && i+1 < len(src) && '0' <= src[i+1] && src[i+1] <= '9':
			n = number(src[i:])
			r.forget()
		case c == '.':
			if bytes.HasPrefix(src[i:], []byte("...")) {
				n = 3
				r.forget()
				break
			}
			r.name, r.key = append(r.name, '.'), r.key[:0]
		case c == ':':
			if i+1 < len(src) && src[i+1] == '=' {
				n = 2
				r.forget()
				break
			}
			r.name, r.key = r.key[:0], r.name
		case c == '(':
			if len(r.name) > 0 {
				r.out = append(append(r.out, r.name...), '(')
			}
			r.forget()
		case c == '"' || c == '`' || c == '\'':
			n = quoted(src[i:])
			if lit := src[i : i+n]; c == '`' {
				r.out = append(append(r.out, bytes.ReplaceAll(lit, []byte("\r"), nil)...), '\n')
			} else if c == '"' {
				r.out = append(append(r.out, lit...), '\n')
			}
			r.forget()
		default:
			r.forget()
		}
		i += n
	}
}

func (r *reducer) forget() { r.name, r.key = r.name[:0], r.key[:0] }

// newline ends a statement behind a name.
func (r *reducer) newline() {
	if n := len(r.name); n > 0 && r.name[n-1] != '.' {
		r.forget()
	}
}

// remark passes over a comment and returns its length.
func (r *reducer) remark(src []byte) int {
	if src[1] == '*' {
		n := len(src)
		if at := bytes.Index(src[2:], []byte("*/")); at >= 0 {
			n = at + 4
		}
		if bytes.IndexByte(src[:n], '\n') >= 0 {
			r.newline()
		}
		return n
	}
	n := len(src)
	if at := bytes.IndexByte(src, '\n'); at >= 0 {
		n = at
	}
	if bytes.HasPrefix(src, []byte("//go:embed")) {
		r.comment(string(bytes.TrimSuffix(src[:n], []byte("\r"))))
	}
	return n
}

// word reads a name or keyword.
func (r *reducer) word(lit []byte) {
	if token.IsKeyword(string(lit)) {
		r.forget()
		return
	}
	if len(r.key) > 0 {
		r.out = append(append(r.out, r.key...), ": "...)
		r.out = append(append(r.out, lit...), '\n')
	}
	r.name, r.key = append(r.name, lit...), r.key[:0]
}

// word is the length of the name or keyword that a text begins with.
func word(src []byte) int {
	n := 1
	for n < len(src) && (src[n] == '_' || src[n] >= utf8.RuneSelf || 'a' <= src[n] && src[n] <= 'z' || 'A' <= src[n] && src[n] <= 'Z' || '0' <= src[n] && src[n] <= '9') {
		n++
	}
	return n
}

// number is the length of the number that a text begins with.
func number(src []byte) int {
	n := 1
	exponent := byte('e')
	if len(src) > 1 && src[0] == '0' && src[1]|0x20 == 'x' {
		exponent = 'p'
	}
	for n < len(src) {
		switch c := src[n]; {
		case c == '_' || c == '.' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z':
		case (c == '+' || c == '-') && src[n-1]|0x20 == exponent:
		default:
			return n
		}
		n++
	}
	return n
}

// quoted is the length of the text or character that a text begins with.
func quoted(src []byte) int {
	quote := src[0]
	for n := 1; n < len(src); n++ {
		switch c := src[n]; {
		case c == quote:
			return n + 1
		case quote == '`':
		case c == '\n':
			return n
		case c == '\\':
			n++
		}
	}
	return len(src)
}

// text is a token as code.
func text(tok token.Token, lit string) string {
	switch {
	case tok == token.SEMICOLON:
		return "\n"
	case lit != "":
		return lit
	}
	return tok.String()
}

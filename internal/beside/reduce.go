package beside

import (
	"bytes"
	"go/scanner"
	"go/token"
	"path"
	"strings"
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
	s.Init(token.NewFileSet().AddFile("", -1, len(src)), src, func(token.Position, string) {}, scanner.ScanComments)
	r := &reducer{head: true}
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return r.out.Bytes()
		}
		r.token(tok, lit)
	}
}

// reducer collects what remains of a file.
type reducer struct {
	out  bytes.Buffer
	head bool   // nothing but the package clause and imports has come yet
	name string // the names and points just before
	key  string // the name before the colon just before
}

func (r *reducer) token(tok token.Token, lit string) {
	if tok == token.COMMENT {
		if strings.HasPrefix(lit, "//go:embed") {
			r.out.WriteString("\n" + lit + "\n")
		}
		return
	}
	if r.head = r.head && tok != token.VAR && tok != token.CONST && tok != token.TYPE && tok != token.FUNC; r.head {
		r.out.WriteString(text(tok, lit) + " ")
		return
	}
	name, key := r.name, r.key
	r.name, r.key = "", ""
	switch tok {
	case token.IDENT:
		r.name = name + lit
		if key != "" {
			r.out.WriteString(key + ": " + lit + "\n")
		}
	case token.PERIOD:
		r.name = name + "."
	case token.COLON:
		r.key = name
	case token.LPAREN:
		if name != "" {
			r.out.WriteString(name + "(")
		}
	case token.STRING:
		r.out.WriteString(lit + "\n")
	}
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

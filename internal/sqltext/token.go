package sqltext

import "strings"

// Kind is the kind of a Token.
type Kind uint8

// The kinds of tokens.
const (
	EOF         Kind = iota // the end of the template; Start and End are its length
	Word                    // a keyword or an unquoted identifier, also one that is partly a hole
	Quoted                  // "x", `x` or [x]
	Number                  // 1, 1.5e3, 0xff
	String                  // 'x', E'x', N'x', $tag$x$tag$
	Placeholder             // ?, ?1, $1, @p1, :name, {:name}, %s
	Unknown                 // a hole, or a {{template}} action
	Op                      // an operator
	Punct                   // one of ( ) , . [ ] { } ; where it does not end a statement
	End                     // the end of a statement: ";" or what DELIMITER has set
	Comment                 // --, /* */ or #
)

// Token is a piece of a template.
type Token struct {
	Kind       Kind
	Start, End int    // byte offsets into the template
	Text       string // the text of the template from Start to End
	Upper      string // Word: the text in upper case
}

// Is reports whether the token is one of these unquoted words, which are given in upper case.
func (t Token) Is(words ...string) bool {
	if t.Kind != Word {
		return false
	}
	for _, w := range words {
		if t.Upper == w {
			return true
		}
	}
	return false
}

// IsPunct reports whether the token is this punctuation mark or operator.
func (t Token) IsPunct(s string) bool { return (t.Kind == Punct || t.Kind == Op) && t.Text == s }

// HasHole reports whether a part of the token is unknown.
func (t Token) HasHole() bool { return strings.IndexByte(t.Text, Hole) >= 0 }

// Body returns what stands between dollar quotes, which is mostly code, and its offset in the token.
func (t Token) Body() (text string, at int, ok bool) {
	if t.Kind != String || t.Text[0] != '$' {
		return "", 0, false
	}
	return t.Value(), strings.IndexByte(t.Text[1:], '$') + 2, true
}

// Comments calls f for each comment of a text with its offset, in order, those in code between dollar quotes included.
func Comments(t Template, f func(comment Token, at int)) {
	l := NewLexer(t)
	for tok := l.Next(); tok.Kind != EOF; tok = l.Next() {
		if tok.Kind == Comment {
			f(tok, tok.Start)
		} else if body, at, ok := tok.Body(); ok && (strings.Contains(body, "--") || strings.Contains(body, "/*")) {
			Comments(Literal(body), func(c Token, inner int) { f(c, tok.Start+at+inner) })
		}
	}
}

// Value returns the name of a Word or Quoted token and the contents of a String, without quotes and with doubled quotes undone;
// holes stay. For other tokens it is the text.
func (t Token) Value() string {
	s := t.Text
	switch t.Kind {
	case Quoted:
		return unquote(s, 1)
	case String:
		if s[0] == '$' {
			tag := s[:strings.IndexByte(s[1:], '$')+2]
			return strings.TrimSuffix(s[len(tag):], tag)
		}
		if i := strings.IndexByte(s, '\''); i >= 0 {
			return unquote(s[i:], 1)
		}
	}
	return s
}

func unquote(s string, n int) string {
	if len(s) < 2*n {
		return strings.TrimLeft(s, "\"'`[")
	}
	quote := s[0]
	body := s[n:]
	if quote == '[' {
		return strings.TrimSuffix(body, "]")
	}
	body = strings.TrimSuffix(body, string(quote))
	return strings.ReplaceAll(body, string(quote)+string(quote), string(quote))
}

// Tokens returns the tokens of a template without its comments. The last token is EOF.
func Tokens(t Template) []Token {
	out := make([]Token, 0, len(t)/5+4)
	l := NewLexer(t)
	for {
		tok := l.Next()
		if tok.Kind == Comment {
			continue
		}
		out = append(out, tok)
		if tok.Kind == EOF {
			return out
		}
	}
}

package term

import (
	"go/scanner"
	"go/token"
	"strings"
)

// goColors colours Go source: keywords, strings, numbers and comments. What does not scan stays as it is.
func goColors(src string, style Style) string {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, []byte(src), nil, scanner.ScanComments)
	var b strings.Builder
	done := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		color := tokenColor(tok)
		at := file.Offset(pos)
		if color == "" || at < done || at+len(lit) > len(src) || src[at:at+len(lit)] != lit {
			continue
		}
		b.WriteString(src[done:at])
		for i, line := range strings.Split(lit, "\n") { // a colour ends with its line
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(style.Paint(color, line))
		}
		done = at + len(lit)
	}
	b.WriteString(src[done:])
	return b.String()
}

func tokenColor(tok token.Token) Color {
	switch {
	case tok == token.COMMENT:
		return Dim
	case tok == token.STRING, tok == token.CHAR:
		return Green
	case tok == token.INT, tok == token.FLOAT, tok == token.IMAG:
		return Cyan
	case tok.IsKeyword():
		return Purple
	}
	return ""
}

package beside

import (
	"bytes"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShown(t *testing.T) {
	src := `// Package store speaks of "nothing".
package store

import (
	"database/sql"
	_ "embed"

	_ "github.com/lib/pq" // the driver
)

//go:embed schema.sql
var ddl string

type T struct{ A int }

// open opens.
func open(n int) (*sql.DB, error) {
	x := n + 1000
	if x > 2 {
		return sql.Open("postgres", ` + "`host=db\nport=1`" + `)
	}
	client().Schema.Create(ctx, opts{Multi: true, Name: "x"})
	return nil, nil
}
`
	want := `package store 
 import ( "database/sql" 
 _ "embed" 
 _ "github.com/lib/pq" 
 ) 
 
//go:embed schema.sql
open(sql.Open("postgres"
` + "`host=db\nport=1`" + `
client(.Schema.Create(Multi: true
"x"
`
	assert.Equal(t, want, string(Shown("store/store.go", []byte(src))))
	for name, text := range map[string]string{
		"schema.sql":       src,
		"store/0001_up.go": src,
		"V2__more.go":      src,
		"store/store.go":   src + "// run by migrate\n",
		"store/x.go":       "package x\n\nimport \"github.com/pressly/goose/v3\"\n",
	} {
		assert.Equal(t, text, string(Shown(name, []byte(text))), "%s is shown as it is", name)
	}
	assert.Equal(t, "package \"a\"\n", string(Shown("a.go", []byte("package\nvar = 'x' \"a\" ("))), "what is no Go is read as far as it goes")
}

// TestReduceReadsTheTokensOfGo compares with a reduction that go/scanner reads for, over the code of this module and a part of the standard library.
func TestReduceReadsTheTokensOfGo(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	dirs := []string{root}
	if goroot := os.Getenv("PRODLINT_GOROOT"); goroot != "" {
		dirs = append(dirs, goroot)
	}
	n := 0
	for _, dir := range dirs {
		require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(path) != ".go" {
				return err
			}
			src, err := os.ReadFile(path)
			require.NoError(t, err)
			if _, err := parser.ParseFile(token.NewFileSet(), path, src, parser.SkipObjectResolution); err != nil {
				return nil
			}
			n++
			if want := scanned(src); !bytes.Equal(want, reduce(src)) {
				assert.Equal(t, string(want), string(reduce(src)), path)
			}
			return nil
		}))
	}
	assert.Greater(t, n, 300)
	tricky := "package a\n\nfunc f() {\n\tx :=\ta[i:j]\n\ty.\n\t\tFoo(0x1e+x(2), 1.5e-3, .5, 'a', '\\'', \"q\\\"\", `r\r\n`)\n" +
		"\tg /* one\n two */ (1)\n\th /* one */ (1)\n\tK: T{A: b, C: /* d */ e, F:\n\t\tg}\n\tvar ä interface{ É() }\n\tf(xs...)\n\t_ = a.b.c //go:embed x\n}\n//go:embed y\r\nvar z string\n"
	assert.Equal(t, string(scanned([]byte(tricky))), string(reduce([]byte(tricky))))
	for i := range len(tricky) {
		reduce([]byte(tricky)[:i]) // what is cut off is read as far as it goes
	}
}

// scanned is reduce by the tokens of go/scanner.
func scanned(src []byte) []byte {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(src)), src, func(token.Position, string) {}, scanner.ScanComments)
	var out bytes.Buffer
	head, name, key := true, "", ""
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return out.Bytes()
		}
		if tok == token.COMMENT {
			if strings.HasPrefix(lit, "//go:embed") {
				out.WriteString("\n" + lit + "\n")
			}
			continue
		}
		if head = head && tok != token.VAR && tok != token.CONST && tok != token.TYPE && tok != token.FUNC; head {
			out.WriteString(text(tok, lit) + " ")
			continue
		}
		before, of := name, key
		name, key = "", ""
		switch tok {
		case token.IDENT:
			if name = before + lit; of != "" {
				out.WriteString(of + ": " + lit + "\n")
			}
		case token.PERIOD:
			name = before + "."
		case token.COLON:
			key = before
		case token.LPAREN:
			if before != "" {
				out.WriteString(before + "(")
			}
		case token.STRING:
			out.WriteString(lit + "\n")
		}
	}
}

func BenchmarkReduce(b *testing.B) {
	src, err := os.ReadFile("beside.go")
	require.NoError(b, err)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		reduce(src)
	}
}

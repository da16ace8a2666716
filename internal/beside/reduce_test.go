package beside

import (
	"testing"

	"github.com/stretchr/testify/assert"
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

package rule

import (
	"go/ast"
	"go/parser"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The edit calls methods of the pool behind the check of the error: what it follows must leave, or the pool may be nil there.
func TestLeaves(t *testing.T) {
	for src, want := range map[string]bool{
		`if err != nil { return nil, err }`:                  true,
		`if err != nil { log.Print(err); return }`:           true,
		`if err != nil { log.Fatalf("open: %v", err) }`:      true,
		`if err != nil { log.Fatal().Err(err).Msg("open") }`: true,
		`if err != nil { panic(err) }`:                       true,
		`if err != nil { os.Exit(1) }`:                       true,
		`if (err != nil) { continue }`:                       true,
		`if err != nil { log.Print(err) }`:                   false,
		`if err == nil { return db, nil }`:                   false,
		`if ok != nil { return }`:                            false,
		`if err != nil { return } else { work() }`:           false,
		`if err := db.Ping(); err != nil { return }`:         false,
		`if err != nil { fallthrough }`:                      false,
		`if err != nil { }`:                                  false,
		`work()`:                                             false,
	} {
		f, err := parser.ParseExpr("func() { " + src + " }")
		require.NoError(t, err, src)
		assert.Equal(t, want, Leaves(f.(*ast.FuncLit).Body.List[0], ast.NewIdent("err")), src)
	}
}

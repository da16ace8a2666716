package effect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

// TestOnlyOne judges a loop over a variadic parameter by what the callers give.
func TestOnlyOne(t *testing.T) {
	const body = "\nfunc h(ids ...int) {\n\tfor _, id := range ids {\n\t\tdb.Query(\"SELECT 1\", id)\n\t}\n}\n\n"
	for caller, want := range map[string]bool{
		"func f() { h(1) }":                                   true,
		"func f() { h() }":                                    true,
		"func f() { h(1, 2) }":                                false,
		"func f() { h(nil...) }":                              false,
		"func f(ids []int) { h(ids...) }":                     false,
		"func g(ids ...int) { h(ids...) }; func f() { g(1) }": true,
	} {
		p := fixture.Link(t, head+body+caller)
		x := Of(p)
		pkg := p.Packages[0]
		require.Len(t, pkg.Loops, 1)
		var got bool
		for i := range pkg.Funcs {
			if pkg.Funcs[i].Name == "h" {
				got = x.onlyOne(p.ID(pkg, pkg.Funcs[i].Params[0]), 3)
			}
		}
		assert.Equal(t, want, got, caller)
		assert.NotEqual(t, summary.NoID, p.ID(pkg, pkg.Loops[0].Over), caller)
	}
}

// TestOnlyOneBehindInterface has more types meet the interface than calls are bound to: those calls count all the same.
func TestOnlyOneBehindInterface(t *testing.T) {
	var types strings.Builder
	for i := range 30 {
		fmt.Fprintf(&types, "type t%d struct{}\n\nfunc (t%d) put(ids ...int) {}\n\n", i, i)
	}
	const body = "\ntype store struct{}\n\nfunc (store) put(ids ...int) {\n\tfor _, id := range ids {\n\t\tdb.Query(\"SELECT 1\", id)\n\t}\n}\n\ntype puts interface{ put(ids ...int) }\n\n"
	for caller, want := range map[string]bool{
		"func f(p puts) { p.put(1) }":                 true,
		"func f(p puts) { p.put(1, 2) }":              false,
		"func f(p puts, ids []int) { p.put(ids...) }": false,
	} {
		p := fixture.Link(t, head+body+types.String()+caller)
		pkg := p.Packages[0]
		require.Len(t, pkg.Loops, 1)
		assert.Equal(t, want, Of(p).onlyOne(p.ID(pkg, pkg.Loops[0].Over), 3), caller)
	}
}

package pools_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/pools"
	"github.com/prodlint/prodlint/internal/summary"
)

const head = `package p

import (
	"database/sql"
	"database/sql/driver"
	"os"
)

type conn struct{ driver.Driver }

var _ = os.Getenv

`

// TestFreeCall tells pools of a database in the process, whose connections cost no server anything, from others by the name of the driver.
func TestFreeCall(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`sql.Open("postgres", "")`:           false,
		`sql.Open("sqlite3", "")`:            true,
		`sql.Open("sqlite3_with_hooks", "")`: true,
		`sql.Open("sqlmock", "")`:            true,
		`sql.Open(os.Getenv("DRIVER"), "")`:  false,
		`name := "sqlite"; if os.Getenv("X") != "" { name = "mysql" }; sql.Open(name, "")`:   false,
		`name := "sqlite"; if os.Getenv("X") != "" { name = "sqlite3" }; sql.Open(name, "")`: true,
		`sql.Register("mine", conn{}); sql.Open("mine", "")`:                                 false,
	} {
		prog := fixture.Link(t, head+"func f() { "+body+" }")
		c, e := opened(t, prog)
		assert.Equal(t, want, pools.FreeCall(prog, c, e), body)
	}
}

// opened returns the call that opens a pool with what the catalog says about it.
func opened(t *testing.T, prog *summary.Program) (summary.CallRef, catalog.Entry) {
	t.Helper()
	pkg := prog.Packages[0]
	for i := range pkg.Calls {
		if e, ok := prog.Catalog.Get(pkg.Calls[i].Callee, "pool"); ok {
			return summary.CallRef{Pkg: pkg, Call: &pkg.Calls[i]}, e
		}
	}
	require.Fail(t, "no pool is opened")
	return summary.CallRef{}, catalog.Entry{}
}

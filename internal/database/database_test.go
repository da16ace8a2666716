//go:build !prodlint_nopg

package database_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/database"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/summary"
)

func of(files map[string]string, dirs map[string]string, conf ...beside.Migrations) (*beside.Tree, *database.Database) {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree := &beside.Tree{FS: fsys, Dirs: dirs, Migrations: conf}
	return tree, database.Of(tree)
}

var shop = map[string]string{
	"orders/migrations/1_a.up.sql":          "CREATE TABLE orders (id bigserial PRIMARY KEY);",
	"users/store/postgres/migrations/1.sql": "CREATE TABLE users (id bigserial PRIMARY KEY);",
	"users/store/sqlite/migrations/1.sql":   "CREATE TABLE users (id integer PRIMARY KEY);",
}

var dirs = map[string]string{"m/orders": "orders", "m/orders/api": "orders/api", "m/users": "users", "m/users/store/sqlite": "users/store/sqlite", "m/cmd": "cmd"}

// A package talks to the database whose migrations lie nearest to it.
func TestNear(t *testing.T) {
	_, d := of(shop, dirs)
	require.Len(t, d.Histories, 3)
	near := func(pkg string) (out []string) {
		for _, h := range d.Near(pkg) {
			out = append(out, h.Set.Dir)
		}
		return out
	}
	users := []string{"users/store/postgres/migrations", "users/store/sqlite/migrations"}
	assert.Equal(t, []string{"orders/migrations"}, near("m/orders"))
	assert.Equal(t, []string{"orders/migrations"}, near("m/orders/api"))
	assert.Equal(t, users, near("m/users"))
	assert.Equal(t, users, near("m/users/store/sqlite"))
	assert.Len(t, near("m/cmd"), 3)
	assert.Empty(t, near("elsewhere"))
}

func TestTable(t *testing.T) {
	_, d := of(shop, dirs)
	state := func(d *database.Database, pkg, table string) database.State {
		_, s := d.Table(pkg, stmt.Split(table))
		return s
	}
	found, s := d.Table("m/users", stmt.Name{Name: "users"})
	assert.Equal(t, database.Present, s)
	require.Len(t, found, 2)
	assert.Equal(t, stmt.PostgreSQL, found[0].History.Set.Dialect)
	assert.Equal(t, database.Present, state(d, "m/cmd", "orders"))
	assert.Equal(t, database.Unknown, state(d, "m/users", "orders"), "another database has it")
	assert.Equal(t, database.Absent, state(d, "m/users", "nothing"))
	assert.Equal(t, database.Unknown, state(d, "elsewhere", "users"))
	_, gaps := of(map[string]string{"migrations/1.sql": "CREATE TABLE a (id bigserial);", "migrations/2.sql": "CREATE TABEL b (id int);"}, dirs)
	assert.Equal(t, database.Unknown, state(gaps, "m/cmd", "b"), "a statement does not parse")
}

func TestNothing(t *testing.T) {
	assert.Nil(t, database.Of(nil))
	tree, d := of(nil, dirs)
	assert.Empty(t, d.Histories)
	assert.Same(t, d, database.Of(tree))
	assert.Empty(t, d.Near("m/cmd"))
}

// What the configuration says of a directory counts.
func TestConfigured(t *testing.T) {
	files := map[string]string{"sql/1.sql": "CREATE TABLE a (id int);"}
	_, d := of(files, dirs, beside.Migrations{Dir: "sql", Dialect: "mysql", Tool: "goose"})
	require.Len(t, d.Histories, 1)
	assert.Equal(t, stmt.MySQL, d.Histories[0].Set.Dialect)
}

func TestReport(t *testing.T) {
	var got []string
	report := func(files map[string]string) []string {
		got = nil
		tree, _ := of(files, dirs)
		database.Report(rule.NewTreePass(&rule.Rule{}, summary.Link(nil, &catalog.Table{}), tree, nil, func(at summary.Pos, message string) { got = append(got, at.String()+" "+message) }))
		return got
	}
	broken := report(map[string]string{"postgres/migrations/1.sql": "CREATE TABLE a (id bigserial);\nCREATE TABEL b (id int);"})
	require.Len(t, broken, 1)
	assert.Contains(t, broken[0], "/postgres/migrations/1.sql:2:0 the migration does not parse as PostgreSQL: ")
	assert.Empty(t, report(shop))
	// What fits no schema is told by prodlint schema alone.
	assert.Empty(t, report(map[string]string{"postgres/migrations/1.sql": "CREATE TABLE a (id bigserial); DROP TABLE b;"}))
	// The dialect is a guess, and may be another one.
	assert.Empty(t, report(map[string]string{"migrations/1.sql": "CREATE TABLE a (id bigserial);\nCREATE TABEL b (id int);"}))
	// Most of it does not parse: it is for another database.
	assert.Empty(t, report(map[string]string{"postgres/migrations/1.sql": "CREATE TABLE a (id bigserial); x y; x y; x y; x y;"}))
}

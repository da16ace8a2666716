//go:build !prodlint_nopg

package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// at finds the sets of a tree.
func at(t *testing.T, files map[string]string) []migrate.Set {
	t.Helper()
	var list []string
	for name, text := range files {
		list = append(list, name, text)
	}
	return find(t, list...)
}

// Services in one tree have tools and drivers of their own.
func TestNearestCode(t *testing.T) {
	sets := at(t, map[string]string{
		"a/migrations/1_x.up.sql": "CREATE TABLE t (id int);", "a/db.go": "package a\n\nimport (\n\t_ \"github.com/golang-migrate/migrate/v4\"\n\t_ \"github.com/lib/pq\"\n)\n",
		"b/migrations/1_x.up.sql": "CREATE TABLE t (id int);", "b/sub/db.go": "package b\n\nimport (\n\t_ \"github.com/uptrace/bun/migrate\"\n\t_ \"github.com/go-sql-driver/mysql\"\n)\n",
		"c/migrations/1_x.up.sql": "CREATE TABLE t (id int);",
	})
	require.Len(t, sets, 3)
	assert.Equal(t, []migrate.Tool{migrate.GolangMigrate, migrate.Bun, migrate.Bun}, []migrate.Tool{sets[0].Tool, sets[1].Tool, sets[2].Tool})
	assert.Equal(t, stmt.PostgreSQL, sets[0].Dialect)
	assert.Equal(t, stmt.MySQL, sets[1].Dialect)
	assert.NotEqual(t, "the driver", sets[2].Why, "the code knows several")
}

// golang-migrate sends a file as one message unless it is told otherwise.
func TestSeparateStatements(t *testing.T) {
	files := map[string]string{"migrations/1_x.up.sql": "CREATE TABLE t (id serial);", "db.go": "package a\n\nimport _ \"github.com/golang-migrate/migrate/v4\"\n"}
	assert.Equal(t, migrate.TxMessage, at(t, files)[0].Files[0].Tx)
	files["conf.go"] = "package a\n\nconst dsn = \"postgres://h/d?x-multi-statement=true\"\n"
	assert.Equal(t, migrate.TxNone, at(t, files)[0].Files[0].Tx)
}

// Migrations in Go alone are a set where code registers them and their statements are in the text; what goes down is left out.
func TestRegisteredInGo(t *testing.T) {
	const head = "package a\n\nimport (\n\t\"github.com/pressly/goose/v3\"\n\t_ \"github.com/lib/pq\"\n)\n\n"
	sets := at(t, map[string]string{
		"m/00001_a.go":  head + "func init() { goose.AddMigrationContext(one, other) }\nfunc one() { run(\"CREATE TABLE a (id serial)\") }\nfunc other() { run(\"DROP TABLE a\") }\n",
		"m/00002_b.go":  head + "func init() { goose.AddMigrationNoTx(func() { run(`CREATE TABLE b (id serial)`) }, func() { run(`DROP TABLE b`) }) }\n",
		"m/00003_c.go":  head + "func init() { goose.AddMigration(one, nil) }\n",
		"v1/1_types.go": "package v1\n\nvar text = \"CREATE TABLE no (id serial)\"\n",
	})
	require.Len(t, sets, 1)
	s := sets[0]
	assert.Equal(t, migrate.Goose, s.Tool)
	assert.Equal(t, stmt.PostgreSQL, s.Dialect)
	require.Len(t, s.Files, 2)
	assert.Equal(t, []migrate.TxMode{migrate.TxFile, migrate.TxNone}, []migrate.TxMode{s.Files[0].Tx, s.Files[1].Tx})
	for i, f := range s.Files {
		assert.Contains(t, f.Text, "CREATE TABLE", i)
		assert.NotContains(t, f.Text, "DROP TABLE", i)
		assert.True(t, f.Go)
	}
	list := at(t, map[string]string{"db/list.go": "package db\n\nimport (\n\t\"github.com/go-gormigrate/gormigrate/v2\"\n\t_ \"github.com/lib/pq\"\n)\n\nvar m = &gormigrate.Migration{ID: \"1\", Migrate: func() { x(\"CREATE TABLE a (id serial)\") }, Rollback: func() { x(\"DROP TABLE a\") }}\n"})
	require.Len(t, list, 1)
	assert.NotContains(t, list[0].Files[0].Text, "DROP")
}

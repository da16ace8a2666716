//go:build !prodlint_nopg

package hazard_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/hazard"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// kinds returns the hazards of migrations as "file kind subject"; the first text is the first migration.
func kinds(t *testing.T, o migrate.Override, texts ...string) []string {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, text := range texts {
		fsys["migrations/"+string(rune('1'+i))+"_x.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	o.Dir = "migrations"
	list, err := schema.Load(fsys, []migrate.Override{o})
	require.NoError(t, err)
	require.Len(t, list, 1)
	out := []string{}
	for _, z := range hazard.Of(list[0]) {
		if z.Kind != hazard.NoTimeout {
			out = append(out, z.Step.File.Version+" "+string(z.Kind)+" "+z.Subject)
		}
	}
	return out
}

// Of a database that is not known, names alone are judged.
func TestUnknownDatabase(t *testing.T) {
	unknown := func(texts ...string) []string {
		t.Helper()
		fsys := fstest.MapFS{}
		for i, text := range texts {
			fsys["clickhouse/migrations/"+string(rune('1'+i))+"_x.sql"] = &fstest.MapFile{Data: []byte(text)}
		}
		list, err := schema.Load(fsys, nil)
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Equal(t, stmt.Unknown, list[0].Set.Dialect)
		out := []string{}
		for _, z := range hazard.Of(list[0]) {
			out = append(out, string(z.Kind)+" "+z.Subject)
		}
		return out
	}
	const base = "CREATE TABLE a (n Int); CREATE TABLE b (n Int);"
	assert.Equal(t, []string{"rename a"}, unknown(base, "ALTER TABLE a RENAME TO c;"))
	assert.Equal(t, []string{"rename b"}, unknown(base, "RENAME TABLE b TO c;"))
	assert.Equal(t, []string{"rename a"}, unknown(base, `ALTER TABLE "a" RENAME COLUMN n TO m;`))
	assert.Empty(t, unknown(base, "ALTER TABLE a ADD COLUMN m Int;"))
	assert.Empty(t, unknown(base+"ALTER TABLE a RENAME TO c;"))
	assert.Empty(t, unknown(base, "ALTER TABLE elsewhere RENAME TO c;"))
	assert.Empty(t, unknown(base, "CREATE TABLE c (n Int); ALTER TABLE c RENAME TO d;"))
}

// SQLite locks the whole file for any writer: only transactions that do not fit are found.
func TestSQLite(t *testing.T) {
	lite := migrate.Override{Dialect: stmt.SQLite, Tool: migrate.Goose}
	const base = "-- +goose Up\nCREATE TABLE a (n int);"
	assert.Empty(t, kinds(t, lite, base, "-- +goose Up\nCREATE INDEX i ON a (n); ALTER TABLE a RENAME TO b;"))
	assert.Equal(t, []string{"2 nested BEGIN"}, kinds(t, lite, base, "-- +goose Up\nBEGIN; ALTER TABLE a ADD m int; COMMIT;"))
}

func TestPostgreSQL(t *testing.T) {
	pg := migrate.Override{Dialect: stmt.PostgreSQL, Tool: migrate.GolangMigrate}
	const base = "CREATE TABLE a (n int, m text); CREATE TABLE p (n int) PARTITION BY RANGE (n);"
	for text, want := range map[string][]string{
		"DROP DATABASE shop": {"2 drop shop"}, "VACUUM FULL": {"2 maintenance the database"}, "ALTER TABLE p DETACH PARTITION q": {"2 brief q"},
		"SELECT 1; ALTER TABLE p DETACH PARTITION q CONCURRENTLY": {"2 concurrently q"}, "ALTER TABLE a ADD CONSTRAINT x CHECK (n > 0) NOT VALID": {},
		"ALTER TABLE elsewhere ADD COLUMN x int NOT NULL": {}, "DELETE FROM a; ALTER TABLE a ADD COLUMN x int NOT NULL": {}, "DELETE FROM a WHERE n = 1; ALTER TABLE a ADD COLUMN x int NOT NULL": {"2 required a.x"},
		"TRUNCATE a; INSERT INTO a VALUES (1); ALTER TABLE a ADD COLUMN x int NOT NULL": {"2 required a.x"}, "ALTER TABLE a SET TABLESPACE fast": {"2 rewrite a"},
		"ALTER TABLE a ADD COLUMN x int NOT NULL, ADD COLUMN y int NOT NULL": {"2 required a.x"}, "LOCK TABLE a IN ACCESS SHARE MODE": {}, "REINDEX TABLE CONCURRENTLY a": {},
		"ALTER TABLE a ALTER COLUMN n TYPE int USING n::int": {}, "ALTER TABLE a ALTER COLUMN n TYPE text USING n::int::text": {"2 type a.n"}, "DROP TABLE a; CREATE TABLE a (n int); CREATE INDEX ON a (n)": {},
	} {
		assert.Equal(t, want, kinds(t, pg, base, text), text)
	}
}

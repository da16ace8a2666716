package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMigrationsTable(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"migrations/mysql/1_a.up.sql": "CREATE TABLE a (id int PRIMARY KEY); ALTER TABEL a;", "migrations/mysql/2_b.up.sql": "ALTER TABLE b ADD c int; DROP TABLE c;",
		"migrations/clickhouse/1_a.up.sql": "CREATE TABLE x (id UInt64) ENGINE = Log;"} {
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	var out strings.Builder
	require.NoError(t, run("", []string{"migrations", dir}, &out))
	text := out.String()
	assert.Contains(t, text, "| migrations/clickhouse | up/down files | unknown dialect | 1 | | | |")
	assert.Contains(t, text, "| migrations/mysql | up/down files | MySQL | 2 | 4 | 75.0 % |")
	assert.Contains(t, text, "| all | | | | 2 | 4 | 75.00 % |")
	assert.ErrorContains(t, run("", []string{"migrations"}, &out), "usage")
}

func TestStatementsTable(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module m\n\ngo 1.26\n", "m.go": "package m\n\nimport \"database/sql\"\n\nfunc f(db *sql.DB, n string) {\n" +
		"\tdb.Exec(`UPDATE t SET a = 1 WHERE id = $1`, n)\n\tdb.Exec(`SELECT FROM WHERE ((`)\n\tdb.Exec(`SELECT a FROM ` + n)\n\tdb.Exec(`UPDATE t SET a = 1 WHERE id = $1`, 2)\n}\n"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	var out strings.Builder
	require.NoError(t, run("", []string{"statements", dir}, &out))
	text := out.String()
	assert.Contains(t, text, "| all | 2 | 50.00 % |")
	assert.Contains(t, text, "m.go:7: ")
	assert.ErrorContains(t, run("", []string{"statements"}, &out), "usage")
}

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

package migrate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// find reads a tree that is written as name and text in turn.
func find(t *testing.T, files ...string) []migrate.Set {
	t.Helper()
	tree := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		tree[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	sets, err := migrate.Find(tree, nil)
	require.NoError(t, err)
	return sets
}

// only returns the one set of a tree.
func only(t *testing.T, files ...string) migrate.Set {
	t.Helper()
	sets := find(t, files...)
	require.Len(t, sets, 1)
	return sets[0]
}

// names returns the base names of the files of a set.
func names(s migrate.Set) string {
	var out []string
	for _, f := range s.Files {
		out = append(out, strings.TrimPrefix(f.Path, s.Dir+"/"))
	}
	return strings.Join(out, " ")
}

const create = "CREATE TABLE t (id int);\n"

func TestTools(t *testing.T) {
	const up = "CREATE TABLE t (id bigserial);\n"
	for name, c := range map[string]struct {
		files []string
		tool  migrate.Tool
		names string
		up    string // what goes up, without blanks
		tx    migrate.TxMode
	}{
		"golang-migrate": {[]string{"db/migrations/1_a.up.sql", up, "db/migrations/1_a.down.sql", "DROP TABLE t", "db/migrations/10_c.up.sql", "", "db/migrations/2_b.up.sql", "",
			"db.go", "package db\nimport _ \"github.com/golang-migrate/migrate/v4/database/postgres\"\n"}, migrate.GolangMigrate, "1_a.up.sql 2_b.up.sql 10_c.up.sql", up, migrate.TxMessage},
		"goose":                     {[]string{"m/00001_a.sql", "-- +goose Up\n-- +goose StatementBegin\n" + up + "-- +goose StatementEnd\n-- +goose Down\nDROP TABLE t;\n"}, migrate.Goose, "00001_a.sql", up, migrate.TxFile},
		"goose without transaction": {[]string{"m/00001_a.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n" + up}, migrate.Goose, "00001_a.sql", up, migrate.TxNone},
		"dbmate":                    {[]string{"m/20240101_a.sql", "-- migrate:up\n" + up + "-- migrate:down\nDROP TABLE t;\n"}, migrate.Dbmate, "20240101_a.sql", up, migrate.TxFile},
		"dbmate without":            {[]string{"m/20240101_a.sql", "-- migrate:up transaction:false\n" + up}, migrate.Dbmate, "20240101_a.sql", up, migrate.TxNone},
		"sql-migrate": {[]string{"m/1.sql", "-- +migrate Up\n" + up + "\n-- +migrate Down\nDROP TABLE t;\n-- +migrate Up\nSELECT 1;"}, migrate.SQLMigrate, "1.sql",
			up + "SELECT 1;", migrate.TxFile},
		"sql-migrate without": {[]string{"m/1.sql", "-- +migrate Up notransaction\n" + up}, migrate.SQLMigrate, "1.sql", up, migrate.TxNone},
		"tern":                {[]string{"m/001_a.sql", up + "---- create above / drop below ----\nDROP TABLE t;\n"}, migrate.Tern, "001_a.sql", up, migrate.TxFile},
		"tern without":        {[]string{"m/001_a.sql", "---- tern: disable-tx ----\n" + up}, migrate.Tern, "001_a.sql", up, migrate.TxNone},
		"atlas":               {[]string{"m/20240101_a.sql", up, "m/atlas.sum", "h1:x"}, migrate.Atlas, "20240101_a.sql", up, migrate.TxFile},
		"atlas without":       {[]string{"m/20240101_a.sql", "-- atlas:txmode none\n" + up, "m/atlas.sum", "h1:x"}, migrate.Atlas, "20240101_a.sql", up, migrate.TxNone},
		"pop": {[]string{"m/2024_a.up.sql", up, "m/2024_b.autocommit.up.sql", "", "x.go", "package x\nimport _ \"github.com/gobuffalo/pop/v6\"\n"}, migrate.Pop,
			"2024_a.up.sql 2024_b.autocommit.up.sql", up, migrate.TxFile},
		"bun":                {[]string{"m/2024_a.tx.up.sql", up, "x.go", "package x\nimport _ \"github.com/uptrace/bun/migrate\"\n"}, migrate.Bun, "2024_a.tx.up.sql", up, migrate.TxFile},
		"bun without":        {[]string{"m/2024_a.up.sql", up, "x.go", "package x\nimport _ \"github.com/uptrace/bun/migrate\"\n"}, migrate.Bun, "2024_a.up.sql", up, migrate.TxNone},
		"flyway":             {[]string{"m/V2__b.sql", "", "m/V1__a.sql", up, "m/U1__a.sql", "DROP TABLE t;"}, migrate.Flyway, "V1__a.sql", up, migrate.TxFile},
		"rambler":            {[]string{"m/1_a.sql", "-- rambler up\n" + up + "-- rambler down\nDROP TABLE t;"}, migrate.Rambler, "1_a.sql", up, migrate.TxNone},
		"files":              {[]string{"migrations/0001-a.sql", up, "migrations/0001-a_down.sql", "DROP TABLE t;", "migrations/README.md", ""}, migrate.Plain, "0001-a.sql", up, migrate.TxUnknown},
		"folders":            {[]string{"migrations/0.10/1_b.sql", "ALTER TABLE t ADD c int;", "migrations/0.9/1_a.sql", up}, migrate.Plain, "0.9/1_a.sql 0.10/1_b.sql", up, migrate.TxUnknown},
		"folders of bun":     {[]string{"migrations/2-b/up.sql", "", "migrations/1-a/up.sql", up, "migrations/1-a/up_tests.sql", "SELECT 1;"}, migrate.UpDown, "1-a/up.sql 2-b/up.sql", up, migrate.TxUnknown},
		"versions with dots": {[]string{"migrations/v2.10.0.sql", "", "migrations/v2.9.1.sql", up, "migrations/v2.9.1.err.sql", "DROP TABLE t;"}, migrate.Plain, "v2.9.1.sql v2.10.0.sql", up, migrate.TxUnknown},
		"schema file":        {[]string{"schema.sql", up, "queries/q.sql", "SELECT 1;"}, migrate.Plain, "schema.sql", up, migrate.TxUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			s := only(t, c.files...)
			assert.Equal(t, c.tool, s.Tool)
			got := names(s)
			if name == "flyway" {
				got = strings.TrimSuffix(got, " V2__b.sql")
			}
			assert.Equal(t, c.names, got)
			require.NotEmpty(t, s.Files)
			assert.Equal(t, c.tx, s.Files[0].Tx)
			var kept []string
			for _, line := range strings.Split(s.Files[0].Text, "\n") {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
					kept = append(kept, line)
				}
			}
			assert.Equal(t, strings.Join(strings.FieldsFunc(c.up, func(r rune) bool { return r == '\n' }), "\n"), strings.Join(kept, "\n"))
		})
	}
}

// Positions in what goes up are those of the file.
func TestTextKeepsPlaces(t *testing.T) {
	const text = "-- +goose Down\nDROP TABLE ü;\n-- +goose Up\nCREATE TABLE t (id bigserial);\n"
	f := only(t, "m/1_a.sql", text).Files[0]
	assert.Len(t, f.Text, len(text))
	assert.Equal(t, strings.Index(text, "CREATE"), strings.Index(f.Text, "CREATE"))
	assert.Equal(t, strings.Count(text, "\n"), strings.Count(f.Text, "\n"))
	assert.NotContains(t, f.Text, "DROP")
}

func TestNoMigrations(t *testing.T) {
	assert.Empty(t, find(t, "queries/users.sql", "-- name: get\nSELECT 1;", "seed.sql", "INSERT INTO t VALUES (1);", "vendor/x/migrations/1_a.up.sql", create,
		"testdata/migrations/1_a.up.sql", create, ".hidden/1_a.up.sql", create, "node_modules/1_a.up.sql", create))
}

func TestDialects(t *testing.T) {
	for name, c := range map[string]struct {
		files   []string
		dialect stmt.Dialect
		why     string
	}{
		"folder":         {[]string{"migrations/mysql/1_a.up.sql", create}, stmt.MySQL, "the folder mysql"},
		"folder pg":      {[]string{"db/pg-migrations/1_a.up.sql", create}, stmt.PostgreSQL, "the folder pg-migrations"},
		"file":           {[]string{"migrations/1_a.sqlite3.up.sql", create}, stmt.SQLite, "the names of the files"},
		"driver":         {[]string{"migrations/1_a.up.sql", create, "main.go", "package main\nimport _ \"github.com/go-sql-driver/mysql\"\n"}, stmt.MySQL, "the driver"},
		"name of driver": {[]string{"migrations/1_a.up.sql", create, "db/db.go", "package db\nimport \"database/sql\"\nfunc f(dsn string) { sql.Open(\"pgx\", dsn) }\n"}, stmt.PostgreSQL, "the driver"},
		"address":        {[]string{"migrations/1_a.up.sql", create, "db/db.go", "package db\nconst sqlAddress = \"mysql://localhost/x\"\n"}, stmt.MySQL, "the driver"},
		"two drivers":    {[]string{"migrations/1_a.up.sql", create, "main.go", "package main\nimport (\n_ \"github.com/go-sql-driver/mysql\"\n_ \"github.com/lib/pq\"\n)\n"}, "", "nothing"},
		"embedded": {[]string{"store/migrations/1_a.up.sql", create, "store/store.go", "package store\nimport (\n\"embed\"\n_ \"modernc.org/sqlite\"\n)\n//go:embed migrations/*.sql\nvar files embed.FS\n",
			"main.go", "package main\nimport _ \"github.com/lib/pq\"\n"}, stmt.SQLite, "the package that embeds it"},
		"goose": {[]string{"m/1_a.sql", "-- +goose Up\n" + create, "m/m.go", "package m\nimport \"github.com/pressly/goose/v3\"\nfunc f() { goose.SetDialect(\"mysql\") }\n"},
			stmt.MySQL, "the package that embeds it"},
		"sqlc":        {[]string{"db/1_a.up.sql", create, "sqlc.yaml", "version: \"2\"\nsql:\n  - engine: mysql\n    schema: db\n    queries: q\n"}, stmt.MySQL, "sqlc"},
		"sqlc file":   {[]string{"db/tables_all.sql", create, "sqlc.json", `{"version": "1", "packages": [{"schema": ["db/tables_all.sql"], "engine": "postgresql"}]}`}, stmt.PostgreSQL, "sqlc"},
		"sql-migrate": {[]string{"m/1_a.sql", "-- +migrate Up\n" + create, "dbconfig.yml", "production:\n  dialect: sqlite3\n"}, stmt.SQLite, "dbconfig.yml"},
		"atlas":       {[]string{"m/1_a.sql", create, "m/atlas.sum", "", "atlas.hcl", "env \"x\" {\n  dev = \"docker://postgres/15\"\n}\n"}, stmt.PostgreSQL, "atlas.hcl"},
		"tern":        {[]string{"m/1_a.sql", create + "---- create above / drop below ----\n"}, stmt.PostgreSQL, "tern"},
		"statements":  {[]string{"migrations/1_a.up.sql", "CREATE TABLE t (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;"}, stmt.MySQL, "the statements"},
		"statements2": {[]string{"migrations/1_a.up.sql", "ALTER TABLE t ALTER COLUMN a TYPE jsonb;"}, stmt.PostgreSQL, "the statements"},
		"statements3": {[]string{"migrations/1_a.up.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);"}, stmt.SQLite, "the statements"},
		"other":       {[]string{"migrations/clickhouse/1_a.up.sql", "CREATE TABLE t (id UInt64) ENGINE = MergeTree;"}, "", "the folder clickhouse"},
	} {
		t.Run(name, func(t *testing.T) {
			s := only(t, c.files...)
			assert.Equal(t, c.dialect, s.Dialect)
			assert.Equal(t, c.why, s.Why)
		})
	}
}

// Statements of one dialect may be put into the words of others by the code that runs them.
func TestAlso(t *testing.T) {
	code := "package main\nimport (\n_ \"github.com/go-sql-driver/mysql\"\n_ \"github.com/lib/pq\"\n)\n"
	s := only(t, "migrations/1_a.up.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);", "main.go", code)
	assert.Equal(t, stmt.SQLite, s.Dialect)
	assert.Equal(t, []stmt.Dialect{stmt.MySQL, stmt.PostgreSQL}, s.Also)
	assert.Empty(t, only(t, "sqlite/migrations/1_a.up.sql", create, "main.go", code).Also)
}

func TestOverride(t *testing.T) {
	tree := fstest.MapFS{"sql/things.sql": {Data: []byte(create)}}
	sets, err := migrate.Find(tree, nil)
	require.NoError(t, err)
	assert.Empty(t, sets)
	sets, err = migrate.Find(tree, []migrate.Override{{Dir: "sql", Dialect: stmt.SQLite, Tool: migrate.Goose}})
	require.NoError(t, err)
	require.Len(t, sets, 1)
	assert.Equal(t, migrate.Goose, sets[0].Tool)
	assert.Equal(t, stmt.SQLite, sets[0].Dialect)
	assert.Equal(t, "the configuration", sets[0].Why)
}

// One folder with files for several databases makes a set for each.
func TestFilesForDialects(t *testing.T) {
	sets := find(t, "m/1_a.up.sql", create, "m/2_b.up.sql", create, "m/2_b.mysql.up.sql", create, "m/3_c.postgres.up.sql", create, "m/3_c.cockroach.up.sql", create, "m/3_c.mysql.up.sql", create)
	require.Len(t, sets, 2)
	assert.Equal(t, stmt.MySQL, sets[0].Dialect)
	assert.Equal(t, "1_a.up.sql 2_b.mysql.up.sql 3_c.mysql.up.sql", names(sets[0]))
	assert.Equal(t, stmt.PostgreSQL, sets[1].Dialect)
	assert.Equal(t, "1_a.up.sql 2_b.up.sql 3_c.postgres.up.sql", names(sets[1]))
}

func TestSnapshot(t *testing.T) {
	s := only(t, "store/migration/sqlite/LATEST.sql", create, "store/migration/sqlite/0.2/00__a.sql", "ALTER TABLE t ADD c int;", "store/migration/sqlite/0.10/00__b.sql", "ALTER TABLE t ADD d int;")
	assert.Equal(t, "0.2/00__a.sql 0.10/00__b.sql LATEST.sql", names(s))
	assert.True(t, s.Files[2].Snapshot)
	assert.False(t, s.Files[1].Snapshot)
}

func TestGoMigrations(t *testing.T) {
	const code = "package m\n\nfunc upUsers(tx *sql.Tx) error {\n\ttx.Exec(`create table users (id integer)`)\n\ttx.Exec(\"alter table users\\n add name text\")\n\tlog(\"create users\")\n\treturn nil\n}\n\n" +
		"func downUsers(tx *sql.Tx) error {\n\ttx.Exec(`drop table users`)\n}\n"
	s := only(t, "m/1_a.sql", "-- +goose Up\n"+create, "m/2_users.go", code, "m/3_data.go", "package m\nfunc upData() {}\n", "m/2_users_test.go", code, "m/4_x.fizz", "")
	require.Equal(t, "1_a.sql 2_users.go", names(s))
	f := s.Files[1]
	assert.True(t, f.Go)
	assert.Len(t, f.Text, len(code))
	assert.Equal(t, strings.Index(code, "create table"), strings.Index(f.Text, "create table"))
	assert.Contains(t, f.Text, "add name text;")
	assert.NotContains(t, f.Text, "drop")
	assert.NotContains(t, f.Text, "create users")
	require.Len(t, s.Notes, 3)
	assert.Contains(t, s.Notes[0].Text, "fizz")
	assert.Contains(t, s.Notes[1].Text, "replayed")
	assert.Equal(t, "m/3_data.go", s.Notes[2].Path)
	assert.Contains(t, s.Notes[2].Text, "not replayed")
}

func TestBinaryFile(t *testing.T) {
	s := only(t, "migrations/1_a.up.sql", create, "migrations/2_b.up.sql", "\x7fELF\x00\x01\x02")
	assert.Equal(t, "1_a.up.sql", names(s))
	assert.Equal(t, []migrate.Note{{Path: "migrations/2_b.up.sql", Text: "is not a text file"}}, s.Notes)
}

// Folders that are called after what no longer runs are left out where another one beside or above them has migrations.
func TestRetired(t *testing.T) {
	s := only(t, "db/migrations/1_a.up.sql", create, "db/migrations/legacy/1_a.up.sql", create)
	assert.Equal(t, "db/migrations", s.Dir)
	s = only(t, "db/sql/1_a.up.sql", create, "db/Archive/1_a.up.sql", create)
	assert.Equal(t, "db/sql", s.Dir)
	s = only(t, "legacy/1_a.up.sql", create) // the only one
	assert.Equal(t, "legacy", s.Dir)
	assert.Len(t, find(t, "shop/migrations/1_a.up.sql", create, "legacy/migrations/1_a.up.sql", create), 2, "the database of an old service")
}

func TestParts(t *testing.T) {
	assert.True(t, migrate.Parts("m/20191100000008000000_tokens.postgres.up.sql", "m/20191100000008000004_tokens.up.sql"))
	assert.False(t, migrate.Parts("m/20191100000008000000_tokens.up.sql", "m/20191100000009000000_tokens.up.sql"), "another time")
	assert.False(t, migrate.Parts("m/20191100000008000000_tokens.up.sql", "m/20191100000008000001_index.up.sql"), "another title")
	assert.False(t, migrate.Parts("m/20191100000008_tokens.up.sql", "m/20191100000008_tokens.down.sql"), "no number behind the time")
	assert.False(t, migrate.Parts("m/20191100000008000000_tokens.up.sql", "n/20191100000008000001_tokens.up.sql"), "another folder")
}

//go:build !prodlint_nopg

package schema_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// replay replays texts as migrations 1, 2, … of a dialect.
func replay(t *testing.T, d stmt.Dialect, texts ...string) *schema.History {
	t.Helper()
	set := migrate.Set{Dir: "m", Dialect: d, Tool: migrate.Plain}
	for i, text := range texts {
		set.Files = append(set.Files, migrate.File{Path: fmt.Sprintf("m/%d.sql", i+1), Version: fmt.Sprint(i + 1), Text: text})
	}
	return schema.Replay(set)
}

func problems(h *schema.History) []string {
	var out []string
	for _, p := range h.Problems {
		out = append(out, p.String())
	}
	return out
}

// shape writes a table as "name(column, …)".
func shape(s *schema.Schema) string {
	var out []string
	for _, t := range s.Tables() {
		var cols []string
		for _, c := range t.Columns {
			cols = append(cols, c.Name)
		}
		out = append(out, t.String()+"("+strings.Join(cols, ",")+")")
	}
	return strings.Join(out, " ")
}

func TestBeforeAndAfter(t *testing.T) {
	h := replay(t, stmt.PostgreSQL, "CREATE TABLE a (x int);", "ALTER TABLE a ADD y int;\nSELECT 1;\nALTER TABLE a DROP x;")
	require.Len(t, h.Steps, 4)
	var seen []string
	for _, s := range h.Steps {
		seen = append(seen, fmt.Sprintf("%s:%d %s -> %s", s.File.Path, s.Statement.Line, shape(s.Before), shape(s.After)))
	}
	assert.Equal(t, []string{"m/1.sql:1  -> a(x)", "m/2.sql:1 a(x) -> a(x,y)", "m/2.sql:2 a(x,y) -> a(x,y)", "m/2.sql:3 a(x,y) -> a(y)"}, seen)
	assert.Same(t, h.Steps[2].Before, h.Steps[2].After)
	assert.Equal(t, "a(x)", shape(h.Steps[3].FileStart))
	col := h.Schema.Table(stmt.Name{Name: "a"}).Column("y")
	assert.Equal(t, schema.Origin{Path: "m/2.sql", Line: 1, Version: "2"}, col.Made)
	assert.Empty(t, h.Problems)
}

// A statement that does not parse is named; the others are replayed; the table it touched is unsure, no other is.
func TestBrokenStatement(t *testing.T) {
	h := replay(t, stmt.PostgreSQL, "CREATE TABLE a (x int); CREATE TABLE b (x int);", "ALTER TABLE a\n  ADDD y int;\nALTER TABLE b ADD y int;")
	assert.Equal(t, []string{`m/2.sql:2: syntax error at or near "ADDD"`}, problems(h))
	assert.True(t, h.Problems[0].Syntax)
	assert.Equal(t, "a(x) b(x,y)", shape(h.Schema))
	assert.Equal(t, "m/2.sql:2 does not parse", h.Schema.Table(stmt.Name{Name: "a"}).Unsure)
	assert.Empty(t, h.Schema.Table(stmt.Name{Name: "b"}).Unsure)

	h = replay(t, stmt.PostgreSQL, "CREATE TABLE a (x int,, y int);", "ALTER TABLE a ADD z int; CREATE INDEX i ON a (q);")
	assert.Len(t, h.Problems, 1)
	assert.True(t, h.Schema.Table(stmt.Name{Name: "a"}).Open)
	assert.NotNil(t, h.Schema.Table(stmt.Name{Name: "a"}).Index("i"))
}

// Rows are not read where they are many, and that is no problem.
func TestLongInserts(t *testing.T) {
	h := replay(t, stmt.PostgreSQL, "CREATE TABLE a (x text); INSERT INTO a VALUES ('"+strings.Repeat("x", 1<<20)+"'); ALTER TABLE a ADD y int;")
	assert.Empty(t, problems(h))
	assert.Equal(t, "a(x,y)", shape(h.Schema))
}

func TestMisfits(t *testing.T) {
	for text, want := range map[string]string{
		"ALTER TABLE nope ADD c int":                    "there is no table nope",
		"DROP TABLE nope":                               "there is no table nope",
		"CREATE TABLE a (x int)":                        "there is a table a already",
		"ALTER TABLE a DROP COLUMN nope":                "a has no column nope",
		"ALTER TABLE a ADD COLUMN x int":                "a has a column x already",
		"ALTER TABLE a RENAME COLUMN nope TO y":         "a has no column nope",
		"ALTER TABLE a ALTER COLUMN nope SET NOT NULL":  "a has no column nope",
		"CREATE INDEX i ON a (nope)":                    "the index names a column nope that a does not have",
		"CREATE INDEX have ON a (x)":                    "there is an index have already",
		"DROP INDEX nope":                               "there is no index nope",
		"ALTER TABLE a DROP CONSTRAINT nope":            "a has no constraint nope",
		"ALTER TABLE a ADD CONSTRAINT k CHECK (x > 1)":  "a has a constraint k already",
		"DROP VIEW nope":                                "there is no view nope",
		"DROP TABLE IF EXISTS nope":                     "",
		"CREATE TABLE IF NOT EXISTS a (y int)":          "",
		"ALTER TABLE a ADD COLUMN IF NOT EXISTS x text": "",
		"ALTER TABLE a DROP COLUMN IF EXISTS nope":      "",
		"DROP INDEX IF EXISTS nope":                     "",
		"ALTER TABLE a DROP CONSTRAINT IF EXISTS nope":  "",
		"CREATE INDEX IF NOT EXISTS have ON a (x)":      "",
		"ALTER TABLE a ADD CHECK (x > 0)":               "",
		"ALTER TABLE IF EXISTS nope RENAME TO other":    "",
	} {
		h := replay(t, stmt.PostgreSQL, "CREATE TABLE a (x int CONSTRAINT k CHECK (x > 0)); CREATE INDEX have ON a (x);", "\n"+text)
		if want == "" {
			assert.Empty(t, problems(h), text)
			continue
		}
		assert.Equal(t, []string{"m/2.sql:2: " + want}, problems(h), text)
		assert.False(t, h.Problems[0].Syntax)
	}
}

func TestMySQL(t *testing.T) {
	h := replay(t, stmt.MySQL, "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int, a int, b int, p_id int, UNIQUE (a), KEY (b), KEY (b, a), FOREIGN KEY (p_id) REFERENCES p (id)) ENGINE=InnoDB;",
		"ALTER TABLE c ADD x int FIRST, ADD y int AFTER a, CHANGE b bb varchar(9) NOT NULL, DROP INDEX b_2, MODIFY a bigint AFTER bb; RENAME TABLE c TO d;",
		"CREATE TABLE copy LIKE d; ALTER TABLE d DROP COLUMN bb; ALTER TABLE p DROP PRIMARY KEY, ADD PRIMARY KEY (id DESC); ALTER TABLE d DROP FOREIGN KEY d_ibfk_1;")
	assert.Empty(t, problems(h))
	assert.Equal(t, "copy(x,id,y,bb,a,p_id) d(x,id,y,a,p_id) p(id)", shape(h.Schema))
	assert.Equal(t, []string{
		"copy UNIQUE a (a)", "copy column a bigint notnull=false default=", "copy column bb varchar(9) notnull=true default=", "copy column id int notnull=false default=",
		"copy column p_id int notnull=false default=", "copy column x int notnull=false default=", "copy column y int notnull=false default=",
		"copy index a  unique=true partial=false (a)", "copy index b  unique=false partial=false (bb)",
	}, catalogLines(h.Schema)[:9])
	d := h.Schema.Table(stmt.Name{Name: "d"})
	assert.NotNil(t, d.Index("p_id"), "the index that InnoDB made for the foreign key stays")
	assert.Nil(t, d.Index("b"))
	assert.Len(t, d.Constraints, 1)
}

// Files may choose among databases of one server.
func TestUse(t *testing.T) {
	h := replay(t, stmt.MySQL, "CREATE DATABASE one; USE one; CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int, t_id int, KEY k (id), FOREIGN KEY (t_id) REFERENCES t (id));",
		"USE two; CREATE TABLE t (id int, x int); ALTER TABLE t ADD y int; ALTER TABLE one.u DROP INDEX k; RENAME TABLE t TO z;", "CREATE TABLE plain (id int);")
	assert.Empty(t, problems(h))
	assert.Equal(t, "plain(id) one.t(id) one.u(id,t_id) two.z(id,x,y)", shape(h.Schema))
	u := h.Schema.Table(stmt.Name{Schema: "one", Name: "u"})
	assert.Equal(t, stmt.Name{Schema: "one", Name: "t"}, u.Constraints[0].Ref)
	assert.Nil(t, u.Index("k"))
}

func TestRoutines(t *testing.T) {
	h := replay(t, stmt.MySQL, "CREATE TABLE a (x int); CREATE TABLE b (x int);\nCREATE PROCEDURE drop_it(IN t VARCHAR(64))\nBEGIN\n SET @q = CONCAT('ALTER TABLE ', t, ' DROP FOREIGN KEY f');\n PREPARE s FROM @q;\n EXECUTE s;\nEND;\nCALL drop_it('a');")
	assert.Equal(t, "m/1.sql:8 changes it by a statement that is put together at run time", h.Schema.Table(stmt.Name{Name: "a"}).Unsure)
	assert.Empty(t, h.Schema.Table(stmt.Name{Name: "b"}).Unsure)

	h = replay(t, stmt.PostgreSQL, "CREATE TABLE a (x int); CREATE FUNCTION f(s text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE s; END $$;\nSELECT f('ALTER TABLE a ADD y int')")
	assert.Equal(t, "a(x,y)", shape(h.Schema))
	assert.Equal(t, "code at m/1.sql:2 changes it", h.Schema.Table(stmt.Name{Name: "a"}).Unsure)
}

func TestBlocks(t *testing.T) {
	const base = "CREATE TABLE a (x int); CREATE TABLE b (x int);"
	for body, want := range map[string]string{
		"BEGIN ALTER TABLE a ADD y int; END":                                                        "a(x,y) b(x)",
		"BEGIN IF NOT EXISTS (SELECT 1 FROM pg_class) THEN ALTER TABLE a ADD y int; END IF; END":    "a(x,y) b(x)",
		"BEGIN CREATE TABLE IF NOT EXISTS c (z int); EXCEPTION WHEN duplicate_table THEN NULL; END": "a(x) b(x) c(z)",
		"BEGIN EXECUTE 'DROP TABLE b'; END":                                                         "a(x)",
		"BEGIN IF current_user = 'x' THEN ALTER TABLE a ADD y int; END IF; END":                     "a(x,y)? b(x)",
		"DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP DROP TABLE b; END LOOP; END":                "a(x) b(x)?",
		"BEGIN EXECUTE format('ALTER TABLE a DROP COLUMN %I', 'x'); END":                            "a(x)? b(x)",
		"BEGIN RAISE NOTICE 'create table c'; END":                                                  "a(x) b(x)",
	} {
		h := replay(t, stmt.PostgreSQL, base, "DO $$ "+body+" $$;")
		got := shape(h.Schema)
		for _, table := range h.Schema.Tables() {
			if table.Unsure != "" {
				mark := shape(h.Schema)
				at := strings.Index(mark, table.String()+"(")
				end := at + strings.IndexByte(mark[at:], ')') + 1
				got = mark[:end] + "?" + mark[end:]
			}
		}
		assert.Equal(t, want, got, body)
		assert.Empty(t, problems(h), body)
	}
}

func TestTransactions(t *testing.T) {
	modes := func(tool migrate.TxMode, d stmt.Dialect, text string) string {
		h := schema.Replay(migrate.Set{Dialect: d, Files: []migrate.File{{Path: "1.sql", Text: text, Tx: tool}}})
		var out []string
		for _, s := range h.Steps {
			out = append(out, string(s.Tx))
		}
		return strings.Join(out, " ")
	}
	const two = "CREATE TABLE a (x int); CREATE TABLE b (x int)"
	assert.Equal(t, "transaction transaction", modes(migrate.TxFile, stmt.PostgreSQL, two))
	assert.Equal(t, "alone alone", modes(migrate.TxNone, stmt.PostgreSQL, two))
	assert.Equal(t, "transaction transaction", modes(migrate.TxMessage, stmt.PostgreSQL, two))
	assert.Equal(t, "alone", modes(migrate.TxMessage, stmt.PostgreSQL, "CREATE INDEX CONCURRENTLY i ON a (x)"))
	assert.Equal(t, "alone alone", modes(migrate.TxMessage, stmt.MySQL, two))
	assert.Equal(t, " ", modes(migrate.TxUnknown, stmt.PostgreSQL, two))
	assert.Equal(t, "alone transaction transaction alone", modes(migrate.TxNone, stmt.PostgreSQL, "BEGIN; CREATE TABLE a (x int); COMMIT; SELECT 1"))
}

func TestSnapshotStartsAnew(t *testing.T) {
	set := migrate.Set{Dialect: stmt.SQLite, Files: []migrate.File{{Path: "1.sql", Text: "ALTER TABLE older ADD c int; CREATE TABLE t (id int);"}, {Path: "LATEST.sql", Text: "CREATE TABLE t (id int, c int);", Snapshot: true}}}
	h := schema.Replay(set)
	assert.Empty(t, problems(h))
	assert.Equal(t, "t(id,c)", shape(h.Schema))
}

func TestGoMigrationsAreUnsure(t *testing.T) {
	h := schema.Replay(migrate.Set{Dialect: stmt.SQLite, Files: []migrate.File{{Path: "1.go", Go: true, Text: "create table a (x int); alter table later add y int;"}, {Path: "2.sql", Text: "CREATE TABLE b (x int);"}}})
	assert.Empty(t, problems(h))
	assert.Contains(t, h.Schema.Table(stmt.Name{Name: "a"}).Unsure, "1.go")
	assert.Empty(t, h.Schema.Table(stmt.Name{Name: "b"}).Unsure)
}

func TestTemporaryTablesEndWithTheFile(t *testing.T) {
	h := replay(t, stmt.PostgreSQL, "CREATE TEMP TABLE a (x int); CREATE INDEX ON a (x); CREATE TABLE b (x int);", "CREATE TEMP TABLE a (x int);")
	assert.Empty(t, problems(h))
	assert.Equal(t, "b(x)", shape(h.Schema))
}

// What a block runs stands in the file at its own place.
func TestInner(t *testing.T) {
	text := "CREATE TABLE a (n int);\nDO $x$\nBEGIN\n  CREATE INDEX i ON a (n);\n  EXECUTE 'DROP INDEX i';\n  IF random() > 0.5 THEN DROP TABLE a; END IF;\n  EXECUTE 'ALTER TABLE a ADD m text DEFAULT ''x''';\nEND $x$;"
	h := replay(t, stmt.PostgreSQL, text)
	require.Len(t, h.Steps, 2)
	var got []string
	for _, s := range h.Steps[1].Inner {
		assert.Equal(t, schema.Within, s.Tx)
		assert.NotNil(t, s.FileStart)
		got = append(got, fmt.Sprintf("%d %s", s.Statement.Line, text[s.Statement.Start:s.Statement.End]))
	}
	require.Len(t, got, 3)
	assert.Equal(t, []string{"4 CREATE INDEX i ON a (n)", "5 DROP INDEX i"}, got[:2])
	assert.True(t, strings.HasPrefix(got[2], "2 DO $x$"), "what it is written as is not what it is")
	assert.NotNil(t, h.Steps[1].Inner[1].Before.Table(stmt.Name{Name: "a"}).Index("i"))
	assert.Nil(t, h.Steps[1].Inner[1].After.Table(stmt.Name{Name: "a"}).Index("i"))
}

func TestUnknownDialect(t *testing.T) {
	h := replay(t, stmt.Unknown, "CREATE TABLE a (x int);")
	assert.Empty(t, h.Schema.Tables())
	assert.Len(t, h.Steps, 1)
	assert.Empty(t, h.Problems)
}

func TestLeads(t *testing.T) {
	h := replay(t, stmt.PostgreSQL, "CREATE TABLE a (x int, y int, z text); CREATE INDEX i ON a (x, y); CREATE INDEX p ON a (x) WHERE y > 0; CREATE INDEX g ON a USING gin (z); CREATE INDEX e ON a (lower(z));")
	a := h.Schema.Table(stmt.Name{Name: "a"})
	assert.True(t, a.Index("i").Leads("x"))
	assert.True(t, a.Index("i").Leads("y", "X"))
	assert.False(t, a.Index("i").Leads("y"))
	assert.False(t, a.Index("p").Leads("x"))
	assert.False(t, a.Index("g").Leads("z"))
	assert.False(t, a.Index("e").Leads("z"))
}

// FuzzLoad feeds the whole path, from the name of the file to the schema: nothing may crash it.
func FuzzLoad(f *testing.F) {
	f.Add("1_a.up.sql", "CREATE TABLE t (id int PRIMARY KEY, a text UNIQUE); ALTER TABLE t RENAME TO u; CREATE INDEX ON u (a)", "DROP TABLE u")
	f.Add("1_a.sql", "-- +goose Up\nDO $$ BEGIN IF x THEN DROP TABLE t; END IF; EXECUTE q; END $$;", "-- +goose Down")
	f.Add("V1__a.sql", "CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES a); ALTER TABLE a DROP COLUMN x CASCADE; CREATE TABLE b (LIKE a INCLUDING ALL) ", "ALTER TABLE b ADD PRIMARY KEY (y)")
	f.Add("1_a.mysql.up.sql", "CREATE TABLE t (a int, KEY (a)); ALTER TABLE t CHANGE a b int FIRST, DROP PRIMARY KEY, DROP INDEX a; RENAME TABLE t TO u, u TO t", "CREATE TABLE x LIKE t")
	f.Add("1_a.go", "package m\nfunc up() { exec(`create table t (id int)`) }", "")
	f.Add("1_a.sqlite.up.sql", "CREATE VIRTUAL TABLE v USING fts5(a); CREATE TABLE t (id INTEGER PRIMARY KEY) WITHOUT ROWID; ALTER TABLE t RENAME id TO b", "\x00")
	f.Fuzz(func(t *testing.T, name, first, second string) {
		if !strings.HasSuffix(name, ".sql") && !strings.HasSuffix(name, ".go") || strings.ContainsAny(name, "/\\\x00") {
			name = "1_a.up.sql"
		}
		tree := fstest.MapFS{"migrations/" + name: {Data: []byte(first)}, "migrations/2_b.up.sql": {Data: []byte(second)}, "migrations/3_c.mysql.up.sql": {Data: []byte(first)}}
		for _, d := range []stmt.Dialect{stmt.Unknown, stmt.PostgreSQL, stmt.MySQL, stmt.SQLite} {
			histories, err := schema.Load(tree, []migrate.Override{{Dir: "migrations", Dialect: d}})
			if err != nil {
				return
			}
			for _, h := range histories {
				for _, table := range h.Schema.Tables() {
					for _, x := range table.Indexes {
						if len(x.Parts) == 0 && x.For == "" && !table.Open {
							t.Fatalf("%s: index %q of %s has no parts", d, x.Name, table.Name)
						}
					}
				}
			}
		}
	})
}

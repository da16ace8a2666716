//go:build !prodlint_nopg

package parse

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/sqltext"
)

// one parses a text of one statement.
func one(t *testing.T, d stmt.Dialect, text string) stmt.Statement {
	t.Helper()
	list, err := Text(d, sqltext.Template(text))
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

// action parses a statement of one action.
func first[A stmt.Action](t *testing.T, d stmt.Dialect, text string) A {
	t.Helper()
	s := one(t, d, text)
	require.NoError(t, s.Err, text)
	require.NotEmpty(t, s.Actions, text)
	a, ok := s.Actions[0].(A)
	require.True(t, ok, "%s: %T", text, s.Actions[0])
	return a
}

func TestCreateTable(t *testing.T) {
	for d, text := range map[stmt.Dialect]string{
		stmt.PostgreSQL: `CREATE TABLE IF NOT EXISTS t (id bigserial PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' UNIQUE, b int REFERENCES u (id) ON DELETE CASCADE, CHECK (b > 0))`,
		stmt.MySQL:      "CREATE TABLE IF NOT EXISTS t (id bigint AUTO_INCREMENT PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' UNIQUE, b int, FOREIGN KEY (b) REFERENCES u (id) ON DELETE CASCADE, CHECK (b > 0)) ENGINE=InnoDB",
		stmt.SQLite:     `CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY AUTOINCREMENT, a varchar(9) NOT NULL DEFAULT 'x' UNIQUE, b int REFERENCES u (id) ON DELETE CASCADE, CHECK (b > 0))`,
	} {
		c := first[stmt.CreateTable](t, d, text)
		assert.Equal(t, stmt.Name{Name: "t"}, c.Table, d)
		assert.True(t, c.IfNotExists, d)
		require.Len(t, c.Columns, 3, d)
		assert.True(t, c.Columns[0].Auto, d)
		assert.NotNil(t, c.Columns[0].Constraint(stmt.Primary), d)
		assert.True(t, c.Columns[1].NotNull, d)
		assert.Equal(t, []string{"9"}, c.Columns[1].Type.Args, d)
		assert.Equal(t, "'x'", c.Columns[1].Default.Text, d)
		assert.True(t, c.Columns[1].Default.Constant, d)
		assert.NotNil(t, c.Columns[1].Constraint(stmt.Unique), d)
		all := append(c.Columns[2].Constraints, c.Constraints...)
		require.Len(t, all, 2, d)
		assert.Equal(t, stmt.Foreign, all[0].Kind, d)
		assert.Equal(t, []string{"b"}, all[0].Columns, d)
		assert.Equal(t, "u", all[0].Ref.Name, d)
		assert.Equal(t, "CASCADE", all[0].OnDelete, d)
		assert.Equal(t, stmt.Check, all[1].Kind, d)
		assert.Equal(t, []string{"b"}, all[1].Expr.Columns, d)
	}
}

func TestAlterPostgres(t *testing.T) {
	s := one(t, stmt.PostgreSQL, `ALTER TABLE public.t ADD COLUMN IF NOT EXISTS c timestamptz DEFAULT clock_timestamp(), DROP COLUMN d CASCADE, ALTER e TYPE numeric(9) USING e::numeric,
		ALTER f SET NOT NULL, ALTER g SET DEFAULT random(), ADD CONSTRAINT k FOREIGN KEY (h) REFERENCES x (y) NOT VALID, VALIDATE CONSTRAINT k, ADD UNIQUE USING INDEX i, SET LOGGED`)
	require.NoError(t, s.Err)
	assert.Equal(t, "ALTER TABLE", s.Verb)
	table := stmt.Name{Name: "t"}
	require.Len(t, s.Actions, 9)
	add := s.Actions[0].(stmt.AddColumn)
	assert.Equal(t, []string{"clock_timestamp"}, add.Column.Default.Funcs)
	assert.False(t, add.Column.Default.Constant)
	assert.Equal(t, "timestamp with time zone", add.Column.Type.String())
	assert.Equal(t, strings.Index(s.Text, "c timestamptz"), add.Offset)
	assert.Equal(t, stmt.DropColumn{Act: s.Actions[1].(stmt.DropColumn).Act, Table: table, Column: "d", Cascade: true}, s.Actions[1])
	assert.Equal(t, "numeric(9,0)", s.Actions[2].(stmt.SetType).Type.String())
	assert.Equal(t, "f", s.Actions[3].(stmt.SetNotNull).Column)
	assert.Equal(t, []string{"random"}, s.Actions[4].(stmt.SetDefault).Default.Funcs)
	assert.True(t, s.Actions[5].(stmt.AddConstraint).Constraint.NotValid)
	assert.Equal(t, "k", s.Actions[6].(stmt.ValidateConstraint).Name)
	assert.Equal(t, "i", s.Actions[7].(stmt.AddConstraint).Constraint.UsingIndex)
	assert.Equal(t, "SET LOGGED", s.Actions[8].(stmt.TableOption).What)
	assert.Equal(t, []stmt.Table{{Name: table, Written: true}}, s.Tables)
}

func TestAlterMySQL(t *testing.T) {
	s := one(t, stmt.MySQL, "ALTER TABLE `t` ADD COLUMN c int unsigned NOT NULL AFTER b, MODIFY d varchar(20), CHANGE e f text, ADD UNIQUE KEY u (c, d(10) DESC), ADD FULLTEXT INDEX ft (f), DROP INDEX old, "+
		"DROP FOREIGN KEY fk, DROP PRIMARY KEY, ALGORITHM=INPLACE, LOCK=NONE, CONVERT TO CHARACTER SET utf8mb4")
	require.NoError(t, s.Err)
	require.Len(t, s.Actions, 11)
	assert.Equal(t, "b", s.Actions[0].(stmt.AddColumn).Place.After)
	assert.Equal(t, "int unsigned", s.Actions[0].(stmt.AddColumn).Column.Type.String())
	assert.Equal(t, "d", s.Actions[1].(stmt.ModifyColumn).Definition.Name)
	assert.Equal(t, "e", s.Actions[2].(stmt.ModifyColumn).Column)
	assert.Equal(t, []stmt.Part{{Column: "c"}, {Column: "d", Length: 10, Desc: true}}, s.Actions[3].(stmt.AddConstraint).Constraint.Parts)
	assert.Equal(t, "fulltext", s.Actions[4].(stmt.CreateIndex).Index.Method)
	assert.Equal(t, "old", s.Actions[5].(stmt.DropIndex).Index.Name)
	assert.Equal(t, stmt.Foreign, s.Actions[6].(stmt.DropConstraint).Kind)
	assert.Equal(t, stmt.Primary, s.Actions[7].(stmt.DropConstraint).Kind)
	assert.Equal(t, stmt.TableOption{Act: s.Actions[8].(stmt.TableOption).Act, Table: stmt.Name{Name: "t"}, What: "ALGORITHM", Value: "INPLACE"}, s.Actions[8])
	assert.Equal(t, "NONE", s.Actions[9].(stmt.TableOption).Value)
	assert.Equal(t, "CONVERT TO CHARACTER SET", s.Actions[10].(stmt.TableOption).What)
}

func TestIndexes(t *testing.T) {
	x := first[stmt.CreateIndex](t, stmt.PostgreSQL, `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t USING gin (a, lower(b) gin_trgm_ops, c DESC) INCLUDE (d) WHERE e IS NULL`)
	assert.True(t, x.Concurrently && x.IfNotExists && x.Index.Unique)
	assert.Equal(t, "gin", x.Index.Method)
	assert.Equal(t, stmt.Name{Schema: "s", Name: "t"}, x.Index.Table)
	assert.Equal(t, []string{"a", "", "c"}, x.Index.Columns())
	assert.Equal(t, "gin_trgm_ops", x.Index.Parts[1].Class)
	assert.True(t, x.Index.Parts[2].Desc)
	assert.Equal(t, []string{"d"}, x.Index.Include)
	assert.Equal(t, []string{"e"}, x.Index.Where.Columns)
	assert.True(t, first[stmt.DropIndex](t, stmt.PostgreSQL, "DROP INDEX CONCURRENTLY IF EXISTS i").Concurrently)
	assert.Equal(t, "t", first[stmt.DropIndex](t, stmt.MySQL, "DROP INDEX i ON t").Table.Name)
	assert.Equal(t, []string{"a", ""}, first[stmt.CreateIndex](t, stmt.SQLite, `CREATE INDEX i ON t ("a" COLLATE NOCASE, length(b))`).Index.Columns())
}

func TestSession(t *testing.T) {
	assert.Equal(t, stmt.Setting{Name: "lock_timeout", Value: "5s", Local: true}, first[stmt.Setting](t, stmt.PostgreSQL, "SET LOCAL lock_timeout = '5s'"))
	assert.Equal(t, "ACCESS EXCLUSIVE", first[stmt.LockTable](t, stmt.PostgreSQL, "LOCK TABLE a, b").Mode)
	assert.Equal(t, "SHARE ROW EXCLUSIVE", first[stmt.LockTable](t, stmt.PostgreSQL, "LOCK a IN SHARE ROW EXCLUSIVE MODE").Mode)
	assert.Equal(t, stmt.Maintenance{Verb: "VACUUM", Full: true, Table: stmt.Name{Name: "a"}}, first[stmt.Maintenance](t, stmt.PostgreSQL, "VACUUM (FULL, ANALYZE) a"))
	assert.True(t, first[stmt.Maintenance](t, stmt.PostgreSQL, "REINDEX TABLE CONCURRENTLY a").Concurrently)
	assert.True(t, first[stmt.Maintenance](t, stmt.PostgreSQL, "REFRESH MATERIALIZED VIEW CONCURRENTLY a").Concurrently)
	assert.Equal(t, stmt.Transaction{Verb: "BEGIN"}, first[stmt.Transaction](t, stmt.PostgreSQL, "START TRANSACTION"))
	assert.Equal(t, "COMMIT", first[stmt.Transaction](t, stmt.SQLite, "END").Verb)
	assert.Equal(t, stmt.Setting{Name: "foreign_keys", Value: "OFF"}, first[stmt.Setting](t, stmt.SQLite, "PRAGMA foreign_keys = OFF"))
	assert.Equal(t, "WRITE", first[stmt.LockTable](t, stmt.MySQL, "LOCK TABLES a WRITE").Mode)
	assert.True(t, first[stmt.Write](t, stmt.PostgreSQL, "TRUNCATE a, b CASCADE").Cascade)
}

func TestWrites(t *testing.T) {
	for _, c := range []struct {
		text     string
		verb     string
		filtered bool
		query    bool
	}{
		{"UPDATE t SET a = 1", "UPDATE", false, false},
		{"UPDATE t SET a = 1 WHERE b = 2", "UPDATE", true, false},
		{"DELETE FROM t", "DELETE", false, false},
		{"WITH old AS (DELETE FROM t WHERE a < 1 RETURNING b) INSERT INTO u SELECT b FROM old", "INSERT", false, true},
	} {
		for _, d := range []stmt.Dialect{stmt.PostgreSQL, stmt.SQLite} {
			if d == stmt.SQLite && strings.Contains(c.text, "RETURNING") {
				continue
			}
			s := one(t, d, c.text)
			require.NoError(t, s.Err, c.text)
			assert.Equal(t, c.verb, s.Verb)
			require.NotEmpty(t, s.Actions, c.text)
			w := s.Actions[0].(stmt.Write)
			assert.Equal(t, []any{c.verb, c.filtered, c.query}, []any{w.Verb, w.Filtered, w.FromQuery}, c.text)
		}
	}
	s := one(t, stmt.PostgreSQL, "SELECT a FROM t JOIN s.u x ON true")
	assert.Empty(t, s.Actions)
	assert.Equal(t, []stmt.Table{{Name: stmt.Name{Name: "t"}}, {Name: stmt.Name{Schema: "s", Name: "u"}, Alias: "x"}}, s.Tables)
}

// Every statement here has parts that the parsers do not know.
func TestUnknownParts(t *testing.T) {
	for _, c := range []struct {
		dialect stmt.Dialect
		text    string
	}{
		{stmt.PostgreSQL, "SELECT a FROM t WHERE b = ? AND c IN (?, ?)"},
		{stmt.PostgreSQL, "SELECT a FROM t WHERE b = :name AND c = @other AND d::text = $1"},
		{stmt.PostgreSQL, "SELECT a FROM t WHERE b = %s LIMIT %d"},
		{stmt.PostgreSQL, "SELECT a FROM \x00 WHERE b = \x00"},
		{stmt.PostgreSQL, "SELECT \x00 FROM t ORDER BY \x00 DESC"},
		{stmt.PostgreSQL, "SELECT a FROM t \x00"},
		{stmt.PostgreSQL, "ALTER TABLE pre_\x00 ADD COLUMN c int"},
		{stmt.PostgreSQL, `CREATE INDEX i ON "{{ index .Options "Namespace" }}"."users" (id)`},
		{stmt.PostgreSQL, `CREATE TABLE {{ .Schema }}.users (id int)`},
		{stmt.PostgreSQL, `CREATE INDEX {{ if not .Tx }}CONCURRENTLY{{ end }} i ON t (a)`},
		{stmt.PostgreSQL, `CREATE TABLE t ({{ if .Big }}id bigint{{ else }}id int{{ end }})`},
		{stmt.MySQL, "INSERT INTO t (a) VALUES (:a) ON DUPLICATE KEY UPDATE a = $1"},
		{stmt.MySQL, "SELECT a FROM `\x00_users` WHERE b = 'x\x00y'"},
		{stmt.SQLite, "UPDATE t SET a = %s WHERE b = ?1"},
	} {
		s := one(t, c.dialect, c.text)
		assert.NoError(t, s.Err, "%q", c.text)
	}
	s := one(t, stmt.PostgreSQL, `CREATE TABLE {{ .Schema }}.users (id int)`)
	assert.Equal(t, stmt.Name{Name: "users"}, s.Actions[0].(stmt.CreateTable).Table)
	assert.True(t, s.Guessed)
	assert.False(t, one(t, stmt.PostgreSQL, "SELECT a FROM t WHERE b = $1").Guessed)
}

// dbx writes placeholders as {:name}.
func TestBracedPlaceholders(t *testing.T) {
	for _, d := range []stmt.Dialect{stmt.PostgreSQL, stmt.MySQL, stmt.SQLite} {
		assert.NoError(t, one(t, d, "UPDATE t SET a = {:a} WHERE id = {:id}").Err, d)
	}
}

func TestOffsetsSurviveFilling(t *testing.T) {
	text := "ALTER TABLE {{ .Namespace }}.users ADD COLUMN c int"
	s := one(t, stmt.PostgreSQL, text)
	require.NoError(t, s.Err)
	assert.Equal(t, strings.Index(text, "c int"), s.Actions[0].(stmt.AddColumn).Offset)
}

// The facts of the text layer do not depend on the parser.
func TestBrokenKeepsFacts(t *testing.T) {
	list, err := Text(stmt.PostgreSQL, "CREATE TABLE a (id int);\n\nALTER TABLE s.users ADDD COLUMN c;\nDROP TABLE x, y z;\nCREATE INDEX ON big (a) WITHOUT;")
	require.NoError(t, err)
	require.Len(t, list, 4)
	assert.NoError(t, list[0].Err)
	var e *SyntaxError
	require.True(t, errors.As(list[1].Err, &e))
	assert.Equal(t, 3, e.Line)
	assert.Contains(t, e.Message, `"ADDD"`)
	assert.Equal(t, "ALTER TABLE", list[1].Verb)
	assert.Equal(t, []stmt.Table{{Name: stmt.Name{Schema: "s", Name: "users"}, Written: true}}, list[1].Tables)
	assert.Equal(t, []stmt.Table{{Name: stmt.Name{Name: "x"}, Written: true}, {Name: stmt.Name{Name: "y"}, Written: true}}, list[2].Tables)
	assert.Error(t, list[2].Err)
	assert.Equal(t, "big", list[3].Tables[0].Name.Name)
	assert.Error(t, list[3].Err)
}

func TestErrorPlaces(t *testing.T) {
	for d, text := range map[stmt.Dialect]string{
		stmt.PostgreSQL: "SELECT 'ü';\nSELECT 'ü' FROM t\n  WHEER a = 1 b",
		stmt.MySQL:      "SELECT 'ü';\nSELECT 'ü' FROM t\n  WHEER a = 1 b",
		stmt.SQLite:     "SELECT 'ü';\nSELECT 'ü' FROM t\n  WHEER a = 1 b",
	} {
		list, err := Text(d, sqltext.Template(text))
		require.NoError(t, err)
		require.Len(t, list, 2)
		var e *SyntaxError
		require.True(t, errors.As(list[1].Err, &e), d)
		assert.Equal(t, 3, e.Line, d)
	}
}

func TestGuard(t *testing.T) {
	_, err := guarded(func(string) ([]stmt.Action, error) { panic("index out of range") }, "SELECT 1")
	assert.ErrorContains(t, err, "the parser failed: index out of range")
	_, err = guarded(func(string) ([]stmt.Action, error) { return nil, nil }, "SELECT "+strings.Repeat("(", 100000))
	assert.ErrorContains(t, err, "nested too deeply")
}

func TestLimits(t *testing.T) {
	s := one(t, stmt.PostgreSQL, "INSERT INTO t VALUES ('"+strings.Repeat("x", MaxRows)+"')")
	assert.ErrorIs(t, s.Err, ErrLong)
	assert.NoError(t, one(t, stmt.PostgreSQL, "COMMENT ON TABLE t IS '"+strings.Repeat("x", MaxRows)+"'").Err)
	assert.ErrorIs(t, one(t, stmt.PostgreSQL, "COMMENT ON TABLE t IS '"+strings.Repeat("x", MaxStatement)+"'").Err, ErrLong)
	assert.Equal(t, "INSERT", s.Verb)
	assert.Equal(t, "t", s.Tables[0].Name.Name)

	_, err := File(stmt.PostgreSQL, "\x7fELF\x00\x01")
	assert.ErrorIs(t, err, ErrBinary)
	_, err = File(stmt.PostgreSQL, strings.Repeat("\xff\xfe", 100))
	assert.ErrorIs(t, err, ErrBinary)
	list, err := File(stmt.PostgreSQL, "\xef\xbb\xbf-- caf\xe9\nCREATE TABLE t (id int)")
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.NoError(t, list[0].Err)
	assert.Equal(t, 2, list[0].Line)

	list, err = Text(stmt.Unknown, "CREATE TABLE t (id int)")
	assert.ErrorIs(t, err, ErrDialect)
	require.Len(t, list, 1)
	assert.Equal(t, "t", list[0].Tables[0].Name.Name)
}

// pg_dump writes lines for psql, and rows between statements.
func TestDump(t *testing.T) {
	list, err := File(stmt.PostgreSQL, "\\restrict x\nCREATE TABLE t (id int);\nCOPY t (id) FROM stdin;\n1\n2\n\\.\nALTER TABLE t ADD PRIMARY KEY (id);\n\\unrestrict x\n")
	require.NoError(t, err)
	var verbs []string
	for _, s := range list {
		assert.NoError(t, s.Err)
		verbs = append(verbs, s.Verb)
	}
	assert.Equal(t, []string{"CREATE TABLE", "COPY", "ALTER TABLE"}, verbs)
	assert.Equal(t, 7, list[2].Line)
}

func TestBodiesStayWhole(t *testing.T) {
	list, err := File(stmt.MySQL, "DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n IF 1 THEN SELECT 1; END IF;\n PREPARE s FROM @q;\nEND//\nDELIMITER ;\nCALL p();")
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.NoError(t, list[0].Err)
	assert.Equal(t, "PROCEDURE", list[0].Actions[0].(stmt.Object).Kind)
	list, err = File(stmt.PostgreSQL, "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT f()")
	require.NoError(t, err)
	require.Len(t, list, 2)
	assert.NoError(t, list[0].Err)
}

func TestMemory(t *testing.T) {
	const text = "CREATE TABLE remembered (id int)"
	a := one(t, stmt.PostgreSQL, text)
	memory.Lock()
	_, ok := memory.answers[string(stmt.PostgreSQL)+"\x00"+text]
	memory.Unlock()
	assert.True(t, ok)
	assert.Equal(t, a, one(t, stmt.PostgreSQL, text))
}

// FuzzText feeds the whole path: no text may crash it, and what it says must lie within the text.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"CREATE TABLE t (id int); SELECT 'unterminated", "ALTER TABLE {{ .x }}.t ADD c int DEFAULT $1; /* open", "DO $$ BEGIN DROP TABLE t; END $$", "\x00\x00 FROM \x00.t WHERE %s",
		"CREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM y; END;", "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$", "INSERT INTO t VALUES (1),(2", "\\connect x\nCOPY t FROM stdin;\n1",
		"CREATE INDEX CONCURRENTLY ON t (lower(a)) WHERE b", "SELECT * FROM a NATURAL JOIN b UNION SELECT 1 ORDER BY 1", "PREPARE s FROM @q", "CREATE TABLE t (a enum('x','y'), b int unsigned) ENGINE=x", "((((((((",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range []stmt.Dialect{stmt.PostgreSQL, stmt.MySQL, stmt.SQLite, stmt.Unknown} {
			for _, read := range []func() ([]stmt.Statement, error){
				func() ([]stmt.Statement, error) { return Text(d, sqltext.Template(text)) },
				func() ([]stmt.Statement, error) { return File(d, text) },
			} {
				list, _ := read()
				for _, s := range list {
					if s.Start < 0 || s.End > len(text) || s.Start >= s.End || s.Line < 1 {
						t.Fatalf("%s: statement at %d-%d, line %d", d, s.Start, s.End, s.Line)
					}
					var e *SyntaxError
					if errors.As(s.Err, &e) && (e.Offset > len(text) || e.Line < 1) {
						t.Fatalf("%s: error at %d, line %d", d, e.Offset, e.Line)
					}
				}
			}
		}
	})
}

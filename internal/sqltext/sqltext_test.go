package sqltext

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tmpl reads "…" as a hole.
func tmpl(s string) Template { return Template(strings.ReplaceAll(s, "…", string(Hole))) }

func dump(t Template) string {
	names := []string{"eof", "word", "quoted", "num", "str", "ph", "hole", "op", "punct", "end", "comment"}
	var out []string
	for l := NewLexer(t); ; {
		tok := l.Next()
		if tok.Kind == EOF {
			return strings.Join(out, " ")
		}
		out = append(out, names[tok.Kind]+":"+strings.ReplaceAll(tok.Text, string(Hole), "…"))
	}
}

func TestLexer(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`SELECT a.b`, `word:SELECT word:a punct:. word:b`},
		{"\"a\"\"b\" `c` [d e] x[1] ARRAY[y]", "quoted:\"a\"\"b\" quoted:`c` quoted:[d e] word:x punct:[ num:1 punct:] word:ARRAY punct:[ word:y punct:]"},
		{`1 1.5e-3 .5 0xff t1.c`, `num:1 num:1.5e-3 num:.5 num:0xff word:t1 punct:. word:c`},
		{`'a''b' E'c\'d' 'it\'s' N'x'`, `str:'a''b' str:E'c\'d' str:'it\'s' str:N'x'`},
		{`LIKE '\' AND x = 'y'`, `word:LIKE str:'\' word:AND word:x op:= str:'y'`},
		{`x ESCAPE '\'`, `word:x word:ESCAPE str:'\'`},
		{`$$a;b$$ $f$ $$ $f$ $1 $name`, `str:$$a;b$$ str:$f$ $$ $f$ ph:$1 ph:$name`},
		{`{:p0} {:x-y} {:}`, `ph:{:p0} punct:{ ph::x op:- word:y punct:} punct:{ op:: punct:}`},
		{`? ?1 @p1 :name a::int x := 1 @@version %s %d %[1]s`, `ph:? ph:?1 ph:@p1 ph::name word:a op::: word:int word:x op::= num:1 word:@@version ph:%s ph:%d ph:%[1]s`},
		{`a ?| b a % b a %b`, `word:a op:?| word:b word:a op:% word:b word:a op:% word:b`},
		{"-- c\n# d\na #> b /* x /* y */ z */ q", "comment:-- c comment:# d word:a op:#> word:b comment:/* x /* y */ z */ word:q"},
		{`/* open`, `comment:/* open`},
		{`FROM …users, t_…, …, a.… …WHERE`, `word:FROM word:…users punct:, word:t_… punct:, hole:… punct:, word:a punct:. hole:… hole:… word:WHERE`},
		{`'%…%' "…" {{ .X }}`, `str:'%…%' quoted:"…" hole:{{ .X }}`},
		{"DELIMITER $$\na; b$$\nDELIMITER ;\nc;", "comment:DELIMITER $$ word:a punct:; word:b end:$$ comment:DELIMITER ; word:c end:;"},
		{`a->>'b' <> c||d @> e`, `word:a op:->> str:'b' op:<> word:c op:|| word:d op:@> word:e`},
		{`naïve 名`, `word:naïve word:名`},
	} {
		assert.Equal(t, c.want, dump(tmpl(c.in)), c.in)
	}
}

func TestTokenValue(t *testing.T) {
	for in, want := range map[string]string{
		`"a""b"`: `a"b`, "`x`": "x", "[d e]": "d e", `'it''s'`: "it's", "$t$x$t$": "x", "$$": "", "E'q'": "q", "name": "name", `"open`: "open",
	} {
		assert.Equal(t, want, Tokens(Literal(in))[0].Value(), in)
	}
}

func TestBuilder(t *testing.T) {
	var b Builder
	b.Text("SELECT a\x00b FROM ")
	b.Hole()
	assert.Equal(t, "SELECT a b FROM …", b.Template().String())
	assert.True(t, b.Template().HasHole())
	assert.False(t, Literal("x\x00").HasHole())
}

func TestStatements(t *testing.T) {
	verbs := func(in string) string {
		var out []string
		for _, s := range Statements(tmpl(in)) {
			out = append(out, s.Query.Verb)
		}
		return strings.Join(out, " ")
	}
	for in, want := range map[string]string{
		"": "", ";;": "", "-- only a comment": "",
		"SELECT 1; SELECT 2;":                "SELECT SELECT",
		"WITH x AS (SELECT 1) DELETE FROM y": "DELETE",
		"(SELECT 1) UNION (SELECT 2)":        "SELECT",
		"CREATE TRIGGER t AFTER INSERT ON u BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END; SELECT 1":        "CREATE SELECT",
		"CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; END; SELECT 1":                                                  "CREATE SELECT",
		"CREATE FUNCTION f() RETURNS int AS $$ BEGIN SELECT 1; END; $$ LANGUAGE plpgsql; SELECT 1":                              "CREATE SELECT",
		"DELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN SET NEW.a = 1; END//\nDELIMITER ;\nDROP TABLE x;": "CREATE DROP",
		"BEGIN; SELECT 1; COMMIT": "BEGIN SELECT COMMIT",
		"WHERE a = 1":             "",
		"create table a (b int); insert into a select * from c": "CREATE INSERT",
	} {
		assert.Equal(t, want, verbs(in), in)
	}
}

// shape writes what the clause scanner saw of a query.
func shape(q *Query) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", q.Verb)
	for _, w := range q.With {
		fmt.Fprintf(&b, " with %s{%s}", w.Name, shape(w))
	}
	for _, it := range append(append([]Item{}, q.Items...), q.Returning...) {
		var txt []string
		for _, tok := range it.Tokens {
			txt = append(txt, tok.Text)
		}
		fmt.Fprintf(&b, " [%s", strings.Join(txt, ""))
		if it.Name != "" {
			fmt.Fprintf(&b, "=%s", it.Name)
		}
		if it.Star {
			fmt.Fprintf(&b, " star %s", it.Qualifier)
		}
		b.WriteString("]")
	}
	for _, t := range q.Tables {
		b.WriteString(" " + t.Name)
		if t.Func {
			b.WriteString("()")
		}
		if t.Sub != nil {
			fmt.Fprintf(&b, "(%s)", shape(t.Sub))
		}
		if t.Alias != "" {
			b.WriteString(":" + t.Alias)
		}
		if t.Target {
			b.WriteString("!")
		}
	}
	for c, name := range []string{Where: "where", GroupBy: "group", Having: "having", OrderBy: "order", Limit: "limit", Offset: "offset", Lock: "lock", Conflict: "conflict", Set: "set", Values: "values"} {
		if name != "" && q.Has(Clause(c)) {
			b.WriteString(" +" + name)
		}
	}
	for _, s := range q.Subs {
		fmt.Fprintf(&b, " sub%d{%s}", s.Depth, shape(s))
	}
	if q.Source != nil {
		fmt.Fprintf(&b, " source{%s}", shape(q.Source))
	}
	for _, a := range q.Arms {
		fmt.Fprintf(&b, " arm{%s}", shape(a))
	}
	return strings.ReplaceAll(b.String(), string(Hole), "…")
}

func TestQuery(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`SELECT a, u.b AS x, count(*) n, lower(c) FROM users u, orders AS o WHERE u.id = $1 ORDER BY a LIMIT 10 OFFSET 5 FOR UPDATE`,
			`SELECT [a=a] [u.bASx=x] [count(*)n=n] [lower(c)] users:u orders:o +where +order +limit +offset +lock`},
		{`select distinct on (a, b) t.* from "s"."t" t left join lateral (select 1 as one) l on true join x using (id) where exists (select * from y)`,
			`SELECT [t.* star t] s.t:t (SELECT [1asone=one]):l x +where sub1{SELECT [* star ] y}`},
		{`SELECT TOP 10 * FROM [dbo].[users] WITH (NOLOCK) WHERE a = @p1`, `SELECT [* star ] dbo.users +where`},
		{`SELECT EXTRACT(year FROM a) y, a IS DISTINCT FROM b d FROM t GROUP BY 1 HAVING count(*) > 1`, `SELECT [EXTRACT(yearFROMa)y=y] [aISDISTINCTFROMbd=d] t +group +having`},
		{`INSERT INTO a (x, y) VALUES ($1, $2) ON CONFLICT (x) DO UPDATE SET y = EXCLUDED.y WHERE a.z RETURNING *`, `INSERT [* star ] a! +values +conflict`},
		{`INSERT INTO a SELECT * FROM b WHERE c ON CONFLICT DO NOTHING RETURNING id`, `INSERT [id=id] a! +conflict source{SELECT [* star ] b +where}`},
		{`UPDATE a SET b = 1 FROM c WHERE a.id = c.id RETURNING a.*`, `UPDATE [a.* star a] a! c +set +where`},
		{`DELETE FROM a USING b WHERE a.id = b.id`, `DELETE a! b +where`},
		{`WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t), u AS MATERIALIZED (SELECT * FROM v) SELECT * FROM t, u`,
			`SELECT with t{SELECT [1] arm{SELECT [n+1] t}} with u{SELECT [* star ] v} [* star ] t u`},
		{`SELECT * FROM unnest($1::text[]) WITH ORDINALITY AS x(a, b), generate_series(1, 2)`, `SELECT [* star ] unnest():x generate_series()`},
		{`SELECT … FROM … WHERE id = …`, `SELECT […] … +where`},
		{`SELECT * FROM …users_… u JOIN "…" ON 1`, `SELECT [* star ] …users_…:u …`},
		{`SELECT a FROM (b JOIN c ON b.x = c.x) WHERE d IN (SELECT e FROM f)`, `SELECT [a=a] b c +where sub1{SELECT [e=e] f}`},
		{`(SELECT a FROM b) UNION ALL (SELECT c FROM d) ORDER BY 1`, `SELECT [a=a] b arm{SELECT [c=c] d +order}`},
		{`CREATE VIEW v AS SELECT * FROM t`, `CREATE source{SELECT [* star ] t}`},
		{`MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET x = 1`, `MERGE a! b +conflict`},
		{`WHERE a = ? ORDER BY b`, ` +where +order`},
		{`LEFT JOIN a x ON x.id = y.id WHERE 1`, ` a:x +where`},
		{`SELECT offset, t.limit, "order" FROM t`, `SELECT [offset=offset] [t.limit=limit] ["order"=order] t`},
		{`SELECT * EXCEPT (a, b), c.* EXCLUDE (d) FROM c`, `SELECT [*EXCEPT(a,b) star ] [c.*EXCLUDE(d) star c] c`},
		{`SELECT a * b, a *, (r).* FROM t`, `SELECT [a*b] [a*] [(r).* star ] t`},
		{`INSERT INTO l WITH x AS (SELECT 1 a) SELECT a FROM x`, `INSERT l! source{SELECT with x{SELECT [1a=a]} [a=a] x}`},
	} {
		st := Statements(tmpl(c.in))
		require.Len(t, st, 1, c.in)
		assert.Equal(t, c.want, shape(st[0].Query), c.in)
	}
}

func TestStars(t *testing.T) {
	for in, want := range map[string]string{
		"SELECT * FROM users":                              "SELECT * users",
		"SELECT u.*, o.id FROM users u JOIN orders o ON 1": "SELECT u.* users",
		"SELECT id FROM users":                             "", "SELECT count(*) FROM users": "", "SELECT count(t.*), row_to_json(t.*) FROM t": "",
		"SELECT a * b FROM t": "", "SELECT EXISTS(SELECT * FROM t)": "", "SELECT 1 FROM a WHERE id IN (SELECT * FROM b)": "",
		"SELECT * FROM (SELECT id, name FROM users) u":                                                    "",
		"SELECT * FROM (SELECT * FROM users) u":                                                           "SELECT * users",
		"SELECT u.* FROM (SELECT id FROM users) u JOIN b ON 1":                                            "",
		"SELECT * FROM (SELECT id FROM users) u JOIN b ON 1":                                              "SELECT * b",
		"SELECT id FROM (SELECT * FROM users) u":                                                          "",
		"WITH c AS (SELECT id FROM users) SELECT * FROM c":                                                "",
		"WITH c AS (SELECT id FROM users) SELECT c.*, d.* FROM c JOIN d ON 1":                             "SELECT d.* d",
		"WITH c AS (SELECT * FROM users) SELECT * FROM c":                                                 "SELECT * users",
		"WITH c AS (SELECT * FROM users) SELECT id FROM c":                                                "",
		"WITH c(a, b) AS (SELECT * FROM users) SELECT * FROM c":                                           "",
		"WITH RECURSIVE c AS (SELECT id FROM a UNION ALL SELECT a.id FROM a JOIN c ON 1) SELECT * FROM c": "",
		"WITH RECURSIVE c AS (SELECT * FROM c) SELECT * FROM c":                                           "",
		"WITH d AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM d":                             "SELECT * a",
		"WITH d AS (UPDATE a SET x = 1 RETURNING *) SELECT d.id FROM d":                                   "",
		"INSERT INTO a (x) VALUES (1) RETURNING *":                                                        "INSERT * a",
		"UPDATE a SET x = 1 RETURNING a.*":                                                                "UPDATE a.* a",
		"INSERT INTO a (x) OUTPUT INSERTED.* VALUES (1)":                                                  "INSERT INSERTED.* a",
		"INSERT INTO archive SELECT * FROM live":                                                          "SELECT * live",
		"INSERT INTO a (x) SELECT * FROM unnest($1::int[])":                                               "",
		"SELECT 1 FROM a UNION SELECT * FROM b":                                                           "SELECT * b",
		"WITH c AS (SELECT 1 x) SELECT 1 UNION ALL SELECT * FROM c":                                       "",
		"SELECT * FROM information_schema.tables":                                                         "",
		"SELECT * FROM pg_stat_activity":                                                                  "", "SELECT * FROM pg_catalog.pg_class c": "", "SELECT * FROM sqlite_master": "", "PRAGMA table_info(x)": "",
		"SELECT * FROM json_to_recordset($1) AS x(a int)": "", "SELECT * FROM (VALUES (1), (2)) v(a)": "",
		"SELECT * FROM …": "SELECT * …", "SELECT * FROM …_users": "SELECT * …_users", "SELECT * FROM (…) x": "", "SELECT * …": "", "SELECT … FROM users": "",
		"SELECT ….* FROM …": "SELECT ….* …", "SELECT x.* FROM …": "",
		"CREATE VIEW v AS SELECT * FROM t": "", "EXPLAIN SELECT * FROM t": "", "COPY (SELECT * FROM t) TO STDOUT": "",
		"SELECT /*+ hint */ * FROM t -- all": "SELECT * t", "SELECT DISTINCT ON (a) * FROM t": "SELECT * t",
		"SELECT '* FROM t'": "", "select * from the_table": "SELECT * the_table", "SELECT (r).* FROM (SELECT f(x) r FROM t) s": "",
		"IF EXISTS (SELECT * FROM a) SELECT 1": "", "IF NOT EXISTS (SELECT * FROM a) INSERT INTO b SELECT * FROM c": "SELECT * c", "IF EXISTS (SELECT 1 FROM a) SELECT * FROM b": "SELECT * b",
		"SELECT * FROM ROWS FROM (f(1), g(2)) AS t(a, b)": "", "SELECT * FROM sysobjects": "", "SELECT * FROM master.dbo.syscolumns": "", "SELECT * FROM dual": "",
		"SELECT t.* FROM t AS OF SYSTEM TIME '-1m'": "SELECT t.* t", "SELECT t.* FROM users AS OF TIMESTAMP $1 t": "SELECT t.* users", "SELECT JSON * FROM ks.t": "SELECT * ks.t",
		"SELECT * FROM ?": "SELECT * …", "SELECT * FROM %s WHERE a = %d": "SELECT * …", "SELECT * FROM (?) x": "", "SELECT x.*, y.* FROM (?) x JOIN y ON 1": "SELECT y.* y", "SELECT * FROM (%s) x": "",
		"SELECT t.id, (SELECT * FROM b LIMIT 1) FROM t": "", "TABLE users": "", "SELECT *, 1 FROM a; SELECT * FROM b": "SELECT * a",
	} {
		got := ""
		if st := Statements(tmpl(in)); len(st) > 0 {
			for _, s := range st[0].Query.Stars() {
				got += fmt.Sprintf("; %s %s %s", s.Verb, string(tmpl(in))[s.Start:s.End], s.Table)
			}
		}
		got = strings.ReplaceAll(strings.TrimPrefix(got, "; "), string(Hole), "…")
		assert.Equal(t, want, got, in)
	}
}

func TestBaseTables(t *testing.T) {
	q := Statements(tmpl("WITH c AS (SELECT 1 FROM a) SELECT * FROM c JOIN (SELECT x FROM b) s ON 1 WHERE x IN (SELECT y FROM d) UNION SELECT 1 FROM e"))[0].Query
	var names []string
	for _, tab := range q.BaseTables() {
		names = append(names, tab.Name)
	}
	assert.ElementsMatch(t, []string{"a", "b", "d", "e"}, names)
}

func TestIsSQL(t *testing.T) {
	for _, s := range []string{
		"SELECT * FROM users", "select id from users where id = ?", "select 1", "SELECT id, name FROM …", "INSERT INTO a VALUES (1)", "insert into a (b) values (?)",
		"UPDATE users SET a = 1", "update … set a = $1", "DELETE FROM a", "delete from a where b = ?", "WITH x AS (SELECT 1) SELECT * FROM x",
		"CREATE TABLE users (id int)", "ALTER TABLE a ADD COLUMN b int", "DROP INDEX x", "WHERE a = 1 AND b = 2", "where id = ?", "ORDER BY a DESC", "LIMIT 10", "limit ?",
		"AND deleted_at IS NULL", "LEFT JOIN a ON a.id = b.id", "RETURNING id", "id = ?", "u.name LIKE ?", "id IN (?)", "deleted_at IS NULL", "PRAGMA journal_mode", "-- name: x\nSELECT a FROM b",
		"VALUES (?, ?)", "FOR UPDATE", "GROUP BY a", "… WHERE id = $1", "( SELECT a FROM b )",
	} {
		assert.True(t, IsSQL(tmpl(s)), s)
	}
	for _, s := range []string{
		"", "hello", "Select a file from the list", "select one", "select", "Update the settings", "update failed", "Delete from cart?", "Create a table for two people who like to eat",
		"insert coin", "set the alarm", "order by phone now please"[9:], "with love", "values", "from here to there", "where are you", "%s: %w", "http://x/y?z=1", "a = b", "limit reached",
		"users", "GET /users", "and then", "on fire", "drop it",
	} {
		assert.False(t, IsSQL(tmpl(s)), s)
	}
}

func TestItems(t *testing.T) {
	items := Items(Literal("u.*, count(*) AS n, name"))
	require.Len(t, items, 3)
	assert.True(t, items[0].Star)
	assert.Equal(t, "u", items[0].Qualifier)
	assert.False(t, items[1].Star)
	assert.Equal(t, []string{"n", "name"}, []string{items[1].Name, items[2].Name})
	assert.Empty(t, Items(""))
}

func TestClauseTokens(t *testing.T) {
	q := Statements("SELECT a FROM b WHERE c = 1 AND d LIKE '%x' ORDER BY a")[0].Query
	where := q.Tokens(Where)
	assert.Equal(t, "WHERE", where[0].Text)
	assert.Equal(t, "'%x'", where[len(where)-1].Text)
	assert.Empty(t, q.Tokens(Limit))
}

func TestDeepNesting(t *testing.T) {
	for _, s := range []string{strings.Repeat("(", 100000), strings.Repeat("SELECT (", 20000), strings.Repeat("SELECT 1 UNION ", 20000), strings.Repeat("SELECT * FROM (", 20000), "SELECT 1 FROM " + strings.Repeat("(", 50000)} {
		assert.NotEmpty(t, Statements(Template(s)))
	}
}

func BenchmarkTokens(b *testing.B) {
	t := Literal(strings.Repeat("SELECT u.id, u.name, o.total FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE u.email = $1 AND o.state IN ('a', 'b') -- c\n", 8))
	b.SetBytes(int64(len(t)))
	for b.Loop() {
		Tokens(t)
	}
}

func BenchmarkStatements(b *testing.B) {
	t := Literal("WITH a AS (SELECT id FROM x) SELECT u.id, count(*) FROM users u JOIN a ON a.id = u.id WHERE u.email = $1 GROUP BY 1 ORDER BY 2 LIMIT 10")
	b.SetBytes(int64(len(t)))
	for b.Loop() {
		Statements(t)
	}
}

package sqltext

import (
	"strings"
	"testing"
)

// FuzzStatements reads any bytes as SQL. The tokens must lie in the text, in order and apart, and everything that can be asked of a
// statement must have an answer within the text.
func FuzzStatements(f *testing.F) {
	for _, seed := range []string{
		"SELECT * FROM users WHERE id = $1", "WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a ON CONFLICT DO NOTHING RETURNING *", "((((SELECT 1", "'\\'", "$a$", "DELIMITER //", "[", "SELECT ( FROM )",
		"/*/*", "\x00\x00x\x00.\x00", "MERGE INTO a USING (SELECT", "WITH", "WITH RECURSIVE", "INSERT", "CREATE TRIGGER x BEGIN END; END", "UNION SELECT UNION ALL SELECT", "SELECT TOP", "FROM (a JOIN", "\xff\xfe'", "N'",
		"", ";", "\x00", "SELECT * FROM t", "SELECT a.*, (SELECT 1) FROM a JOIN b USING (id) WHERE x IN (?, $1, @p1, :n) ORDER BY 1 LIMIT 5",
		"WITH c (a) AS (SELECT 1 UNION ALL TABLE t) INSERT INTO x (a, b) SELECT * FROM c ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b RETURNING *",
		"UPDATE t SET a = 'it''s', b = E'\\'' WHERE id = \x00; DELETE FROM [t x] USING `u`", "DELIMITER $$\nCREATE TRIGGER t BEGIN SELECT 1; END$$\n",
		"$tag$ body $tag$ $$", "-- c\n/* /* nested */ */ # x\nSELECT 1.5e3, 0xff, 'open", "{{ if .X }} SELECT {{ .Cols }} {{ end }} FROM %s",
		"MERGE INTO t USING s ON (a=b) WHEN MATCHED THEN UPDATE SET x=1", "CREATE TABLE a (b int, PRIMARY KEY (b)); ALTER TABLE a ADD c int",
		strings.Repeat("(", 300), strings.Repeat("(SELECT * FROM ", 300), "SELECT ARRAY[1,2][1]::int[] , a->>'b' FROM f(x) WITH ORDINALITY AS t(a, b)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tpl := Template(s)
		at := 0
		l := NewLexer(tpl)
		for {
			tok := l.Next()
			if tok.Start < at || tok.End < tok.Start || tok.End > len(s) || tok.Text != s[tok.Start:tok.End] {
				t.Fatalf("token %+v after offset %d of %d", tok, at, len(s))
			}
			if tok.Kind == EOF {
				if tok.Start != len(s) {
					t.Fatalf("the end is at %d of %d", tok.Start, len(s))
				}
				break
			}
			if tok.End == tok.Start {
				t.Fatalf("empty token %+v", tok)
			}
			_ = tok.Value()
			at = tok.End
		}
		_, _ = IsSQL(tpl), HasJoin(tpl)
		for _, it := range Items(tpl) {
			inside(t, s, it.Start, it.End)
		}
		for _, st := range Statements(tpl) {
			for _, star := range st.Query.Stars() {
				inside(t, s, star.Start, star.End)
				if !strings.Contains(s[star.Start:star.End], "*") {
					t.Fatalf("star %q", s[star.Start:star.End])
				}
			}
			_ = st.Query.BaseTables()
			st.Query.Walk(func(q *Query) bool {
				inside(t, s, q.Start(), q.End())
				for c := range clauses {
					_, _ = q.Has(c), q.Tokens(c)
				}
				for _, tab := range q.Tables {
					inside(t, s, tab.Start, tab.End)
					_, _ = q.Lookup(tab.Name), tab.Named(tab.Alias)
				}
				return true
			})
		}
	})
}

func inside(t *testing.T, s string, start, end int) {
	t.Helper()
	if start < 0 || end < start || end > len(s) {
		t.Fatalf("range %d–%d in a text of %d bytes", start, end, len(s))
	}
}

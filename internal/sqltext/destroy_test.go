package sqltext

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// template writes the text of a test, in which … stands for an unknown part.
func template(s string) Template { return Template(strings.ReplaceAll(s, "…", string(Hole))) }

func TestDestroys(t *testing.T) {
	for text, want := range map[string]string{
		"DELETE FROM jobs":                               "DELETE jobs",
		"delete from public.jobs;":                       "DELETE public.jobs",
		"DELETE FROM jobs WHERE 1=1":                     "DELETE jobs always",
		"DELETE FROM jobs WHERE (TRUE)":                  "DELETE jobs always",
		"DELETE FROM jobs WHERE 1=0":                     "",
		"DELETE FROM jobs WHERE false":                   "",
		"DELETE FROM jobs WHERE id = $1":                 "",
		"DELETE FROM jobs WHERE 1=1…":                    "",
		"DELETE FROM jobs …":                             "",
		"DELETE FROM jobs…":                              "DELETE jobs… open",
		"DELETE FROM …":                                  "DELETE … open",
		"DELETE FROM ……":                                 "",
		"DELETE FROM `…`":                                "DELETE …",
		`DELETE FROM "…" RETURNING id`:                   "",
		"DELETE FROM … WHERE id = ?":                     "",
		"DELETE FROM jobs LIMIT 100":                     "",
		"DELETE FROM jobs ORDER BY id":                   "DELETE jobs",
		"DELETE j FROM jobs j JOIN runs r ON r.id=j.run": "",
		"DELETE FROM a USING b":                          "DELETE a",
		"UPDATE jobs SET state = 'new'":                  "UPDATE jobs",
		"UPDATE jobs SET state = ?":                      "UPDATE jobs",
		"UPDATE jobs SET …":                              "",
		"UPDATE jobs SET … = ?":                          "UPDATE jobs",
		"UPDATE jobs SET a = 1 WHERE …":                  "",
		"UPDATE jobs j JOIN r ON r.id=j.r SET j.a = 1":   "",
		"SET a = 1":                                      "",
		"TRUNCATE jobs":                                  "TRUNCATE jobs",
		"TRUNCATE TABLE a, b RESTART IDENTITY CASCADE":   "TRUNCATE a,b",
		"TRUNCATE TABLE …":                               "TRUNCATE …",
		"DROP TABLE IF EXISTS a, b CASCADE":              "DROP TABLE a,b",
		"DROP TEMPORARY TABLE a":                         "",
		"DROP SCHEMA IF EXISTS ? CASCADE":                "DROP SCHEMA …",
		"DROP DATABASE app":                              "DROP DATABASE app",
		"DROP INDEX a":                                   "",
		"SELECT 1":                                       "",
		"TRUNCATE":                                       "",
		"DROP TABLE":                                     "",
		"DROP":                                           "",
	} {
		got := ""
		for _, s := range Statements(template(text)) {
			if d, ok := s.Query.Destroys(); ok {
				got = d.What + " " + strings.Join(d.Names, ",")
				if d.Always {
					got += " always"
				}
				if d.Open {
					got += " open"
				}
			}
		}
		assert.Equal(t, want, Template(got).String(), text)
	}
}

func TestMaintains(t *testing.T) {
	for text, want := range map[string]string{
		"VACUUM":                              "VACUUM ",
		"VACUUM;":                             "VACUUM ",
		"VACUUM ANALYZE":                      "VACUUM ANALYZE ",
		"VACUUM (ANALYZE, VERBOSE)":           "VACUUM ANALYZE ",
		"VACUUM (FULL) t":                     "VACUUM FULL t",
		"VACUUM (FULL false) t":               "",
		"vacuum full analyze reports;":        "VACUUM FULL reports",
		"VACUUM t":                            "",
		"VACUUM ANALYZE …":                    "",
		"VACUUM FULL …":                       "VACUUM FULL …",
		"VACUUM INTO 'x'":                     "",
		"ANALYZE":                             "ANALYZE ",
		"ANALYZE VERBOSE":                     "ANALYZE ",
		"ANALYZE t":                           "",
		`ANALYZE ""`:                          "",
		`VACUUM ANALYZE "";`:                  "",
		`VACUUM FULL ""`:                      "VACUUM FULL …",
		"ANALYZE TABLE t":                     "",
		"ANALYZE …":                           "",
		"CLUSTER":                             "CLUSTER ",
		"CLUSTER t USING i":                   "",
		"REINDEX DATABASE app":                "REINDEX DATABASE ",
		"REINDEX (CONCURRENTLY) SCHEMA s":     "REINDEX SCHEMA ",
		"REINDEX TABLE t":                     "",
		"OPTIMIZE TABLE t":                    "OPTIMIZE TABLE t",
		"OPTIMIZE NO_WRITE_TO_BINLOG TABLE t": "OPTIMIZE TABLE t",
		"EXPLAIN ANALYZE SELECT 1":            "",
	} {
		got := ""
		for _, s := range Statements(template(text)) {
			if what, table, ok := s.Query.Maintains(); ok {
				got = what + " " + table
			}
		}
		assert.Equal(t, want, Template(got).String(), text)
	}
}

func TestCreates(t *testing.T) {
	for text, want := range map[string]string{
		"CREATE TEMP TABLE a (id int)":                       "a temporary",
		"CREATE TEMPORARY TABLE IF NOT EXISTS a AS SELECT 1": "a temporary",
		"CREATE TABLE a (id int) ON COMMIT DROP":             "a temporary",
		"CREATE TABLE IF NOT EXISTS s.a (id int)":            "s.a",
		"CREATE UNLOGGED TABLE a (id int)":                   "a",
		"CREATE INDEX a ON b (c)":                            "",
		"CREATE TABLE":                                       "",
		"SELECT 1":                                           "",
	} {
		got := ""
		for _, s := range Statements(template(text)) {
			if name, temporary, ok := s.Query.Creates(); ok {
				if got = name; temporary {
					got += " temporary"
				}
			}
		}
		assert.Equal(t, want, got, text)
	}
}

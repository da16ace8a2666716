//go:build !prodlint_nopg

package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// locksOf returns the locks of the last statement of texts.
func locksOf(t *testing.T, d stmt.Dialect, texts ...string) []schema.Lock {
	t.Helper()
	h := replay(t, d, texts...)
	require.Empty(t, problems(h))
	return h.Steps[len(h.Steps)-1].Locks()
}

func TestLockIsLong(t *testing.T) {
	const base = "CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(10), CHECK (a IS NOT NULL))"
	for text, long := range map[string]bool{
		"CREATE INDEX ON t (a)": true, "CREATE INDEX CONCURRENTLY ON t (a)": false, "ALTER TABLE t ADD c int": false, "ALTER TABLE t ADD c int DEFAULT random()": true,
		"ALTER TABLE t ALTER a TYPE bigint": true, "ALTER TABLE t ALTER b TYPE text": false, "ALTER TABLE t ALTER a SET NOT NULL": false, "ALTER TABLE t ALTER b SET NOT NULL": true,
		"ALTER TABLE t ADD CHECK (a > 0)": true, "ALTER TABLE t ADD CHECK (a > 0) NOT VALID": false, "ALTER TABLE t VALIDATE CONSTRAINT t_a_check": false, "VACUUM FULL t": true, "VACUUM t": false,
		"UPDATE t SET a = 1": false, "ALTER TABLE t DROP COLUMN a": false,
	} {
		locks := locksOf(t, stmt.PostgreSQL, base, text)
		require.Len(t, locks, 1, text)
		assert.Equal(t, long, locks[0].Long(), text)
	}
}

// A table that the same migration made is used by nobody.
func TestLockOfANewTable(t *testing.T) {
	locks := locksOf(t, stmt.PostgreSQL, "CREATE TABLE t (id int); CREATE INDEX ON t (id)")
	require.Len(t, locks, 1)
	assert.True(t, locks[0].New)
	assert.False(t, locks[0].Long())
	locks = locksOf(t, stmt.PostgreSQL, "CREATE TABLE r (id int PRIMARY KEY)", "CREATE TABLE t (id int); ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES r")
	require.Len(t, locks, 2)
	assert.Equal(t, []bool{true, false}, []bool{locks[0].New, locks[1].New})
	assert.Equal(t, "r", locks[1].Table.Name)
	assert.Empty(t, locksOf(t, stmt.SQLite, "CREATE TABLE t (id int)", "CREATE INDEX i ON t (id)"))
}

func TestLocksMySQL(t *testing.T) {
	const base = "CREATE TABLE r (id int PRIMARY KEY); CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(10), c varchar(100) NOT NULL)"
	for text, want := range map[string]string{
		"ALTER TABLE t ADD x int": "INSTANT", "ALTER TABLE t ADD x int AUTO_INCREMENT UNIQUE": "INPLACE rewrite writes", "ALTER TABLE t ADD x int AS (a + 1) STORED": "COPY rewrite writes",
		"ALTER TABLE t DROP a": "INSTANT", "ALTER TABLE t MODIFY a bigint": "COPY rewrite writes", "ALTER TABLE t MODIFY b varchar(20)": "", "ALTER TABLE t MODIFY b varchar(100)": "COPY rewrite writes",
		"ALTER TABLE t MODIFY c varchar(200) NOT NULL": "", "ALTER TABLE t MODIFY b varchar(5)": "COPY rewrite writes", "ALTER TABLE t MODIFY id int": "", "ALTER TABLE t MODIFY b varchar(10) NOT NULL": "INPLACE rewrite", "ALTER TABLE t CHANGE a z int": "",
		"CREATE INDEX x ON t (a)": "INPLACE scan", "CREATE FULLTEXT INDEX x ON t (b)": "INPLACE scan writes", "ALTER TABLE t ADD UNIQUE (a)": "INPLACE scan", "ALTER TABLE t DROP PRIMARY KEY": "COPY rewrite writes",
		"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES r (id)": "COPY rewrite scan writes", "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4": "COPY rewrite writes", "ALTER TABLE t ENGINE=InnoDB": "INPLACE rewrite",
		"ALTER TABLE t RENAME COLUMN a TO z": "INSTANT", "ALTER TABLE t ALTER a SET DEFAULT 1": "INSTANT", "RENAME TABLE t TO z": "INSTANT", "OPTIMIZE TABLE t": "INPLACE rewrite",
	} {
		var got []string
		for _, l := range locksOf(t, stmt.MySQL, base, text) {
			s := l.Mode
			for word, on := range map[string]bool{" rewrite": l.Rewrite} {
				if on {
					s += word
				}
			}
			if l.Scan {
				s += " scan"
			}
			if l.BlocksWrites {
				s += " writes"
			}
			got = append(got, s)
		}
		assert.Equal(t, want, strings.Join(got, "; "), text)
	}
}

func TestWidens(t *testing.T) {
	for pair, want := range map[string]bool{
		"varchar(10) varchar(20)": true, "varchar(10) varchar(9)": false, "varchar(10) varchar": true, "varchar(10) text": true, "text varchar(10)": false, "text varchar": true, "int bigint": false,
		"numeric(8,2) numeric(9,2)": true, "numeric(8,2) numeric(9,3)": false, "numeric(8,2) numeric": true, "numeric numeric(8,2)": false, "cidr inet": true, "inet cidr": false,
		"timestamp(3) timestamp": true, "timestamp timestamp(3)": false, "timestamp(6) timestamp": true, "timestamp timestamptz": false, "char(3) char(4)": false, "varbit(3) varbit(4)": true, "text[] text": false, "json jsonb": false,
	} {
		from, to, _ := strings.Cut(pair, " ")
		h := replay(t, stmt.PostgreSQL, fmt.Sprintf("CREATE TABLE t (a %s, b %s)", from, to))
		c := h.Schema.Tables()[0].Columns
		assert.Equal(t, want, schema.Widens(c[0].Type, c[1].Type), pair)
	}
}

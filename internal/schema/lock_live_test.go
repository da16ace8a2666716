//go:build linux && !prodlint_nopg

package schema_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

const lockBase = `CREATE TABLE r (id int PRIMARY KEY, u int UNIQUE);
CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(10), c text, d numeric(8,2), e timestamp, f int, r_id int CONSTRAINT t_r REFERENCES r, k int CONSTRAINT f_set CHECK (f IS NOT NULL), n int NOT NULL,
	CONSTRAINT later CHECK (a > 0) NOT VALID);
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_u ON t (f);
CREATE TABLE p (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE p2 (id int, at date);
CREATE MATERIALIZED VIEW mv AS SELECT id FROM t;
CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tr();
`

// lockStatements are run one by one, each on lockBase alone.
var lockStatements = []string{
	"ALTER TABLE t ADD COLUMN x int", "ALTER TABLE t ADD COLUMN x int DEFAULT 1", "ALTER TABLE t ADD COLUMN x timestamptz NOT NULL DEFAULT now()", "ALTER TABLE t ADD COLUMN x uuid DEFAULT gen_random_uuid()",
	"ALTER TABLE t ADD COLUMN x timestamptz DEFAULT clock_timestamp()", "ALTER TABLE t ADD COLUMN x serial", "ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS IDENTITY",
	"ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (a + 1) STORED", "ALTER TABLE t ADD COLUMN x int REFERENCES r", "ALTER TABLE t ADD COLUMN x int UNIQUE", "ALTER TABLE t DROP COLUMN a",
	"ALTER TABLE t RENAME COLUMN a TO z", "ALTER TABLE t RENAME TO z", "ALTER TABLE t ALTER b TYPE varchar(20)", "ALTER TABLE t ALTER b TYPE text", "ALTER TABLE t ALTER b TYPE varchar(5)",
	"ALTER TABLE t ALTER c TYPE varchar", "ALTER TABLE t ALTER c TYPE varchar(10)", "ALTER TABLE t ALTER d TYPE numeric(10,2)", "ALTER TABLE t ALTER d TYPE numeric", "ALTER TABLE t ALTER d TYPE numeric(10,3)",
	"ALTER TABLE t ALTER a TYPE bigint", "ALTER TABLE t ALTER e TYPE timestamp(6)", "ALTER TABLE t ALTER e TYPE timestamp(3)", "ALTER TABLE t ALTER a SET NOT NULL", "ALTER TABLE t ALTER f SET NOT NULL",
	"ALTER TABLE t ALTER n DROP NOT NULL", "ALTER TABLE t ALTER a SET DEFAULT 5", "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES r", "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES r NOT VALID",
	"ALTER TABLE t ADD CONSTRAINT x CHECK (a > 1)", "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 1) NOT VALID", "ALTER TABLE t ADD UNIQUE (a)", "ALTER TABLE t ADD CONSTRAINT x UNIQUE USING INDEX t_u",
	"ALTER TABLE t VALIDATE CONSTRAINT later", "ALTER TABLE t DROP CONSTRAINT t_r", "ALTER TABLE t DROP CONSTRAINT later", "ALTER TABLE t RENAME CONSTRAINT later TO x", "CREATE INDEX x ON t (c)", "DROP INDEX t_a",
	"ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')", "ALTER TABLE p DETACH PARTITION p1",
	"CREATE TABLE x PARTITION OF p FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')", "CREATE TABLE x (id int REFERENCES r)", "ALTER TABLE t SET UNLOGGED", "ALTER TABLE t SET (fillfactor = 70)",
	"ALTER TABLE t ALTER a SET STATISTICS 100", "ALTER TABLE t DISABLE TRIGGER tg", "ALTER TABLE t DISABLE TRIGGER ALL", "ALTER TABLE t ENABLE ROW LEVEL SECURITY", "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION tr()",
	"DROP TRIGGER tg ON t", "CREATE POLICY x ON t USING (true)", "LOCK TABLE t IN SHARE MODE", "LOCK TABLE t", "REINDEX TABLE t", "ANALYZE t", "REFRESH MATERIALIZED VIEW mv", "TRUNCATE r, t", "UPDATE t SET a = 1",
	"DELETE FROM t WHERE a = 1", "DROP TABLE p2",
}

// The locks of a statement are those that PostgreSQL says it holds, and where the table is written anew its file is another one.
func testLocks(t *testing.T, s *server) {
	_, err := s.psql(t, "postgres", "CREATE DATABASE locks")
	require.NoError(t, err)
	held := serverLocks(t, s)
	for i, text := range lockStatements {
		h := replay(t, stmt.PostgreSQL, lockBase, text)
		require.Empty(t, problems(h), text)
		step := h.Steps[len(h.Steps)-1]
		assert.Equal(t, ownLocks(held[i]), ownLocks(step.Locks()), text)
	}
}

// weakest first; the locks of readers are not told by Locks.
var modes = []string{"", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"}

// ownLocks writes the strongest lock on each table, and what is written anew.
func ownLocks(list []schema.Lock) []string {
	strongest, anew := map[string]string{}, map[string]bool{}
	for _, l := range list {
		n := l.Table.String()
		if slices.Index(modes, l.Mode) > slices.Index(modes, strongest[n]) {
			strongest[n] = l.Mode
		}
		anew[n] = anew[n] || l.Rewrite
	}
	out := []string{}
	for n, m := range strongest {
		out = append(out, fmt.Sprintf("%s %s rewrite=%t", n, m, anew[n]))
	}
	slices.Sort(out)
	return out
}

// serverLocks runs each statement in a transaction, asks what it holds on the tables that were there before, and takes it back.
func serverLocks(t *testing.T, s *server) [][]schema.Lock {
	t.Helper()
	var script strings.Builder
	script.WriteString(lockBase)
	for i, text := range lockStatements {
		fmt.Fprintf(&script, `BEGIN;
CREATE TEMP TABLE files ON COMMIT DROP AS SELECT oid, relname, relfilenode FROM pg_class WHERE relname IN ('r', 't', 'p', 'p1', 'p2', 'mv');
%s;
SELECT %d, f.relname, l.mode, CASE WHEN f.relfilenode <> c.relfilenode THEN 'true' ELSE 'false' END FROM pg_locks l JOIN files f ON f.oid = l.relation LEFT JOIN pg_class c ON c.oid = f.oid
	WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation';
ROLLBACK;
`, text, i)
	}
	lines, err := s.psql(t, "locks", script.String())
	require.NoError(t, err)
	out := make([][]schema.Lock, len(lockStatements))
	for _, l := range lines {
		part := strings.Split(l, "|")
		i, err := strconv.Atoi(part[0])
		require.NoError(t, err, l)
		mode := strings.TrimSuffix(part[2], "Lock")
		rewrite := part[3] == "true" && !strings.HasPrefix(lockStatements[i], "TRUNCATE") // which makes an empty file
		for _, m := range modes {
			if m != "" && strings.EqualFold(strings.ReplaceAll(m, " ", ""), mode) {
				out[i] = append(out[i], schema.Lock{Table: stmt.Name{Name: part[1]}, Mode: m, Rewrite: rewrite})
			}
		}
	}
	return out
}

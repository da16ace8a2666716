//go:build linux && !prodlint_nopg

package schema_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// server is a PostgreSQL in a directory of its own, reached through a socket in it.
type server struct {
	bin, dir string
	cred     *syscall.Credential // of the user it runs as, where the test runs as root
}

// startPostgres starts the PostgreSQL of the distribution. Without one, the test is skipped.
func startPostgres(t *testing.T) *server {
	t.Helper()
	s := &server{}
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(places)
	for _, p := range append(places, "/usr/local/pgsql/bin", "/opt/homebrew/bin", "/usr/bin") {
		if _, err := os.Stat(filepath.Join(p, "initdb")); err == nil {
			s.bin = p
			break
		}
	}
	_, err := exec.LookPath("psql")
	if s.bin == "" || err != nil {
		t.Skip("PostgreSQL is not installed: no initdb below /usr/lib/postgresql, or no psql (apt-get install postgresql)")
	}
	s.dir, err = os.MkdirTemp("", "prodlint-pg")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(s.dir) })
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("PostgreSQL does not run as root, and there is no user postgres")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		s.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		require.NoError(t, os.Chown(s.dir, uid, gid))
	}
	data := filepath.Join(s.dir, "data")
	s.run(t, filepath.Join(s.bin, "initdb"), "-D", data, "-U", "prodlint", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	postgres := exec.Command(filepath.Join(s.bin, "postgres"), "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+s.dir, "-c", "fsync=off")
	postgres.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred, Pdeathsig: syscall.SIGQUIT} // it ends with the test, however that ends
	require.NoError(t, postgres.Start())
	t.Cleanup(func() {
		_ = postgres.Process.Signal(syscall.SIGQUIT)
		_ = postgres.Wait()
	})
	require.Eventually(t, func() bool {
		_, err := s.psql(t, "postgres", "SELECT 1")
		return err == nil
	}, time.Minute, 100*time.Millisecond, "PostgreSQL does not answer")
	return s
}

// run runs a program of the server, as the user that the server runs as.
func (s *server) run(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.cred}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s %v: %s", name, args, out)
}

// psql runs a text on a database and returns the lines of the answer.
func (s *server) psql(t *testing.T, db, text string) ([]string, error) {
	t.Helper()
	cmd := exec.Command("psql", "-h", s.dir, "-U", "prodlint", "-d", db, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-")
	cmd.Stdin = strings.NewReader(text)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, errs.String())
	}
	return strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\n' }), nil
}

const postgresCatalog = `
WITH rel AS (
	SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'f') AND NOT EXISTS (
		SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
SELECT format('%s column %s %s notnull=%s default=%s', rel.name, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'true' ELSE 'false' END,
	CASE WHEN a.attgenerated <> '' THEN 'generated' WHEN a.attidentity <> '' THEN 'identity' ELSE coalesce(pg_get_expr(d.adbin, d.adrelid), '') END)
FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT format('%s %s %s%s%s valid=%s', rel.name,
	CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' WHEN 'f' THEN 'FOREIGN KEY' WHEN 'c' THEN 'CHECK' WHEN 'x' THEN 'EXCLUDE' END, c.conname,
	CASE WHEN c.contype IN ('c', 'x') THEN '' ELSE format(' (%s)', (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num)) END,
	CASE WHEN c.contype = 'f' THEN format(' -> %s (%s) delete=%s update=%s',
		(SELECT n.nspname || '.' || r.relname FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace WHERE r.oid = c.confrelid),
		(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num),
		CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT' ELSE '' END,
		CASE c.confupdtype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT' ELSE '' END) ELSE '' END,
	CASE WHEN c.convalidated THEN 'true' ELSE 'false' END)
FROM rel JOIN pg_constraint c ON c.conrelid = rel.oid WHERE c.contype IN ('p', 'u', 'f', 'c', 'x')
UNION ALL
SELECT format('%s index %s %s unique=%s partial=%s (%s)', rel.name, x.relname, am.amname, CASE WHEN i.indisunique THEN 'true' ELSE 'false' END,
	CASE WHEN i.indpred IS NULL THEN 'false' ELSE 'true' END,
	(SELECT string_agg(CASE WHEN i.indkey[k] = 0 THEN 'expression' ELSE (SELECT attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[k]) END
		|| CASE WHEN k < i.indnkeyatts AND (i.indoption[k] & 1) = 1 THEN ' desc' ELSE '' END, ',' ORDER BY k) FROM generate_series(0, i.indnatts - 1) k))
FROM rel JOIN pg_index i ON i.indrelid = rel.oid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am am ON am.oid = x.relam;
`

// catalog returns the catalog of a database in the form of catalogLines. What CREATE TABLE … AS makes is left out, as there.
func (s *server) catalog(t *testing.T, db string, h *schema.History) []string {
	t.Helper()
	lines, err := s.psql(t, db, postgresCatalog)
	require.NoError(t, err)
	var out []string
	for _, l := range lines {
		name, rest, _ := strings.Cut(l, " ")
		if table := h.Schema.Table(stmt.Split(strings.TrimPrefix(name, "public."))); table != nil && table.Open {
			continue
		}
		if head, def, ok := strings.Cut(rest, " default="); ok {
			rest = head + " default=" + tidyDefault(def)
		}
		out = append(out, name+" "+rest)
	}
	slices.Sort(out)
	return out
}

// namespace is how templates write the schema.
var namespace = regexp.MustCompile(`"?\{\{[^}]*(?:Namespace|Schema)[^}]*\}\}"?`)

// migratePostgres runs the migrations on a new database.
func (s *server) migratePostgres(t *testing.T, db string, set migrate.Set) error {
	t.Helper()
	_, err := s.psql(t, "postgres", "CREATE DATABASE "+db)
	require.NoError(t, err)
	var all strings.Builder
	files := set.Files
	if n := len(files); n > 0 && files[n-1].Snapshot {
		files = files[n-1:]
	}
	for _, f := range files {
		fmt.Fprintf(&all, "\\set QUIET 1\n%s\n;COMMIT;\n", namespace.ReplaceAllString(f.Text, "public"))
	}
	_, err = s.psql(t, db, all.String())
	return err
}

// TestPostgres compares what is known of PostgreSQL with a server.
func TestPostgres(t *testing.T) {
	s := startPostgres(t)
	t.Run("catalog", func(t *testing.T) { testCatalog(t, s) })
	t.Run("locks", func(t *testing.T) { testLocks(t, s) })
}

func testCatalog(t *testing.T, s *server) {
	histories, err := schema.Load(os.DirFS("testdata/postgres"), nil)
	require.NoError(t, err)
	require.Len(t, histories, 1)
	h := histories[0]
	require.Equal(t, stmt.PostgreSQL, h.Set.Dialect)
	require.NoError(t, s.migratePostgres(t, "fixture", h.Set))
	assert.Empty(t, h.Problems)
	assert.Empty(t, difference(s.catalog(t, "fixture", h), catalogLines(h.Schema)), "- the server alone, + the replay alone")
}

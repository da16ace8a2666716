//go:build !prodlint_nopg

package dbuse

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/summary"
)

const migration = `CREATE TABLE users (id bigserial PRIMARY KEY, name text, team_id bigint, seen timestamptz);
CREATE TABLE teams (id bigserial PRIMARY KEY, slug text UNIQUE);
`

// of returns the statements of files beside a program without code.
func of(t *testing.T, files map[string]string) *Index {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Of(summary.Link(nil, &catalog.Table{}), &beside.Tree{FS: fsys})
}

// queries returns the statements of a file of queries beside the migration.
func queries(t *testing.T, text string, more map[string]string) *Index {
	t.Helper()
	files := map[string]string{"migrations/1_a.up.sql": migration, "queries/q.sql": text}
	for name, text := range more {
		files[name] = text
	}
	x := of(t, files)
	require.NotNil(t, x)
	return x
}

func scanned(x *Index) (out []string) {
	for _, q := range x.Queries {
		for _, s := range q.Scans() {
			out = append(out, string(s.Why)+" "+s.Name+"."+s.Columns[0])
		}
	}
	return out
}

func absent(x *Index) (out []string) {
	for _, q := range x.Queries {
		for _, a := range x.Absences(q) {
			out = append(out, a.Table+"."+a.Column)
		}
	}
	return out
}

func TestWithoutMigrations(t *testing.T) {
	assert.Nil(t, of(t, nil))
	assert.Nil(t, Of(summary.Link(nil, &catalog.Table{}), nil))
	assert.Empty(t, Marks(summary.Link(nil, &catalog.Table{}), nil))
}

// Each query of a file stands by itself, at its line, and what programs put into it is not known.
func TestFiles(t *testing.T) {
	x := queries(t, `-- a comment
-- name: by-name
SELECT id FROM users
WHERE name = $1

-- name: raw
WITH subs AS (%query%)
SELECT id FROM subs WHERE name = $1;
-- name: formatted
SELECT id FROM users WHERE %s AND team_id = $1;
-- name: slice
SELECT id FROM users WHERE team_id = ANY(sqlc.slice('ids'));
`, nil)
	require.Len(t, x.Queries, 4)
	assert.Equal(t, summary.Pos{File: "queries/q.sql", Line: 3, Col: 1, EndLine: 3, EndCol: 7}, x.Queries[0].Pos)
	assert.Equal(t, 7, x.Queries[1].Pos.Line)
	assert.Equal(t, []string{"filter users.name"}, scanned(x)[:1])
	assert.NotContains(t, scanned(x), "filter subs.name")
	assert.Empty(t, absent(x))
}

func TestScans(t *testing.T) {
	for text, want := range map[string][]string{
		"SELECT id FROM users WHERE team_id = $1":                                                 {"filter users.team_id"},
		"SELECT id FROM users WHERE id = $1 AND team_id = $1":                                     nil,
		"SELECT id FROM users WHERE id = $1 OR team_id = $1":                                      nil,
		"SELECT u.id FROM teams t JOIN users u ON u.team_id = t.id WHERE t.slug = $1":             {"join users.team_id"},
		"SELECT u.id FROM teams t JOIN users u ON u.team_id = t.id":                               nil,
		"SELECT id FROM users ORDER BY seen DESC LIMIT 3":                                         {"sort users.seen"},
		"SELECT id FROM users ORDER BY seen DESC":                                                 nil,
		"SELECT id FROM users WHERE seen < now()":                                                 {"filter users.seen"},
		"DELETE FROM users WHERE team_id IN (SELECT id FROM teams WHERE slug = $1)":               nil,
		"SELECT id FROM teams t WHERE slug = $1 AND EXISTS (SELECT 1 FROM users WHERE name = $2)": {"filter users.name"},
		"SELECT id FROM nobody WHERE name = $1":                                                   nil,
	} {
		assert.Equal(t, want, scanned(queries(t, "-- name: q\n"+text+";\n", nil)), text)
	}
}

// Tables that anything else makes or alters are not known.
func TestMade(t *testing.T) {
	const query = "-- name: a\nSELECT id FROM users WHERE team_id = $1 AND age > 3;\n-- name: b\nSELECT id FROM jobs;\n-- name: c\nSELECT id FROM teams;\n"
	assert.Equal(t, []string{"users.age", "jobs."}, absent(queries(t, query, nil)))
	code := "package p\n\n// CREATE TABLE users (a int)\nconst ddl = `CREATE TABLE IF NOT EXISTS jobs (id int)` + \"ALTER TABLE users ADD COLUMN age int\"\n"
	assert.Empty(t, absent(queries(t, query, map[string]string{"store/ddl.go": code})))
	assert.Empty(t, scanned(queries(t, query, map[string]string{"store/ddl.go": code})))
	// A file that undoes a migration says nothing; an index that the migrations make is nothing new.
	more := map[string]string{"migrations/1_a.down.sql": "CREATE TABLE jobs (id int);", "store/extra.sql": "ALTER TABLE users ADD COLUMN name text;"}
	assert.Equal(t, []string{"users.age", "jobs."}, absent(queries(t, query, more)))
}

func TestLost(t *testing.T) {
	x := queries(t, "-- name: a\nSELECT id, nick FROM users;\n-- name: b\nSELECT id FROM teams;\n", map[string]string{
		"migrations/2_b.up.sql": "ALTER TABLE users RENAME COLUMN name TO nick;\nALTER TABLE users DROP COLUMN seen;",
		"migrations/3_c.up.sql": "ALTER TABLE teams RENAME TO groups;",
	})
	h := x.Database.Histories[0]
	loss, ok := Lost(h, "users", "name")
	require.True(t, ok)
	assert.Equal(t, "nick", loss.To)
	loss, ok = Lost(h, "users", "seen")
	require.True(t, ok)
	assert.Equal(t, 2, loss.Statement.Line)
	assert.Empty(t, loss.To)
	loss, ok = Lost(h, "teams", "")
	require.True(t, ok)
	assert.Equal(t, "groups", loss.To)
	_, ok = Lost(h, "users", "nick")
	assert.False(t, ok)
	assert.Equal(t, []string{"teams."}, absent(x))
}

// A name without schema may mean the table of each schema.
func TestSeveralSchemas(t *testing.T) {
	const query = "-- name: a\nSELECT id FROM jobs WHERE kind_id = $1;\n-- name: b\nSELECT state_id FROM a.jobs WHERE id = $1;\n"
	more := map[string]string{"migrations/2_b.up.sql": "CREATE TABLE a.jobs (id bigint PRIMARY KEY);\nCREATE TABLE b.jobs (id bigint PRIMARY KEY, kind_id bigint, state_id bigint);"}
	assert.Equal(t, []string{"a.jobs.state_id"}, absent(queries(t, query, more)))
}

package schema_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// sqliteCatalog runs a text on SQLite and returns its catalog in the form of catalogLines. The program that does it belongs to the module of the
// fixtures, which has the library.
func sqliteCatalog(t *testing.T, text string) ([]string, error) {
	t.Helper()
	cmd := exec.Command("go", "run", "./sqlitecatalog")
	cmd.Dir = filepath.Join("..", "..", "testdata")
	cmd.Stdin = strings.NewReader(text)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Log(errs.String())
		return nil, err
	}
	var lines []string
	for _, l := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if head, def, ok := strings.Cut(l, " default="); ok {
			name, rest, _ := strings.Cut(head, " column ")
			col, typ, _ := strings.Cut(rest, " ")
			l = name + " column " + col + " " + strings.NewReplacer(", ", ",", " (", "(").Replace(strings.ToLower(typ)) + " default=" + tidyDefault(def)
		}
		lines = append(lines, l)
	}
	slices.Sort(lines)
	return lines, nil
}

// sqliteLines is catalogLines without what the catalog of SQLite does not tell: CHECK and UNIQUE constraints, the columns that a foreign key names
// by leaving them out.
func sqliteLines(s *schema.Schema) []string {
	var out []string
	for _, l := range catalogLines(s) {
		if strings.Contains(l, " CHECK ") || strings.Contains(l, " UNIQUE ") {
			continue
		}
		for _, kind := range []string{" PRIMARY KEY ", " FOREIGN KEY "} {
			if head, tail, ok := strings.Cut(l, kind); ok { // names of constraints are not told
				l = head + kind + " " + tail[strings.IndexByte(tail, '('):]
			}
		}
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}

// TestRealSQLite is TestRealPostgres for SQLite.
func TestRealSQLite(t *testing.T) {
	dirs := os.Getenv("PRODLINT_SCHEMA_DIRS")
	if dirs == "" {
		t.Skip("PRODLINT_SCHEMA_DIRS names no trees")
	}
	for _, dir := range strings.Split(dirs, ":") {
		histories, err := schema.Load(os.DirFS(dir), nil)
		require.NoError(t, err)
		for _, h := range histories {
			if h.Set.Dialect != stmt.SQLite {
				continue
			}
			var text strings.Builder
			for _, f := range h.Set.Files {
				if f.Snapshot {
					text.Reset()
				}
				text.WriteString(f.Text + "\n;\n")
			}
			want, err := sqliteCatalog(t, text.String())
			if err != nil {
				t.Logf("%s %s: not run: %v", filepath.Base(dir), h.Set.Dir, err)
				continue
			}
			diff := difference(want, sqliteLines(h.Schema))
			t.Logf("%s %s: %d lines, different: %d", filepath.Base(dir), h.Set.Dir, len(want), len(diff))
			for _, d := range diff[:min(len(diff), 15)] {
				t.Log("   ", d)
			}
		}
	}
}

func TestSQLiteCatalog(t *testing.T) {
	if testing.Short() {
		t.Skip("links a program with SQLite")
	}
	histories, err := schema.Load(os.DirFS("testdata/sqlite"), nil)
	require.NoError(t, err)
	require.Len(t, histories, 1)
	h := histories[0]
	require.Equal(t, stmt.SQLite, h.Set.Dialect)
	assert.Empty(t, h.Problems)
	var text strings.Builder
	for _, f := range h.Set.Files {
		text.WriteString(f.Text + "\n;\n")
	}
	want, err := sqliteCatalog(t, text.String())
	require.NoError(t, err)
	assert.Empty(t, difference(want, sqliteLines(h.Schema)), "- SQLite alone, + the replay alone")
}

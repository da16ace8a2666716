//go:build linux && !prodlint_nopg

package schema_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/stmt"
)

// TestRealPostgres compares the migrations of the trees that PRODLINT_SCHEMA_DIRS names (separated by colons) with a server. Sets that the
// server does not run, because they want extensions or code of the program, are logged.
func TestRealPostgres(t *testing.T) {
	dirs := os.Getenv("PRODLINT_SCHEMA_DIRS")
	if dirs == "" {
		t.Skip("PRODLINT_SCHEMA_DIRS names no trees")
	}
	s := startPostgres(t)
	_, err := s.psql(t, "postgres", "CREATE ROLE postgres SUPERUSER")
	require.NoError(t, err)
	n := 0
	for _, dir := range strings.Split(dirs, ":") {
		histories, err := schema.Load(os.DirFS(dir), nil)
		require.NoError(t, err)
		for _, h := range histories {
			if h.Set.Dialect != stmt.PostgreSQL {
				continue
			}
			n++
			db := "real" + string(rune('a'+n/26)) + string(rune('a'+n%26))
			if err := s.migratePostgres(t, db, h.Set); err != nil {
				t.Logf("%s %s: not run: %v", filepath.Base(dir), h.Set.Dir, err)
			}
			want, got := s.catalog(t, db, h), catalogLines(h.Schema)
			t.Logf("%s %s: %d lines, different: %d", filepath.Base(dir), h.Set.Dir, len(want), len(difference(want, got)))
			for i, d := range difference(want, got) {
				if i < 15 {
					t.Log("   ", d)
				}
			}
		}
	}
}

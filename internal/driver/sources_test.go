package driver

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/rule"
)

// compiled tells how many packages a build cache holds the compiled code of.
func compiled(t *testing.T, gocache string) (n int) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(gocache, "??", "*-d"))
	require.NoError(t, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		if bytes.HasPrefix(data, []byte("!<arch>")) {
			n++
		}
	}
	return n
}

// TestSources: with a build cache that is empty, nothing is compiled, and the same is found.
func TestSources(t *testing.T) {
	dir := unpack(t, chain+"-- web/web.go --\npackage web\n\nimport (\n\t\"database/sql\"\n\t\"net/http\"\n\t\"os\"\n)\n\n"+
		"var V, W = http.DefaultClient, (*sql.DB).QueryContext\n\nfunc Name(r *http.Request) string { return os.Getenv(r.Header.Get(http.CanonicalHeaderKey(\"a\"))) }\n")
	opts := Options{Rules: []*rule.Rule{calls, far, files, typed}}
	want := mustRun(t, dir, opts)
	gocache := filepath.Join(t.TempDir(), "go")
	opts.Patience, opts.Env = -1, environ("GOCACHE="+gocache)
	got := mustRun(t, dir, opts)
	assert.Empty(t, messages(got))
	assert.Equal(t, want.Findings, got.Findings)
	assert.Zero(t, compiled(t, gocache))

	// The go command is stopped when patience ends.
	opts.Patience = time.Nanosecond
	for _, s := range []*cache.Store{nil, openCache(t)} {
		opts.Cache = s
		got = mustRun(t, dir, opts)
		assert.Empty(t, messages(got))
		assert.Equal(t, want.Findings, got.Findings)
		assert.Zero(t, compiled(t, gocache))
	}
}

// TestSourcesBesideExportData: what is compiled and what is not name the same types, and the run is kept as a whole.
func TestSourcesBesideExportData(t *testing.T) {
	var archive strings.Builder
	archive.WriteString("-- go.mod --\nmodule m\n\ngo 1.25\n\nrequire dep.test v0.0.0\n\nreplace dep.test => ../dep\n-- a.go --\npackage a\n\nimport (\n\t\"net/http\"\n\t\"os\"\n\n\t\"dep.test/p29\"\n)\n\n" +
		"func send(*http.Client) error { return nil }\n\nvar V = send(p29.Client())\n\nvar W = os.Getenv(p29.Names[0])\n")
	dir := unpack(t, archive.String())
	archive.Reset()
	archive.WriteString("-- go.mod --\nmodule dep.test\n\ngo 1.25\n")
	for i := range 30 {
		fmt.Fprintf(&archive, "-- p%[1]d/p.go --\n// Package p%[1]d was never compiled: %[2]s.\npackage p%[1]d\n\n", i, t.TempDir())
		if i == 0 {
			archive.WriteString("import (\n\t\"net/http\"\n\t\"strings\"\n)\n\nvar Names = strings.Fields(\"a b\")\n\nfunc Client() *http.Client { return http.DefaultClient }\n")
		} else {
			fmt.Fprintf(&archive, "import \"dep.test/p%d\"\n\nvar Names, Client = p%d.Names, p%d.Client\n", i-1, i-1, i-1)
		}
	}
	unpackTo(t, filepath.Join(filepath.Dir(dir), "dep"), archive.String())
	s := openCache(t)
	opts := Options{Rules: []*rule.Rule{calls, far, files, typed}, Patience: -1, Cache: s}
	first := mustRun(t, dir, opts)
	assert.Empty(t, messages(first))
	assert.Zero(t, first.Stats.Cached)
	assert.Equal(t, 1, mustRun(t, dir, opts).Stats.Cached)
	assert.Equal(t, mustRun(t, dir, Options{Rules: opts.Rules}).Findings, first.Findings)
	require.Contains(t, places(first), "a.go:14")
}

package lsp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/lsp"
)

// BenchmarkKeystroke measures the time from a change to what it makes of the findings, all rules on: in a body where it adds a server without
// limits, or takes it away. The pause that the server waits for more keystrokes (lsp.Quiet) comes on top. PRODLINT_BENCH_FILE names a Go file of
// another module, which ends in a function; what it imports must be in the build cache.
func BenchmarkKeystroke(b *testing.B) {
	file := os.Getenv("PRODLINT_BENCH_FILE")
	if file == "" {
		file = filepath.Join(b.TempDir(), "main.go")
		require.NoError(b, os.WriteFile(filepath.Join(filepath.Dir(file), "go.mod"), []byte("module m\n\ngo 1.25\n"), 0o666))
		require.NoError(b, os.WriteFile(file, []byte("package main\n\nimport \"net/http\"\n\nfunc main() { http.Error(nil, \"\", 1) }\n"), 0o666))
	}
	src, err := os.ReadFile(file)
	require.NoError(b, err)
	store, err := cache.Open(b.TempDir(), 0)
	require.NoError(b, err)
	warm := &driver.Warm{}
	results := make(chan *driver.Result, 100)
	env := append(os.Environ(), "GOPACKAGESDRIVER=", "GOTOOLCHAIN=local")
	c := newPeer(b, lsp.Options{Rules: analyzers.All, Quiet: 1, Analyse: func(ctx context.Context, a lsp.Analysis) (*driver.Result, error) {
		res, err := driver.Run(ctx, driver.Options{Dir: a.Dir, Patterns: a.Patterns, Rules: analyzers.All, Overlay: a.Overlay, Cache: store, Warm: warm, Env: env})
		if err == nil {
			results <- res
		}
		return res, err
	}})
	name := uri(file)
	count := func() (n int) {
		for _, f := range (<-results).Findings {
			if f.Rule == "servertimeout" && strings.HasSuffix(filepath.ToSlash(file), f.File) {
				n++
			}
		}
		return n
	}
	c.send(b, 1, "initialize", map[string]any{"rootUri": uri(filepath.Dir(file))})
	c.send(b, 0, "initialized", map[string]any{})
	before := count()
	c.send(b, 0, "textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": name, "version": 1, "text": string(src)}})
	change := func(i int) string {
		return fmt.Sprintf("%s\nfunc added() { _ = [...]any{%s%d} }\n", bytes.TrimRight(src, "\n"), strings.Repeat("(&http.Server{}).ListenAndServe(), ", i%2), i)
	}
	version := 1
	for b.Loop() {
		version++
		c.send(b, 0, "textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": name, "version": version}, "contentChanges": []any{whole(change(version))}})
		require.Equal(b, before+version%2, count())
	}
}

// peer writes to a server and does not read what it says.
type peer struct{ *os.File }

func newPeer(b *testing.B, opts lsp.Options) peer {
	in, to, err := os.Pipe()
	require.NoError(b, err)
	sink, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(b, err)
	done := make(chan struct{})
	go func() {
		_ = lsp.Serve(context.Background(), in, sink, opts)
		close(done)
	}()
	b.Cleanup(func() {
		_ = to.Close()
		<-done
		_ = sink.Close()
	})
	return peer{to}
}

func (p peer) send(b *testing.B, id int, method string, params any) {
	m := map[string]any{"jsonrpc": "2.0", "method": method, "params": params}
	if id > 0 {
		m["id"] = id
	}
	body, err := json.Marshal(m)
	require.NoError(b, err)
	_, err = fmt.Fprintf(p, "Content-Length: %d\r\n\r\n%s", len(body), body)
	require.NoError(b, err)
}

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
	"time"

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
	e := newEditor(b, 1)
	for i := 0; b.Loop(); i++ {
		e.change(b, i, i%2)
		require.Equal(b, e.before+i%2, e.count())
	}
}

// BenchmarkTyping measures the time from the last of several keystrokes, which a fast typist makes, to the finding that it causes, in milliseconds as
// "ms/finding". The pause is in it, and so is what the server has begun for the keystrokes before. The file is that of BenchmarkKeystroke.
func BenchmarkTyping(b *testing.B) {
	const keystrokes, apart = 6, 120 * time.Millisecond
	e := newEditor(b, 0)
	var took time.Duration
	for i := 0; b.Loop(); i++ {
		for k := range keystrokes {
			e.change(b, keystrokes*i+k, 0)
			time.Sleep(apart)
		}
		start := time.Now()
		e.change(b, keystrokes*i, 1)
		for e.count() == e.before {
		}
		took += time.Since(start)
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms/finding")
}

// editor is a client that has a file open.
type editor struct {
	peer
	file    string
	src     []byte
	version int
	before  int // findings in the file
	results chan *driver.Result
}

func newEditor(b *testing.B, quiet time.Duration) *editor {
	e := &editor{file: os.Getenv("PRODLINT_BENCH_FILE"), results: make(chan *driver.Result, 1000), version: 1}
	if e.file == "" {
		e.file = filepath.Join(b.TempDir(), "main.go")
		require.NoError(b, os.WriteFile(filepath.Join(filepath.Dir(e.file), "go.mod"), []byte("module m\n\ngo 1.25\n"), 0o666))
		require.NoError(b, os.WriteFile(e.file, []byte("package main\n\nimport \"net/http\"\n\nfunc main() { http.Error(nil, \"\", 1) }\n"), 0o666))
	}
	var err error
	e.src, err = os.ReadFile(e.file)
	require.NoError(b, err)
	store, err := cache.Open(b.TempDir(), 0)
	require.NoError(b, err)
	warm := &driver.Warm{}
	env := append(os.Environ(), "GOPACKAGESDRIVER=", "GOTOOLCHAIN=local")
	e.peer = newPeer(b, lsp.Options{Rules: analyzers.All, Quiet: quiet, Analyse: func(ctx context.Context, a lsp.Analysis) (*driver.Result, error) {
		res, err := driver.Run(ctx, driver.Options{Dir: a.Dir, Patterns: a.Patterns, Rules: analyzers.All, Overlay: a.Overlay, Cache: store, Warm: warm, Env: env})
		if err == nil {
			e.results <- res
		}
		return res, err
	}})
	e.send(b, 1, "initialize", map[string]any{"rootUri": uri(filepath.Dir(e.file))})
	e.send(b, 0, "initialized", map[string]any{})
	e.before = e.count()
	e.send(b, 0, "textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri(e.file), "version": e.version, "text": string(e.src)}})
	return e
}

// change has the file end with a function that makes so many servers, and with a number, which makes it another text.
func (e *editor) change(b *testing.B, number, servers int) {
	e.version++
	text := fmt.Sprintf("%s\nfunc added() { _ = [...]any{%s%d} }\n", bytes.TrimRight(e.src, "\n"), strings.Repeat("(&http.Server{}).ListenAndServe(), ", servers), number)
	e.send(b, 0, "textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri(e.file), "version": e.version}, "contentChanges": []any{whole(text)}})
}

// count waits for the end of an analysis and returns how many servers without limits it found in the file.
func (e *editor) count() (n int) {
	for _, f := range (<-e.results).Findings {
		if f.Rule == "servertimeout" && strings.HasSuffix(filepath.ToSlash(e.file), f.File) {
			n++
		}
	}
	return n
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

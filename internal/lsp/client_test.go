package lsp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/prodlint/prodlint/analyzers"
	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/lsp"
	"github.com/prodlint/prodlint/internal/rule"
)

// client plays an editor over pipes.
type client struct {
	t   *testing.T
	to  io.WriteCloser
	ids int

	mu      sync.Mutex
	news    chan struct{}               // closed and made anew whenever something comes
	answers map[string]map[string]any   // by id
	shown   map[string][]map[string]any // the diagnostics of files, by URI
	told    map[string]int              // how often
	asked   []map[string]any            // requests and other notifications of the server
	ended   error
	done    chan struct{}
}

// start runs a server.
func start(t *testing.T, opts lsp.Options) *client {
	t.Helper()
	in, to := io.Pipe()
	from, out := io.Pipe()
	c := &client{t: t, to: to, news: make(chan struct{}), answers: map[string]map[string]any{}, shown: map[string][]map[string]any{}, told: map[string]int{}, done: make(chan struct{})}
	if opts.Rules == nil {
		opts.Rules = analyzers.All
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		c.ended = lsp.Serve(ctx, in, out, opts)
		_ = in.Close()
		_ = out.Close()
		close(c.done)
	}()
	go c.listen(from)
	t.Cleanup(func() {
		cancel()
		_ = to.Close()
		<-c.done
	})
	return c
}

// listen takes what the server sends.
func (c *client) listen(from io.Reader) {
	r := textproto.NewReader(bufio.NewReader(from))
	for {
		head, err := r.ReadMIMEHeader()
		if err != nil {
			return
		}
		n, _ := strconv.Atoi(head.Get("Content-Length"))
		body := make([]byte, n)
		if _, err := io.ReadFull(r.R, body); err != nil {
			return
		}
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			panic(err)
		}
		c.mu.Lock()
		switch method, _ := m["method"].(string); method {
		case "":
			c.answers[fmt.Sprint(m["id"])] = m
		case "textDocument/publishDiagnostics":
			p := m["params"].(map[string]any)
			uri := p["uri"].(string)
			c.shown[uri] = nil
			for _, d := range p["diagnostics"].([]any) {
				c.shown[uri] = append(c.shown[uri], d.(map[string]any))
			}
			c.told[uri]++
		default:
			c.asked = append(c.asked, m)
		}
		close(c.news)
		c.news = make(chan struct{})
		c.mu.Unlock()
	}
}

// await waits until a condition holds of what has come. It is asked with the lock held.
func (c *client) await(what string, ok func() bool) {
	c.t.Helper()
	limit := time.After(time.Minute)
	for {
		c.mu.Lock()
		if ok() {
			c.mu.Unlock()
			return
		}
		news := c.news
		c.mu.Unlock()
		select {
		case <-news:
		case <-limit:
			c.mu.Lock()
			defer c.mu.Unlock()
			require.FailNow(c.t, "does not come: "+what, "%v\n%v", c.shown, c.asked)
		}
	}
}

func (c *client) send(m map[string]any) {
	c.t.Helper()
	m["jsonrpc"] = "2.0"
	body, err := json.Marshal(m)
	require.NoError(c.t, err)
	c.raw(string(body))
}

func (c *client) raw(body string) {
	c.t.Helper()
	_, err := fmt.Fprintf(c.to, "Content-Length: %d\r\n\r\n%s", len(body), body)
	require.NoError(c.t, err)
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.send(map[string]any{"method": method, "params": params})
}

// request sends a request and returns the response.
func (c *client) request(method string, params any) map[string]any {
	c.t.Helper()
	c.ids++
	id := c.ids
	c.send(map[string]any{"id": id, "method": method, "params": params})
	var m map[string]any
	c.await("the answer to "+method, func() bool { m = c.answers[fmt.Sprint(id)]; return m != nil })
	return m
}

// ask sends a request that succeeds and decodes the result.
func ask[R any](c *client, method string, params any) (result R) {
	c.t.Helper()
	m := c.request(method, params)
	require.NotContains(c.t, m, "error")
	data, err := json.Marshal(m["result"])
	require.NoError(c.t, err)
	require.NoError(c.t, json.Unmarshal(data, &result))
	return result
}

// open starts a session in directories.
func (c *client) open(options any, dirs ...string) {
	c.t.Helper()
	var folders []map[string]any
	for _, dir := range dirs {
		folders = append(folders, map[string]any{"uri": uri(dir), "name": filepath.Base(dir)})
	}
	c.request("initialize", map[string]any{"processId": nil, "rootUri": nil, "workspaceFolders": folders, "initializationOptions": options,
		"capabilities": map[string]any{"workspace": map[string]any{"didChangeWatchedFiles": map[string]any{"dynamicRegistration": true}},
			"window": map[string]any{"showDocument": map[string]any{"support": true}}}})
	c.notify("initialized", map[string]any{})
}

// edit opens a file, or replaces its text.
func (c *client) didOpen(file, text string) {
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri(file), "languageId": "go", "version": 1, "text": text}})
}

func (c *client) didChange(file string, version int, changes ...any) {
	c.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri(file), "version": version}, "contentChanges": changes})
}

func whole(text string) any { return map[string]any{"text": text} }

// found waits until the diagnostics of a file are these: "line:column-line:column rule", from 0.
func (c *client) found(file string, want ...string) {
	c.t.Helper()
	c.await(fmt.Sprintf("%v in %s", want, file), func() bool {
		list, ok := c.shown[uri(file)]
		got := []string{}
		for _, d := range list {
			got = append(got, rangeOf(d["range"])+" "+d["code"].(string))
		}
		return ok && slices.Equal(got, append([]string{}, want...))
	})
}

// diagnostic returns one of a file.
func (c *client) diagnostic(file string, i int) map[string]any {
	c.mu.Lock()
	defer c.mu.Unlock()
	require.Greater(c.t, len(c.shown[uri(file)]), i)
	return c.shown[uri(file)][i]
}

func rangeOf(r any) string {
	at := func(p any) string {
		m := p.(map[string]any)
		return fmt.Sprintf("%v:%v", m["line"], m["character"])
	}
	m := r.(map[string]any)
	return at(m["start"]) + "-" + at(m["end"])
}

func uri(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return "file://" + path
}

// position is a place in a file, from 0.
func position(line, character int) map[string]any {
	return map[string]any{"line": line, "character": character}
}

// action is a code action.
type action struct {
	Title       string
	Kind        string
	IsPreferred bool
	Edit        struct {
		Changes map[string][]struct {
			Range struct{ Start, End struct{ Line, Character int } }
			New   string `json:"newText"`
		}
	}
	Command struct {
		Command   string
		Arguments []any
	}
}

// actions asks for those at a place whose title has a word.
func (c *client) actions(file string, line, character int, word string) []action {
	c.t.Helper()
	at := map[string]any{"start": position(line, character), "end": position(line, character)}
	all := ask[[]action](c, "textDocument/codeAction", map[string]any{"textDocument": map[string]any{"uri": uri(file)}, "range": at, "context": map[string]any{"diagnostics": []any{}}})
	return slices.DeleteFunc(all, func(a action) bool { return !strings.Contains(a.Title, word) })
}

// apply makes the edits of an action as an editor does. The text must be ASCII.
func (a action) apply(t *testing.T, file, text string) string {
	t.Helper()
	edits := a.Edit.Changes[uri(file)]
	require.NotEmpty(t, edits)
	lines := strings.SplitAfter(text, "\n")
	offset := func(line, character int) int { return len(strings.Join(lines[:line], "")) + character }
	for _, e := range slices.Backward(edits) {
		from, to := offset(e.Range.Start.Line, e.Range.Start.Character), offset(e.Range.End.Line, e.Range.End.Character)
		text = text[:from] + e.New + text[to:]
	}
	return text
}

// judge returns an analysis with rules, as the command would run it.
func judge(t *testing.T, names ...string) func(context.Context, lsp.Analysis) (*driver.Result, error) {
	t.Helper()
	store, err := cache.Open(t.TempDir(), 0)
	require.NoError(t, err)
	var rules []*rule.Rule
	for _, r := range analyzers.All {
		if slices.Contains(names, r.Name) {
			rules = append(rules, r)
		}
	}
	require.Len(t, rules, len(names))
	return func(ctx context.Context, a lsp.Analysis) (*driver.Result, error) {
		res, err := driver.Run(ctx, driver.Options{Dir: a.Dir, Patterns: a.Patterns, Rules: rules, Overlay: a.Overlay, Cache: store, Env: environ(),
			Known:      func(name string) bool { return slices.Contains(names, name) },
			Migrations: []beside.Migrations{{Dir: filepath.Join(a.Dir, "migrations"), Dialect: "postgresql"}}})
		if err == nil {
			res.Findings = slices.DeleteFunc(res.Findings, func(f driver.Finding) bool { return f.Suppressed })
		}
		return res, err
	}
}

func environ() []string {
	return append(os.Environ(), "GOWORK=", "GOFLAGS=", "GOPROXY=off", "GOPACKAGESDRIVER=", "GOTOOLCHAIN=local")
}

// unpack writes a txtar archive to a new directory, with a go.mod unless it has one, and returns the directory.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	write(t, filepath.Join(dir, "go.mod"), "module m\n\ngo 1.25\n")
	for _, f := range txtar.Parse([]byte(archive)).Files {
		write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
}

// quiet are the options of most tests, which need not wait for anybody to type.
func quiet(t *testing.T, names ...string) lsp.Options {
	t.Helper()
	return lsp.Options{Version: "test", Quiet: time.Millisecond, Analyse: judge(t, names...)}
}

func assertEnd(t *testing.T, c *client, want error) {
	t.Helper()
	<-c.done
	assert.ErrorIs(t, c.ended, want)
}

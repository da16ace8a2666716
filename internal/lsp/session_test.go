package lsp_test

import (
	"context"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/lsp"
)

// service has a server without limits, and a query for each author behind another package.
const service = `
-- main.go --
package main

import "net/http"

func main() {
	s := &http.Server{Addr: ":80"}
	_ = s.ListenAndServe()
}
-- feed/feed.go --
package feed

import (
	"database/sql"

	"m/store"
)

// Load asks for each author.
func Load(db *sql.DB, ids []int64) {
	for _, id := range ids {
		store.Author(db, id)
	}
}
-- store/store.go --
package store

import "database/sql"

// Author asks for one.
func Author(db *sql.DB, id int64) (name string) {
	_ = db.QueryRow("SELECT name FROM authors WHERE id = $1", id).Scan(&name)
	return name
}
`

// TestSession: what is found in files that nobody has opened, what an edit makes of it, hover, code actions.
func TestSession(t *testing.T) {
	dir := unpack(t, service)
	c := start(t, quiet(t, "servertimeout", "nplusone"))
	c.open(nil, dir)
	main, feed, store := filepath.Join(dir, "main.go"), filepath.Join(dir, "feed", "feed.go"), filepath.Join(dir, "store", "store.go")
	c.found(main, "5:7-5:31 servertimeout")
	c.found(feed, "11:2-11:22 nplusone")
	c.await("the registration of watched files", func() bool { return len(c.asked) == 1 && c.asked[0]["method"] == "client/registerCapability" })

	d := c.diagnostic(feed, 0)
	assert.Equal(t, "prodlint", d["source"])
	assert.EqualValues(t, 2, d["severity"])
	assert.Equal(t, "https://github.com/prodlint/prodlint/blob/main/docs/rules/nplusone.md", d["codeDescription"].(map[string]any)["href"])
	var way []string
	for _, r := range d["relatedInformation"].([]any) {
		at := r.(map[string]any)["location"].(map[string]any)
		way = append(way, filepath.Base(at["uri"].(string))+" "+rangeOf(at["range"]))
		assert.NotEmpty(t, r.(map[string]any)["message"])
	}
	assert.Contains(t, way, "store.go 6:5-6:62")

	// The query goes away in text that is not saved, and comes back when the file is closed.
	text := read(t, store)
	c.didOpen(store, text)
	c.didChange(store, 2, map[string]any{"range": map[string]any{"start": position(6, 1), "end": position(7, 0)}, "text": ""})
	c.found(feed)
	c.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri(store)}})
	c.found(feed, "11:2-11:22 nplusone")

	h := ask[struct {
		Contents struct{ Kind, Value string }
	}](c, "textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": uri(main)}, "position": position(5, 9)})
	assert.Empty(t, h.Contents, "the file is not open")
	text = read(t, main)
	c.didOpen(main, text)
	h = ask[struct {
		Contents struct{ Kind, Value string }
	}](c, "textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": uri(main)}, "position": position(5, 9)})
	assert.Equal(t, "markdown", h.Contents.Kind)
	for _, part := range []string{"ReadHeaderTimeout, so slow clients", "## Why it takes production down", "## How it was noticed", "](https://github.com/prodlint/prodlint/blob/main/docs/incidents/flash-sale.md)"} {
		assert.Contains(t, h.Contents.Value, part)
	}
	assert.NotContains(t, h.Contents.Value, "](../")

	fixes := c.actions(main, 5, 9, "sets a ReadHeaderTimeout")
	require.Len(t, fixes, 1)
	assert.Contains(t, fixes[0].Title, "(unsafe)")
	assert.False(t, fixes[0].IsPreferred)
	fixed := fixes[0].apply(t, main, text)
	formatted, err := format.Source([]byte(fixed))
	require.NoError(t, err)
	assert.Equal(t, string(formatted), fixed)
	assert.Empty(t, c.actions(main, 0, 0, "fix all"), "no fix is safe")
	ignore := c.actions(main, 5, 9, "suppress")[0].apply(t, main, text)
	c.didChange(main, 2, whole(fixed))
	c.found(main)
	assert.Empty(t, c.actions(main, 5, 9, ""))

	assert.Contains(t, ignore, "\n\t//prodlint:ignore servertimeout -- \n\ts := &http.Server")
	c.didChange(main, 3, whole(ignore))
	c.found(main, "5:1-5:36 suppression") // without a reason
	assert.Empty(t, c.actions(main, 5, 9, ""), "there is nothing to be done about it but to write the reason")
	c.didChange(main, 4, whole(strings.Replace(ignore, " -- \n", " -- behind a proxy\n", 1)))
	c.found(main)

	c.didChange(main, 5, whole(text))
	c.found(main, "5:7-5:31 servertimeout")
	page := c.actions(main, 5, 9, "open the page")[0].Command
	ask[any](c, "workspace/executeCommand", map[string]any{"command": page.Command, "arguments": page.Arguments})
	c.await("the page", func() bool {
		last := c.asked[len(c.asked)-1]
		return last["method"] == "window/showDocument" && last["params"].(map[string]any)["uri"] == page.Arguments[0]
	})
	assert.Contains(t, c.request("workspace/executeCommand", map[string]any{"command": page.Command, "arguments": []any{"file:///etc/passwd"}}), "error")

	assert.Nil(t, c.request("shutdown", nil)["result"])
	assert.Contains(t, c.request("textDocument/hover", map[string]any{}), "error")
	c.notify("exit", nil)
	<-c.done
	assert.NoError(t, c.ended)
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data)
}

// TestColumns: columns are counted in UTF-16 code units, in diagnostics and in changes.
func TestColumns(t *testing.T) {
	dir := unpack(t, "-- a.go --\npackage a\n\nimport \"net/http\"\n\nvar X, é = \"😀é\", &http.Server{Addr: \":80\"}\n")
	a := filepath.Join(dir, "a.go")
	c := start(t, quiet(t, "servertimeout"))
	c.open(nil, dir)
	c.found(a, "4:19-4:43 servertimeout")
	c.didOpen(a, read(t, a))
	c.didChange(a, 2, // from the end of the smile on, one after the other
		map[string]any{"range": map[string]any{"start": position(4, 14), "end": position(4, 15)}, "text": "😀ab"},
		map[string]any{"range": map[string]any{"start": position(3, 0), "end": position(3, 0)}, "text": "// é\n"})
	c.found(a, "5:22-5:46 servertimeout")
}

// TestNewerChange: a change ends the analysis that runs, and only what is newest is shown.
func TestNewerChange(t *testing.T) {
	dir := unpack(t, service)
	main := filepath.Join(dir, "main.go")
	began, ended := make(chan struct{}, 10), make(chan error, 10)
	real := judge(t, "servertimeout")
	opts := quiet(t, "servertimeout")
	opts.Analyse = func(ctx context.Context, a lsp.Analysis) (*driver.Result, error) {
		assert.Equal(t, lsp.Settings{Preset: "all", Enable: []string{"a"}, Disable: []string{"b"}}, a.Settings)
		if strings.HasPrefix(string(a.Overlay[main]), "// slow\n") {
			began <- struct{}{}
			<-ctx.Done()
			ended <- ctx.Err()
			return nil, ctx.Err()
		}
		return real(ctx, a)
	}
	c := start(t, opts)
	c.open(map[string]any{"preset": "all", "enable": []string{"a"}, "disable": []string{"b"}}, dir)
	c.found(main, "5:7-5:31 servertimeout")
	text := read(t, main)
	c.didOpen(main, "// slow\n"+text)
	<-began
	c.notify("$/cancelRequest", map[string]any{"id": 77})
	c.didChange(main, 2, whole("// newer\n\n"+text))
	assert.ErrorIs(t, <-ended, context.Canceled)
	c.found(main, "7:7-7:31 servertimeout")
	c.mu.Lock()
	defer c.mu.Unlock()
	assert.Equal(t, 2, c.told[uri(main)])
}

// TestFolders: two folders, one of which is no module yet, come and go.
// TestSafeFixes: a safe fix is the preferred action, and one of those that repair the whole file.
func TestSafeFixes(t *testing.T) {
	const text = `package m

import "net/http"

var Server = &http.Server{}

func Get(c *http.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}
`
	dir := unpack(t, "-- m.go --\n"+text)
	file := filepath.Join(dir, "m.go")
	c := start(t, quiet(t, "connleak", "servertimeout"))
	c.open(nil, dir)
	c.found(file, "4:14-4:27 servertimeout", "7:14-7:23 connleak")
	c.didOpen(file, text)
	fixes := c.actions(file, 7, 16, "defers what gives it back")
	require.Len(t, fixes, 1)
	assert.NotContains(t, fixes[0].Title, "unsafe")
	assert.True(t, fixes[0].IsPreferred)
	all := c.actions(file, 0, 0, "fix all")
	require.Len(t, all, 1)
	assert.Equal(t, "source.fixAll.prodlint", all[0].Kind)
	fixed := all[0].apply(t, file, text)
	assert.Equal(t, fixes[0].apply(t, file, text), fixed)
	assert.Contains(t, fixed, "defer resp.Body.Close()")
	assert.Contains(t, fixed, "http.Server{}", "its fix is not safe")
}

func TestFolders(t *testing.T) {
	one, two := unpack(t, service), unpack(t, service)
	c := start(t, quiet(t, "servertimeout"))
	require.NoError(t, os.Remove(filepath.Join(two, "go.mod")))
	c.open(nil, one, two)
	c.found(filepath.Join(one, "main.go"), "5:7-5:31 servertimeout")
	write(t, filepath.Join(two, "go.mod"), "module m\n\ngo 1.25\n")
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri(filepath.Join(two, "go.mod")), "type": 1}}})
	c.found(filepath.Join(two, "main.go"), "5:7-5:31 servertimeout")
	c.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{}, "removed": []any{map[string]any{"uri": uri(one), "name": "one"}}}})
	c.found(filepath.Join(one, "main.go"))
	write(t, filepath.Join(two, "main.go"), "package main\n\nfunc main() {}\n")
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri(filepath.Join(two, "main.go")), "type": 2}}})
	c.found(filepath.Join(two, "main.go"))
	c.mu.Lock()
	defer c.mu.Unlock()
	assert.Len(t, c.asked, 1, "no errors were told: %v", c.asked)
}

// TestWorkspaceOfModules: a folder in a workspace of several modules has all of them analysed.
func TestWorkspaceOfModules(t *testing.T) {
	dir := unpack(t, "-- go.work --\ngo 1.25\n\nuse ./a\nuse ./b\n-- a/go.mod --\nmodule example.com/a\n\ngo 1.25\n-- b/go.mod --\nmodule example.com/b\n\ngo 1.25\n"+
		"-- a/a.go --\npackage a\n\nimport \"net/http\"\n\nvar S = &http.Server{}\n-- b/b.go --\npackage b\n\nimport \"net/http\"\n\nvar S = &http.Server{}\n")
	require.NoError(t, os.Remove(filepath.Join(dir, "go.mod")))
	c := start(t, quiet(t, "servertimeout"))
	c.open(nil, filepath.Join(dir, "a"))
	c.found(filepath.Join(dir, "a", "a.go"), "4:9-4:22 servertimeout")
	c.found(filepath.Join(dir, "b", "b.go"), "4:9-4:22 servertimeout")
}

// TestCodeThatDoesNotCompile: its findings stay, the rest is judged, and it is said once that something is missing.
func TestCodeThatDoesNotCompile(t *testing.T) {
	dir := unpack(t, service+"-- other/other.go --\npackage other\n\nimport \"net/http\"\n\nvar S = &http.Server{}\n")
	main, other := filepath.Join(dir, "main.go"), filepath.Join(dir, "other", "other.go")
	c := start(t, quiet(t, "servertimeout"))
	c.open(nil, dir)
	c.found(main, "5:7-5:31 servertimeout")
	c.found(other, "4:9-4:22 servertimeout")
	text := read(t, main)
	c.didOpen(main, text)
	c.didOpen(other, read(t, other))
	for i, broken := range []string{"\nvar a int = nil\n", "\nfunc (\n"} {
		c.didChange(main, 2+i, whole(text+broken))
		c.didChange(other, 2+i, whole(strings.Repeat("\n", i)+"package other\n"))
		if i == 0 {
			c.found(other)
		}
	}
	c.didChange(other, 4, whole("package other\n\nimport \"net/http\"\n\nvar T = &http.Server{}\n"))
	c.found(other, "4:9-4:22 servertimeout")
	c.mu.Lock()
	assert.Len(t, c.shown[uri(main)], 1)
	assert.Equal(t, 1, c.told[uri(main)])
	logged := 0
	for _, m := range c.asked {
		if m["method"] == "window/logMessage" {
			logged++
			assert.Contains(t, m["params"].(map[string]any)["message"], "is incomplete: these do not load or type-check, and their findings stay as they were: m")
		}
	}
	assert.Equal(t, 1, logged)
	c.mu.Unlock()
	assert.NotEmpty(t, c.actions(main, 5, 9, "open the page"))
	assert.Empty(t, c.actions(main, 5, 9, "sets"), "the text is not the one that was analysed")
	assert.Empty(t, c.actions(main, 5, 9, "suppress"))
}

// TestMigrations: findings in SQL, and their suppression.
func TestMigrations(t *testing.T) {
	dir := unpack(t, `
-- m.go --
package m
-- migrations/0001_a.up.sql --
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
-- migrations/0001_a.down.sql --
DROP TABLE orders;
-- migrations/0002_b.up.sql --
CREATE INDEX orders_state ON orders (state);
-- migrations/0002_b.down.sql --
DROP INDEX orders_state;
`)
	up := filepath.Join(dir, "migrations", "0002_b.up.sql")
	c := start(t, quiet(t, "blockingmigration"))
	c.open(nil, dir)
	c.found(up, "0:0-0:43 blockingmigration")
	text := read(t, up)
	c.didOpen(up, text)
	ignore := c.actions(up, 0, 3, "suppress")[0].apply(t, up, text)
	assert.Equal(t, "-- prodlint:ignore blockingmigration -- \n"+text, ignore)
	c.didChange(up, 2, whole(strings.Replace(ignore, " -- \n", " -- the table is small\n", 1)))
	c.found(up)
}

// TestProtocol: what is out of order or unknown is answered as the protocol says.
func TestProtocol(t *testing.T) {
	code := func(m map[string]any) any { return m["error"].(map[string]any)["code"] }
	c := start(t, quiet(t, "servertimeout"))
	assert.EqualValues(t, -32002, code(c.request("textDocument/hover", nil)))
	c.raw("{")
	c.await("the answer to what is no JSON", func() bool { return c.answers["<nil>"] != nil })
	assert.EqualValues(t, -32602, code(c.request("initialize", map[string]any{"initializationOptions": map[string]any{"enable": "all"}})))
	c.open(nil)
	assert.EqualValues(t, -32600, code(c.request("initialize", map[string]any{})))
	assert.EqualValues(t, -32601, code(c.request("textDocument/rename", nil)))
	assert.EqualValues(t, -32602, code(c.request("textDocument/hover", []int{1})))
	c.notify("$/unknown", nil)
	c.didOpen("/nowhere/a.go", "package a\n")
	assert.Nil(t, c.request("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": "untitled:1"}})["result"])
	c.notify("exit", nil)
	assertEnd(t, c, lsp.ErrExit)
}

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/fixture"
)

// session is what the test has Neovim do: it opens a file, waits for the finding, asks for its page, applies the fix without saving, waits until
// the finding is gone, moves the finding of another file, and ends the session.
const session = `
local seen = {}
local function wait(what, ok)
  if not vim.wait(60000, ok, 20) then
    seen.failed = what
    vim.fn.writefile({ vim.fn.json_encode(seen) }, "seen.json")
    vim.cmd("cquit")
  end
end
vim.cmd("edit main.go")
local id = vim.lsp.start_client({ name = "prodlint", cmd = { "prodlint", "lsp" }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, id)
wait("the finding", function() return #vim.diagnostic.get(0) == 1 end)
local d = vim.diagnostic.get(0)[1]
seen.finding = { line = d.lnum, column = d.col, last = d.end_col, code = d.code, source = d.source }
vim.api.nvim_win_set_cursor(0, { d.lnum + 1, d.col })
local page = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 60000)
seen.hover = page[id].result.contents.value
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {} }
local actions = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 60000)[id].result
seen.titles = vim.tbl_map(function(a) return a.title end, actions)
vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
seen.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
wait("no finding", function() return #vim.diagnostic.get(0) == 0 end)
vim.cmd("edit! other/other.go")
vim.lsp.buf_attach_client(0, id)
wait("the finding of the other file", function() return #vim.diagnostic.get(0) == 1 end)
vim.api.nvim_buf_set_lines(0, 2, 2, false, { "// é😀", "" })
wait("the finding two lines below", function()
  local list = vim.diagnostic.get(0)
  return #list == 1 and list[1].lnum == 6 and list[1].col == 27
end)
vim.lsp.stop_client(id)
vim.wait(60000, function() return vim.lsp.client_is_stopped(id) end, 20)
seen.stopped = vim.lsp.client_is_stopped(id)
vim.fn.writefile({ vim.fn.json_encode(seen) }, "seen.json")
vim.cmd("qall!")
`

// TestNeovim runs a session in a headless Neovim.
func TestNeovim(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("Neovim is not installed (Debian: apt-get install neovim)")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module m\n\ngo 1.25\n",
		"main.go":        "package main\n\nimport \"net/http\"\n\nfunc main() {\n\ts := &http.Server{Addr: \":80\"}\n\t_ = s.ListenAndServe()\n}\n",
		"other/other.go": "package other\n\nimport \"net/http\"\n\nvar _, Server = \"é😀\", &http.Server{}\n",
		"session.lua":    session,
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	cmd := exec.Command(nvim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", "session.lua")
	cmd.Dir = dir
	cmd.Env = append(fixture.Environ(), "GOFLAGS=", "GOPROXY=off", "PRODLINT_CACHE="+filepath.Join(dir, ".cache"), "HOME="+dir, "GOCACHE="+goCache(t))
	out, err := cmd.CombinedOutput()
	data, missing := os.ReadFile(filepath.Join(dir, "seen.json"))
	require.NoError(t, missing, "%v\n%s", err, out)
	require.NoError(t, err, "%s\n%s", out, data)
	var seen struct {
		Finding struct {
			Line, Column, Last int
			Code, Source       string
		}
		Hover, Text string
		Titles      []string
		Stopped     bool
	}
	require.NoError(t, json.Unmarshal(data, &seen))
	assert.Equal(t, "servertimeout prodlint", seen.Finding.Code+" "+seen.Finding.Source)
	assert.Equal(t, [3]int{5, 7, 31}, [3]int{seen.Finding.Line, seen.Finding.Column, seen.Finding.Last})
	assert.Contains(t, seen.Hover, "## Why it takes production down")
	assert.Contains(t, seen.Titles, "prodlint: suppress servertimeout with a reason")
	assert.Equal(t, "package main\n\nimport \"time\"\n\nimport \"net/http\"\n\nfunc main() {\n\ts := &http.Server{ReadHeaderTimeout: 10 * time.Second, Addr: \":80\"}\n\t_ = s.ListenAndServe()\n}", seen.Text)
	assert.True(t, seen.Stopped)
}

// goCache returns the build cache of the go command.
func goCache(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	require.NoError(t, err)
	return string(out[:len(out)-1])
}

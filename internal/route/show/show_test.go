package show

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/term"
)

func page() Page {
	return Page{Rows: []Row{
		{Name: "GET /a", Kind: "http", Methods: []string{"GET"}, Path: "/a", Handler: "p.(*api).aHandlerWithAVeryLongNameThatNoTerminalShowsInFull", At: Place{"a.go", 3}, Reads: "1 + posts", Writes: "0", Calls: "1", Publishes: "0", Guessed: true, Unbounded: 1,
			Middleware: []Middleware{{Name: "p.auth", What: "auth"}}, Worst: []Hop{{Place{"a.go", 4}, "a", `query "x" <y>`}}},
		{Name: "ANY /=b", Kind: "http", Path: "/b", Below: true, Reads: "0", Writes: "0", Calls: "0", Publishes: "0", Unknown: 1, Open: []string{"the handler is not seen"}},
	}, Notes: []string{"routes of web are not read"}}
}

func TestText(t *testing.T) {
	out, err := Render("text", page(), term.Style{Width: 100})
	require.NoError(t, err)
	lines := strings.Split(string(out), "\n")
	for _, l := range lines[:3] {
		assert.LessOrEqual(t, term.TextWidth(l), 100, l)
	}
	assert.Contains(t, lines[1], "~1 + posts")
	assert.Contains(t, lines[1], "no timeout, auth")
	assert.Contains(t, lines[2], "ANY /b/*")
	assert.Contains(t, lines[2], "?")
	assert.NotContains(t, lines[0], "WRITES", "columns in which no row has anything are left out")
	assert.Contains(t, string(out), "note: routes of web are not read")
}

func TestFormats(t *testing.T) {
	for _, f := range Formats() {
		out, err := Render(f, page(), term.Style{})
		require.NoError(t, err, f)
		assert.NotEmpty(t, out, f)
		again, err := Render(f, page(), term.Style{})
		require.NoError(t, err, f)
		assert.Equal(t, string(out), string(again), f)
		if f == "html" {
			assert.NotContains(t, string(out), "<y>")
		}
		if f == "mermaid" {
			assert.Contains(t, string(out), "query #quot;x#quot; #lt;y#gt;")
		}
	}
	_, err := Render("xml", page(), term.Style{})
	assert.Error(t, err)
	assert.Equal(t, "'=1", plain("=1"), "a spreadsheet takes it for a formula")
}

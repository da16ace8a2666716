package term

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDetect(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	defer file.Close()
	none := func(string) string { return "" }
	assert.Equal(t, Style{}, Detect(file, "auto", none), "a file is no terminal")
	assert.Equal(t, Style{}, Detect(nil, "auto", none))
	assert.Equal(t, Style{Color: true}, Detect(file, "always", func(string) string { return "1" }), "always wins over NO_COLOR; links need a terminal")
	assert.Equal(t, Style{}, Detect(file, "never", none))
}

func TestDetectTerminal(t *testing.T) {
	tty, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Logf("no pseudo-terminal here: %v", err)
		return
	}
	defer tty.Close()
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		when         string
		env          func(string) string
		color, links bool
	}{
		{"auto", env("TERM", "xterm"), true, true},
		{"auto", env("TERM", "dumb"), false, false},
		{"auto", env("TERM", "xterm", "NO_COLOR", "1"), false, false},
		{"always", env("TERM", "dumb"), true, false},
		{"always", env("TERM", "xterm", "NO_COLOR", "1"), true, true},
		{"never", env("TERM", "xterm"), false, false},
	} {
		got := Detect(tty, c.when, c.env)
		assert.Equal(t, c.color, got.Color, "%+v", c)
		assert.Equal(t, c.links, got.Links, "%+v", c)
		assert.True(t, got.Terminal)
	}
}

func TestWidths(t *testing.T) {
	assert.Equal(t, 3, TextWidth("a世"))
	assert.Equal(t, 1, TextWidth("e\u0301"))
	assert.Equal(t, 0, TextWidth("\u200b\ufeff"))
	assert.Equal(t, 100, Style{}.Columns())
	assert.Equal(t, 40, Style{Width: 7}.Columns())
	assert.Equal(t, 120, Style{Width: 500}.Columns())
}

func TestClean(t *testing.T) {
	assert.Equal(t, "a b␛[31m�c", Clean("a\tb\x1b[31m\u0085\u202ec"))
}

const sheet = `## What it finds

A call of ` + "`time.Sleep`" + ` in *production* **code**, see [the story](../incidents/nap.md#why) and <https://go.dev>. A [local link](#here). ` + `This sentence is long enough to wrap twice when the page is only forty columns wide.

- one
- two with words that need a second line to be complete
  1. inner
  2. more

` + "```go\nfunc f() {\n\ttime.Sleep(1) // wait\n}\n```" + `

| name | means |
|---|---|
| 世界 | ` + "`world`" + ` |

> said
`

func TestPagePlain(t *testing.T) {
	got := Page(sheet, "https://example.com/docs/rules/nap.md", Style{Width: 72})
	assert.Equal(t, strings.TrimPrefix(`
WHAT IT FINDS

A call of `+"`time.Sleep`"+` in production code, see the story
<https://example.com/docs/incidents/nap.md#why> and https://go.dev. A
local link. This sentence is long enough to wrap twice when the page is
only forty columns wide.

- one
- two with words that need a second line to be complete
  1. inner
  2. more

    func f() {
        time.Sleep(1) // wait
    }

name  means
世界  `+"`world`"+`

| said
`, "\n"), got)
	for line := range strings.Lines(Page(sheet, "", Style{Width: 40})) {
		if !strings.Contains(line, "..") {
			assert.LessOrEqual(t, TextWidth(strings.TrimSuffix(line, "\n")), 40, line)
		}
	}
}

func TestPageColours(t *testing.T) {
	got := Page(sheet, "https://example.com/docs/rules/nap.md", Style{Color: true, Links: true})
	assert.Contains(t, got, "\x1b[1mWhat\x1b[0m")
	assert.Contains(t, got, "\x1b[36mtime.Sleep\x1b[0m")
	assert.Contains(t, got, "\x1b]8;;https://example.com/docs/incidents/nap.md#why\x1b\\")
	assert.Contains(t, got, "\x1b[35mfunc\x1b[0m f() {")
	assert.Contains(t, got, "time.Sleep(\x1b[36m1\x1b[0m) \x1b[2m// wait\x1b[0m")
	assert.NotContains(t, got, "<https://example.com")
}

func TestGoColoursKeepTheText(t *testing.T) {
	strip := strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[2m", "", "\x1b[32m", "", "\x1b[35m", "", "\x1b[36m", "")
	for _, src := range []string{"package x\n\nvar s = `a\nb`\n/* c\nd */\n", "if { \"open", "世 := '世'\r\nx", "", "\x00\xff", "1.5e3 + 2i"} {
		assert.Equal(t, src, strip.Replace(goColors(src, Style{Color: true})), "%q", src)
	}
}

func TestColumns(t *testing.T) {
	assert.Equal(t, "A   B\nxy  z\nw\n", Columns([][]string{{"A", "B"}, {"xy", "z"}, {"w", ""}}, Style{}))
	assert.Empty(t, Columns(nil, Style{}))
}

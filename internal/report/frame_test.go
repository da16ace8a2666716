package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

// draw returns the frame of one finding at line:column–endColumn of a file with the given text, "" for a file that is gone.
func draw(t *testing.T, src string, line, column, endColumn int, path ...Place) string {
	t.Helper()
	r := &Report{
		Findings: []Finding{{
			Place: Place{File: "a.go", Line: line, Column: column, EndLine: line, EndColumn: endColumn}, Severity: rule.Warning, Message: "m", Path: path,
		}},
		Source: func(string) []byte {
			if src == "" {
				return nil
			}
			return []byte(src)
		},
	}
	out, err := Render("text", r, term.Style{})
	require.NoError(t, err)
	_, frame, ok := strings.Cut(string(out), "\n")
	require.True(t, ok)
	frame, _, ok = strings.Cut(frame, "\n\n")
	require.True(t, ok)
	return "\n" + frame + "\n"
}

func TestFrameColumns(t *testing.T) {
	src := "\ts := \"世界\"; f(x)\n"
	column := strings.Index(src, "f(x)") + 1
	assert.Equal(t, "\n --> a.go:1:17\n  |\n1 |     s := \"世界\"; f(x)\n  |                  ^^^^\n  |\n", draw(t, src, 1, column, column+4))
	assert.Equal(t, "\n --> a.go:1:3\n  |\n1 | a   b\n  |     ^\n  |\n", draw(t, "a\tb", 1, 3, 4), "a tab inside a line goes to the next stop")
	assert.Equal(t, "\n --> a.go:1:2\n  |\n1 | é́f()\n  | ^\n  |\n", draw(t, "é\u0301f()", 1, 2, 3), "a column inside a rune marks the rune")
}

func TestFrameLineEnds(t *testing.T) {
	want := "\n --> a.go:2:1\n  |\n2 | f()\n  | ^^^\n  |\n"
	assert.Equal(t, want, draw(t, "x\r\nf()\r\n", 2, 1, 4))
	assert.Equal(t, want, draw(t, "x\nf()", 2, 1, 4), "no newline at the end")
	assert.Equal(t, want, draw(t, "x\nf()", 2, 1, 99), "an end behind the line")
}

func TestFrameMissingSource(t *testing.T) {
	label := Place{File: "a.go", Line: 9, Column: 1, Note: "opened here"}
	assert.Equal(t, "\n --> a.go:3:1\n  |\n9 | opened here\n  |\n", draw(t, "", 3, 1, 4, label))
	assert.Equal(t, "\n --> a.go:3:1\n  |\n9 | opened here\n  |\n", draw(t, "x\n", 3, 1, 4, label), "the file has become shorter")
	assert.Equal(t, "\n --> a.go:2:5\n  |\n2 |\n  | ^\n  |\n", draw(t, "x\n\n", 2, 5, 9), "the line has become empty")
}

func TestFrameLongLine(t *testing.T) {
	src := strings.Repeat("a", 300) + "f(x)" + strings.Repeat("b", 300)
	frame := draw(t, src, 1, 301, 305)
	lines := strings.Split(frame, "\n")
	require.Len(t, lines, 7)
	for _, l := range lines {
		assert.LessOrEqual(t, term.TextWidth(l), 102, l)
	}
	at := strings.Index(lines[4], "^")
	assert.Equal(t, "f(x)", string([]rune(lines[3])[at:at+4]))
	assert.Contains(t, lines[3], "| …aaa")
	assert.True(t, strings.HasSuffix(lines[3], "b…"))
}

func TestFrameManyLines(t *testing.T) {
	src := "f(\n\t1,\n)\n" + strings.Repeat("\n", 5) + "g()\n"
	frame := draw(t, src, 1, 1, 2, Place{File: "a.go", Line: 3, Column: 1, EndLine: 3, EndColumn: 2, Note: "ends"}, Place{File: "a.go", Line: 9, Column: 1, EndLine: 9, EndColumn: 4})
	assert.Equal(t, `
 --> a.go:1:1
  |
1 | f(
  | ^
2 |     1,
3 | )
  | - 1. ends
. :
9 | g()
  | ---
  |
`, frame)
}

func TestFrameMultiLineSpan(t *testing.T) {
	r := &Report{Findings: []Finding{{Place: Place{File: "a.go", Line: 1, Column: 3, EndLine: 3, EndColumn: 2}}}, Source: func(string) []byte { return []byte("x.f(\n\t1,\n)") }}
	out, err := Render("text", r, term.Style{})
	require.NoError(t, err)
	assert.Contains(t, string(out), "1 | x.f(\n  |   ^^\n", "to the end of its first line")
}

func TestFrameHostileSource(t *testing.T) {
	frame := draw(t, "f(\"\x1b[31m\u202e\x07\")", 1, 1, 2)
	assert.NotContains(t, frame, "\x1b")
	assert.NotContains(t, frame, "\u202e")
	assert.NotContains(t, frame, "\x07")
	assert.Contains(t, frame, "f(\"␛[31m␇\")")
	assert.Contains(t, draw(t, "f(\"\xff\")", 1, 1, 2), "f(\"\ufffd\")")
}

func TestFrameSecrets(t *testing.T) {
	src := "db := open(\"postgres://u:hunter2hunter2@h/db\", limit)\n"
	column := strings.Index(src, "limit") + 1
	assert.Equal(t, "\n --> a.go:1:48\n  |\n1 | db := open(\"postgres://u:***@h/db\", limit)\n  |                                     ^^^^^\n  |\n", draw(t, src, 1, column, column+5))
	column = strings.Index(src, "hunter") + 1
	assert.Contains(t, draw(t, src, 1, column, column+14), "  |                          ^^^\n", "a mark on the secret itself")
	key := "var key = `-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabcdef\n-----END RSA PRIVATE KEY-----`\n"
	frame := draw(t, key, 2, 1, 5)
	assert.NotContains(t, frame, "MIIE")
	assert.Contains(t, frame, "2 | ***\n")
}

func TestUTF16Columns(t *testing.T) {
	s := newSource([]byte("a世😀b\n"))
	for col, want := range map[int]int{1: 1, 2: 2, 5: 3, 9: 5, 10: 6, 12: 8} {
		assert.Equal(t, want, s.column16(1, col), "byte column %d", col)
	}
	var gone *source
	assert.Equal(t, 7, gone.column16(3, 7))
}

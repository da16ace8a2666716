package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPictureIsFresh: the README shows the drawing of what the command prints now, an N+1 across three files.
func TestPictureIsFresh(t *testing.T) {
	text := prodlint(t, pictured...)
	want, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(picture)))
	require.NoError(t, err)
	assert.Equal(t, string(want), string(drawing(text)), "%s is stale: go run ./internal/tools gen", picture)
	files := map[string]bool{}
	for _, m := range regexp.MustCompile(`internal/[a-z/]+\.go`).FindAllString(string(want), -1) {
		files[m] = true
	}
	assert.Len(t, files, 3)
	page, err := os.ReadFile(filepath.Join(root(t), "README.md"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "]("+picture+")")
}

func TestDrawing(t *testing.T) {
	out := string(drawing("\x1b[1;33mwarning\x1b[0m a < b & \"c\" <https://example.com/x>\n  \x1b[1;34m-->\x1b[0m f.go:1\n\nsecond\n"))
	for dec := xml.NewDecoder(strings.NewReader(out)); ; {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
	}
	assert.Contains(t, out, `fill="#e3b341" font-weight="bold">warning</tspan>`)
	assert.Contains(t, out, "a\u00a0&lt;\u00a0b")
	assert.NotContains(t, out, "example.com", "a terminal hides addresses behind titles")
	assert.NotContains(t, out, "second")
	assert.NotContains(t, out, "\x1b")
}

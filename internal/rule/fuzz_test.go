package rule

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/docs"
)

// FuzzFrontMatter reads any bytes as the page of a rule. Either there is an error, or the page begins with front matter and ends with the rest.
func FuzzFrontMatter(f *testing.F) {
	files, err := fs.ReadDir(docs.FS, "rules")
	require.NoError(f, err)
	for _, file := range files {
		src, err := fs.ReadFile(docs.FS, "rules/"+file.Name())
		require.NoError(f, err)
		f.Add(src)
	}
	for _, seed := range []string{"", "---\n---\n", "---\nname: a\n---\n", "---\r\nname: a\r\n---\r\nb", "---\n\n---\n", "---\na: &a [*a]\n---\n", "---\nname: [\n---\n", "---\nx: 1\n---\n", "---\n- a\n---\n", "---\nincidents: {a: b}\n---\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		var m Meta
		rest, err := FrontMatter(page, &m)
		if err != nil {
			return
		}
		whole := strings.ReplaceAll(string(page), "\r\n", "\n")
		if !strings.HasPrefix(whole, "---\n") || !strings.HasSuffix(whole, rest) {
			t.Fatalf("the page %q is left with %q", page, rest)
		}
	})
}

package term

import (
	"io/fs"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/docs"
)

// FuzzPage draws any bytes as a page. What is drawn without colours has no control characters: a page of a rule that somebody else wrote
// must not steer the terminal.
func FuzzPage(f *testing.F) {
	for _, dir := range []string{"rules", "incidents"} {
		files, err := fs.ReadDir(docs.FS, dir)
		require.NoError(f, err)
		for _, file := range files {
			src, err := fs.ReadFile(docs.FS, dir+"/"+file.Name())
			require.NoError(f, err)
			f.Add(string(src))
		}
	}
	for _, seed := range []string{
		"", "# \x1b[31m", "| a | b |\n|---|---|\n| `x` | [l](http://x) |", "> - 1. x\n>\n>   ```go\n>   \x07\n", "<b>\x1b</b> ![i](j.png) [x][y]\n\n[y]: /z\n",
		"- a\n\n  b\n    - c\n1) d", "***\n**a *b* c** ~~d~~ \\\n e  \nf", "|\n|-|", "[\u202e](\x1b)", "&#27;[31m &nbsp;",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		out := Page(src, "https://example.com/a/b.md", Style{})
		for _, r := range out {
			if r != '\n' && (unicode.IsControl(r) || strings.ContainsRune("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r)) {
				t.Fatalf("%q is drawn of %q", r, src)
			}
		}
		_ = Page(src, "%zz", Style{Color: true, Links: true})
	})
}

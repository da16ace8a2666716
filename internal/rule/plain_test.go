package rule

import (
	"bytes"
	"io/fs"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/docs"
)

// TestPagesAreReadWithoutYAML: and say the same with it.
func TestPagesAreReadWithoutYAML(t *testing.T) {
	pages, err := fs.Glob(docs.FS, "rules/*.md")
	require.NoError(t, err)
	n := 0
	for _, name := range pages {
		page, err := fs.ReadFile(docs.FS, name)
		require.NoError(t, err)
		rest, ok := bytes.CutPrefix(page, []byte("---\n"))
		if !ok {
			continue // the list of all rules
		}
		head, _, ok := bytes.Cut(rest, []byte("\n---\n"))
		require.True(t, ok, name)
		var plain, strict Meta
		assert.True(t, plain.plain(string(head)), name)
		require.NoError(t, yaml.UnmarshalWithOptions(head, &strict, yaml.Strict()))
		assert.Equal(t, strict, plain, name)
		n++
	}
	assert.Positive(t, n)
}

func TestWhatIsLeftToYAML(t *testing.T) {
	for _, head := range []string{
		"", "name", "name: ", "nonsense: a", "name: a\nname: b", "name: 'a'", `name: "a\n"`, `name: "a`, "name: a: b", "name: a #b", "name: [a]", "name: true",
		"name: -a", "name: é", "tags: a", "tags: [a,b]", "tags: [a, b", "tags: a]", "tags: ['a']", "name: a\n  b", "name: |\n  a", "name: a ", "tags: [0x, -1]",
	} {
		var m Meta
		assert.False(t, m.plain(head), "%q", head)
		assert.Zero(t, m, "%q", head)
	}
}

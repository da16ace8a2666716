package doctor

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/catalog"
)

// kinds are those of the catalog's lines that show that a library is read for a use.
var kinds = map[string][]string{
	"router":    {"route", "router", "group"},
	"rpc":       {"route", "effect", "generated", "remote"},
	"database":  {"effect", "query", "exec", "generated", "remote"},
	"cache":     {"effect", "remote"},
	"broker":    {"effect", "remote", "entry"},
	"scheduler": {"schedule", "entry"},
}

// readFor reports whether the table has lines about a module that show that it is read for a use.
func readFor(t *catalog.Table, module, use string) bool {
	return slices.ContainsFunc(kinds[use], func(kind string) bool {
		return slices.ContainsFunc(t.All(kind), func(e catalog.Entry) bool { return within(catalog.PackageOf(e.Key), module) })
	})
}

// TestFrameworks: each line names a use there is, and none is of a module that the table knows for that use.
func TestFrameworks(t *testing.T) {
	n := 0
	for line := range strings.Lines(frameworks) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		n++
		if assert.Len(t, words, 2, line) && assert.Contains(t, kinds, words[1], line) {
			assert.False(t, readFor(catalog.Default(), words[0], words[1]), "the table knows %s as %s: drop the line", words[0], words[1])
			assert.Equal(t, words[1], unread(words[0]+"/v9"), "%s is named twice", words[0])
		}
	}
	assert.Positive(t, n)
	assert.True(t, readFor(catalog.Default(), "github.com/go-chi/chi/v5", "router"), "the test can fail")
}

func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		l       Library
		state   string
		matters bool
	}{
		"known":           {Library{Module: "github.com/go-chi/chi/v5", Packages: []string{"github.com/go-chi/chi/v5"}}, Known, false},
		"in part":         {Library{Module: "github.com/go-chi/chi/v5", Packages: []string{"github.com/go-chi/chi/v5", "github.com/go-chi/chi/v5/no"}}, Partly, false},
		"under a path":    {Library{Module: "github.com/aws/aws-sdk-go-v2/service/s3", Packages: []string{"github.com/aws/aws-sdk-go-v2/service/s3"}, Reaches: []string{"net/http"}}, Known, false},
		"unknown":         {Library{Module: "example.com/a", Packages: []string{"example.com/a"}}, Unknown, false},
		"to the net":      {Library{Module: "example.com/a", Packages: []string{"example.com/a"}, Reaches: []string{"net"}}, Unknown, true},
		"a router":        {Library{Module: "goji.io/v3", Packages: []string{"goji.io/v3"}}, Unknown, true},
		"partly a router": {Library{Module: "github.com/valyala/fasthttp", Packages: []string{"github.com/valyala/fasthttp"}}, Partly, true},
	} {
		t.Run(name, func(t *testing.T) {
			l := c.l
			l.Judge(catalog.Default())
			assert.Equal(t, c.state, l.State)
			assert.Equal(t, c.matters, l.Matters())
		})
	}
}

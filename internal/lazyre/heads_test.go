package lazyre

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestHeadsFindWhatTheExpressionFinds compares with package regexp over texts made up of the words that matter.
func TestHeadsFindWhatTheExpressionFinds(t *testing.T) {
	cases := []struct {
		plain, text string
		words       []string
	}{
		{`(?i)\bcreate\s+(?:unique\s+)?index\s+(\w+)`, `(?i)create\s+(?:unique\s+)?index\s+(\w+)`, []string{`\bcreate\s`}},
		{`(?i)\$\$|\b(big|small)?serial\b|::\s*[a-z"]|\bnot\s+null\b`, `(?i)\$\$|\b(big|small)?serial\b|::\s*[a-z"]|\bnot\s+null\b`, []string{`$$`, `\bbigserial`, `\bsmallserial`, `\bserial`, `::`, `\bnot`}},
		{`(?i)create\s+index|\bnull\b`, `(?i)create\s+index|null\b`, []string{`create`, `\bnull`}},
		{`(?i)\bcreate\s+index\s+([^;]*)`, `(?i)create\s+index\s+([^;]*)`, []string{`\bcreate`}},
	}
	parts := []string{"create", "CREATE", "Index", " ", "\n", "\v", "\f", "unique", "serial", "bigserial", "_", "x", "$", "$$", "::", "é", "not", "NULL", ";", "9", `"`}
	random := rand.New(rand.NewPCG(1, 2))
	matched := 0
	for range 3000 {
		var b strings.Builder
		for range random.IntN(30) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		text := b.String()
		for _, c := range cases {
			plain, heads := regexp.MustCompile(c.plain), NewHeads(c.text, c.words...)
			want := plain.FindAllStringSubmatch(text, -1)
			matched += len(want)
			assert.Equal(t, want, heads.FindAll(text), "%q in %q", c.plain, text)
			assert.Equal(t, len(want), heads.Count(text, len(text)+1), "%q in %q", c.plain, text)
			assert.Equal(t, min(len(want), 1), heads.Count(text, 1), "%q in %q", c.plain, text)
			assert.Equal(t, len(want) > 0, heads.Match(text), "%q in %q", c.plain, text)
		}
	}
	assert.Greater(t, matched, 1000)
}

// BenchmarkHeads looks for statements in the text of a Go file, where there are hardly any.
func BenchmarkHeads(b *testing.B) {
	text := strings.Repeat("\tif err := create(ctx, table); err != nil {\n\t\treturn fmt.Errorf(\"creating %s: %w\", table, err)\n\t}\n\tdelete(m, key)\n", 200)
	re := NewHeads(`(?i)(?:create|alter)\s+table`, `\bcreate\s`, `\balter\s`)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if re.Match(text) {
			b.Fatal("there is none")
		}
	}
}

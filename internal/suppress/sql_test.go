package suppress

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/summary"
)

// coveredSQL returns the lines on which a finding of a rule called "alpha" is suppressed.
func coveredSQL(text string) []int {
	set := NewSet(ParseSQL("db/1.sql", text))
	var out []int
	for line := 1; line <= strings.Count(text, "\n")+1; line++ {
		if _, ok := set.Match("alpha", summary.Pos{File: "db/1.sql", Line: line, Col: 1, EndLine: line, EndCol: 2}); ok {
			out = append(out, line)
		}
	}
	return out
}

func TestRangesInSQL(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		want []int
	}{
		"end of the line":             {"a;\nb; -- prodlint:ignore alpha -- r\nc;", []int{2}},
		"line above":                  {"a;\n-- prodlint:ignore alpha -- r\nb;\nc;", []int{3}},
		"line above the first":        {"-- prodlint:ignore alpha -- r\na;\nb;", []int{2}},
		"no space":                    {"a;\n--prodlint:ignore alpha -- r\nb;", []int{3}},
		"several lines":               {"a;\n-- prodlint:ignore alpha -- r\nb\n c,\n d;\ne;", []int{3, 4, 5}},
		"comments in between":         {"a;\n-- prodlint:ignore alpha -- r\n-- why\nb;", []int{4}},
		"blank line in between":       {"a;\n-- prodlint:ignore alpha -- r\n\nb;\nc;", []int{4}},
		"head of the file":            {"-- prodlint:ignore alpha -- r\n\na;\nb;", []int{1, 2, 3, 4}},
		"above the mark of a tool":    {"-- prodlint:ignore alpha -- r\n-- +goose Up\na;\nb;", []int{1, 2, 3, 4}},
		"below the mark of a tool":    {"-- +goose Up\n-- prodlint:ignore alpha -- r\na;\nb;", []int{3}},
		"in a statement":              {"a\n -- prodlint:ignore alpha -- r\n b,\n c;\nd;", []int{3}},
		"end of a line in between":    {"a\n b, -- prodlint:ignore alpha -- r\n c;", []int{2}},
		"block comment":               {"a;\n/* prodlint:ignore alpha -- r */\nb;", []int{3}},
		"block comment at the end":    {"a; /* prodlint:ignore alpha -- r */\nb;", []int{1}},
		"block comment, no reason":    {"a; /*prodlint:ignore alpha*/\nb;", []int{1}},
		"hash":                        {"a;\n# prodlint:ignore alpha -- r\nb;", []int{3}},
		"several rules":               {"a; -- prodlint:ignore beta, alpha -- r", []int{1}},
		"another rule":                {"a; -- prodlint:ignore beta -- r", nil},
		"a longer word":               {"a; -- prodlint:ignored alpha -- r", nil},
		"in a string":                 {"a '-- prodlint:ignore alpha -- r';\nb;", nil},
		"in a body":                   {"a $$\n-- prodlint:ignore alpha -- r\nb;\n$$;", []int{3}},
		"nothing below":               {"a;\n-- prodlint:ignore alpha -- r", nil},
		"nothing but the comment":     {"-- prodlint:ignore alpha -- r\n", []int{2}},
		"in a block":                  {"DO $$\nBEGIN\n  -- prodlint:ignore alpha -- r\n  a;\n  b; -- prodlint:ignore alpha -- r\nEND $$;\nc;", []int{4, 5}},
		"Go's form is not one of SQL": {"a; //prodlint:ignore alpha -- r", nil},
	} {
		assert.Equal(t, c.want, coveredSQL(c.src), name)
	}
}

func TestDirectiveInSQL(t *testing.T) {
	list := ParseSQL("db/1.sql", "a;\n  -- prodlint:ignore alpha,beta -- small -- really\nb; -- prodlint:ignore\n")
	require.Len(t, list, 2)
	assert.Equal(t, summary.Pos{File: "db/1.sql", Line: 2, Col: 3, EndLine: 2, EndCol: 51}, list[0].Pos)
	assert.Equal(t, []string{"alpha", "beta"}, list[0].Rules)
	assert.Equal(t, "small -- really", list[0].Reason)
	problems := NewSet(list[1:]).Problems(func(string) bool { return true }, func(string, string) bool { return true })
	require.Len(t, problems, 1)
	assert.Equal(t, "suppression names no rule: write -- prodlint:ignore rule -- reason", problems[0].Message)
	assert.Empty(t, ParseSQL("db/1.sql", "a;"))
}

func FuzzParseSQL(f *testing.F) {
	for _, seed := range []string{"", "-- prodlint:ignore a -- b", "a\n--prodlint:ignore\nb", "/*prodlint:ignore*/", "$$ -- prodlint:ignore a", "DELIMITER //\n-- prodlint:ignore a//"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range ParseSQL("f.sql", text) {
			if d.Pos.Line < 1 || d.Pos.Col < 1 || d.From > d.To || d.Pos.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("%q: %+v", text, d)
			}
		}
	})
}

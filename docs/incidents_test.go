package docs_test

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/docs"
)

// story is the page of one incident.
type story struct {
	ID    string   `yaml:"id"`
	Slug  string   `yaml:"slug"`
	Title string   `yaml:"title"`
	Rules []string `yaml:"rules"`

	body string
}

const storyCount = 59

var (
	storyHeadings = []string{
		"## What happened", "## How it was noticed", "## The line behind it", "## How it is fixed", "## Which rules answer",
	}
	storyID   = regexp.MustCompile(`^[ST][1-9][0-9]?$`)
	storySlug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	fence     = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")
	heading   = regexp.MustCompile(`(?m)^#+ .*$`)
	answer    = regexp.MustCompile(`^- (?:\[([a-z0-9]+)\]\(\.\./rules/([a-z0-9]+)\.md\)|([a-z0-9]+) \(planned\)): \S`)
	indexRow  = regexp.MustCompile(`(?m)^\| ([ST]\d+) \| \[(.+)\]\((.+)\.md\) \| (.+) \|$`)
)

// splitPage takes a page apart into its front matter and the rest.
func splitPage(page []byte) (head []byte, body string, err error) {
	text, ok := bytes.CutPrefix(page, []byte("---\n"))
	if !ok {
		return nil, "", fmt.Errorf("no front matter")
	}
	head, rest, ok := bytes.Cut(text, []byte("\n---\n"))
	if !ok {
		return nil, "", fmt.Errorf("front matter has no end")
	}
	return head, string(rest), nil
}

// stories reads every story, by file name without ".md".
func stories(t *testing.T) map[string]story {
	t.Helper()
	names, err := fs.Glob(docs.FS, "incidents/*.md")
	require.NoError(t, err)
	pages := map[string]story{}
	for _, name := range names {
		if path.Base(name) == "README.md" {
			continue
		}
		page, err := fs.ReadFile(docs.FS, name)
		require.NoError(t, err)
		head, body, err := splitPage(page)
		require.NoError(t, err, name)
		s := story{body: body}
		require.NoError(t, yaml.UnmarshalWithOptions(head, &s, yaml.Strict()), name)
		pages[strings.TrimSuffix(path.Base(name), ".md")] = s
	}
	return pages
}

// rulePages gives the incidents that each rule page names, by rule.
func rulePages(t *testing.T) map[string][]string {
	t.Helper()
	names, err := fs.Glob(docs.FS, "rules/*.md")
	require.NoError(t, err)
	pages := map[string][]string{}
	for _, name := range names {
		if path.Base(name) == "README.md" {
			continue
		}
		page, err := fs.ReadFile(docs.FS, name)
		require.NoError(t, err)
		head, _, err := splitPage(page)
		require.NoError(t, err, name)
		var front struct {
			Name      string   `yaml:"name"`
			Incidents []string `yaml:"incidents"`
		}
		require.NoError(t, yaml.Unmarshal(head, &front), name)
		rule := strings.TrimSuffix(path.Base(name), ".md")
		assert.Equal(t, rule, front.Name, "%s: name is not the file's", name)
		pages[rule] = front.Incidents
	}
	return pages
}

func TestStories(t *testing.T) {
	pages := stories(t)
	assert.Len(t, pages, storyCount)
	ids := map[string]string{}
	titles := map[string]string{}
	for file, s := range pages {
		t.Run(file, func(t *testing.T) {
			assert.Equal(t, file, s.Slug)
			assert.Regexp(t, storySlug, s.Slug)
			assert.Regexp(t, storyID, s.ID)
			assert.Empty(t, ids[s.ID], "id %s stands on two pages", s.ID)
			ids[s.ID] = file
			assert.NotEmpty(t, s.Title)
			assert.Empty(t, titles[s.Title], "two pages with one title")
			titles[s.Title] = file
			assert.NotEmpty(t, s.Rules)

			prose := fence.ReplaceAllString(s.body, "")
			assert.NotContains(t, prose, "```", "a fence is not closed")
			got := heading.FindAllString(prose, -1)
			require.Equal(t, storyHeadings, got)
			for i, part := range sections(s.body) {
				assert.NotEmpty(t, part, "%s is empty", storyHeadings[i])
			}
			assert.GreaterOrEqual(t, len(strings.Fields(prose)), 150, "words without the snippet")
			assert.LessOrEqual(t, len(strings.Fields(s.body)), 300, "words with the snippet")
		})
	}
}

// sections gives the text under each heading, in order.
func sections(body string) []string {
	var parts []string
	for i, h := range storyHeadings {
		_, rest, _ := strings.Cut(body, h+"\n")
		if i+1 < len(storyHeadings) {
			rest, _, _ = strings.Cut(rest, storyHeadings[i+1]+"\n")
		}
		parts = append(parts, strings.TrimSpace(rest))
	}
	return parts
}

func TestStorySnippets(t *testing.T) {
	for file, s := range stories(t) {
		t.Run(file, func(t *testing.T) {
			found := fence.FindAllStringSubmatch(s.body, -1)
			require.Len(t, found, 1, "one snippet a story")
			assert.Contains(t, sections(s.body)[2], found[0][0], "the snippet is the line behind it")
			language, code := found[0][1], found[0][2]
			assert.LessOrEqual(t, strings.Count(code, "\n"), 15, "lines of the snippet")
			switch language {
			case "go":
				assert.NoError(t, parseSnippet(code))
			case "sql":
				assert.NotEmpty(t, strings.TrimSpace(code))
			default:
				assert.Fail(t, "language of the snippet is neither go nor sql", language)
			}
		})
	}
}

// parseSnippet takes declarations, the statements of a function body, or declarations followed by statements.
// When no reading fits it gives the errors of the first two.
func parseSnippet(code string) error {
	_, asFile := parser.ParseFile(token.NewFileSet(), "", "package p\n"+code, parser.SkipObjectResolution)
	if asFile == nil {
		return nil
	}
	_, asBody := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {\n"+code+"}\n", parser.SkipObjectResolution)
	if asBody == nil {
		return nil
	}
	// Declarations are often followed by the statement that uses them.
	for at, r := range code {
		if r != '\n' {
			continue
		}
		_, errHead := parser.ParseFile(token.NewFileSet(), "", "package p\n"+code[:at+1], parser.SkipObjectResolution)
		_, errTail := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {\n"+code[at+1:]+"}\n", parser.SkipObjectResolution)
		if errHead == nil && errTail == nil {
			return nil
		}
	}
	return fmt.Errorf("neither declarations (%w) nor statements (%w)", asFile, asBody)
}

func TestStoriesAndRulesResolveBothWays(t *testing.T) {
	pages := stories(t)
	rules := rulePages(t)

	named := map[string][]string{} // rule -> slugs of the stories that name it
	for file, s := range pages {
		for _, rule := range s.Rules {
			named[rule] = append(named[rule], s.Slug)
		}
		assert.Equal(t, s.Rules, answers(t, file, s, rules), "%s: the list under %q is not that of the front matter", file, storyHeadings[4])
	}
	for rule, incidents := range rules {
		for _, slug := range incidents {
			assert.Contains(t, pages, slug, "rules/%s.md names an incident that has no page", rule)
		}
		assert.ElementsMatch(t, named[rule], incidents, "rules/%s.md: incidents are not the stories that name the rule", rule)
	}
}

// answers gives the rules that the last section lists, after it has checked their marks:
// a link where the rule has a page, "(planned)" where it has none.
func answers(t *testing.T, file string, s story, rules map[string][]string) []string {
	t.Helper()
	var names []string
	for line := range strings.Lines(sections(s.body)[4]) {
		if !strings.HasPrefix(line, "- ") {
			continue
		}
		m := answer.FindStringSubmatch(line)
		if !assert.NotNil(t, m, "%s: %q is neither a linked nor a planned rule", file, line) {
			continue
		}
		linked, target, planned := m[1], m[2], m[3]
		if planned != "" {
			assert.NotContains(t, rules, planned, "%s: %s has a page and is called planned", file, planned)
			names = append(names, planned)
			continue
		}
		assert.Equal(t, linked, target, "%s: the link leads to another rule", file)
		assert.Contains(t, rules, linked, "%s: %s is linked and has no page", file, linked)
		names = append(names, linked)
	}
	return names
}

func TestStoryIndex(t *testing.T) {
	index, err := fs.ReadFile(docs.FS, "incidents/README.md")
	require.NoError(t, err)
	pages := stories(t)
	for _, row := range indexRow.FindAllStringSubmatch(string(index), -1) {
		slug := row[3]
		s, ok := pages[slug]
		if !assert.True(t, ok, "%s has no page or stands in the index twice", slug) {
			continue
		}
		assert.Equal(t, s.ID, row[1], slug)
		assert.Equal(t, s.Title, row[2], slug)
		assert.Equal(t, "`"+strings.Join(s.Rules, "`, `")+"`", row[4], slug)
		delete(pages, slug)
	}
	assert.Empty(t, pages, "stories that the index lacks")
}

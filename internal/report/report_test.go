package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

const feed = "package feed\n\nfunc (f *Feed) Load(ctx context.Context) error {\n\tfor _, p := range f.posts {\n\t\tname, err := f.store.Author(ctx, p.AuthorID)\n\t\tif err != nil {\n\t\t\treturn err\n\t\t}\n\t\tp.Name = name\n\t}\n\treturn nil\n}\n"

const store = "package store\r\n\r\nfunc (s *Store) Author(ctx context.Context, id int) (string, error) {\r\n\trow := s.db.QueryRowContext(ctx, \"SELECT name FROM authors WHERE id = $1\", id)\r\n\treturn scan(row)\r\n}\r\n"

// sample is a report with a path over two files, a suppressed finding and an error.
func sample() *Report {
	files := map[string]string{"internal/feed/feed.go": feed, "internal/store/store.go": store}
	nplusone := &rule.Rule{Page: "## What it finds\n\nQueries in loops.\n"}
	nplusone.Meta = rule.Meta{
		Name: "nplusone", Summary: "a query per element", Severity: rule.Warning, Confidence: rule.High, Since: "0.1", Stability: rule.Stable, Scope: rule.Program,
		Incidents: []string{"n-plus-one"}, Tags: []string{"sql"}, Fix: "names the batch method", UnsafeFix: "asks for twenty at a time",
	}
	at := Place{File: "internal/feed/feed.go", Line: 5, Column: 16, EndLine: 5, EndColumn: 47, Function: "(*Feed).Load"}
	hidden := at
	hidden.Line, hidden.EndLine, hidden.Column, hidden.EndColumn = 11, 11, 2, 12
	return &Report{
		Version: "0.1.0", Rules: []*rule.Rule{nplusone}, ExitCode: 3,
		Findings: []Finding{
			{
				Place: at, Rule: "nplusone", Severity: rule.Warning, Confidence: rule.High, Message: "one SELECT on authors per post: load them with one query",
				Path: []Place{
					{File: at.File, Line: 4, Column: 2, EndLine: 4, EndColumn: 5, Function: "(*Feed).Load", Note: "for each post"},
					{File: at.File, Line: 5, Column: 16, EndLine: 5, EndColumn: 47, Function: "(*Feed).Load", Note: "calls Author"},
					{File: "internal/store/store.go", Line: 4, Column: 9, EndLine: 4, EndColumn: 82, Function: "(*Store).Author", Note: "SELECT authors"},
				},
				Incidents: []string{"n-plus-one"}, URL: nplusone.URL(), Fingerprint: "0123456789abcdef", Fixable: true,
			},
			{Place: hidden, Rule: "nplusone", Severity: rule.Error, Confidence: rule.Low, Message: "hidden", Suppressed: true, Reason: "known", Fingerprint: "fedcba9876543210"},
		},
		Errors: []Error{{Package: "example.com/x", File: "internal/x/x.go", Line: 3, Column: 7, Message: "undefined: y"}},
		Stats:  Stats{Packages: 12, Files: 80, Seconds: 0.94},
		Source: func(file string) []byte {
			if s, ok := files[file]; ok {
				return []byte(s)
			}
			return nil
		},
		Story: func(slug string) (Story, bool) {
			return Story{Slug: slug, Title: "The feed that asked 500 times", URL: "https://example.com/n-plus-one"}, slug == "n-plus-one"
		},
	}
}

// TestAccepted renders findings of a baseline: one that has expired, and one that is shown with the suppressed ones.
func TestAccepted(t *testing.T) {
	r := sample()
	r.Errors, r.Compared, r.Stats.Accepted, r.Stats.Old, r.Stats.Since = nil, true, 3, 4, "main"
	r.Findings[0].Accepted = &Accepted{Reason: "password=hunter2", Owner: "payments", Expires: "2027-01-31"}
	r.Findings[1].Accepted, r.Findings[1].Reason = &Accepted{}, ""
	text := render(t, "text", r, term.Style{})
	assert.Contains(t, text, "= again  was in the baseline of payments until 2027-01-31: password=***\n")
	assert.Contains(t, text, "= muted  in the baseline\n")
	assert.Contains(t, text, "1 finding (1 warning), 1 suppressed in 12 packages; 3 in the baseline; 4 at main already\n")
	var out struct {
		Findings []struct{ Baseline map[string]any }
		Stats    map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(render(t, "json", r, term.Style{})), &out))
	assert.Equal(t, map[string]any{"reason": "password=***", "owner": "payments", "expires": "2027-01-31", "expired": true}, out.Findings[0].Baseline)
	assert.Equal(t, false, out.Findings[1].Baseline["expired"])
	assert.Equal(t, []any{3.0, 4.0}, []any{out.Stats["baseline"], out.Stats["old"]})
	var log sarifLog
	require.NoError(t, json.Unmarshal([]byte(render(t, "sarif", r, term.Style{})), &log))
	assert.Equal(t, "unchanged", log.Runs[0].Results[0].Baseline)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(render(t, "sarif", r, term.Style{})))
	require.NoError(t, err)
	assert.NoError(t, oasisSchema(t).Validate(doc))
	assert.Equal(t, "external", log.Runs[0].Results[1].Suppressions[0].Kind)
	r.Findings[0].Accepted = nil
	require.NoError(t, json.Unmarshal([]byte(render(t, "sarif", r, term.Style{})), &log))
	assert.Equal(t, "new", log.Runs[0].Results[0].Baseline)
}

func render(t *testing.T, format string, r *Report, style term.Style) string {
	t.Helper()
	out, err := Render(format, r, style)
	require.NoError(t, err)
	return string(out)
}

func TestText(t *testing.T) {
	r := sample()
	r.Findings, r.Errors = r.Findings[:1], nil
	assert.Equal(t, strings.TrimPrefix(`
warning nplusone  one SELECT on authors per post: load them with one query
 --> internal/feed/feed.go:5:16 in (*Feed).Load
  |
4 |     for _, p := range f.posts {
  |     --- 1. for each post
5 |         name, err := f.store.Author(ctx, p.AuthorID)
  |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 2. calls Author
  |
 ::: internal/store/store.go:4:9 in (*Store).Author
  |
4 |     row := s.db.QueryRowContext(ctx, "SELECT name FROM authors WHERE id = $1", id)
  |            ----------------------------------------------------------------------- 3. SELECT authors
  |
  = fix    names the batch method (prodlint --fix does it)
  = story  The feed that asked 500 times <https://example.com/n-plus-one>
  = more   prodlint explain nplusone

1 finding (1 warning) in 12 packages
fixes: 1 with --fix
`, "\n"), render(t, "text", r, term.Style{}))
}

// TestUnsafeFixes: text says which flag applies a fix, and how many; JSON and SARIF say which are safe. What is suppressed is not counted.
func TestUnsafeFixes(t *testing.T) {
	r := sample()
	r.Findings[0].Unsafe = true
	out := render(t, "text", r, term.Style{})
	assert.Contains(t, out, "= fix    asks for twenty at a time (prodlint --fix --unsafe-fixes does it)\n")
	assert.Contains(t, out, "\nfixes: 1 with --fix --unsafe-fixes\n")
	assert.Contains(t, render(t, "json", r, term.Style{}), "\"fix\": true,\n      \"fixSafety\": \"unsafe\"")
	assert.Contains(t, render(t, "sarif", r, term.Style{}), "\"properties\": {\n            \"fix\": \"unsafe\"\n")
	r.Findings = append(r.Findings, sample().Findings[0], sample().Findings[0])
	r.Findings[1].Fixable = true
	assert.Contains(t, render(t, "text", r, term.Style{}), "\nfixes: 2 with --fix, 1 more with --unsafe-fixes\n")
	assert.Contains(t, render(t, "json", r, term.Style{}), "\"fixSafety\": \"safe\"")
	r.Findings = r.Findings[1:2]
	assert.NotContains(t, render(t, "text", r, term.Style{}), "fixes:")
}

func TestTextSummary(t *testing.T) {
	r := sample()
	assert.Equal(t, "1 finding (1 warning), 1 suppressed in 12 packages; 1 error left the analysis incomplete", r.Summary())
	r.Findings, r.Errors, r.Stats.Packages = nil, nil, 1
	assert.Equal(t, "no findings in 1 package", r.Summary())
	r.Findings = []Finding{{Severity: rule.Info}, {Severity: rule.Error}, {Severity: rule.Error}}
	assert.Equal(t, "3 findings (2 errors, 1 info) in 1 package", r.Summary())
	assert.NotContains(t, render(t, "text", r, term.Style{}), " s\n")
	r.Stats.Seconds = 0.94
	assert.Contains(t, render(t, "text", r, term.Style{Terminal: true}), "in 1 package, 0.9 s\n")
}

func TestTextSuppressed(t *testing.T) {
	out := render(t, "text", sample(), term.Style{})
	assert.Contains(t, out, "error nplusone  hidden\n")
	assert.Contains(t, out, "= muted  known\n")
}

func TestTextColours(t *testing.T) {
	plain := render(t, "text", sample(), term.Style{})
	assert.NotContains(t, plain, "\x1b")
	colour := render(t, "text", sample(), term.Style{Color: true})
	assert.Contains(t, colour, "\x1b[1;33mwarning\x1b[0m")
	assert.NotContains(t, colour, "\x1b]8")
	links := render(t, "text", sample(), term.Style{Color: true, Links: true})
	assert.Contains(t, links, "\x1b]8;;https://example.com/n-plus-one\x1b\\The feed that asked 500 times\x1b]8;;\x1b\\")
}

func TestJSON(t *testing.T) {
	var got struct {
		Version  int
		Tool     string
		Findings []map[string]any
		Errors   []map[string]any
		Stats    map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(render(t, "json", sample(), term.Style{})), &got))
	assert.Equal(t, 1, got.Version)
	assert.Equal(t, "prodlint 0.1.0", got.Tool)
	require.Len(t, got.Findings, 2)
	want := map[string]any{
		"rule": "nplusone", "severity": "warning", "confidence": "high", "file": "internal/feed/feed.go", "line": 5.0, "column": 16.0, "endLine": 5.0, "endColumn": 47.0,
		"message": "one SELECT on authors per post: load them with one query", "function": "(*Feed).Load",
		"path": []any{
			map[string]any{"file": "internal/feed/feed.go", "line": 4.0, "column": 2.0, "function": "(*Feed).Load", "note": "for each post"},
			map[string]any{"file": "internal/feed/feed.go", "line": 5.0, "column": 16.0, "function": "(*Feed).Load", "note": "calls Author"},
			map[string]any{"file": "internal/store/store.go", "line": 4.0, "column": 9.0, "function": "(*Store).Author", "note": "SELECT authors"},
		},
		"incidents": []any{"n-plus-one"}, "url": "https://github.com/prodlint/prodlint/blob/main/docs/rules/nplusone.md", "fingerprint": "0123456789abcdef", "fix": true, "fixSafety": "safe",
	}
	assert.Equal(t, want, got.Findings[0])
	assert.Equal(t, true, got.Findings[1]["suppressed"])
	assert.Equal(t, "known", got.Findings[1]["reason"])
	assert.Equal(t, []any{}, got.Findings[1]["path"])
	assert.Equal(t, []any{}, got.Findings[1]["incidents"])
	assert.Equal(t, []map[string]any{{"package": "example.com/x", "file": "internal/x/x.go", "line": 3.0, "column": 7.0, "message": "undefined: y"}}, got.Errors)
	assert.Equal(t, map[string]any{"packages": 12.0, "cached": 0.0, "files": 80.0, "seconds": 0.9}, got.Stats)

	empty := render(t, "json", &Report{Version: "0.1.0"}, term.Style{})
	assert.Contains(t, empty, `"findings": []`)
	assert.Contains(t, empty, `"errors": []`)
}

func TestUnknownFormat(t *testing.T) {
	_, err := Render("xml", sample(), term.Style{})
	assert.EqualError(t, err, `unknown format "xml": want one of text, json, sarif, github, gitlab, rdjson, checkstyle, junit`)
}

func TestSameBytes(t *testing.T) {
	for _, format := range Formats() {
		first := render(t, format, sample(), term.Style{})
		for range 20 {
			require.Equal(t, first, render(t, format, sample(), term.Style{}), format)
		}
	}
}

func TestAtLeast(t *testing.T) {
	assert.True(t, AtLeast(rule.Error, rule.Warning))
	assert.True(t, AtLeast(rule.Warning, rule.Warning))
	assert.False(t, AtLeast(rule.Info, rule.Warning))
}

func TestErrorString(t *testing.T) {
	assert.Equal(t, "x.go:3:7: undefined: y", Error{Package: "p", File: "x.go", Line: 3, Column: 7, Message: "undefined: y\n"}.String())
	assert.Equal(t, "x.go:3:7: undefined: y", Error{File: "x.go", Line: 3, Column: 7, Message: "x.go:3:7: undefined: y"}.String())
	assert.Equal(t, "p: no such package", Error{Package: "p", Message: "no such package"}.String())
}

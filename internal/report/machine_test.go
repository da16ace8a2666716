package report

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/joshdk/go-junit"
	"github.com/reviewdog/reviewdog/proto/rdf"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

// noisy is sample with texts that formats must escape, a secret, a finding over several lines, and one that shares its fingerprint.
func noisy() *Report {
	r := sample()
	more := r.Findings[0]
	more.Message, more.Severity, more.Path = "100 % of <rows> & \"columns\",\r\npassword=hunter2: é\x01", rule.Info, nil
	more.File, more.Line, more.EndLine = "a,b:c/x y.go", 7, 9
	r.Findings = append(r.Findings, more)
	r.Errors = append(r.Errors, Error{Package: "example.com/y", Message: "password=hunter2 is no package"})
	return r
}

func TestGitHub(t *testing.T) {
	want := []string{
		"::warning title=prodlint nplusone,file=internal/feed/feed.go,line=5,endLine=5,col=16,endColumn=47::one SELECT on authors per post: load them with one query" +
			"%0A1. internal/feed/feed.go:4 in (*Feed).Load: for each post%0A2. internal/feed/feed.go:5 in (*Feed).Load: calls Author" +
			"%0A3. internal/store/store.go:4 in (*Store).Author: SELECT authors%0Ahttps://github.com/prodlint/prodlint/blob/main/docs/rules/nplusone.md",
		"::notice title=prodlint nplusone,file=a%2Cb%3Ac/x y.go,line=7,endLine=9::100 %25 of <rows> & \"columns\",%0D%0Apassword=*** é\x01%0Ahttps://github.com/prodlint/prodlint/blob/main/docs/rules/nplusone.md",
		"::error title=prodlint incomplete,file=internal/x/x.go,line=3,col=7::internal/x/x.go:3:7: undefined: y",
		"::error title=prodlint incomplete::example.com/y: password=*** is no package",
	}
	assert.Equal(t, strings.Join(want, "\n")+"\n", render(t, "github", noisy(), term.Style{}))
	assert.Empty(t, render(t, "github", &Report{}, term.Style{}))
}

func TestGitLab(t *testing.T) {
	var got []map[string]any
	require.NoError(t, json.Unmarshal([]byte(render(t, "gitlab", noisy(), term.Style{})), &got))
	require.Len(t, got, 4)
	assert.Equal(t, map[string]any{
		"description": "one SELECT on authors per post: load them with one query", "check_name": "nplusone", "fingerprint": "0123456789abcdef", "severity": "major",
		"location": map[string]any{"path": "internal/feed/feed.go", "lines": map[string]any{"begin": 5.0, "end": 5.0}},
	}, got[0])
	seen := map[any]bool{}
	for _, issue := range got {
		assert.Contains(t, []string{"info", "minor", "major", "critical", "blocker"}, issue["severity"])
		assert.False(t, seen[issue["fingerprint"]], "GitLab shows one issue for each fingerprint")
		seen[issue["fingerprint"]] = true
		at := issue["location"].(map[string]any)
		assert.NotEmpty(t, at["path"])
		assert.Positive(t, at["lines"].(map[string]any)["begin"])
	}
	assert.Equal(t, "[]\n", render(t, "gitlab", &Report{}, term.Style{}))
}

// TestRDJSON reads the report as reviewdog does; a key that it does not know is an error.
func TestRDJSON(t *testing.T) {
	var got rdf.DiagnosticResult
	require.NoError(t, protojson.Unmarshal([]byte(render(t, "rdjson", noisy(), term.Style{})), &got))
	require.Len(t, got.Diagnostics, 4)
	assert.Equal(t, "prodlint", got.Source.Name)
	d := got.Diagnostics[0]
	assert.Equal(t, rdf.Severity_WARNING, d.Severity)
	assert.Equal(t, "nplusone", d.Code.Value)
	assert.Equal(t, []int32{5, 16, 5, 47}, []int32{d.Location.Range.Start.Line, d.Location.Range.Start.Column, d.Location.Range.End.Line, d.Location.Range.End.Column})
	require.Len(t, d.RelatedLocations, 3)
	assert.Equal(t, "SELECT authors", d.RelatedLocations[2].Message)
	assert.Equal(t, "internal/store/store.go", d.RelatedLocations[2].Location.Path)
	assert.Equal(t, rdf.Severity_INFO, got.Diagnostics[1].Severity)
	assert.Equal(t, rdf.Severity_ERROR, got.Diagnostics[3].Severity)
	assert.Contains(t, render(t, "rdjson", &Report{}, term.Style{}), `"diagnostics": []`)
}

func TestCheckstyle(t *testing.T) {
	var got checkstyle
	text := render(t, "checkstyle", noisy(), term.Style{})
	require.NoError(t, xml.Unmarshal([]byte(text), &got))
	require.Len(t, got.Files, 4)
	assert.Equal(t, "internal/feed/feed.go", got.Files[0].Name)
	assert.Equal(t, "prodlint.nplusone", got.Files[0].Errors[0].Source)
	assert.Equal(t, "info", got.Files[1].Errors[0].Severity)
	assert.Equal(t, "100 % of <rows> & \"columns\",\r\npassword=*** é�\nhttps://github.com/prodlint/prodlint/blob/main/docs/rules/nplusone.md", got.Files[1].Errors[0].Message)
	assert.Equal(t, "example.com/y", got.Files[3].Name)
	assert.True(t, strings.HasPrefix(text, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<checkstyle version=\"8.0\">"))
}

// TestJUnit reads the report as CI servers do.
func TestJUnit(t *testing.T) {
	r := noisy()
	quiet := &rule.Rule{}
	quiet.Name = "quiet"
	r.Rules = append(r.Rules, quiet)
	r.Findings = append(r.Findings, Finding{Place: Place{File: "z.go", Line: 1, Column: 1}, Rule: "suppression", Severity: rule.Warning, Message: "unused"})
	suites, err := junit.Ingest([]byte(render(t, "junit", r, term.Style{})))
	require.NoError(t, err)
	require.Len(t, suites, 4)
	total := junit.Totals{}
	for _, s := range suites {
		total.Tests, total.Failed, total.Error, total.Passed = total.Tests+s.Totals.Tests, total.Failed+s.Totals.Failed, total.Error+s.Totals.Error, total.Passed+s.Totals.Passed
	}
	assert.Equal(t, junit.Totals{Tests: 6, Failed: 3, Error: 2, Passed: 1}, total)
	assert.Equal(t, []string{"nplusone", "quiet", "suppression", "incomplete"}, []string{suites[0].Name, suites[1].Name, suites[2].Name, suites[3].Name})
	first := suites[0].Tests[0]
	assert.Equal(t, "internal/feed/feed.go:5:16", first.Name)
	assert.Contains(t, first.Error.Error(), "2. internal/feed/feed.go:5 in (*Feed).Load: calls Author")
	assert.NotContains(t, render(t, "junit", r, term.Style{}), "hunter2")
	assert.Contains(t, render(t, "junit", r, term.Style{}), `<testsuites name="prodlint" tests="6" failures="3" errors="2">`)
}

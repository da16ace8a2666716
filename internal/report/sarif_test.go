package report

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // carries the OASIS schema; see oasisSchema
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

// oasisSchema returns the schema of SARIF 2.1.0 (errata 01) as OASIS published it. The module go-sarif holds it in an unexported constant,
// which is read from the module's source, so that the schema need not be copied into this repository and nothing is fetched.
func oasisSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "pkg", "report", "v210", "sarif", "schema.go"), nil, 0)
	require.NoError(t, err)
	var text string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && strings.Contains(s, sarifSchema) {
				text = s
			}
		}
		return true
	})
	require.NotEmpty(t, text)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource(sarifSchema, doc))
	schema, err := c.Compile(sarifSchema)
	require.NoError(t, err)
	return schema
}

func TestSARIFIsValid(t *testing.T) {
	schema := oasisSchema(t)
	validate := func(text string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		return schema.Validate(doc)
	}
	full := render(t, "sarif", sample(), term.Style{})
	assert.NoError(t, validate(full))
	assert.NoError(t, validate(render(t, "sarif", &Report{Version: "0.1.0"}, term.Style{})))
	bare := &Report{Findings: []Finding{{Rule: "suppression", Severity: rule.Info, Place: Place{File: "a b/c:d.go", Line: 1}}}, Errors: []Error{{Package: "p"}, {File: "x.go"}}}
	assert.NoError(t, validate(render(t, "sarif", bare, term.Style{})))
	assert.Error(t, validate(strings.Replace(full, `"startLine": 5`, `"startLine": 0`, 1)), "the schema is applied")
}

func TestSARIF(t *testing.T) {
	var log sarifLog
	require.NoError(t, json.Unmarshal([]byte(render(t, "sarif", sample(), term.Style{})), &log))
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	assert.Equal(t, "## What it finds\n\nQueries in loops.\n", run.Tool.Driver.Rules[0].Help.Markdown)
	assert.Equal(t, []sarifInvocation{{Successful: false, ExitCode: 3, Notifications: run.Invocations[0].Notifications}}, run.Invocations)
	assert.Equal(t, "internal/x/x.go:3:7: undefined: y", run.Invocations[0].Notifications[0].Message.Text)
	require.Len(t, run.Results, 2)
	res := run.Results[0]
	assert.Equal(t, "nplusone", run.Tool.Driver.Rules[res.RuleIndex].ID)
	assert.Equal(t, "warning", res.Level)
	assert.Equal(t, sarifPhysical{
		Artifact: sarifArtifact{URI: "internal/feed/feed.go", Base: "%SRCROOT%"},
		Region:   &sarifRegion{StartLine: 5, StartColumn: 16, EndLine: 5, EndColumn: 47, Snippet: &sarifText{Text: "f.store.Author(ctx, p.AuthorID)"}},
		Context: &sarifRegion{StartLine: 4, EndLine: 6, Snippet: &sarifText{
			Text: "\tfor _, p := range f.posts {\n\t\tname, err := f.store.Author(ctx, p.AuthorID)\n\t\tif err != nil {"}},
	}, res.Locations[0].Physical)
	assert.Equal(t, "one SELECT on authors per post: load them with one query ([for each post](1), [calls Author](2), [SELECT authors](3))", res.Message.Text)
	assert.Equal(t, "hidden", run.Results[1].Message.Text)
	for i, at := range res.Related {
		assert.Equal(t, i+1, at.ID)
		assert.NotNil(t, at.Physical.Region.Snippet)
		assert.Nil(t, at.Physical.Context)
	}
	require.Len(t, res.CodeFlows, 1)
	var notes []string
	for _, step := range res.CodeFlows[0].ThreadFlows[0].Locations {
		notes = append(notes, step.Location.Message.Text)
	}
	assert.Equal(t, []string{"for each post", "calls Author", "SELECT authors"}, notes)
	assert.Len(t, res.Related, 3)
	assert.Equal(t, map[string]string{"prodlint/v1": "0123456789abcdef"}, res.Fingerprints)
	assert.Empty(t, res.Suppressions)
	assert.Equal(t, []sarifSuppression{{"inSource", "known"}}, run.Results[1].Suppressions)
}

// TestSARIFSnippets: secrets are no part of them, however much of one a region holds; what is too long, or no place in the file, has none.
func TestSARIFSnippets(t *testing.T) {
	src := "a\nvar dsn = \"postgres://shop:hunter2@db/shop\" // é\nz\n"
	at := func(line, column, endLine, endColumn int) Finding {
		return Finding{Severity: rule.Info, Place: Place{File: "a.go", Line: line, Column: column, EndLine: endLine, EndColumn: endColumn}}
	}
	r := &Report{
		Findings: []Finding{at(2, 11, 2, 44), at(2, 29, 2, 32), at(1, 1, 3, 2), at(2, 1, 0, 0), at(9, 1, 9, 2), at(3, 1, 99, 1), at(1, 1, 1, 2)},
		Source:   func(string) []byte { return []byte(src) },
	}
	out := render(t, "sarif", r, term.Style{})
	assert.NotContains(t, out, "unter")
	var log sarifLog
	require.NoError(t, json.Unmarshal([]byte(out), &log))
	var snippets, contexts []string
	for _, res := range log.Runs[0].Results {
		for list, region := range map[*[]string]*sarifRegion{&snippets: res.Locations[0].Physical.Region, &contexts: res.Locations[0].Physical.Context} {
			text := ""
			if region != nil && region.Snippet != nil {
				text = region.Snippet.Text
			}
			*list = append(*list, text)
		}
	}
	whole := "a\nvar dsn = \"postgres://shop:***@db/shop\" // é\nz"
	assert.Equal(t, []string{`"postgres://shop:***@db/shop"`, "***", whole, `var dsn = "postgres://shop:***@db/shop" // é`, "", "", "a"}, snippets)
	assert.Equal(t, []string{whole, whole, "", whole, "", "", strings.TrimSuffix(whole, "\nz")}, contexts)
}

func TestSARIFLinks(t *testing.T) {
	f := Finding{Message: "calls m[k](x)", Path: []Place{{Note: `reads []byte from a\b`}, {}, {Note: "password=hunter2"}}}
	assert.Equal(t, `calls m[k\](x) ([reads \[\]byte from a\\b](1), [password=***](3))`, f.linked())
}

func TestSARIFPathsAndColumns(t *testing.T) {
	r := &Report{
		Findings: []Finding{{Severity: rule.Info, Place: Place{File: "a b/é.go", Line: 1, Column: 6, EndLine: 1, EndColumn: 9}}},
		Source:   func(string) []byte { return []byte("s😀f()\n") },
	}
	var log sarifLog
	require.NoError(t, json.Unmarshal([]byte(render(t, "sarif", r, term.Style{})), &log))
	res := log.Runs[0].Results[0]
	assert.Equal(t, "note", res.Level)
	assert.Equal(t, -1, res.RuleIndex)
	assert.Equal(t, "a%20b/%C3%A9.go", res.Locations[0].Physical.Artifact.URI)
	assert.Equal(t, &sarifRegion{StartLine: 1, StartColumn: 4, EndLine: 1, EndColumn: 7, Snippet: &sarifText{Text: "f()"}}, res.Locations[0].Physical.Region)
}

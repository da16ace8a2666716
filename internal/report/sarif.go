package report

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	home        = "https://github.com/prodlint/prodlint"
	// sourceRoot is the name that SARIF viewers replace by the checkout: paths in the log are relative to it.
	sourceRoot = "%SRCROOT%"
)

// asSARIF writes one run whose rules carry their pages.
func asSARIF(r *Report, _ term.Style) ([]byte, error) {
	src := r.sources()
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: "prodlint", Version: r.Version, SemanticVersion: r.Version, InformationURI: home, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{
			Successful: len(r.Errors) == 0, ExitCode: r.ExitCode,
		}},
		Bases:      map[string]sarifArtifact{sourceRoot: {Description: &sarifText{Text: "the root of the module or workspace"}}},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	for _, ru := range r.Rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, describe(ru))
	}
	for _, e := range r.Errors {
		n := sarifNotification{Level: "error", Message: sarifText{Text: e.String()}}
		if e.File != "" {
			n.Locations = []sarifLocation{locate(Place{File: e.File, Line: e.Line, Column: e.Column}, src)}
		}
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, n)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		res := sarifResult{
			RuleID: f.Rule, RuleIndex: slices.IndexFunc(r.Rules, func(ru *rule.Rule) bool { return ru.Name == f.Rule }),
			Level: level(f.Severity), Message: sarifText{Text: f.linked()}, Locations: []sarifLocation{around(locate(f.Place, src), src(f.File))},
		}
		if f.Fingerprint != "" {
			res.Fingerprints = map[string]string{"prodlint/v1": f.Fingerprint}
		}
		if f.Suppressed {
			res.Suppressions = []sarifSuppression{{Kind: "inSource", Justification: Redact(f.Reason)}}
			if f.Accepted != nil {
				res.Suppressions[0].Kind = "external"
			}
		}
		if safety := f.safety(); safety != "" {
			res.Properties = &sarifResultProps{safety}
		}
		switch {
		case f.Accepted != nil:
			res.Baseline = "unchanged"
		case r.Compared && !f.Suppressed:
			res.Baseline = "new"
		}
		var flow sarifThreadFlow
		for n, p := range f.Path {
			at := locate(p, src)
			flow.Locations = append(flow.Locations, sarifStep{at})
			at.ID = n + 1
			res.Related = append(res.Related, at)
		}
		if len(flow.Locations) > 0 {
			res.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{flow}}}
		}
		run.Results = append(run.Results, res)
	}
	return encode(sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

// describe turns a rule and its page into a reporting descriptor. GitHub reads precision and problem.severity from the properties.
func describe(ru *rule.Rule) sarifRule {
	precision := map[rule.Confidence]string{rule.High: "very-high", rule.Medium: "high", rule.Low: "medium"}[ru.Confidence]
	problem := string(ru.Severity)
	if ru.Severity == rule.Info {
		problem = "recommendation"
	}
	return sarifRule{
		ID: ru.Name, Short: sarifText{Text: ru.Summary}, Full: sarifText{Text: ru.Summary}, HelpURI: ru.URL(),
		Help: sarifText{Text: ru.Summary + "\n\nSee " + ru.URL(), Markdown: ru.Page}, Default: sarifLevel{level(ru.Severity)},
		Properties: sarifRuleProps{Tags: ru.Tags, Precision: precision, Problem: problem, Incidents: ru.Incidents},
	}
}

func level(s rule.Severity) string {
	if s == rule.Info {
		return "note"
	}
	return string(s)
}

// linked returns the message with the way to the cause behind it, whose steps are links to the related locations: "… ([for each post](1), [SELECT users](2))".
// Viewers that know no such links show their text. A bracket of the message itself that would begin a link is escaped (SARIF 2.1.0, 3.11.6).
func (f *Finding) linked() string {
	text := strings.ReplaceAll(Redact(f.Message), "](", `\](`)
	var steps []string
	for i, p := range f.Path {
		if note := Redact(p.Note); note != "" {
			steps = append(steps, fmt.Sprintf("[%s](%d)", inLink.Replace(note), i+1))
		}
	}
	if len(steps) == 0 {
		return text
	}
	return text + " (" + strings.Join(steps, ", ") + ")"
}

// inLink escapes what would end the text of a link.
var inLink = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)

// around adds the lines of a location, one before and one after, to what viewers show where they do not have the file.
func around(at sarifLocation, src *source) sarifLocation {
	r := at.Physical.Region
	if r == nil || r.Snippet == nil {
		return at
	}
	first, last := max(r.StartLine-1, 1), max(r.StartLine, r.EndLine)+1
	if _, _, ok := src.line(last); !ok || last == len(src.starts) && src.starts[last-1] == len(src.text) {
		last--
	}
	if text, ok := src.excerpt(Place{Line: first, Column: 1, EndLine: last, EndColumn: src.width(last) + 1}); ok && text != r.Snippet.Text {
		at.Physical.Context = &sarifRegion{StartLine: first, EndLine: last, Snippet: &sarifText{Text: text}}
	}
	return at
}

// locate turns a place into a location, its columns counted in UTF-16 code units where the source is at hand.
func locate(p Place, sources func(string) *source) sarifLocation {
	at := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{URI: (&url.URL{Path: p.File}).String(), Base: sourceRoot}}}
	if p.Line > 0 {
		src := sources(p.File)
		region := &sarifRegion{StartLine: p.Line}
		if p.Column > 0 {
			region.StartColumn = src.column16(p.Line, p.Column)
		}
		if p.EndLine >= p.Line && p.EndColumn > 0 {
			region.EndLine, region.EndColumn = p.EndLine, src.column16(p.EndLine, p.EndColumn)
		}
		if text, ok := src.excerpt(p); ok {
			region.Snippet = &sarifText{Text: text}
		}
		at.Physical.Region = region
	}
	if p.Function != "" {
		at.Logical = []sarifLogical{{p.Function, "function"}}
	}
	if p.Note != "" {
		at.Message = &sarifText{Text: Redact(p.Note)}
	}
	return at
}

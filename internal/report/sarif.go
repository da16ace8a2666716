package report

import (
	"net/url"
	"slices"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	home        = "https://github.com/prodlint/prodlint"
	// sourceRoot is the name that SARIF viewers replace by the checkout: paths in the log are relative to it.
	sourceRoot = "%SRCROOT%"
)

// The part of SARIF 2.1.0 (OASIS, errata 01) that prodlint writes.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool                `json:"tool"`
		Invocations []sarifInvocation        `json:"invocations"`
		Bases       map[string]sarifArtifact `json:"originalUriBaseIds"`
		ColumnKind  string                   `json:"columnKind"`
		Results     []sarifResult            `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		Version         string      `json:"version"`
		SemanticVersion string      `json:"semanticVersion,omitempty"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID         string         `json:"id"`
		Short      sarifText      `json:"shortDescription"`
		Full       sarifText      `json:"fullDescription"`
		HelpURI    string         `json:"helpUri"`
		Help       sarifText      `json:"help"`
		Default    sarifLevel     `json:"defaultConfiguration"`
		Properties sarifRuleProps `json:"properties"`
	}
	sarifRuleProps struct {
		Tags      []string `json:"tags,omitempty"`
		Precision string   `json:"precision"`
		Problem   string   `json:"problem.severity"`
		Incidents []string `json:"incidents,omitempty"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		ExitCode      int                 `json:"exitCode"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		CodeFlows    []sarifCodeFlow    `json:"codeFlows,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints,omitempty"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Baseline     string             `json:"baselineState,omitempty"`
	}
	sarifLocation struct {
		ID       int            `json:"id,omitempty"`
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI         string     `json:"uri,omitempty"`
		Base        string     `json:"uriBaseId,omitempty"`
		Description *sarifText `json:"description,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
	}
	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		Locations []sarifStep `json:"locations"`
	}
	sarifStep struct {
		Location sarifLocation `json:"location"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
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
			Level: level(f.Severity), Message: sarifText{Text: Redact(f.Message)}, Locations: []sarifLocation{locate(f.Place, src)},
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

package report

import (
	"bytes"
	"encoding/json"
	"math"

	"github.com/prodlint/prodlint/internal/term"
)

// The JSON contract, version 1. Keys are only ever added.
type (
	jsonReport struct {
		Version  int           `json:"version"`
		Tool     string        `json:"tool"`
		Findings []jsonFinding `json:"findings"`
		Errors   []jsonError   `json:"errors"`
		// Partial says that Errors left packages out, so that the findings are not all there are.
		Partial bool      `json:"partial,omitempty"`
		Stats   jsonStats `json:"stats"`
	}
	jsonFinding struct {
		Rule        string     `json:"rule"`
		Severity    string     `json:"severity"`
		Confidence  string     `json:"confidence"`
		File        string     `json:"file"`
		Line        int        `json:"line"`
		Column      int        `json:"column"`
		EndLine     int        `json:"endLine"`
		EndColumn   int        `json:"endColumn"`
		Message     string     `json:"message"`
		Function    string     `json:"function"`
		Path        []jsonStep `json:"path"`
		Incidents   []string   `json:"incidents"`
		URL         string     `json:"url"`
		Fingerprint string     `json:"fingerprint"`
		Fix         bool       `json:"fix"`
		// FixSafety says of a fix whether --fix applies it ("safe"), or only with --unsafe-fixes ("unsafe").
		FixSafety  string `json:"fixSafety,omitempty"`
		Suppressed bool   `json:"suppressed,omitempty"`
		Reason     string `json:"reason,omitempty"`
		// Entry is where the program is entered to get there, the first of Entries such places.
		Entry   string `json:"entry,omitempty"`
		Entries int    `json:"entries,omitempty"`
		// Baseline is the finding's entry in the baseline: expired, or shown with the suppressed ones.
		Baseline *jsonAccepted `json:"baseline,omitempty"`
	}
	jsonAccepted struct {
		Reason  string `json:"reason"`
		Owner   string `json:"owner"`
		Expires string `json:"expires"`
		Expired bool   `json:"expired"`
	}
	jsonStep struct {
		File     string `json:"file"`
		Line     int    `json:"line"`
		Column   int    `json:"column"`
		Function string `json:"function"`
		Note     string `json:"note"`
	}
	jsonError struct {
		Package string `json:"package"`
		File    string `json:"file,omitempty"`
		Line    int    `json:"line,omitempty"`
		Column  int    `json:"column,omitempty"`
		Message string `json:"message"`
	}
	jsonStats struct {
		Packages int     `json:"packages"`
		Cached   int     `json:"cached"`
		Files    int     `json:"files"`
		Seconds  float64 `json:"seconds"`
		Baseline int     `json:"baseline,omitempty"` // left out: accepted
		Old      int     `json:"old,omitempty"`      // left out: the revision had them
	}
)

// asJSON writes the contract; lists are never null.
func asJSON(r *Report, _ term.Style) ([]byte, error) {
	out := jsonReport{
		Version: 1, Tool: "prodlint " + r.Version, Partial: len(r.Errors) > 0, Findings: []jsonFinding{}, Errors: []jsonError{},
		Stats: jsonStats{r.Stats.Packages, r.Stats.Cached, r.Stats.Files, math.Round(r.Stats.Seconds*10) / 10, r.Stats.Accepted, r.Stats.Old},
	}
	for _, f := range r.Findings {
		j := jsonFinding{
			Rule: f.Rule, Severity: string(f.Severity), Confidence: string(f.Confidence),
			File: f.File, Line: f.Line, Column: f.Column, EndLine: f.EndLine, EndColumn: f.EndColumn,
			Message: Redact(f.Message), Function: f.Function, Path: []jsonStep{}, Incidents: append([]string{}, f.Incidents...),
			URL: f.URL, Fingerprint: f.Fingerprint, Fix: f.Fixable, FixSafety: f.safety(), Suppressed: f.Suppressed, Reason: Redact(f.Reason), Entry: Redact(f.Entry), Entries: f.Entries,
		}
		if a := f.Accepted; a != nil {
			j.Baseline = &jsonAccepted{Redact(a.Reason), Redact(a.Owner), a.Expires, !f.Suppressed}
		}
		for _, p := range f.Path {
			j.Path = append(j.Path, jsonStep{p.File, p.Line, p.Column, p.Function, Redact(p.Note)})
		}
		out.Findings = append(out.Findings, j)
	}
	for _, e := range r.Errors {
		out.Errors = append(out.Errors, jsonError{e.Package, e.File, e.Line, e.Column, Redact(e.Message)})
	}
	return encode(out)
}

// encode writes v as indented JSON with a line end, leaving "<" and "&" of code as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

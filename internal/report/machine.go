package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

// incomplete is what the formats without a place for errors name one: a package that could not be judged.
const incomplete = "incomplete"

// shown returns the findings that nothing hides. The formats below have no way to say that one is hidden: they would annotate it.
func (r *Report) shown() []Finding {
	var out []Finding
	for _, f := range r.Findings {
		if !f.Suppressed {
			out = append(out, f)
		}
	}
	return out
}

// steps are the lines that tell the way to the cause.
func (f *Finding) steps() []string {
	var out []string
	for i, p := range f.Path {
		line := fmt.Sprintf("%d. %s:%d", i+1, p.File, p.Line)
		if p.Function != "" {
			line += " in " + p.Function
		}
		out = append(out, line+": "+Redact(p.Note))
	}
	return out
}

// details are the message, the way to the cause and the page of the rule, a line each.
func (f *Finding) details() string {
	lines := append([]string{Redact(f.Message)}, f.steps()...)
	if f.URL != "" {
		lines = append(lines, f.URL)
	}
	return strings.Join(lines, "\n")
}

// asGitHub writes workflow commands, which GitHub Actions turns into annotations
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands).
func asGitHub(r *Report, _ term.Style) ([]byte, error) {
	var b strings.Builder
	command := func(name, title, message string, p Place) {
		fields := []string{"title=" + property.Replace(title)}
		if p.File != "" {
			fields = append(fields, "file="+property.Replace(p.File))
		}
		number := func(key string, n int) {
			if n > 0 {
				fields = append(fields, fmt.Sprintf("%s=%d", key, n))
			}
		}
		number("line", p.Line)
		number("endLine", p.EndLine)
		if p.EndLine <= p.Line { // columns of several lines are refused
			number("col", p.Column)
			number("endColumn", p.EndColumn)
		}
		fmt.Fprintf(&b, "::%s %s::%s\n", name, strings.Join(fields, ","), data.Replace(message))
	}
	for _, f := range r.shown() {
		name := string(f.Severity)
		if f.Severity == rule.Info {
			name = "notice"
		}
		command(name, "prodlint "+f.Rule, f.details(), f.Place)
	}
	for _, e := range r.Errors {
		command("error", "prodlint "+incomplete, e.String(), Place{File: e.File, Line: e.Line, Column: e.Column})
	}
	return []byte(b.String()), nil
}

// What workflow commands escape, in their text and in their properties.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// A report of GitLab Code Quality (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
type gitlabIssue struct {
	Description string         `json:"description"`
	Check       string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end,omitempty"`
}

// asGitLab writes an issue for each finding. GitLab shows one of those that share a fingerprint.
func asGitLab(r *Report, _ term.Style) ([]byte, error) {
	out := []gitlabIssue{}
	taken := map[string]int{}
	add := func(i gitlabIssue) {
		n := taken[i.Fingerprint]
		taken[i.Fingerprint]++
		if n > 0 {
			i.Fingerprint = fmt.Sprintf("%s+%d", i.Fingerprint, n)
		}
		i.Location.Lines.Begin = max(1, i.Location.Lines.Begin)
		out = append(out, i)
	}
	severity := map[rule.Severity]string{rule.Error: "critical", rule.Warning: "major", rule.Info: "info"}
	for _, f := range r.shown() {
		add(gitlabIssue{Redact(f.Message), f.Rule, f.Fingerprint, severity[f.Severity], gitlabLocation{f.File, gitlabLines{f.Line, f.EndLine}}})
	}
	for _, e := range r.Errors {
		sum := sha256.Sum256([]byte(e.String()))
		add(gitlabIssue{e.String(), incomplete, hex.EncodeToString(sum[:8]), "blocker", gitlabLocation{cmp.Or(e.File, "go.mod"), gitlabLines{Begin: e.Line}}})
	}
	return encode(out)
}

// The Reviewdog Diagnostic Format (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf). Columns count bytes.
type (
	rdjsonResult struct {
		Source      rdjsonSource       `json:"source"`
		Diagnostics []rdjsonDiagnostic `json:"diagnostics"`
	}
	rdjsonSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdjsonDiagnostic struct {
		Message  string          `json:"message"`
		Location rdjsonLocation  `json:"location"`
		Severity string          `json:"severity"`
		Code     rdjsonCode      `json:"code"`
		Related  []rdjsonRelated `json:"relatedLocations,omitempty"`
	}
	rdjsonCode struct {
		Value string `json:"value"`
		URL   string `json:"url,omitempty"`
	}
	rdjsonLocation struct {
		Path  string       `json:"path"`
		Range *rdjsonRange `json:"range,omitempty"`
	}
	rdjsonRange struct {
		Start rdjsonPosition  `json:"start"`
		End   *rdjsonPosition `json:"end,omitempty"`
	}
	rdjsonPosition struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"`
	}
	rdjsonRelated struct {
		Message  string         `json:"message"`
		Location rdjsonLocation `json:"location"`
	}
)

func rdjsonAt(p Place) rdjsonLocation {
	at := rdjsonLocation{Path: p.File}
	if p.Line > 0 {
		at.Range = &rdjsonRange{Start: rdjsonPosition{p.Line, p.Column}}
		if p.EndLine >= p.Line && p.EndColumn > 0 {
			at.Range.End = &rdjsonPosition{p.EndLine, p.EndColumn}
		}
	}
	return at
}

func asRDJSON(r *Report, _ term.Style) ([]byte, error) {
	out := rdjsonResult{Source: rdjsonSource{"prodlint", home}, Diagnostics: []rdjsonDiagnostic{}}
	for _, f := range r.shown() {
		d := rdjsonDiagnostic{Message: Redact(f.Message), Location: rdjsonAt(f.Place), Severity: strings.ToUpper(string(f.Severity)), Code: rdjsonCode{f.Rule, f.URL}}
		for _, p := range f.Path {
			d.Related = append(d.Related, rdjsonRelated{Redact(p.Note), rdjsonAt(p)})
		}
		out.Diagnostics = append(out.Diagnostics, d)
	}
	for _, e := range r.Errors {
		out.Diagnostics = append(out.Diagnostics, rdjsonDiagnostic{Message: e.String(), Location: rdjsonAt(Place{File: e.File, Line: e.Line, Column: e.Column}),
			Severity: "ERROR", Code: rdjsonCode{Value: incomplete}})
	}
	return encode(out)
}

// The result format of Checkstyle (https://checkstyle.org), which many CI servers read.
type (
	checkstyle struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr,omitempty"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

func asCheckstyle(r *Report, _ term.Style) ([]byte, error) {
	out := checkstyle{Version: "8.0"}
	add := func(file string, e checkstyleError) {
		if n := len(out.Files); n == 0 || out.Files[n-1].Name != file {
			out.Files = append(out.Files, checkstyleFile{Name: file})
		}
		last := &out.Files[len(out.Files)-1]
		last.Errors = append(last.Errors, e)
	}
	for _, f := range r.shown() {
		add(f.File, checkstyleError{f.Line, f.Column, string(f.Severity), f.details(), "prodlint." + f.Rule})
	}
	for _, e := range r.Errors {
		add(cmp.Or(e.File, e.Package), checkstyleError{e.Line, e.Column, "error", e.String(), "prodlint." + incomplete})
	}
	return encodeXML(out)
}

// JUnit's format as CI servers read it (https://github.com/testmoapp/junitxml): a suite for each rule that ran, in which every finding is a test
// that failed, and one for what could not be judged. A rule without findings is one test that passed.
type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitProblem `xml:"failure"`
		Error   *junitProblem `xml:"error"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

func asJUnit(r *Report, _ term.Style) ([]byte, error) {
	out := junitReport{Name: "prodlint"}
	found := map[string][]Finding{}
	for _, f := range r.shown() {
		found[f.Rule] = append(found[f.Rule], f)
	}
	for _, ru := range r.Rules {
		out.suite(ru.Name, found[ru.Name])
		delete(found, ru.Name)
	}
	for _, f := range r.shown() { // of no rule that ran, such as suppressions
		if list := found[f.Rule]; list != nil {
			out.suite(f.Rule, list)
			delete(found, f.Rule)
		}
	}
	if len(r.Errors) > 0 {
		s := junitSuite{Name: incomplete, Tests: len(r.Errors), Errors: len(r.Errors)}
		for _, e := range r.Errors {
			s.Cases = append(s.Cases, junitCase{Class: "prodlint." + incomplete, Name: cmp.Or(e.File, e.Package), File: e.File, Line: e.Line,
				Error: &junitProblem{Redact(e.Message), incomplete, e.String()}})
		}
		out.Suites = append(out.Suites, s)
	}
	for _, s := range out.Suites {
		out.Tests, out.Failures, out.Errors = out.Tests+s.Tests, out.Failures+s.Failures, out.Errors+s.Errors
	}
	return encodeXML(out)
}

func (j *junitReport) suite(name string, found []Finding) {
	s := junitSuite{Name: name, Tests: max(1, len(found)), Failures: len(found)}
	for _, f := range found {
		s.Cases = append(s.Cases, junitCase{Class: "prodlint." + name, Name: fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column), File: f.File, Line: f.Line,
			Failure: &junitProblem{Redact(f.Message), string(f.Severity), f.details()}})
	}
	if len(found) == 0 {
		s.Cases = []junitCase{{Class: "prodlint." + name, Name: "no findings"}}
	}
	j.Suites = append(j.Suites, s)
}

// encodeXML writes v as indented XML with its declaration and a line end. Characters that XML has no room for become U+FFFD.
func encodeXML(v any) ([]byte, error) {
	out, err := xml.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(append([]byte(xml.Header), out...), '\n'), nil
}

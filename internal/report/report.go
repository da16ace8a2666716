// Package report turns the outcome of a run into bytes: text for people, JSON, SARIF and what CI servers read for programs.
// A format is a pure function of the Report: no clock, no file system, no map order.
package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

// Report is the outcome of a run.
type Report struct {
	// Version is prodlint's own: "0.1.0".
	Version  string
	Findings []Finding
	// Rules are the rules that ran, sorted by name.
	Rules []*rule.Rule
	// Errors are the packages that could not be judged.
	Errors []Error
	Stats  Stats
	// Compared says that findings were compared with a baseline or a revision: those left are new, or were accepted and have expired.
	Compared bool
	// ExitCode is what the command ends with.
	ExitCode int
	// Source returns the bytes of a file that a Place names, or nil.
	Source func(file string) []byte
	// Story returns the incident with a slug.
	Story func(slug string) (Story, bool)
}

// Place is a range of source code with the function around it.
type Place struct {
	// File is relative to the root of the module or workspace, with slashes.
	File string
	// Lines and columns count from 1, columns in bytes; the end is exclusive.
	Line, Column, EndLine, EndColumn int
	Function                         string
	// Note says what happens here; empty for the place of the finding itself.
	Note string
}

// Finding is one report of a rule.
type Finding struct {
	Place
	Rule       string
	Severity   rule.Severity
	Confidence rule.Confidence
	Message    string
	// Path leads to the cause, in the order to be read.
	Path        []Place
	Incidents   []string
	URL         string
	Fingerprint string
	// Fixable says that --fix has an edit, Unsafe that it applies it with --unsafe-fixes only.
	Fixable, Unsafe bool
	// Suppressed says that a comment in the code, or the baseline, hides the finding, for Reason.
	Suppressed bool
	Reason     string
	// Accepted is the entry of the baseline for the finding. Where it is set and the finding is not suppressed, the entry has expired.
	Accepted *Accepted
	// Entry is where the program is entered to get there: "GET /feed"; empty where that is not seen. Entries is how many such places there are.
	Entry   string
	Entries int
}

// safety is what JSON and SARIF call the fix of a finding: "safe", "unsafe", or empty where there is none.
func (f *Finding) safety() string {
	switch {
	case !f.Fixable:
		return ""
	case f.Unsafe:
		return "unsafe"
	}
	return "safe"
}

// Accepted says by whom, why and until which day (or without end) a finding was accepted. All of it may be empty.
type Accepted struct {
	Reason, Owner, Expires string
}

// words says it, after what comes before: "in the baseline" gives "in the baseline of payments until 2027-01-31: rewrite is planned".
func (a *Accepted) words(before string) string {
	if a.Owner != "" {
		before += " of " + a.Owner
	}
	if a.Expires != "" {
		before += " until " + a.Expires
	}
	if a.Reason != "" {
		before += ": " + a.Reason
	}
	return before
}

// Error says why a package could not be judged.
type Error struct {
	Package, File string
	Line, Column  int
	Message       string
}

// String gives the error as compilers print it: "file:line:column: message".
func (e Error) String() string {
	at := e.Package
	if e.File != "" {
		at = e.File
		if e.Line > 0 {
			at += fmt.Sprintf(":%d", e.Line)
			if e.Column > 0 {
				at += fmt.Sprintf(":%d", e.Column)
			}
		}
	}
	at = term.Clean(at)
	msg := term.Clean(Redact(strings.TrimSpace(e.Message)))
	if at == "" || strings.HasPrefix(msg, at) {
		return msg
	}
	return at + ": " + msg
}

// Stats tells how much was read.
type Stats struct {
	Packages, Cached, Files int
	Seconds                 float64
	// Accepted findings are left out, because the baseline has them; Old ones because the revision Since had them.
	Accepted, Old int
	Since         string
}

// Story is an incident page.
type Story struct {
	Slug, Title, URL string
}

// formats are the formats by name.
var formats = map[string]func(*Report, term.Style) ([]byte, error){
	"text": text, "json": asJSON, "sarif": asSARIF, "github": asGitHub, "gitlab": asGitLab, "rdjson": asRDJSON, "checkstyle": asCheckstyle, "junit": asJUnit,
}

// Formats returns the names of the formats, the default first.
func Formats() []string {
	return []string{"text", "json", "sarif", "github", "gitlab", "rdjson", "checkstyle", "junit"}
}

// Render returns r in a format. An unknown format is an error that lists those there are.
func Render(format string, r *Report, style term.Style) ([]byte, error) {
	f, ok := formats[format]
	if !ok {
		return nil, fmt.Errorf("unknown format %q: want one of %s", format, strings.Join(Formats(), ", "))
	}
	return f(r, style)
}

// source returns the text of a file with secrets located, read once a report.
func (r *Report) sources() func(file string) *source {
	seen := map[string]*source{}
	return func(file string) *source {
		s, ok := seen[file]
		if !ok && r.Source != nil {
			if b := r.Source(file); b != nil {
				s = newSource(b)
			}
			seen[file] = s
		}
		return s
	}
}

// Count returns how many findings that are not suppressed have each severity.
func (r *Report) Count() map[rule.Severity]int {
	n := map[rule.Severity]int{}
	for _, f := range r.Findings {
		if !f.Suppressed {
			n[f.Severity]++
		}
	}
	return n
}

// rank orders severities, gravest first.
var rank = []rule.Severity{rule.Error, rule.Warning, rule.Info}

// AtLeast reports whether severity s is as grave as limit, or graver.
func AtLeast(s, limit rule.Severity) bool {
	return slices.Index(rank, s) <= slices.Index(rank, limit)
}

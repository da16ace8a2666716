package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/page"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

type rulesCmd struct {
	Format string `enum:"text,json" default:"text" placeholder:"FORMAT" help:"text or json."`
}

// ruleJSON is a rule in prodlint rules --format json. Keys are only ever added.
type ruleJSON struct {
	Name       string   `json:"name"`
	Summary    string   `json:"summary"`
	Severity   string   `json:"severity"`
	Confidence string   `json:"confidence"`
	Stability  string   `json:"stability"`
	Since      string   `json:"since"`
	Scope      string   `json:"scope"`
	Incidents  []string `json:"incidents"`
	Tags       []string `json:"tags"`
	Fix        string   `json:"fix"`
	UnsafeFix  string   `json:"unsafeFix,omitempty"`
	URL        string   `json:"url"`
}

func (c *rulesCmd) run(w io.Writer, p Process, style term.Style) error {
	if c.Format == "json" {
		out := []ruleJSON{}
		for _, r := range p.Rules {
			out = append(out, ruleJSON{r.Name, r.Summary, string(r.Severity), string(r.Confidence), string(r.Stability), r.Since, string(r.Scope),
				append([]string{}, r.Incidents...), append([]string{}, r.Tags...), r.Meta.Fix, r.UnsafeFix, r.URL()})
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(out)
	}
	rows := [][]string{{"RULE", "SEVERITY", "STABILITY", "SUMMARY"}}
	for _, r := range p.Rules {
		rows = append(rows, []string{r.Name, string(r.Severity), string(r.Stability), r.Summary})
	}
	_, err := io.WriteString(w, term.Columns(rows, style))
	return err
}

type explainCmd struct {
	Name string `arg:"" help:"A rule, or an incident by its slug or id."`
}

func (c *explainCmd) run(w io.Writer, p Process, style term.Style) error {
	incidents, err := page.Incidents()
	if err != nil {
		return err
	}
	var text string
	if i := slices.IndexFunc(p.Rules, func(r *rule.Rule) bool { return r.Name == c.Name }); i >= 0 {
		text = explainRule(p.Rules[i], style)
	} else if in, ok := page.Find(c.Name); ok {
		text = explainIncident(in, style)
	} else {
		known := p.names()
		for _, in := range incidents {
			known = append(known, in.Slug)
		}
		return unknown("rule or incident", c.Name, known)
	}
	_, err = io.WriteString(w, text)
	return err
}

func explainRule(r *rule.Rule, style term.Style) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", style.Link(r.URL(), style.Paint(term.Bold, r.Name)), r.Summary)
	facts := fmt.Sprintf("%s, %s confidence, %s since %s", r.Severity, r.Confidence, r.Stability, r.Since)
	if r.Meta.Fix != "" {
		facts += ", fix: " + r.Meta.Fix
	}
	if r.UnsafeFix != "" {
		facts += ", unsafe fix: " + r.UnsafeFix
	}
	fmt.Fprintf(&b, "%s\n", style.Paint(term.Dim, facts))
	for _, slug := range r.Incidents {
		if in, ok := page.Find(slug); ok {
			fmt.Fprintf(&b, "%s %s  %s\n", style.Paint(term.Dim, "incident"), style.Link(in.URL(), in.Title), style.Paint(term.Cyan, "prodlint explain "+slug))
		}
	}
	return b.String() + "\n" + term.Page(r.Page, r.URL(), style)
}

func explainIncident(in page.Incident, style term.Style) string {
	head := fmt.Sprintf("%s  %s\n", style.Link(in.URL(), style.Paint(term.Bold, in.ID)), style.Paint(term.Bold, in.Title))
	return head + "\n" + term.Page(in.Body, in.URL(), style)
}

type versionCmd struct{}

func (*versionCmd) run(w io.Writer) error {
	_, err := fmt.Fprintf(w, "prodlint %s (%s, %s/%s)\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

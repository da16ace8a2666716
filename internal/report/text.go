package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
)

// drawing is a text report being made.
type drawing struct {
	bytes.Buffer
	style  term.Style
	source func(string) *source
	gutter int        // columns of the line numbers in the current frame
	color  term.Color // of the current finding's severity
}

func (d *drawing) printf(format string, args ...any) { fmt.Fprintf(d, format, args...) }

var severityColors = map[rule.Severity]term.Color{rule.Error: term.Red, rule.Warning: term.Yellow, rule.Info: term.Blue}

// text draws one frame per finding and a closing count.
func text(r *Report, style term.Style) ([]byte, error) {
	d := &drawing{style: style, source: r.sources()}
	rules := map[string]*rule.Rule{}
	for _, ru := range r.Rules {
		rules[ru.Name] = ru
	}
	for i := range r.Findings {
		d.finding(r, rules[r.Findings[i].Rule], &r.Findings[i])
	}
	d.printf("%s", r.Summary())
	if style.Terminal { // elsewhere the same input gives the same bytes
		d.printf(", %.1f s", r.Stats.Seconds)
	}
	d.printf("\n%s", r.fixes())
	return d.Bytes(), nil
}

// fixes says how many findings each of the flags would repair, as a line of its own: "fixes: 2 with --fix, 3 more with --unsafe-fixes".
func (r *Report) fixes() string {
	safe, unsafe := 0, 0
	for _, f := range r.Findings {
		switch {
		case !f.Fixable || f.Suppressed:
		case f.Unsafe:
			unsafe++
		default:
			safe++
		}
	}
	switch {
	case safe+unsafe == 0:
		return ""
	case unsafe == 0:
		return fmt.Sprintf("fixes: %d with --fix\n", safe)
	case safe == 0:
		return fmt.Sprintf("fixes: %d with --fix --unsafe-fixes\n", unsafe)
	}
	return fmt.Sprintf("fixes: %d with --fix, %d more with --unsafe-fixes\n", safe, unsafe)
}

func (d *drawing) finding(r *Report, ru *rule.Rule, f *Finding) {
	d.color = severityColors[f.Severity]
	d.printf("%s %s  %s\n", d.style.Paint(d.color, string(f.Severity)), d.style.Link(f.URL, d.style.Paint(term.Bold, f.Rule)),
		d.style.Paint(term.Bold, term.Clean(Redact(f.Message))))
	d.frame(f)
	indent := strings.Repeat(" ", d.gutter)
	note := func(name, text string) {
		d.printf("%s %s %-5s  %s\n", indent, d.style.Paint(term.Blue, "="), name, text)
	}
	switch {
	case f.Accepted != nil && f.Suppressed:
		note("muted", term.Clean(Redact(f.Accepted.words("in the baseline"))))
	case f.Accepted != nil:
		note("again", term.Clean(Redact(f.Accepted.words("was in the baseline"))))
	case f.Suppressed:
		note("muted", term.Clean(Redact(f.Reason)))
	}
	if f.Fixable {
		text := "prodlint --fix does it"
		if f.Unsafe {
			text = "prodlint --fix --unsafe-fixes does it"
		}
		if ru != nil && ru.FixText(f.Unsafe) != "" {
			text = ru.FixText(f.Unsafe) + " (" + text + ")"
		}
		note("fix", text)
	}
	for _, slug := range f.Incidents {
		s, ok := r.Story(slug)
		if !ok {
			continue
		}
		if d.style.Links {
			note("story", d.style.Link(s.URL, s.Title))
		} else {
			note("story", s.Title+" <"+s.URL+">")
		}
	}
	if ru != nil {
		note("more", d.style.Paint(term.Cyan, "prodlint explain "+f.Rule))
	}
	d.printf("\n")
}

// Summary counts the findings that are not suppressed: "7 findings (2 errors, 5 warnings) in 12 packages".
func (r *Report) Summary() string {
	n := r.Count()
	var parts []string
	total := 0
	for _, s := range rank {
		if n[s] > 0 {
			name := string(s)
			if s == rule.Info {
				parts = append(parts, fmt.Sprintf("%d %s", n[s], name))
			} else {
				parts = append(parts, plural(n[s], name))
			}
			total += n[s]
		}
	}
	out := "no findings"
	if total > 0 {
		out = plural(total, "finding") + " (" + strings.Join(parts, ", ") + ")"
	}
	hidden := 0
	for _, f := range r.Findings {
		if f.Suppressed {
			hidden++
		}
	}
	if hidden > 0 {
		out += fmt.Sprintf(", %d suppressed", hidden)
	}
	out += " in " + plural(r.Stats.Packages, "package")
	if n := r.Stats.Accepted; n > 0 {
		out += fmt.Sprintf("; %d in the baseline", n)
	}
	if n := r.Stats.Old; n > 0 {
		out += fmt.Sprintf("; %d at %s already", n, term.Clean(r.Stats.Since))
	}
	if n := len(r.Errors); n > 0 {
		out += "; " + plural(n, "error") + " left the analysis incomplete"
	}
	return out
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

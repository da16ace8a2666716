package delta

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/route/show"
	"github.com/prodlint/prodlint/internal/term"
)

// Finding is a finding that is new or gone.
type Finding struct {
	Rule        string `json:"rule"`
	Severity    string `json:"severity"`
	Message     string `json:"message"`
	File        string `json:"file"`
	Line        int    `json:"line"`
	Column      int    `json:"column"`
	Function    string `json:"function"`
	Entry       string `json:"entry,omitempty"`
	Fingerprint string `json:"fingerprint"`
	URL         string `json:"url"`
}

func (f Finding) place() string { return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column) }

// Page is what is shown.
type Page struct {
	// Revision is what the code is compared with, as it was asked for; Commit its hash.
	Revision, Commit string
	Changes          []Change
	New, Gone        []Finding
	// Notes are what was not read, in words.
	Notes []string
}

// Formats returns the names that Render knows.
func Formats() []string { return []string{"text", "json", "markdown"} }

// Render writes a page in a format; an unknown one is an error.
func Render(format string, p Page, style term.Style) ([]byte, error) {
	switch format {
	case "text":
		return []byte(text(p, style)), nil
	case "json":
		return asJSON(p)
	case "markdown":
		return []byte(markdown(p)), nil
	}
	return nil, fmt.Errorf("unknown format %q", format)
}

// Says returns what became of a route, in few words each.
func (c *Change) Says() []string {
	var out []string
	switch c.Kind {
	case Gone:
		return []string{"gone"}
	case Moved:
		out = append(out, "was "+c.Before.Row.Name)
	case Added:
		out = append(out, "new")
		if !c.After.Seen {
			out = append(out, "its handler is not seen")
		}
	}
	if c.Before != nil && c.After != nil && c.Before.Seen != c.After.Seen {
		out = append(out, map[bool]string{true: "its handler is seen now", false: "its handler is not seen any more"}[c.After.Seen])
	}
	for _, what := range c.Lost {
		out = append(out, "no "+what+" before it any more")
	}
	for _, d := range c.Costs {
		s := d.String()
		if c.Kind == Added {
			s = strings.TrimPrefix(s, "+")
		}
		out = append(out, s)
	}
	for _, what := range c.Won {
		out = append(out, what+" before it now")
	}
	return out
}

// summary counts the changes in one line.
func summary(p Page) string {
	n := map[string]int{}
	for i := range p.Changes {
		switch c := &p.Changes[i]; {
		case c.Worse():
			n["worse"]++
		case c.Kind == Changed && c.By < 0:
			n["less"]++
		case c.Kind == Changed:
			n["other"]++
		default:
			n[string(c.Kind)]++
		}
	}
	var out []string
	say := func(n int, one, many string) {
		if n == 1 {
			out = append(out, "1 "+one)
		} else if n > 1 {
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	say(n["worse"], "route got worse", "routes got worse")
	say(n["less"], "route costs less", "routes cost less")
	say(n["other"], "route differs", "routes differ")
	say(n[string(Added)], "route is new", "routes are new")
	say(n[string(Moved)], "route moved", "routes moved")
	say(n[string(Gone)], "route is gone", "routes are gone")
	say(len(p.New), "finding is new", "findings are new")
	say(len(p.Gone), "finding is gone", "findings are gone")
	if len(out) == 0 {
		out = []string{"no route costs more or less, no finding is new or gone"}
	}
	return fmt.Sprintf("against %s (%.12s): %s", p.Revision, p.Commit, strings.Join(out, ", "))
}

// maxWhy bounds the effects that are named for a change.
const maxWhy = 4

// text writes the page for a terminal.
func text(p Page, style term.Style) string {
	var b strings.Builder
	for i := range p.Changes {
		c := &p.Changes[i]
		color := term.Dim
		if c.Worse() {
			color = term.Red
		} else if c.Kind == Changed && c.By < 0 {
			color = term.Green
		}
		fmt.Fprintf(&b, "%s: %s\n", style.Paint(term.Bold, term.Clean(c.Route().Row.Name)), style.Paint(color, term.Clean(strings.Join(c.Says(), ", "))))
		if r := c.After; r != nil {
			if line := strings.TrimSpace(r.Row.Handler + "  " + r.Row.At.String()); line != "" {
				fmt.Fprintf(&b, "  %s\n", style.Paint(term.Dim, term.Clean(line)))
			}
		}
		for k, e := range c.Why {
			if k == maxWhy {
				fmt.Fprintf(&b, "  and %d more\n", len(c.Why)-k)
				break
			}
			fmt.Fprintf(&b, "  + %s  %s\n", term.Clean(e.words()), style.Paint(term.Dim, e.Place.String()))
		}
	}
	for _, list := range []struct {
		mark  string
		color term.Color
		fs    []Finding
	}{{"+", term.Red, p.New}, {"-", term.Green, p.Gone}} {
		if b.Len() > 0 && len(list.fs) > 0 {
			b.WriteString("\n")
		}
		for _, f := range list.fs {
			fmt.Fprintf(&b, "%s %s %s  %s\n", style.Paint(list.color, list.mark), f.Severity, f.Rule, term.Clean(f.Message))
			at := f.place()
			if f.Function != "" {
				at += " in " + f.Function
			}
			if f.Entry != "" {
				at += ", by " + f.Entry
			}
			fmt.Fprintf(&b, "    %s\n", style.Paint(term.Dim, term.Clean(at)))
		}
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	b.WriteString(term.Clean(summary(p)) + "\n")
	for _, n := range p.Notes {
		b.WriteString(style.Paint(term.Yellow, "note: ") + term.Clean(n) + "\n")
	}
	return b.String()
}

// words is the effect with what it is done for.
func (e Effect) words() string {
	s := e.What
	for _, p := range e.Per {
		s += ", for each " + singular(p)
	}
	return s
}

// markdown writes the page for a comment on a pull request.
func markdown(p Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**prodlint** %s\n", escaped(summary(p)))
	if len(p.Changes) > 0 {
		b.WriteString("\n| route | change | where |\n|---|---|---|\n")
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		var says []string
		for _, s := range c.Says() {
			if s = escaped(s); c.Worse() {
				s = "**" + s + "**"
			}
			says = append(says, s)
		}
		var where []string
		for k, e := range c.Why {
			if k == maxWhy {
				where = append(where, fmt.Sprintf("and %d more", len(c.Why)-k))
				break
			}
			where = append(where, escaped(e.words())+" "+code(e.Place.String()))
		}
		if at := c.Route().Row.At.String(); len(where) == 0 && at != "" && c.After != nil {
			where = append(where, code(at))
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", code(c.Route().Row.Name), strings.Join(says, "<br>"), strings.Join(where, "<br>"))
	}
	for _, list := range []struct {
		head string
		fs   []Finding
	}{{"New findings", p.New}, {"Findings that are gone", p.Gone}} {
		if len(list.fs) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n\n", list.head)
		for _, f := range list.fs {
			line := fmt.Sprintf("- %s [%s](%s): %s, %s", f.Severity, f.Rule, f.URL, escaped(f.Message), code(fmt.Sprintf("%s:%d", f.File, f.Line)))
			if f.URL == "" {
				line = strings.Replace(line, "["+f.Rule+"]()", f.Rule, 1)
			}
			if f.Entry != "" {
				line += ", by " + code(f.Entry)
			}
			b.WriteString(line + "\n")
		}
	}
	for _, n := range p.Notes {
		b.WriteString("\n_" + escaped(n) + "_\n")
	}
	return b.String()
}

// code is a text between backticks, in a cell of a table too.
func code(s string) string {
	return "`" + strings.NewReplacer("`", "'", "|", `\|`, "\n", " ").Replace(s) + "`"
}

// escaped takes from a text what Markdown would make something of.
func escaped(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`).Replace(s)
}

// The JSON contract. Keys are only ever added.
type (
	jsonCosts struct {
		Reads     string `json:"reads"`
		Writes    string `json:"writes"`
		Calls     string `json:"calls"`
		Publishes string `json:"publishes"`
		Unknown   int    `json:"unknown"`
	}
	jsonWhy struct {
		show.Place
		Note string `json:"note"`
	}
	jsonChange struct {
		Change  Kind       `json:"change"`
		Name    string     `json:"name"`
		Was     string     `json:"was,omitempty"`
		Kind    string     `json:"kind"`
		Handler string     `json:"handler"`
		At      show.Place `json:"at"`
		Worse   bool       `json:"worse"`
		Says    []string   `json:"says"`
		Before  *jsonCosts `json:"before"`
		After   *jsonCosts `json:"after"`
		Lost    []string   `json:"lost"`
		Won     []string   `json:"won"`
		Why     []jsonWhy  `json:"why"`
	}
	jsonFindings struct {
		New  []Finding `json:"new"`
		Gone []Finding `json:"gone"`
	}
)

// asJSON writes the contract; lists are never null.
func asJSON(p Page) ([]byte, error) {
	out := struct {
		Version  int          `json:"version"`
		Revision string       `json:"revision"`
		Commit   string       `json:"commit"`
		Routes   []jsonChange `json:"routes"`
		Findings jsonFindings `json:"findings"`
		Notes    []string     `json:"notes"`
	}{1, p.Revision, p.Commit, []jsonChange{}, jsonFindings{list(p.New), list(p.Gone)}, list(p.Notes)}
	costs := func(r *Route) *jsonCosts {
		if r == nil {
			return nil
		}
		return &jsonCosts{r.Row.Reads, r.Row.Writes, r.Row.Calls, r.Row.Publishes, r.Row.Unknown}
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		r := c.Route().Row
		j := jsonChange{Change: c.Kind, Name: r.Name, Kind: r.Kind, Handler: r.Handler, At: r.At, Worse: c.Worse(), Says: list(c.Says()),
			Before: costs(c.Before), After: costs(c.After), Lost: list(c.Lost), Won: list(c.Won), Why: []jsonWhy{}}
		if c.Kind == Moved {
			j.Was = c.Before.Row.Name
		}
		for _, e := range c.Why {
			j.Why = append(j.Why, jsonWhy{e.Place, e.words()})
		}
		out.Routes = append(out.Routes, j)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(out)
	return b.Bytes(), err
}

// list returns a list that is not null in JSON.
func list[T any](l []T) []T { return append([]T{}, slices.Clip(l)...) }

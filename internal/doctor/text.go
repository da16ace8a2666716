package doctor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/term"
)

// maxListed bounds how many of a kind are listed in text; JSON has all.
const maxListed = 10

// writer puts lines under headings.
type writer struct {
	strings.Builder
	style term.Style
}

// head writes a line with a heading before it.
func (w *writer) head(name, format string, args ...any) {
	fmt.Fprintf(w, "%s %s\n", w.style.Paint(term.Bold, fmt.Sprintf("%-10s", name)), term.Clean(fmt.Sprintf(format, args...)))
}

// mark writes a line about something to look at, in colour.
func (w *writer) mark(c term.Color, sign, text string) {
	fmt.Fprintf(w, "%10s %s\n", w.style.Paint(c, fmt.Sprintf("%10s", sign)), term.Clean(text))
}

// bad writes what keeps prodlint from reading something, note what may hide findings.
func (w *writer) bad(format string, args ...any) { w.mark(term.Red, "!", fmt.Sprintf(format, args...)) }
func (w *writer) note(format string, args ...any) {
	w.mark(term.Yellow, "?", fmt.Sprintf(format, args...))
}

// all writes a line for each text, as far as text output goes.
func (w *writer) all(texts []string, line func(string, ...any)) {
	for i, t := range texts {
		if i == maxListed && len(texts) > maxListed+1 {
			line("and %d more (--format json lists them)", len(texts)-i)
			return
		}
		line("%s", t)
	}
}

// Text draws the report for people.
func (r *Report) Text(style term.Style) string {
	w := &writer{style: style}
	w.head("tool", "%s, %s", r.Tool, r.Go)
	if len(r.Modules) > 0 {
		w.head("modules", "%s", strings.Join(r.Modules, ", "))
	}
	r.config(w)
	switch c := r.Cache; {
	case c.Problem != "":
		w.head("cache", "%s", c.Dir)
		w.bad("%s", c.Problem)
	case c.Dir == "":
		w.head("cache", "none: each run starts anew")
	default:
		w.head("cache", "%s (%s, %s)", c.Dir, count(c.Entries, "entry", "entries"), c.Size)
	}
	w.head("packages", "%s read, %s", count(r.Packages.Read, "package", "packages"), count(r.Packages.Files, "file", "files"))
	w.all(r.Packages.Failed, w.bad)
	if n := len(r.Packages.LeftOut); n > 0 {
		w.note("build constraints leave out %s, such as %s: --tags names tags", count(n, "file", "files"), r.Packages.LeftOut[0])
	}
	for _, dir := range r.Elsewhere {
		w.note("%s is a module of its own: run prodlint there, or use it in go.work", dir)
	}
	r.libraries(w)
	r.entries(w)
	r.databases(w)
	for _, s := range r.Services {
		w.head("service", "%s: %s", s.Name, count(len(s.Packages), "package", "packages"))
	}
	w.WriteString("\n" + r.verdict() + "\n")
	return w.String()
}

func (r *Report) config(w *writer) {
	file := r.Config.File
	if file == "" {
		file = "none (prodlint init writes one)"
	}
	w.head("config", "%s: preset %s, %d of %d rules run", file, r.Config.Preset, r.Config.Rules, r.Config.Of)
	w.all(r.Config.Mistakes, w.bad)
	w.all(r.Config.Idle, w.note)
}

func (r *Report) libraries(w *writer) {
	n := map[string]int{}
	for i := range r.Libraries {
		n[r.Libraries[i].State]++
	}
	w.head("libraries", "%d imported: %d known, %d known in part, %d unknown", len(r.Libraries), n[Known], n[Partly], n[Unknown])
	harmless := 0
	var grave []Library
	for _, l := range r.Libraries {
		switch {
		case l.State == Known:
		case !l.Matters() || l.Use == "" && l.Calls == 0:
			harmless++
		default:
			grave = append(grave, l)
		}
	}
	slices.SortStableFunc(grave, func(a, b Library) int { return cmp.Compare(a.rank(), b.rank()) })
	var lines []string
	for _, l := range grave {
		lines = append(lines, l.line())
	}
	w.all(lines, w.note)
	if len(lines) > 0 {
		w.head("", "what they do does not count: lines under catalog in .prodlint.yml say what functions do")
	}
	if harmless > 0 {
		w.head("", "%d more have unknown packages that are not called, or import nothing that leads out of the process", harmless)
	}
}

// rank orders libraries by how likely it is that findings are missing because of them.
func (l *Library) rank() int {
	switch {
	case l.Use != "":
		return 0
	case slices.ContainsFunc(l.Reaches, func(p string) bool { return p != "net" && p != "database/sql" }):
		return 1
	}
	return 2 // an address or a Scan method, mostly
}

// line says what is not known of a library.
func (l *Library) line() string {
	text := l.Module
	if l.Version != "" {
		text += " " + l.Version
	}
	switch {
	case l.Use == "router":
		text += ": a router that is not read, routes registered with it are missing"
	case l.Use != "":
		text += ": " + map[string]string{"rpc": "remote calls", "database": "a database", "cache": "a cache", "broker": "messages", "scheduler": "jobs"}[l.Use] + ", not read"
	default:
		text += ": reaches " + strings.Join(l.Reaches, ", ")
	}
	if l.State == Partly {
		text += "; unknown are " + strings.Join(l.Unknown[:min(len(l.Unknown), maxCalled)], ", ")
		if more := len(l.Unknown) - maxCalled; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
	}
	if l.Calls > 0 {
		var names []string
		for _, key := range l.Called {
			names = append(names, catalog.ShortName(key))
		}
		text += fmt.Sprintf("; %s: %s", count(l.Calls, "call", "calls"), strings.Join(names, ", "))
	}
	return text
}

func (r *Report) entries(w *writer) {
	var kinds []string
	for _, k := range r.Entries.Kinds {
		kinds = append(kinds, fmt.Sprintf("%d %s", k.N, k.Kind))
	}
	if len(kinds) == 0 {
		kinds = []string{"none seen"}
	}
	w.head("entries", "%s", strings.Join(kinds, ", "))
	w.all(r.Entries.Unread, w.note)
	if r.Entries.Open > 0 {
		w.note("of %s a part is not known: prodlint routes says which", count(r.Entries.Open, "entry", "entries"))
	}
	if r.Entries.Cut {
		w.bad("the search for routes ended early, as the program asks for too much")
	}
}

func (r *Report) databases(w *writer) {
	if len(r.Databases) == 0 {
		w.head("databases", "none seen")
	}
	for _, d := range r.Databases {
		if d.Dir == "" {
			w.head("database", "%s, through %s; no migrations for it", d.Dialect, d.Driver)
			continue
		}
		dialect := d.Dialect
		switch {
		case dialect == "":
			dialect = "unknown database"
		case d.Why != "":
			dialect += " by " + d.Why
		}
		w.head("database", "%s: %s, %s: %s, %s", d.Dir, d.Tool, dialect, count(d.Files, "file", "files"), count(d.Tables, "table", "tables"))
		if d.Dialect == "" {
			w.bad("name the database under migrations in .prodlint.yml")
		}
		w.all(d.Problems, w.bad)
		w.all(d.Notes, w.note)
	}
}

// verdict sums up.
func (r *Report) verdict() string {
	switch {
	case len(r.Config.Mistakes) > 0:
		return "The configuration has mistakes: no run until they are mended."
	case r.Incomplete():
		return "prodlint does not see all of it: lines with ! say why."
	case len(r.Config.Idle) > 0:
		return "The configuration has entries without effect."
	}
	return "prodlint sees all that it can read. Lines with ? may hide findings."
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/inloop"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
)

// silence answers --explain-silence: it tells what was made of the loops and the calls of one line.
type silence struct {
	arg    string // as it was given
	file   string
	line   int
	prog   *summary.Program
	place  func(summary.Pos) summary.Pos // with the file as in the result
	result *driver.Result
	set    *settings
}

// newSilence reads FILE:LINE; a column behind it, as reports have it, is ignored.
func newSilence(arg string) (*silence, error) {
	file, line, ok := cutNumber(arg)
	if f, l, more := cutNumber(file); more {
		file, line = f, l
	}
	if !ok || file == "" || line < 1 {
		return nil, fmt.Errorf("--explain-silence is %q: want FILE:LINE", arg)
	}
	return &silence{arg: arg, file: file, line: line}, nil
}

func cutNumber(s string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	n, err := strconv.Atoi(s[i+1:])
	if i < 0 || err != nil {
		return s, 0, false
	}
	return s[:i], n, true
}

// linked keeps the program. It is told before the rules run.
func (s *silence) linked(prog *summary.Program, place func(summary.Pos) summary.Pos) {
	s.prog, s.place = prog, place
}

// explain returns the text. The error says that no loop and no call stands there. dir is the directory of the run.
func (s *silence) explain(dir string) (string, error) {
	if s.prog == nil {
		return "", fmt.Errorf("no package was read")
	}
	for _, file := range s.candidates(dir) {
		loops, calls := effect.Explain(s.prog, func(p summary.Pos) bool { return s.is(p, file) && s.place(p).Line == s.line })
		if len(loops)+len(calls) == 0 {
			continue
		}
		var b strings.Builder
		for _, l := range loops {
			s.loop(&b, l)
		}
		for _, c := range calls {
			s.call(&b, c)
		}
		return report.Redact(b.String()), nil
	}
	hint := ""
	if !slices.ContainsFunc(s.candidates(dir), s.read) {
		hint = ": none of the packages that were read has this file"
		if strings.HasSuffix(s.file, "_test.go") && !s.set.tests {
			hint += " (tests are read with --tests)"
		}
	}
	return "", fmt.Errorf("no loop and no call at %s:%d%s", s.file, s.line, hint)
}

// candidates are the names that the file may have in the result: FILE may be relative to the directory of the run or to the module.
func (s *silence) candidates(dir string) []string {
	out := []string{filepath.ToSlash(filepath.Clean(s.file))}
	abs := s.file
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(dir, abs)
	}
	if a, err := filepath.Abs(abs); err == nil {
		abs = a
	}
	for _, base := range []func(string) (string, error){filepath.EvalSymlinks, func(s string) (string, error) { return s, nil }} {
		if real, err := base(abs); err == nil {
			if rel, err := filepath.Rel(s.result.Root, real); err == nil && !strings.HasPrefix(rel, "..") {
				out = slices.Insert(out, 0, filepath.ToSlash(rel))
			}
		}
	}
	return slices.Compact(out)
}

func (s *silence) is(p summary.Pos, file string) bool {
	return p.IsValid() && p.File == file[strings.LastIndexByte(file, '/')+1:] && s.place(p).File == file
}

// read reports whether anything of a file was read.
func (s *silence) read(file string) bool {
	for _, pkg := range s.prog.Packages {
		if slices.ContainsFunc(pkg.Funcs, func(f summary.Function) bool { return s.is(f.Pos, file) }) ||
			slices.ContainsFunc(pkg.Nodes, func(v summary.Value) bool { return s.is(v.Pos, file) }) {
			return true
		}
	}
	return false
}

func (s *silence) at(p summary.Pos, fn string) string {
	p = s.place(p)
	at := fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
	if fn != "" {
		at += " in " + fn
	}
	return at
}

// loop writes what was made of a loop: its class, then each call in it that has an effect.
func (s *silence) loop(b *strings.Builder, l effect.LoopTold) {
	t := l.Turn
	over := ""
	if t.Text != "" {
		over = " over " + t.Text
	}
	fmt.Fprintf(b, "%s: %s loop%s: %s", s.at(t.Pos, t.Fn), t.Class, over, t.Why)
	if l.Multiplies() {
		fmt.Fprintf(b, ", once for each %s", t.Item)
	}
	b.WriteString("\n")
	reach, unknown := 0, []string{}
	for _, c := range l.Calls {
		if len(c.Verdicts) > 0 {
			reach++
			s.effects(b, c)
		}
		if line := fmt.Sprintf("  not known: %s: %s\n", c.Name, c.Unknown); c.Unknown != "" && !slices.Contains(unknown, line) {
			unknown = append(unknown, line)
		}
	}
	switch n := len(l.Calls); {
	case n == 0:
		b.WriteString("  there is no call in it\n")
	case reach == 0:
		fmt.Fprintf(b, "  no call in it reaches a query, a write or a remote call (%s)\n", count(n, "call"))
	case reach == 1:
		fmt.Fprintf(b, "  1 of %s in it reaches a query, a write or a remote call\n", count(n, "call"))
	default:
		fmt.Fprintf(b, "  %d of %s in it reach a query, a write or a remote call\n", reach, count(n, "call"))
	}
	b.WriteString(strings.Join(unknown, ""))
	if l.Later > 0 {
		fmt.Fprintf(b, "  besides, %s in functions that are not seen to run in the loop\n", count(l.Later, "call"))
	}
}

// call writes what was made of a call.
func (s *silence) call(b *strings.Builder, c effect.CallTold) {
	fmt.Fprintf(b, "%s: call of %s\n", s.at(c.Call.Call.Pos, c.Call.Pkg.FunctionName(c.Call.Call.Fn)), c.Name)
	for _, t := range c.Turns {
		fmt.Fprintf(b, "  in the %s loop at line %d: %s\n", t.Class, s.place(t.Pos).Line, t.Why)
	}
	s.effects(b, c)
	switch {
	case c.Unknown != "":
		fmt.Fprintf(b, "  not known where it leads: %s\n", c.Unknown)
	case len(c.Verdicts) == 0:
		b.WriteString("  it reaches no query, write or remote call\n")
	}
}

// effects writes what a call does, each with the verdict on it.
func (s *silence) effects(b *strings.Builder, c effect.CallTold) {
	told := map[bool]string{} // what the rules about databases and about remote calls have told of the call
	for _, v := range c.Verdicts {
		way := "itself"
		if n := v.Effect.Depth; n > 0 {
			way = count(n, "call") + " further down"
		}
		at := s.place(c.Call.Call.Pos)
		fmt.Fprintf(b, "  %d:%d %s: %s (%s)\n", at.Line, at.Col, c.Name, v.Effect.What(), way)
		fmt.Fprintf(b, "    %s\n", s.verdict(c, v, told[inloop.Database(v.Effect.Kind)]))
		if v.Silent == "" && told[inloop.Database(v.Effect.Kind)] == "" {
			told[inloop.Database(v.Effect.Kind)] = v.Effect.What()
		}
	}
}

// verdict says what became of a verdict; told is the effect that the call has been reported for.
func (s *silence) verdict(c effect.CallTold, v effect.Verdict, told string) string {
	if v.Silent != "" {
		return "silent: " + v.Silent
	}
	if text := s.reported(v); text != "" {
		return text
	}
	minor := ""
	if v.Minor != "" {
		minor = ", though " + v.Minor
	}
	switch {
	case c.Excluded != "":
		return "silent: " + c.Excluded
	case told != "":
		return "told with the " + told + " of the same call, which is nearer"
	}
	return "one for each " + v.Turn.Item + minor + ": no rule reports it"
}

// reported says which rule reports a verdict and why its finding does not show.
func (s *silence) reported(v effect.Verdict) string {
	want := inloop.Finding(v, "")
	want.Pos = s.place(want.Pos)
	for i := range want.Path {
		want.Path[i].Pos = s.place(want.Path[i].Pos)
	}
	for _, f := range s.result.Findings {
		pos, steps := f.Pos, slices.Clone(f.Path)
		pos.File = f.File
		for i := range steps {
			steps[i].Pos.File = f.Files[i]
		}
		if pos != want.Pos || f.Key != want.Key || !slices.Equal(steps, want.Path) {
			continue
		}
		file := s.set.relative(s.result.Root, f.File)
		severity, shown := s.set.selection.Judge(f.Rule, f.Severity, file)
		by := fmt.Sprintf("%s (%s)", f.Rule, severity)
		if v.Minor != "" {
			by += ", though " + v.Minor
		}
		text := "reported by " + by
		switch {
		case f.Suppressed:
			text = "suppressed, for the reason given there: " + f.Reason + "; found by " + by
		case shown:
		case s.set.excluded(f.Rule, file):
			text = "excluded by the configuration; found by " + by
		case !s.set.selection.Runs(f.Rule):
			text = "not shown: " + f.Rule + " does not run unless --enable " + f.Rule + " is given; found by " + by
		default:
			text = "not shown: info findings show with --preset strict or --enable " + f.Rule + "; found by " + by
		}
		return text
	}
	return ""
}

// excluded reports whether the configuration hides a finding of a rule in a file however grave it is.
func (s *settings) excluded(name, file string) bool {
	_, kept := s.selection.Judge(name, rule.Error, file)
	return !kept && s.selection.Runs(name)
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

// programRules are the rules that judge what is linked: those that are off too, for they may be the reason.
func programRules(all []*rule.Rule) []*rule.Rule {
	return slices.DeleteFunc(slices.Clone(all), func(r *rule.Rule) bool { return r.Scope != rule.Program })
}

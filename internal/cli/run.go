package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/page"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
	"github.com/prodlint/prodlint/internal/within"
)

type runCmd struct {
	analysis
	comparing

	Format         string `default:"text" placeholder:"FORMAT" help:"Format of the report: ${formats}."`
	Output         string `short:"o" placeholder:"FILE" help:"Write the report to FILE."`
	FailOn         string `placeholder:"LEVEL" help:"Exit with 1 from this severity on: error, warning (default) or info."`
	ShowSuppressed bool   `help:"Show findings that comments in the code suppress, and those of the baseline."`
	Fix            bool   `xor:"edit" help:"Apply the edits that change nothing but the mistake, then report what is left."`
	Diff           bool   `xor:"edit" help:"Print those edits as a diff and change nothing."`
	UnsafeFixes    bool   `help:"With --fix or --diff: also the edits that change more than the mistake, such as a time limit that they choose."`
	ExplainSilence string `xor:"edit" placeholder:"FILE:LINE" help:"Say what was made of the loop or the calls there, and why they were not reported."`
}

// Help is what kong prints under the summary of the command.
func (*runCmd) Help() string {
	return `Other commands: prodlint init (write a configuration and a step for CI), prodlint doctor (say what prodlint sees of the code), prodlint rules (list the rules), prodlint explain NAME (show the page of a rule or an incident), prodlint baseline (accept what is found for now), prodlint watch, prodlint cache path|clean|stats (what is kept of earlier runs), prodlint schema [DIR] (show the database schema that the migrations make), prodlint routes (what each request costs), prodlint diff REV (what a change makes of that), prodlint lsp (the language server), prodlint version.

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or configuration, 3 analysis incomplete (also: --timeout).`
}

func (c *runCmd) run(ctx context.Context, out io.Writer, p Process, color string) (int, error) {
	if !slices.Contains(report.Formats(), c.Format) {
		return Usage, fmt.Errorf("--format is %q: want one of %s", c.Format, strings.Join(report.Formats(), ", "))
	}
	if err := c.mistyped(); err != nil {
		return Usage, err
	}
	set, err := c.settings(p)
	if err != nil {
		return Usage, err
	}
	if err := c.limit(set); err != nil {
		return Usage, err
	}
	opts := c.options(p, set)
	known, err := c.known(ctx, &c.analysis, set, p)
	if err != nil {
		return Usage, err
	}
	var silence *silence
	if c.ExplainSilence != "" {
		if silence, err = newSilence(c.ExplainSilence); err != nil {
			return Usage, err
		}
		if c.Format != "text" {
			return Usage, errors.New("--explain-silence prints text: it does not go with --format")
		}
		opts.Rules, opts.Linked = programRules(p.Rules), silence.linked
	}
	result, err := c.analyse(ctx, p, opts)
	if err != nil {
		return Usage, err
	}
	set.exclude(result)
	for _, e := range result.Errors {
		fmt.Fprintf(p.Stderr, "prodlint: %v\n", reportError(e))
	}
	if silence != nil {
		silence.result, silence.set = result, set
		text, err := silence.explain(c.Dir)
		if err != nil {
			return Usage, err
		}
		return c.write(out, []byte(text), exitCode(result, false))
	}
	result.Findings = set.filter(result, c.ShowSuppressed)
	if err := known.leaveOut(ctx, p, result, opts, c.ShowSuppressed); errors.Is(err, errLate) {
		return Incomplete, err
	} else if err != nil {
		return Usage, err
	}
	stale := known.tellStale(p.Stderr, result) && c.FailOnStale
	if c.Diff {
		changed, err := c.diff(out, p.Stderr, result, p.style(p.Stdout, color))
		return exitCode(result, changed || stale), err
	}
	if c.Fix {
		if err := c.fix(p.Stderr, result); err != nil {
			return Usage, err
		}
	}
	return c.report(out, p, result, known, stale, color)
}

// limit sets the severity from which on findings count, by the flag or the configuration.
func (c *runCmd) limit(set *settings) error {
	set.failOn = rule.Warning
	for _, level := range []string{set.config.FailOn, c.FailOn} {
		if level == "" {
			continue
		}
		if !slices.Contains(config.Levels, level) {
			return fmt.Errorf("--fail-on is %q: want one of %s", level, strings.Join(config.Levels, ", "))
		}
		set.failOn = rule.Severity(level)
	}
	return nil
}

// mistyped catches a command with a typing error, which would be taken for a package.
func (c *runCmd) mistyped() error {
	if len(c.Packages) == 0 || strings.ContainsAny(c.Packages[0], "./") {
		return nil
	}
	if near := config.Nearest(c.Packages[0], []string{"baseline", "cache", "diff", "doctor", "explain", "init", "lsp", "routes", "rules", "schema", "version", "watch"}); len(near) > 0 {
		return unknown("command", c.Packages[0], near)
	}
	return nil
}

// report writes the findings in the format asked for, and returns the exit code.
func (c *runCmd) report(out io.Writer, p Process, result *driver.Result, known *known, stale bool, color string) (int, error) {
	grave := slices.ContainsFunc(result.Findings, func(f driver.Finding) bool {
		return !f.Suppressed && report.AtLeast(f.Severity, known.set.failOn)
	})
	code := exitCode(result, grave || stale)
	style := p.style(p.Stdout, color)
	if c.Output != "" {
		style = term.Style{Color: color == "always"}
	}
	r := newReport(result, known.set.rules, code)
	known.mark(r)
	text, err := report.Render(c.Format, r, style)
	if err != nil {
		return Usage, err
	}
	return c.write(out, text, code)
}

// write writes to the output asked for, and returns the exit code of a run that ends with code.
func (c *runCmd) write(out io.Writer, text []byte, code int) (int, error) {
	if c.Output == "" {
		_, err := out.Write(text)
		return code, err
	}
	if err := os.WriteFile(c.Output, text, 0o644); err != nil {
		return Usage, fmt.Errorf("cannot write the output: %w", err)
	}
	return code, nil
}

// exitCode prefers "incomplete" to "findings": a gate must not take part of the truth for the whole.
func exitCode(result *driver.Result, findings bool) int {
	switch {
	case !result.Complete || len(result.Errors) > 0:
		return Incomplete
	case findings:
		return Findings
	}
	return Clean
}

// newReport turns the driver's result into what the formats take.
func newReport(result *driver.Result, rules []*rule.Rule, code int) *report.Report {
	r := &report.Report{
		Version: Version, Rules: rules, ExitCode: code,
		Stats: report.Stats{Packages: result.Stats.Packages, Cached: result.Stats.Cached, Files: result.Stats.Files, Seconds: result.Stats.Seconds},
		Source: func(file string) []byte {
			// A //line directive may name any file: what is no Go file of the workspace, and no migration, is not shown.
			if path.Ext(file) != ".go" && !beside.SQL(file) {
				return nil
			}
			src, err := within.ReadFile(result.Root, file)
			if err != nil {
				return nil
			}
			return src
		},
		Story: func(slug string) (report.Story, bool) {
			in, ok := page.Find(slug)
			return report.Story{Slug: in.Slug, Title: in.Title, URL: in.URL()}, ok
		},
	}
	for _, e := range result.Errors {
		r.Errors = append(r.Errors, reportError(e))
	}
	byName := map[string]*rule.Rule{}
	for _, ru := range rules {
		byName[ru.Name] = ru
	}
	for _, f := range result.Findings {
		out := report.Finding{
			Place: report.Place{File: f.File, Line: f.Pos.Line, Column: f.Pos.Col, EndLine: f.Pos.EndLine, EndColumn: f.Pos.EndCol, Function: f.Function},
			Rule:  f.Rule, Severity: f.Severity, Confidence: f.Confidence, Message: f.Message,
			Fingerprint: f.Fingerprint, Fixable: len(f.Edits) > 0, Unsafe: f.Unsafe, Suppressed: f.Suppressed, Reason: f.Reason, Entry: f.Entry, Entries: f.Entries,
		}
		if ru := byName[f.Rule]; ru != nil {
			out.Incidents, out.URL = ru.Incidents, ru.URL()
		}
		for i, h := range f.Path {
			file := f.File
			if i < len(f.Files) {
				file = f.Files[i]
			}
			out.Path = append(out.Path, report.Place{File: file, Line: h.Pos.Line, Column: h.Pos.Col, EndLine: h.Pos.EndLine, EndColumn: h.Pos.EndCol,
				Function: h.Function, Note: h.Note})
		}
		r.Findings = append(r.Findings, out)
	}
	return r
}

func reportError(e driver.PackageError) report.Error {
	return report.Error{Package: e.Package, File: e.File, Line: e.Line, Column: e.Col, Message: e.Message}
}

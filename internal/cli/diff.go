package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/baseline"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/revision"
	"github.com/prodlint/prodlint/internal/route/cost"
	"github.com/prodlint/prodlint/internal/route/delta"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/term"
)

type diffCmd struct {
	Rev string `arg:"" help:"Git revision to compare with; REV... is where HEAD branched off from it."`
	analysis

	Format     string `default:"text" placeholder:"FORMAT" help:"text, json or markdown (for a comment on a pull request)."`
	Output     string `short:"o" placeholder:"FILE" help:"Write to FILE."`
	FailOn     string `placeholder:"LEVEL" help:"Exit with 1 when a finding is new from this severity on: error, warning (default) or info."`
	FailOnCost bool   `help:"Exit with 1 also when a route that was there costs more, or has lost middleware that guards it."`
	Baseline   string `placeholder:"FILE" xor:"baseline" help:"Leave out the findings that FILE accepts."`
	NoBaseline bool   `xor:"baseline" help:"Read no baseline, though the configuration names one."`
}

// Help is what kong prints under the summary of the command.
func (*diffCmd) Help() string {
	return `Compares the code as it is on disk with a git revision: routes that are new, gone or moved, routes whose cost or middleware changed ("POST /checkout: +1 query for each item"), and findings that are new or gone. A run costs what its worst path does, see prodlint routes. The checkout is left alone and nothing is run.

Exit codes: 0 nothing new at or above --fail-on, 1 such findings (with --fail-on-cost: or routes that got worse), 2 wrong usage or configuration, 3 analysis incomplete.`
}

func (c *diffCmd) run(ctx context.Context, out io.Writer, p Process, color string) (int, error) {
	if !slices.Contains(delta.Formats(), c.Format) {
		return Usage, fmt.Errorf("--format is %q: want one of %s", c.Format, strings.Join(delta.Formats(), ", "))
	}
	set, err := c.settings(p)
	if err != nil {
		return Usage, err
	}
	// What the run command does with an output and a severity, this one does, too.
	run := &runCmd{Output: c.Output, FailOn: c.FailOn}
	if err := run.limit(set); err != nil {
		return Usage, err
	}
	known, err := (&comparing{Baseline: c.Baseline, NoBaseline: c.NoBaseline}).known(ctx, &c.analysis, set, p)
	if err != nil {
		return Usage, err
	}
	if known.rev, err = revision.Find(ctx, c.Dir, c.Rev); err != nil {
		return Usage, fmt.Errorf("diff: %w", err)
	}
	known.revName, known.flag = c.Rev, "diff"

	pg, result, err := c.compare(ctx, p, set, known)
	switch {
	case errors.Is(err, errLate):
		return Incomplete, err
	case err != nil:
		return Usage, err
	}
	bad := slices.ContainsFunc(pg.New, func(f delta.Finding) bool { return report.AtLeast(rule.Severity(f.Severity), set.failOn) }) ||
		c.FailOnCost && slices.ContainsFunc(pg.Changes, func(ch delta.Change) bool { return ch.Worse() })
	style := p.style(p.Stdout, color)
	if c.Output != "" {
		style = term.Style{Color: color == "always"}
	}
	text, err := delta.Render(c.Format, pg, style)
	if err != nil {
		return Usage, err
	}
	return run.write(out, []byte(report.Redact(string(text))), exitCode(result, bad))
}

// compare analyses both versions of the code.
func (c *diffCmd) compare(ctx context.Context, p Process, set *settings, known *known) (delta.Page, *driver.Result, error) {
	pg := delta.Page{Revision: c.Rev, Commit: known.rev.Commit}
	var routes, then []delta.Route
	opts := c.options(p, set)
	opts.Linked = routesInto(&routes, &pg.Notes)
	result, err := c.analyse(ctx, p, opts)
	if err != nil {
		return pg, nil, err
	}
	set.exclude(result)
	for _, e := range result.Errors {
		fmt.Fprintf(p.Stderr, "prodlint: %v\n", reportError(e))
	}
	result.Findings = set.filter(result, false)
	known.accept(p, result, false)
	var ignored []string // what is not read now was not read then
	opts.Linked = routesInto(&then, &ignored)
	before, err := known.before(ctx, p, opts)
	if err != nil {
		return pg, nil, err
	}
	pg.Changes = delta.Compare(then, routes)
	c.findings(&pg, result, before, p.Rules)
	return pg, result, nil
}

// findings adds those that are new or gone.
func (c *diffCmd) findings(pg *delta.Page, result *driver.Result, before past, rules []*rule.Rule) {
	urls := map[string]string{}
	for _, r := range rules {
		urls[r.Name] = r.URL()
	}
	shown := func(f driver.Finding) delta.Finding {
		return delta.Finding{Rule: f.Rule, Severity: string(f.Severity), Message: f.Message, File: f.File, Line: f.Pos.Line, Column: f.Pos.Col,
			Function: f.Function, Entry: f.Entry, Fingerprint: f.Fingerprint, URL: urls[f.Rule]}
	}
	lines := newLines(result.Root)
	var now []baseline.Item
	for _, f := range result.Findings {
		now = append(now, baseline.ItemOf(f, lines.of(f)))
	}
	still := map[int]bool{}
	for i, j := range baseline.Pair(now, before.items) {
		if j < 0 {
			pg.New = append(pg.New, shown(result.Findings[i]))
		} else {
			still[j] = true
		}
	}
	for j, f := range before.findings {
		if !still[j] {
			pg.Gone = append(pg.Gone, shown(f))
		}
	}
}

// routesInto returns what the driver calls with the linked program, for its routes to be kept and the program to be let go.
func routesInto(out *[]delta.Route, notes *[]string) func(*summary.Program, func(summary.Pos) summary.Pos) {
	return func(prog *summary.Program, place func(summary.Pos) summary.Pos) {
		r := newRouteRows(prog, place)
		for _, e := range r.m.Entries {
			d := delta.Route{Row: r.row(e, nil), Sum: r.book.Of(e.Handler.Func), Seen: !e.Handler.Func.IsZero()}
			r.effects(e.Handler.Func, nil, &d.Does, maxTree)
			*out = append(*out, d)
		}
		*notes = r.page(nil).Notes
	}
}

// maxEffects bounds the effects that are kept of a route.
const maxEffects = 200

// effects adds the calls of libraries on the worst path of a function.
func (r *routeRows) effects(f summary.FuncRef, per []string, out *[]delta.Effect, depth int) {
	if depth == 0 {
		return
	}
	for _, p := range r.book.Parts(f) {
		each := append(slices.Clip(per), p.Per...)
		switch {
		case len(*out) >= maxEffects:
			return
		case !p.Into.IsZero():
			r.effects(p.Into, each, out, depth-1)
		default:
			*out = append(*out, delta.Effect{What: whatOf(p), Per: each, Place: r.at(p.Call.Call.Pos)})
		}
	}
}

// whatOf names a call that is not followed further.
func whatOf(p cost.Part) string {
	if p.Does != "" {
		return p.Does
	}
	return calleeOf(p.Call) + ", not seen into"
}

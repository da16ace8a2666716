package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/prodlint/prodlint/internal/baseline"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/term"
)

// baselineCmd keeps a file of findings that are accepted for now.
type baselineCmd struct {
	Write baselineWriteCmd `cmd:"" help:"Write the findings that there are into the baseline, and drop those that are gone."`
	Prune baselinePruneCmd `cmd:"" help:"Drop the entries whose findings are gone. Nothing is added."`
	Show  baselineShowCmd  `cmd:"" help:"List the entries, with owner and last day."`
}

// Help is what kong prints under the summary of the command.
func (*baselineCmd) Help() string {
	return `A baseline accepts the findings that a code base has when prodlint comes to it, so that only new ones are reported. Each entry may have a reason, an owner and a last day; when that day is over, the finding is reported again.`
}

type baselineWriteCmd struct {
	analysis
	Baseline string `placeholder:"FILE" help:"The file. Default: the one that the configuration names, else .prodlint-baseline.yml in DIR."`
	Reason   string `placeholder:"TEXT" help:"Reason of the entries that are added."`
	Owner    string `placeholder:"NAME" help:"Owner of the entries that are added."`
	Expires  string `placeholder:"DAY" help:"Last day of the entries that are added: 2027-01-31."`
}

type baselinePruneCmd struct {
	analysis
	Baseline string `placeholder:"FILE" help:"The file. Default: the one that the configuration names, else .prodlint-baseline.yml in DIR."`
	Check    bool   `help:"Change nothing; exit with 1 if there is something to drop."`
}

type baselineShowCmd struct {
	Dir      string `short:"C" name:"chdir" placeholder:"DIR" help:"Run as if started in DIR."`
	Config   string `placeholder:"FILE" help:"Read this configuration instead of the nearest .prodlint.yml."`
	NoConfig bool   `help:"Read no configuration."`
	Baseline string `placeholder:"FILE" help:"The file. Default: the one that the configuration names, else .prodlint-baseline.yml in DIR."`
	Format   string `enum:"text,json" default:"text" placeholder:"FORMAT" help:"text or json."`
}

func (c *baselineCmd) run(ctx context.Context, verb string, out io.Writer, p Process, style term.Style) (int, error) {
	switch verb {
	case "write":
		return c.Write.run(ctx, out, p)
	case "prune":
		return c.Prune.run(ctx, out, p)
	}
	return Clean, c.Show.run(out, p, style)
}

// compared analyses the code and pairs what is found with the entries of a baseline.
type compared struct {
	file     *baseline.File
	result   *driver.Result
	findings []driver.Finding
	matched  []int // as of baseline.File.Match
	stale    []int
}

// compare runs the analysis and reports the packages that did not load.
func (c *analysis) compare(ctx context.Context, p Process, set *settings, file *baseline.File) (*compared, error) {
	result, err := c.analyse(ctx, p, c.options(p, set))
	if err != nil {
		return nil, err
	}
	for _, e := range result.Errors {
		fmt.Fprintf(p.Stderr, "prodlint: %v\n", reportError(e))
	}
	out := &compared{file: file, result: result, findings: set.filter(result, false)}
	out.matched = file.Match(out.findings)
	out.stale = file.Stale(out.matched, baseline.Scope{Result: result, Rules: set.rules, Tests: set.tests,
		Known: func(name string) bool { return slices.Contains(p.names(), name) }})
	return out, nil
}

func (c *baselineWriteCmd) run(ctx context.Context, out io.Writer, p Process) (int, error) {
	if c.Expires != "" && !baseline.Day(c.Expires) {
		return Usage, fmt.Errorf("--expires is %q: want a day such as 2027-01-31", c.Expires)
	}
	set, err := c.settings(p)
	if err != nil {
		return Usage, err
	}
	path := cmp.Or(c.Baseline, set.baseline(), filepath.Join(c.Dir, baseline.Name))
	file, err := c.load(c.Baseline, set)
	switch {
	case errors.Is(err, os.ErrNotExist):
		file = &baseline.File{Path: path}
	case err != nil:
		return Usage, err
	}
	cmp, err := c.compare(ctx, p, set, file)
	if err != nil {
		return Usage, err
	}
	added, expired := 0, 0
	for _, j := range cmp.matched {
		switch {
		case j < 0:
			added++
		case file.Entries[j].Expired(p.now()):
			expired++
		}
	}
	file.Entries = file.Update(cmp.result.Root, cmp.findings, cmp.matched, func(i int) bool { return !slices.Contains(cmp.stale, i) },
		baseline.Entry{Reason: report.Redact(c.Reason), Owner: c.Owner, Expires: c.Expires})
	if _, err := file.Save(); err != nil {
		return Usage, fmt.Errorf("cannot write the baseline: %w", err)
	}
	fmt.Fprintf(out, "%s: %s (%d new, %d gone)\n", path, count(len(file.Entries), "finding"), added, len(cmp.stale))
	if expired > 0 {
		fmt.Fprintf(out, "%d of them expired: they are reported until their last day is changed\n", expired)
	}
	if c.Baseline == "" && set.baseline() == "" {
		fmt.Fprintf(out, "prodlint reads it with --baseline %s, or with \"baseline: %s\" in .prodlint.yml\n", path, baseline.Name)
	}
	return exitCode(cmp.result, false), nil
}

func (c *baselinePruneCmd) run(ctx context.Context, out io.Writer, p Process) (int, error) {
	set, err := c.settings(p)
	if err != nil {
		return Usage, err
	}
	file, err := c.load(c.Baseline, set)
	if err != nil {
		return Usage, err
	}
	cmp, err := c.compare(ctx, p, set, file)
	if err != nil {
		return Usage, err
	}
	for _, i := range cmp.stale {
		fmt.Fprintf(out, "gone: %s\n", describe(file.Entries[i]))
	}
	var kept []baseline.Entry
	for i, e := range file.Entries {
		if !slices.Contains(cmp.stale, i) {
			kept = append(kept, e)
		}
	}
	file.Entries = kept
	if c.Check {
		fmt.Fprintf(out, "%s: %d to drop, %d to keep\n", file.Path, len(cmp.stale), len(kept))
		return exitCode(cmp.result, len(cmp.stale) > 0), nil
	}
	if len(cmp.stale) > 0 {
		if _, err := file.Save(); err != nil {
			return Usage, fmt.Errorf("cannot write the baseline: %w", err)
		}
	}
	fmt.Fprintf(out, "%s: %d dropped, %d kept\n", file.Path, len(cmp.stale), len(kept))
	return exitCode(cmp.result, false), nil
}

func (c *baselineShowCmd) run(out io.Writer, p Process, style term.Style) error {
	a := analysis{Dir: c.Dir, Config: c.Config, NoConfig: c.NoConfig}
	set, err := a.settings(p)
	if err != nil {
		return err
	}
	file, err := a.load(c.Baseline, set)
	if err != nil {
		return err
	}
	entries := file.Sorted()
	if c.Format == "json" {
		return showJSON(out, entries, p)
	}
	rows := [][]string{{"FILE", "RULE", "FUNCTION", "OWNER", "LAST DAY", "REASON"}}
	expired := 0
	for _, e := range entries {
		if e.Expired(p.now()) {
			expired++
			e.Expires += " (expired)"
		}
		row := []string{e.File, e.Rule, e.Function, e.Owner, e.Expires, e.Reason}
		for i := range row {
			row[i] = term.Clean(report.Redact(row[i]))
		}
		rows = append(rows, row)
	}
	text := ""
	if len(entries) > 0 {
		text = term.Columns(rows, style) + "\n"
	}
	text += count(len(entries), "finding") + " accepted"
	if expired > 0 {
		text += fmt.Sprintf(", %d of them expired", expired)
	}
	_, err = io.WriteString(out, text+"\n")
	return err
}

// showJSON prints the entries for programs. Keys are only ever added.
func showJSON(out io.Writer, entries []baseline.Entry, p Process) error {
	type entry struct {
		baseline.Entry
		Expired bool `json:"expired"`
	}
	list := struct {
		Version  int     `json:"version"`
		Findings []entry `json:"findings"`
	}{1, []entry{}}
	for _, e := range entries {
		e.Message, e.Reason = report.Redact(e.Message), report.Redact(e.Reason)
		list.Findings = append(list.Findings, entry{e, e.Expired(p.now())})
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}

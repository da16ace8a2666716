package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/mod/modfile"

	"github.com/prodlint/prodlint/internal/baseline"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
	"github.com/prodlint/prodlint/internal/watch"
)

// watchCmd analyses the code again whenever it is saved.
type watchCmd struct {
	analysis
	Baseline   string `placeholder:"FILE" xor:"baseline" help:"Leave out the findings that FILE accepts."`
	NoBaseline bool   `xor:"baseline" help:"Read no baseline, though the configuration names one."`
}

// Help is what kong prints under the summary of the command.
func (*watchCmd) Help() string {
	return `After each save it prints the findings that have appeared (+) and those that have gone (-), and what does not compile (!). Findings in packages that do not compile are kept until they do. Ctrl-C ends it, with exit code 130.`
}

// watcher is the state of a watch.
type watcher struct {
	cmd   *watchCmd
	p     Process
	out   io.Writer
	style term.Style
	set   atomic.Pointer[settings] // read while events are sorted out
	root  string

	shown  []shown // the findings there are
	broken bool    // the last run had errors
}

// shown is a finding with what it is compared by.
type shown struct {
	driver.Finding
	item baseline.Item
}

func (c *watchCmd) run(ctx context.Context, out io.Writer, p Process, style term.Style) (int, error) {
	set, err := c.settings(p)
	if err != nil {
		return Usage, err
	}
	w := &watcher{cmd: c, p: p, out: out, style: style}
	w.set.Store(set)
	if w.root, err = workspace(c.Dir); err != nil {
		return Usage, err
	}
	start := p.Watch
	if start == nil {
		start = watch.Start
	}
	// Watching begins before the first run, so that no save is missed.
	events, err := start(ctx, trees(w.root), w.files())
	if err != nil {
		return Usage, fmt.Errorf("cannot watch: %w", err)
	}
	batches := watch.Batches(ctx, events, watch.Quiet, w.matters)
	result, err := w.analyse(ctx)
	if err != nil {
		return Usage, err
	}
	if err := w.begin(result); err != nil {
		return Usage, err
	}
	return w.loop(ctx, batches)
}

// loop runs an analysis for each batch. A batch that comes during a run replaces it.
func (w *watcher) loop(ctx context.Context, batches <-chan watch.Batch) (int, error) {
	type outcome struct {
		result *driver.Result
		err    error
	}
	var names []string
	var done chan outcome // nil while nothing runs
	stop := func() {}
	defer func() { stop() }()
	for {
		select {
		case <-ctx.Done():
			return Interrupted, ctx.Err()
		case b, ok := <-batches:
			switch {
			case ctx.Err() != nil:
				return Interrupted, ctx.Err()
			case !ok:
				return Usage, errors.New("the system tells no more changes")
			case b.Err != nil:
				fmt.Fprintf(w.p.Stderr, "prodlint: %s\n", plain(b.Err.Error()))
				continue
			}
			if done != nil {
				stop()
				<-done
			}
			names = append(names, b.Names...)
			if slices.ContainsFunc(b.Names, func(name string) bool { return name == "" || w.isSetting(name) }) {
				w.reload()
			}
			running, cancel := context.WithCancel(ctx)
			stop, done = cancel, make(chan outcome, 1)
			go func(to chan<- outcome) {
				result, err := w.analyse(running)
				to <- outcome{result, err}
			}(done)
		case o := <-done:
			stop()
			done = nil
			if ctx.Err() != nil {
				return Interrupted, ctx.Err()
			}
			if err := w.tell(names, o.result, o.err); err != nil {
				return Usage, err
			}
			names = nil
		}
	}
}

// analyse runs the analysis and leaves out what is accepted.
func (w *watcher) analyse(ctx context.Context) (*driver.Result, error) {
	flags := comparing{Baseline: w.cmd.Baseline, NoBaseline: w.cmd.NoBaseline}
	set := w.set.Load()
	known, err := flags.known(ctx, &w.cmd.analysis, set, w.p)
	if err != nil {
		return nil, err
	}
	opts := w.cmd.options(w.p, set)
	opts.Patience = 0 // what is compiled once serves all the runs that follow
	result, err := w.cmd.analyse(ctx, w.p, opts)
	if err != nil {
		return nil, err
	}
	result.Findings = set.filter(result, false)
	return result, known.leaveOut(ctx, w.p, result, opts, false)
}

// begin prints what there is at the start.
func (w *watcher) begin(result *driver.Result) error {
	w.shown = show(result)
	var b strings.Builder
	w.errors(&b, result)
	fmt.Fprintf(&b, "watching %s: %s\n", count(result.Stats.Packages, "package"), w.summary())
	_, err := io.WriteString(w.out, b.String())
	return err
}

func show(result *driver.Result) []shown {
	lines := newLines(result.Root)
	var out []shown
	for _, f := range result.Findings {
		out = append(out, shown{f, baseline.ItemOf(f, lines.of(f))})
	}
	return out
}

// tell prints what a run changed.
func (w *watcher) tell(names []string, result *driver.Result, err error) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", w.changed(names))
	if err != nil {
		w.broken = true
		for line := range strings.Lines(plain(err.Error())) {
			fmt.Fprintf(&b, "! %s\n", strings.TrimRight(line, "\n"))
		}
		_, err = io.WriteString(w.out, b.String())
		return err
	}
	was := w.broken
	w.errors(&b, result)
	now := w.kept(result)
	appeared, gone := difference(now, w.shown)
	for _, s := range gone {
		w.line(&b, "-", term.Green, s)
	}
	for _, s := range appeared {
		w.line(&b, "+", severityColors[s.Severity], s)
	}
	w.shown = now
	tail := ""
	switch {
	case len(appeared)+len(gone) > 0:
		tail = fmt.Sprintf("; %d new, %d gone", len(appeared), len(gone))
	case w.broken:
		tail = "; those of what does not compile are kept"
	case was:
		tail = "; all compiles again"
	}
	fmt.Fprintf(&b, "%s%s\n", w.summary(), tail)
	_, err = io.WriteString(w.out, b.String())
	return err
}

var severityColors = map[rule.Severity]term.Color{rule.Error: term.Red, rule.Warning: term.Yellow, rule.Info: term.Blue}

// line prints a finding in one line, as compilers print errors.
func (w *watcher) line(b *strings.Builder, sign string, color term.Color, s shown) {
	text := fmt.Sprintf("%s:%d:%d: %s %s: %s", s.File, s.Pos.Line, s.Pos.Col, s.Severity, s.Rule, s.item.Message)
	fmt.Fprintf(b, "%s %s\n", w.style.Paint(color, sign), term.Clean(report.Redact(text)))
}

// errors prints what did not load.
func (w *watcher) errors(b *strings.Builder, result *driver.Result) {
	w.broken = len(result.Errors) > 0
	for _, e := range result.Errors {
		fmt.Fprintf(b, "%s %s\n", w.style.Paint(term.Red, "!"), term.Clean(reportError(e).String()))
	}
}

// kept returns the findings of a run, and those found before in packages that it could not judge, or of all packages where it was stopped.
func (w *watcher) kept(result *driver.Result) []shown {
	now := show(result)
	if len(result.Errors) == 0 {
		return now
	}
	_, gone := difference(now, w.shown)
	for _, s := range gone {
		if result.Stopped || !slices.Contains(result.Dirs, path.Dir(s.File)) {
			now = append(now, s)
		}
	}
	return now
}

// difference returns the findings of now that were not there before, and those of before that are there no more.
func difference(now, before []shown) (appeared, gone []shown) {
	items := func(list []shown) (out []baseline.Item) {
		for _, s := range list {
			out = append(out, s.item)
		}
		return out
	}
	pairs := baseline.Pair(items(now), items(before))
	for i, j := range pairs {
		if j < 0 {
			appeared = append(appeared, now[i])
		}
	}
	for j, s := range before {
		if !slices.Contains(pairs, j) {
			gone = append(gone, s)
		}
	}
	return appeared, gone
}

// summary counts the findings there are.
func (w *watcher) summary() string {
	n := map[rule.Severity]int{}
	for _, s := range w.shown {
		n[s.Severity]++
	}
	var parts []string
	for _, s := range []rule.Severity{rule.Error, rule.Warning} {
		if n[s] > 0 {
			parts = append(parts, count(n[s], string(s)))
		}
	}
	if n[rule.Info] > 0 {
		parts = append(parts, fmt.Sprintf("%d info", n[rule.Info]))
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return count(len(w.shown), "finding") + " (" + strings.Join(parts, ", ") + ")"
}

// changed names the files that were saved.
func (w *watcher) changed(names []string) string {
	set := map[string]bool{}
	for _, name := range names {
		if rel, err := filepath.Rel(w.root, name); err == nil && name != "" {
			set[filepath.ToSlash(rel)] = true
		}
	}
	list := slices.Sorted(maps.Keys(set))
	switch {
	case slices.Contains(names, "") || len(list) == 0:
		return "many files were saved"
	case len(list) > 3:
		return fmt.Sprintf("%s and %d more files were saved", list[0], len(list)-1)
	}
	return strings.Join(list, ", ")
}

// matters reports whether a file decides what is found.
func (w *watcher) matters(name string) bool {
	return w.isSetting(name) || watch.Source(name, w.set.Load().tests)
}

// files are the configuration and the baseline.
func (w *watcher) files() []string {
	var out []string
	set := w.set.Load()
	for _, name := range []string{set.config.File, cmp.Or(w.cmd.Baseline, set.baseline())} {
		if abs, err := filepath.Abs(name); err == nil && name != "" {
			out = append(out, abs)
		}
	}
	return out
}

func (w *watcher) isSetting(name string) bool { return slices.Contains(w.files(), name) }

// reload reads the configuration again. One with a mistake in it leaves that which counts as it is.
func (w *watcher) reload() {
	before := w.set.Load()
	set, err := w.cmd.settingsAfter(w.p, before)
	if err != nil {
		fmt.Fprintf(w.p.Stderr, "prodlint: %s\n", plain(err.Error()))
		return
	}
	if set.config.Catalog != before.config.Catalog {
		fmt.Fprintln(w.p.Stderr, "prodlint: what catalog says in the configuration counts when watch is started again")
		set.config.Catalog = before.config.Catalog
	}
	w.set.Store(set)
}

// workspace returns the directory of the go.work, else of the go.mod, that counts in a directory.
func workspace(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	names := []string{"go.work", "go.mod"}
	switch work := os.Getenv("GOWORK"); work {
	case "":
	case "off":
		names = names[1:]
	default:
		return filepath.Dir(work), nil
	}
	for _, name := range names {
		for at := dir; ; at = filepath.Dir(at) {
			if st, err := os.Stat(filepath.Join(at, name)); err == nil && !st.IsDir() {
				return at, nil
			}
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	return dir, nil // the driver says what is wrong
}

// trees are the directories to watch: the root and the modules of the workspace that lie outside of it.
func trees(root string) []string {
	out := []string{root}
	name := filepath.Join(root, "go.work")
	data, err := os.ReadFile(name)
	if err != nil {
		return out
	}
	work, err := modfile.ParseWork(name, data, nil)
	if err != nil {
		return out
	}
	for _, u := range work.Use {
		dir := filepath.FromSlash(u.Path)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(root, dir)
		}
		if rel, err := filepath.Rel(root, dir); err != nil || !filepath.IsLocal(rel) {
			out = append(out, dir)
		}
	}
	return out
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/baseline"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/revision"
	"github.com/prodlint/prodlint/internal/within"
)

// comparing are the flags about findings that are known already.
type comparing struct {
	Baseline    string  `placeholder:"FILE" xor:"baseline" help:"Leave out the findings that FILE accepts; prodlint baseline write makes it."`
	NoBaseline  bool    `xor:"baseline" help:"Read no baseline, though the configuration names one."`
	FailOnStale bool    `help:"Exit with 1 when entries of the baseline have no finding any more."`
	NewFrom     *string `placeholder:"REV" help:"Leave out the findings that git revision REV has; REV... is where HEAD branched off from it."`
}

// known is what findings are compared with. It may be nothing.
type known struct {
	analysis *analysis
	set      *settings
	file     *baseline.File
	scope    baseline.Scope
	rev      *revision.Revision
	revName  string
	flag     string // that asks for it, for errors

	stale    []int
	accepted int                       // left out, or shown as suppressed
	old      int                       // left out
	entries  map[string]baseline.Entry // of findings that are shown, by fingerprint
}

// known reads the baseline and finds the revision, before the analysis takes its time.
func (c *comparing) known(ctx context.Context, a *analysis, set *settings, p Process) (*known, error) {
	k := &known{analysis: a, set: set, entries: map[string]baseline.Entry{}}
	k.scope = baseline.Scope{Rules: set.rules, Tests: set.tests, Known: func(name string) bool { return slices.Contains(p.names(), name) }}
	var err error
	if c.Baseline != "" || set.config.Baseline != "" && !c.NoBaseline {
		if k.file, err = a.load(c.Baseline, set); err != nil {
			if errors.Is(err, os.ErrNotExist) {
				return nil, fmt.Errorf("baseline: %w (prodlint baseline write makes it)", err)
			}
			return nil, err
		}
	} else if c.FailOnStale {
		return nil, errors.New("--fail-on-stale needs a baseline: name one with --baseline or in the configuration")
	}
	if c.NewFrom != nil {
		k.revName, k.flag = *c.NewFrom, "--new-from"
		if k.rev, err = revision.Find(ctx, a.Dir, k.revName); err != nil {
			return nil, fmt.Errorf("--new-from: %w", err)
		}
	}
	return k, nil
}

// load reads the baseline that the flag names, else the one of the configuration, else the one in the directory of the run.
func (c *analysis) load(flag string, set *settings) (*baseline.File, error) {
	switch {
	case flag != "":
		return baseline.Load(flag)
	case set.config.Baseline != "":
		return baseline.LoadWithin(filepath.Dir(set.config.File), set.config.Baseline, set.baseline())
	}
	return baseline.LoadWithin(c.Dir, baseline.Name, filepath.Join(c.Dir, baseline.Name))
}

// baseline is the file that the configuration names, as people would name it, or "".
func (s *settings) baseline() string {
	if s.config.Baseline == "" {
		return ""
	}
	file := filepath.Join(filepath.Dir(s.config.File), filepath.FromSlash(s.config.Baseline))
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, file); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return file
}

// leaveOut takes the findings that are known out of a result. With show those of the baseline stay, as suppressed ones.
func (k *known) leaveOut(ctx context.Context, p Process, result *driver.Result, opts driver.Options, show bool) error {
	k.accept(p, result, show)
	if k.rev == nil || len(unsuppressed(result.Findings)) == 0 {
		return nil
	}
	opts.Linked = nil
	before, err := k.before(ctx, p, opts)
	if err != nil {
		return err
	}
	lines := newLines(result.Root)
	open := unsuppressed(result.Findings)
	var now []baseline.Item
	for _, f := range open {
		now = append(now, baseline.ItemOf(f, lines.of(f)))
	}
	old := map[string]bool{}
	for i, j := range baseline.Pair(now, before.items) {
		if j >= 0 {
			old[open[i].Fingerprint] = true
		}
	}
	k.old = len(old)
	result.Findings = slices.DeleteFunc(result.Findings, func(f driver.Finding) bool { return old[f.Fingerprint] })
	return nil
}

// accept takes out the findings that the baseline accepts, if there is one.
func (k *known) accept(p Process, result *driver.Result, show bool) {
	if k.file == nil {
		return
	}
	open := unsuppressed(result.Findings)
	matched := k.file.Match(open)
	k.scope.Result = result
	k.stale = k.file.Stale(matched, k.scope)
	k.take(p, result, open, matched, show)
}

// take takes out the findings that have an entry which has not expired.
func (k *known) take(p Process, result *driver.Result, open []driver.Finding, matched []int, show bool) {
	hidden := map[string]bool{}
	for i, f := range open {
		if matched[i] < 0 {
			continue
		}
		e := k.file.Entries[matched[i]]
		if !e.Expired(p.now()) {
			hidden[f.Fingerprint] = true
			k.accepted++
			if !show {
				continue
			}
		}
		k.entries[f.Fingerprint] = e
	}
	var kept []driver.Finding
	for _, f := range result.Findings {
		if hidden[f.Fingerprint] {
			if !show {
				continue
			}
			f.Suppressed, f.Reason = true, cmp.Or(k.entries[f.Fingerprint].Reason, "in the baseline")
		}
		kept = append(kept, f)
	}
	result.Findings = kept
}

func unsuppressed(fs []driver.Finding) []driver.Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f driver.Finding) bool { return f.Suppressed })
}

// tellStale names the entries of the baseline that have no finding any more, and reports whether there are any.
func (k *known) tellStale(w io.Writer, result *driver.Result) bool {
	n := len(k.stale)
	if n == 0 {
		return false
	}
	fmt.Fprintf(w, "prodlint: %s: %s stale (prodlint baseline prune drops them):\n", k.file.Path, entriesAre(n))
	for i, at := range k.stale {
		if i == maxTold && n > maxTold+1 {
			fmt.Fprintf(w, "  and %d more\n", n-maxTold)
			break
		}
		fmt.Fprintf(w, "  %s\n", describe(k.file.Entries[at]))
	}
	return true
}

// maxTold bounds how many entries or errors a note names.
const maxTold = 5

func entriesAre(n int) string {
	if n == 1 {
		return "1 entry is"
	}
	return fmt.Sprintf("%d entries are", n)
}

// describe names an entry in one line.
func describe(e baseline.Entry) string {
	s := e.Rule + " in " + e.File
	if e.Function != "" {
		s += ", " + e.Function
	}
	return plain(s)
}

// mark tells a report what was left out, and which findings have expired.
func (k *known) mark(r *report.Report) {
	r.Compared = k.file != nil || k.rev != nil
	r.Stats.Accepted, r.Stats.Old, r.Stats.Since = k.accepted, k.old, k.revName
	for i := range r.Findings {
		f := &r.Findings[i]
		if e, ok := k.entries[f.Fingerprint]; ok {
			f.Accepted = &report.Accepted{Reason: e.Reason, Owner: e.Owner, Expires: e.Expires}
			if f.Suppressed {
				r.Stats.Accepted-- // counted with the suppressed ones
			}
		}
	}
}

// lines reads lines of source files, each file once.
type lines struct {
	root  string
	files map[string][]string
}

func newLines(root string) *lines { return &lines{root, map[string][]string{}} }

// of returns the line that a finding stands on, or "".
func (l *lines) of(f driver.Finding) string {
	text, ok := l.files[f.File]
	if !ok {
		if src, err := within.ReadFile(l.root, f.File); err == nil {
			text = strings.Split(string(src), "\n")
		}
		l.files[f.File] = text
	}
	if n := f.Pos.Line; n >= 1 && n <= len(text) {
		return text[n-1]
	}
	return ""
}

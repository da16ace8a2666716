package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/baseline"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/revision"
)

// errLate says that there was not enough time to compare.
var errLate = errors.New("its analysis was stopped")

// past is what was reported at a revision; the two lists go together.
type past struct {
	findings []driver.Finding
	items    []baseline.Item
}

// before analyses the revision with the same settings and returns what was reported there. Packages that did not load then have
// nothing to compare with: what they hold now counts as new, and a note on stderr says so.
func (k *known) before(ctx context.Context, p Process, opts driver.Options) (was past, err error) {
	fail := func(err error) error { return fmt.Errorf("%s %s: %w", k.flag, k.revName, err) }
	snap, err := k.rev.Take(ctx)
	if err != nil {
		return was, fail(err)
	}
	defer func() { _ = snap.Close() }()
	opts.Patterns = then(snap, k.analysis.Packages)
	if !inModule(snap) || len(opts.Patterns) == 0 {
		return was, nil // all of it is new
	}
	opts.Dir, opts.Patience = snap.Dir, -1 // looked at once, maybe with other versions of its dependencies
	opts.Migrations = slices.Clone(opts.Migrations)
	for i := range opts.Migrations {
		opts.Migrations[i].Dir = snap.At(opts.Migrations[i].Dir)
	}
	if len(snap.Env) > 0 {
		opts.Env = append(os.Environ(), snap.Env...)
	}
	result, err := k.analysis.analyse(ctx, p, opts)
	if err == nil && result.Stopped {
		err = fmt.Errorf("%w after %s", errLate, k.analysis.Timeout)
	}
	if err != nil {
		return was, fail(err)
	}
	k.tellErrors(p, snap, result)
	lines := newLines(result.Root)
	result.Root = snap.Real(result.Root) // the configuration goes by the names of the checkout
	findings := unsuppressed(k.set.filter(result, false))
	var accepted []int
	if k.file != nil {
		accepted = k.file.Match(findings)
	}
	for i, f := range findings {
		if accepted != nil && accepted[i] >= 0 && !k.file.Entries[accepted[i]].Expired(p.now()) {
			continue
		}
		was.findings, was.items = append(was.findings, f), append(was.items, baseline.ItemOf(f, lines.of(f)))
	}
	return was, nil
}

// tellErrors says what could not be compared.
func (k *known) tellErrors(p Process, snap *revision.Snapshot, result *driver.Result) {
	if len(result.Errors) == 0 {
		return
	}
	fmt.Fprintf(p.Stderr, "prodlint: at %s some packages do not load; what they hold counts as new:\n", k.revName)
	told := slices.Clone(snap.Notes)
	for _, e := range result.Errors {
		e.Message = strings.ReplaceAll(e.Message, result.Root+string(filepath.Separator), "")
		told = append(told, reportError(e).String())
	}
	for i, line := range told {
		if i == maxTold && len(told) > maxTold+1 {
			fmt.Fprintf(p.Stderr, "  and %d more\n", len(told)-maxTold)
			break
		}
		fmt.Fprintf(p.Stderr, "  %s\n", plain(line))
	}
}

// then returns the patterns that name something in the snapshot. Patterns that are import paths are left to the go command.
func then(snap *revision.Snapshot, patterns []string) []string {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	var out []string
	for _, pattern := range patterns {
		dir, deep := strings.CutSuffix(filepath.FromSlash(pattern), string(filepath.Separator)+"...")
		switch {
		case filepath.IsAbs(dir):
			dir = snap.At(dir)
			pattern = dir
			if deep {
				pattern += string(filepath.Separator) + "..."
			}
		case dir == "." || dir == ".." || strings.HasPrefix(dir, "."+string(filepath.Separator)) || strings.HasPrefix(dir, ".."+string(filepath.Separator)):
			dir = filepath.Join(snap.Dir, dir)
		default:
			out = append(out, pattern)
			continue
		}
		if strings.Contains(dir, "...") || hasGo(dir, deep) {
			out = append(out, pattern)
		}
	}
	return out
}

// hasGo reports whether a directory, or one below it, has a Go file. A Go file itself counts too.
func hasGo(dir string, deep bool) bool {
	found := false
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case d.IsDir():
			base := d.Name()
			if name != dir && (!deep || base == "vendor" || base == "testdata" || base[0] == '.' || base[0] == '_') {
				return filepath.SkipDir
			}
		case strings.HasSuffix(name, ".go"):
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

// inModule reports whether the revision had a module or workspace around the directory.
func inModule(snap *revision.Snapshot) bool {
	if os.Getenv("GO111MODULE") == "off" || len(snap.Env) > 0 {
		return true
	}
	for dir := snap.Dir; dir != snap.At(string(filepath.Separator)) && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		for _, name := range []string{"go.mod", "go.work"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				return true
			}
		}
	}
	return false
}

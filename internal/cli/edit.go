package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/term"
)

// change is a file before and after the edits of its findings.
type change struct {
	file          string
	before, after []byte
	fixed         int
}

// diff prints what --fix would do, and reports whether that is anything. It tells on stderr how much more --unsafe-fixes would do.
func (c *runCmd) diff(out, stderr io.Writer, result *driver.Result, style term.Style) (bool, error) {
	changes, err := c.edits(result)
	if err != nil {
		return false, err
	}
	for _, ch := range changes {
		if strings.ContainsFunc(ch.file, unicode.IsControl) {
			return false, fmt.Errorf("%q cannot be named in a diff", ch.file)
		}
		text := report.Redact(udiff.Unified("a/"+ch.file, "b/"+ch.file, string(ch.before), string(ch.after)))
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if style.Terminal { // elsewhere another program applies it
				line = term.Clean(strings.ReplaceAll(line, "\t", "    "))
			}
			if _, err := io.WriteString(out, paintDiff(line, style)+"\n"); err != nil {
				return false, err
			}
		}
	}
	if more := c.unapplied(result); more > 0 {
		fmt.Fprintf(stderr, "prodlint: %s with --unsafe-fixes\n", moreFixes(more))
	}
	return len(changes) > 0, nil
}

// unapplied counts the fixes that --unsafe-fixes would add.
func (c *runCmd) unapplied(result *driver.Result) (n int) {
	for _, f := range result.Findings {
		if len(f.Edits) > 0 && !f.Suppressed && !c.repaired(f) {
			n++
		}
	}
	return n
}

func moreFixes(n int) string {
	if n == 1 {
		return "1 more fix"
	}
	return fmt.Sprintf("%d more fixes", n)
}

func paintDiff(line string, style term.Style) string {
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
		return style.Paint(term.Bold, line)
	case strings.HasPrefix(line, "+"):
		return style.Paint(term.Green, line)
	case strings.HasPrefix(line, "-"):
		return style.Paint(term.Red, line)
	case strings.HasPrefix(line, "@@"):
		return style.Paint(term.Cyan, line)
	}
	return line
}

// fix writes the edits, tells on stderr what it did, and drops the findings that are repaired.
func (c *runCmd) fix(stderr io.Writer, result *driver.Result) error {
	changes, err := c.edits(result)
	if err != nil {
		return err
	}
	changed := map[string]bool{}
	for _, ch := range changes {
		name := filepath.Join(result.Root, filepath.FromSlash(ch.file))
		mode := os.FileMode(0o644)
		if st, err := os.Stat(name); err == nil {
			mode = st.Mode().Perm()
		}
		if err := os.WriteFile(name, ch.after, mode); err != nil {
			return fmt.Errorf("cannot write the fix: %w", err)
		}
		changed[ch.file] = true
		fmt.Fprintf(stderr, "prodlint: fixed %d in %s\n", ch.fixed, term.Clean(ch.file))
	}
	result.Findings = slices.DeleteFunc(result.Findings, func(f driver.Finding) bool { return c.repaired(f) && changed[f.File] })
	return nil
}

// repaired reports whether a finding is among those that fix edits.
func (c *runCmd) repaired(f driver.Finding) bool {
	return len(f.Edits) > 0 && !f.Suppressed && (c.UnsafeFixes || !f.Unsafe)
}

// edits applies the edits of the findings to their files as they are on disk.
// Where two edits overlap the first stays; a file that would no longer parse is an error.
func (c *runCmd) edits(result *driver.Result) ([]change, error) {
	byFile := map[string][]driver.Finding{}
	var files []string
	for _, f := range result.Findings {
		if c.repaired(f) {
			if byFile[f.File] == nil {
				files = append(files, f.File)
			}
			byFile[f.File] = append(byFile[f.File], f)
		}
	}
	slices.Sort(files)
	var out []change
	for _, file := range files {
		src, err := os.ReadFile(filepath.Join(result.Root, filepath.FromSlash(file)))
		if err != nil {
			return nil, err
		}
		ch := change{file: file, before: src}
		if ch.after, ch.fixed, err = driver.Apply(src, byFile[file]); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, ch)
	}
	return out, nil
}

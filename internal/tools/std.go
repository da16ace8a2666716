package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/build"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/crash"
)

// stdRun runs all rules on the standard library, on the go command and on golang.org/x/tools, or on the modules in the directories that args
// name, and writes to out what each part took. It is an error if any step of prodlint crashes on any package, or if a run ends late or without
// a report.
// Packages that do not type-check are told, and no error. The parts are the folders of a module; with -whole each module is judged as one.
func stdRun(ctx context.Context, root string, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("std", flag.ContinueOnError)
	flags.SetOutput(out)
	whole := flags.Bool("whole", false, "judge each module as one program, not folder by folder")
	timeout := flags.Duration("timeout", 15*time.Minute, "time that a part may take")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dirs := flags.Args()
	if len(dirs) == 0 {
		tools := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools")
		tools.Dir = root
		dir, err := tools.Output()
		if err != nil {
			return fmt.Errorf("golang.org/x/tools: %w", err)
		}
		src := filepath.Join(build.Default.GOROOT, "src")
		dirs = []string{src, filepath.Join(src, "cmd"), strings.TrimSpace(string(dir))}
	}
	tool, remove, err := buildTool(ctx, root, out)
	if err != nil {
		return err
	}
	defer remove()
	var failed []string
	for _, dir := range dirs {
		patterns := []string{"./..."}
		if !*whole {
			if patterns, err = folders(dir); err != nil {
				return err
			}
		}
		for _, pattern := range patterns {
			part, err := judgePart(ctx, tool, dir, pattern, *timeout, out)
			if err != nil {
				return fmt.Errorf("%s in %s: %w", pattern, dir, err)
			}
			failed = append(failed, part...)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d failures:\n%s", len(failed), strings.Join(failed, "\n"))
	}
	return nil
}

// buildTool builds the command from the sources in root. Linked in, it would keep other tools from working while a rule does not compile.
func buildTool(ctx context.Context, root string, out io.Writer) (tool string, remove func(), err error) {
	tmp, err := os.MkdirTemp("", "prodlint-tool-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(tmp) }
	tool = filepath.Join(tmp, "prodlint")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", tool, "./cmd/prodlint")
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, out, out
	if err := cmd.Run(); err != nil {
		remove()
		return "", nil, fmt.Errorf("building prodlint: %w", err)
	}
	return tool, remove, nil
}

// folders returns the patterns that together name each package of the module in dir once: one for each folder that holds some, and "."
// for those beside go.mod. Folders that are modules of their own are left out.
func folders(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	patterns := map[string]bool{}
	for _, e := range entries {
		name := e.Name()
		switch {
		case !e.IsDir() && strings.HasSuffix(name, ".go"):
			patterns["."] = true
		case !e.IsDir() || name[0] == '.' || name[0] == '_' || name == "testdata" || name == "vendor":
		default:
			holds, err := holdsGo(filepath.Join(dir, name))
			if err != nil {
				return nil, err
			}
			if holds {
				patterns["./"+name+"/..."] = true
			}
		}
	}
	if len(patterns) == 0 {
		return nil, fmt.Errorf("%s holds no Go files", dir)
	}
	var out []string
	for p := range patterns {
		out = append(out, p)
	}
	slices.Sort(out)
	return out, nil
}

// holdsGo reports whether a folder of a module holds files that "./..." builds: Go files that are no tests.
func holdsGo(dir string) (found bool, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		base := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if base == "testdata" || base == "vendor" || base[0] == '.' || base[0] == '_' {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
				return fs.SkipDir // another module
			}
		case strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_test.go"):
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found, err
}

// part is what prodlint reports of a part.
type part struct {
	Findings []struct{ Rule string }
	Errors   []struct{ Package, File, Message string }
	Stats    struct{ Packages, Files int }
}

// judgePart runs all rules on the packages of a pattern and returns what failed.
func judgePart(ctx context.Context, tool, dir, pattern string, timeout time.Duration, out io.Writer) ([]string, error) {
	start := time.Now()
	cmd := exec.CommandContext(ctx, tool, "-C", dir, "--format", "json", "--no-config", "--no-cache", "--preset", "all", "--timeout", timeout.String(), pattern)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	p, failed := failures(pattern, stdout.Bytes(), stderr.String())
	fmt.Fprintf(out, "%s: %d packages, %d files, %d findings, %d errors, %.1f s\n",
		pattern, p.Stats.Packages, p.Stats.Files, len(p.Findings), len(p.Errors), time.Since(start).Seconds())
	for _, e := range p.Errors {
		fmt.Fprintf(out, "  %s %s: %s\n", e.Package, e.File, e.Message)
	}
	return failed, nil
}

// failures reads a report and returns what failed for reasons of prodlint's own: steps that crashed, and those that time ran out for. Without a
// report all of it failed, for want of memory or stack, say, and stderr tells.
func failures(pattern string, report []byte, stderr string) (*part, []string) {
	p := &part{}
	if err := json.Unmarshal(report, p); err != nil {
		if strings.Contains(stderr, "no packages match ") || strings.Contains(stderr, "unsafe is not in the main module") {
			return p, nil // nothing is built on this system, or it is no code
		}
		return p, []string{fmt.Sprintf("%s: no report: %s", pattern, strings.TrimSpace(stderr[:min(len(stderr), 2000)]))}
	}
	var failed []string
	for _, e := range p.Errors {
		if strings.HasPrefix(e.Message, crash.Prefix) || strings.Contains(e.Message, "time limit") {
			failed = append(failed, fmt.Sprintf("%s: %s: %s", pattern, e.Package, e.Message))
		}
	}
	return p, failed
}

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// bench measures whole runs on checkouts, in rounds: each round takes every case once, so that what else the machine does falls on all of them.
type bench struct {
	rounds int
	preset string
	// packages are the patterns of the packages to look at, as the go command takes them.
	packages []string
	bin      string // directory of the programs built for it
	work     string // directory of copies and caches
	log      io.Writer
}

// effort is what one run of a program took, with all the processes it started and waited for.
type effort struct {
	Wall float64 `json:"wall"` // seconds
	CPU  float64 `json:"cpu"`  // seconds, user and system
	// Peak is the resident memory of the largest process, in MiB. It is 0 where the system does not tell.
	Peak float64 `json:"peak"`
}

// measured is a case with its runs, one a round.
type measured struct {
	Case string   `json:"case"`
	Note string   `json:"note,omitempty"`
	Runs []effort `json:"runs"`
}

// outcome is what was measured on one checkout.
type outcome struct {
	Checkout string     `json:"checkout"`
	Packages int        `json:"packages"`
	Lines    int        `json:"lines"`
	Patterns string     `json:"patterns,omitempty"` // of its packages, where not all are looked at
	Edited   string     `json:"edited"`             // the file of the edits
	Above    int        `json:"above"`              // packages that import its package, also through others
	Cases    []measured `json:"cases"`
}

// results is the JSON that the bench tool writes.
type results struct {
	Date     string    `json:"date"`
	Machine  machine   `json:"machine"`
	Rounds   int       `json:"rounds"`
	Preset   string    `json:"preset"`
	Outcomes []outcome `json:"checkouts"`
}

// The names of the cases.
const (
	goList       = "go list -deps"
	noop         = "no-op multichecker"
	cold         = "prodlint, cold"
	same         = "prodlint, nothing changed"
	body         = "prodlint, one body edited"
	flow         = "prodlint, one call added"
	signature    = "prodlint, one signature added"
	staticcheck  = "staticcheck, cold"
	golangciLint = "golangci-lint (six linters), cold"
)

// linters are those of golangci-lint that look for the same kind of mistakes.
const linters = "bodyclose,noctx,sqlclosecheck,rowserrcheck,gosec,unqueryvet"

// runBench is the command "bench".
func runBench(ctx context.Context, root string, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(out)
	rounds := flags.Int("n", 5, "rounds")
	preset := flags.String("preset", "all", "preset of prodlint")
	packages := flags.String("packages", "./...", "patterns of the packages, separated by spaces: where some of a module do not load, those that do")
	jsonFile := flags.String("json", "", "file for all figures, as JSON")
	mdFile := flags.String("md", "", "file for the tables, as Markdown; they are always printed")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 || *rounds < 1 || strings.TrimSpace(*packages) == "" {
		return errors.New("bench needs directories of Go modules: go run ./internal/tools bench [-n 5] [-packages PATTERNS] [-json FILE] [-md FILE] DIR")
	}
	tmp, err := os.MkdirTemp("", "prodlint-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	b := &bench{rounds: *rounds, preset: *preset, packages: strings.Fields(*packages), bin: filepath.Join(tmp, "bin"), work: tmp, log: os.Stderr}
	for _, pkg := range []string{"./cmd/prodlint", "./internal/tools/noop"} {
		build := exec.CommandContext(ctx, "go", "build", "-o", b.bin+string(filepath.Separator), pkg)
		build.Dir = root
		if text, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", pkg, err, text)
		}
	}
	res := results{Date: time.Now().UTC().Format(time.DateOnly), Machine: thisMachine(), Rounds: b.rounds, Preset: b.preset}
	var failed error
	for _, dir := range flags.Args() {
		o, err := b.checkout(ctx, dir)
		if err != nil { // what was measured elsewhere stands
			failed = errors.Join(failed, fmt.Errorf("%s: %w", dir, err))
			continue
		}
		res.Outcomes = append(res.Outcomes, *o)
	}
	text := markdown(&res)
	if _, err := io.WriteString(out, text); err != nil {
		return err
	}
	if *mdFile != "" {
		if err := os.WriteFile(*mdFile, []byte(text), 0o644); err != nil {
			return err
		}
	}
	if *jsonFile != "" {
		data, err := json.MarshalIndent(res, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*jsonFile, append(data, '\n'), 0o644); err != nil {
			return err
		}
	}
	return failed
}

// step is a case: what to do before it is measured, the program, and what undoes the preparation.
type step struct {
	name   string
	before func(round int) error
	args   []string
	env    []string
	after  func() error
}

// checkout measures all cases on a copy of a module.
func (b *bench) checkout(ctx context.Context, dir string) (*outcome, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	tree := filepath.Join(b.work, "tree")
	if err := errors.Join(os.RemoveAll(tree), copyTree(abs, tree)); err != nil {
		return nil, err
	}
	o := &outcome{Checkout: filepath.Base(abs)}
	if !slices.Equal(b.packages, []string{"./..."}) {
		o.Patterns = strings.Join(b.packages, " ")
	}
	spot, err := chooseSpot(ctx, tree, b.packages, o)
	if err != nil {
		return nil, err
	}
	for _, s := range b.steps(tree, spot) {
		o.Cases = append(o.Cases, measured{Case: s.name})
	}
	for round := -1; round < b.rounds; round++ { // the first round fills the caches of the go command and is not counted
		for i, s := range b.steps(tree, spot) {
			fmt.Fprintf(b.log, "%s: round %d of %d: %s\n", o.Checkout, round+1, b.rounds, s.name)
			u, code, err := s.run(ctx, tree, round)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			if round >= 0 {
				o.Cases[i].Runs = append(o.Cases[i].Runs, u)
			}
			if code > 1 && strings.HasPrefix(s.name, "prodlint") {
				o.Cases[i].Note = fmt.Sprintf("exit code %d", code)
			}
		}
	}
	return o, nil
}

// steps are the cases of a round, in order: a run of prodlint finds in its cache what the ones before it in the round have left.
func (b *bench) steps(tree string, at *spot) []step {
	caches := filepath.Join(b.work, "caches")
	on := func(args ...string) []string { return append(args, b.packages...) }
	prodlint := on(filepath.Join(b.bin, "prodlint"), "--no-config", "--preset", b.preset, "--format", "json")
	env := []string{"PRODLINT_CACHE=" + filepath.Join(caches, "prodlint")}
	fresh := func(int) error { return os.RemoveAll(caches) }
	list := []step{
		{name: goList, args: on("go", "list", "-deps")},
		{name: noop, args: on(filepath.Join(b.bin, "noop"))},
		{name: cold, before: fresh, args: prodlint, env: env},
		{name: same, args: prodlint, env: env},
		{name: body, before: func(round int) error { return at.editBody(round) }, args: prodlint, env: env, after: at.undo},
		{name: flow, before: func(round int) error { return at.addCall(round) }, args: prodlint, env: env, after: at.undo},
		{name: signature, before: func(round int) error { return at.addSignature(round) }, args: prodlint, env: env, after: at.undo},
	}
	if tool, err := exec.LookPath("staticcheck"); err == nil {
		list = append(list, step{name: staticcheck, before: fresh, args: on(tool), env: []string{"STATICCHECK_CACHE=" + filepath.Join(caches, "staticcheck")}})
	}
	if tool, err := exec.LookPath("golangci-lint"); err == nil {
		list = append(list, step{name: golangciLint, before: fresh, args: on(tool, "run", "--no-config", "--default=none", "--enable="+linters),
			env: []string{"GOLANGCI_LINT_CACHE=" + filepath.Join(caches, "golangci-lint")}})
	}
	return list
}

// run takes one measurement. The exit code is that of the program: linters end with one when they find something.
func (s step) run(ctx context.Context, dir string, round int) (u effort, code int, err error) {
	if s.before != nil {
		if err := s.before(round); err != nil {
			return u, 0, err
		}
	}
	if s.after != nil {
		defer func() { err = cmp.Or(err, s.after()) }()
	}
	cmd := exec.CommandContext(ctx, s.args[0], s.args[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), s.env...)
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	start := time.Now()
	err = cmd.Run()
	u.Wall = time.Since(start).Seconds()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return u, 0, err
	}
	state := cmd.ProcessState
	u.CPU = (state.UserTime() + state.SystemTime()).Seconds()
	u.Peak = peak(state)
	if s.args[0] == "go" && err != nil {
		return u, 0, err
	}
	return u, state.ExitCode(), nil
}

// copyTree copies the files of a checkout, without version control.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir() && slices.Contains([]string{".git", "node_modules"}, d.Name()):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case d.Type()&os.ModeSymlink != 0:
			link, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}

// machine is what the figures depend on.
type machine struct {
	System string  `json:"system"`
	Go     string  `json:"go"`
	Cores  int     `json:"cores"`
	Memory float64 `json:"memory"` // GiB, 0 where the system does not tell
	// Load is the load average when the measurement began, empty where the system does not tell.
	Load string `json:"load,omitempty"`
}

func thisMachine() machine {
	m := machine{System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Cores: runtime.NumCPU()}
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kib float64
		if _, err := fmt.Sscanf(string(text), "MemTotal: %f kB", &kib); err == nil {
			m.Memory = kib / (1 << 20)
		}
	}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(text), " ")
	}
	return m
}

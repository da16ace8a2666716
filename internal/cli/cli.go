// Package cli is prodlint's command line: it parses arguments, runs the driver and writes reports.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/crash"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/term"
	"github.com/prodlint/prodlint/internal/watch"
)

// Version is prodlint's own version.
const Version = "0.1.0"

// The exit codes, as scripts rely on them.
const (
	Clean       = 0   // no finding at or above --fail-on
	Findings    = 1   // findings at or above --fail-on, or differences shown by --diff
	Usage       = 2   // wrong arguments or configuration, or output that cannot be written
	Incomplete  = 3   // some packages did not load or type-check, --timeout was reached, or prodlint itself crashed
	Interrupted = 130 // ended by SIGINT
	Terminated  = 143 // ended by SIGTERM
)

// Process is what the command takes from the process around it.
type Process struct {
	// Stdin is what the language server reads; other commands read nothing.
	Stdin io.Reader
	// Stdout and Stderr are usually files; colours and progress need terminals.
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Rules are the rules there are, sorted by name.
	Rules []*rule.Rule
	// Watch tells the changes of files in directories (with what is below) and of single files; nil means the file system.
	Watch func(ctx context.Context, trees, files []string) (<-chan watch.Event, error)
	// Now tells the time, by which entries of a baseline expire; nil means the clock.
	Now func() time.Time
}

// command is the grammar of the command line.
type command struct {
	Help  helpFlag `short:"h" help:"Show this text."`
	Color string   `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colours: auto, always or never. NO_COLOR is honoured."`

	Run      runCmd      `cmd:"" default:"withargs" help:"Find the causes of production incidents (the default command)."`
	Rules    rulesCmd    `cmd:"" help:"List the rules."`
	Explain  explainCmd  `cmd:"" help:"Show the page of a rule or an incident."`
	Baseline baselineCmd `cmd:"" help:"Accept the findings that there are, for now."`
	Watch    watchCmd    `cmd:"" help:"Analyse again whenever a file is saved, and tell what changed."`
	Cache    cacheCmd    `cmd:"" help:"Show or empty the cache of results."`
	Schema   schemaCmd   `cmd:"" help:"Show the database schema that the migrations make."`
	LSP      lspCmd      `cmd:"" name:"lsp" help:"Show findings in an editor: the language server, which editors start."`
	Routes   routesCmd   `cmd:"" help:"Show where the program is entered, and what each request costs."`
	Diff     diffCmd     `cmd:"" help:"Show what a change makes of routes, their costs and the findings."`
	Doctor   doctorCmd   `cmd:"" help:"Say what prodlint sees of the code, and what it does not."`
	Init     initCmd     `cmd:"" help:"Write a configuration and a step for CI."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// errHelp says that help was asked for and has been printed.
var errHelp = errors.New("help")

// helpFlag prints help and ends the parse; kong's own would end the process.
type helpFlag bool

// BeforeReset is called by kong when the flag is given.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if err := ctx.PrintUsage(false); err != nil {
		return err
	}
	return errHelp
}

const description = "Finds the causes of production incidents in Go services, before they happen."

// ErrTerminated is the cause of a context that SIGTERM has cancelled.
var ErrTerminated = errors.New("terminated")

// Main runs the command with its arguments (without the program's name) and returns the exit code. A context that is cancelled ends the
// command with Interrupted, or with Terminated where its cause is ErrTerminated; nothing is reported then.
func Main(ctx context.Context, args []string, p Process) int {
	var code int
	var err error
	if crashed := crash.Catch("prodlint "+Version, func() { code, err = run(ctx, args, p) }); crashed != nil {
		code, err = Incomplete, crashed
	}
	switch {
	case errors.Is(context.Cause(ctx), ErrTerminated):
		fmt.Fprintln(p.Stderr, "prodlint: terminated")
		return Terminated
	case ctx.Err() != nil:
		fmt.Fprintln(p.Stderr, "prodlint: interrupted")
		return Interrupted
	}
	if err != nil {
		fmt.Fprintf(p.Stderr, "prodlint: %s\n", plain(err.Error()))
		return max(code, Usage)
	}
	return code
}

// plain makes a message fit for any output: without secrets, and without what would steer a terminal.
func plain(msg string) string {
	lines := strings.Split(report.Redact(msg), "\n")
	for i := range lines {
		lines[i] = term.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

func run(ctx context.Context, args []string, p Process) (int, error) {
	out := &writer{w: p.Stdout}
	var cmd command
	parser, err := kong.New(&cmd, kong.Name("prodlint"), kong.Description(description), kong.NoDefaultHelp(),
		kong.Vars{"formats": strings.Join(report.Formats(), ", ")}, kong.Writers(out, p.Stderr), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		return Usage, err
	}
	parsed, err := parser.Parse(args)
	switch {
	case out.err != nil:
		return Usage, out.err
	case errors.Is(err, errHelp):
		return Clean, nil
	case err != nil:
		return Usage, fmt.Errorf("%w (prodlint --help lists commands and flags)", err)
	}
	words := append(strings.Fields(parsed.Command()), "")
	name := words[0]
	code := Clean
	switch name {
	case "rules":
		err = cmd.Rules.run(out, p, p.style(p.Stdout, cmd.Color))
	case "explain":
		err = cmd.Explain.run(out, p, p.style(p.Stdout, cmd.Color))
	case "baseline":
		code, err = cmd.Baseline.run(ctx, words[1], out, p, p.style(p.Stdout, cmd.Color))
	case "watch":
		code, err = cmd.Watch.run(ctx, out, p, p.style(p.Stdout, cmd.Color))
	case "cache":
		err = cmd.Cache.run(out, p)
	case "schema":
		code, err = cmd.Schema.run(out, p, cmd.Color)
	case "lsp":
		code, err = cmd.LSP.run(ctx, out, p)
	case "routes":
		code, err = cmd.Routes.run(ctx, out, p, cmd.Color)
	case "diff":
		code, err = cmd.Diff.run(ctx, out, p, cmd.Color)
	case "doctor":
		code, err = cmd.Doctor.run(ctx, out, p, cmd.Color)
	case "init":
		err = cmd.Init.run(out, p)
	case "version":
		err = cmd.Version.run(out)
	default:
		code, err = cmd.Run.run(ctx, out, p, cmd.Color)
	}
	if err != nil {
		return Usage, err
	}
	return code, out.err
}

// writer is the output of a command. It explains its errors and remembers the first.
type writer struct {
	w   io.Writer
	err error
}

func (w *writer) Write(b []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.w.Write(b)
	if err != nil {
		w.err = fmt.Errorf("cannot write the output: %w", err)
	}
	return n, w.err
}

// style returns what an output understands.
func (p Process) style(w io.Writer, when string) term.Style {
	f, _ := w.(*os.File)
	return term.Detect(f, when, p.Getenv)
}

// now returns the time.
func (p Process) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// names returns the names of the rules.
func (p Process) names() []string {
	var out []string
	for _, r := range p.Rules {
		out = append(out, r.Name)
	}
	return out
}

// unknown is the error for a name that is not known.
func unknown(what, name string, known []string) error {
	msg := fmt.Sprintf("unknown %s %q", what, name)
	if near := config.Nearest(name, known); len(near) > 0 {
		msg += "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return errors.New(msg)
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/lsp"
)

// lspCmd is the language server.
type lspCmd struct {
	Stdio bool `hidden:"" help:"What many editors add: it is the only way there is."`

	cacheFlags
	NoCache bool `help:"Neither use nor keep results of other runs."`
	Offline bool `help:"Keep the go command from the network: modules that are not in its cache are missing."`
}

// Help is what kong prints under the summary of the command.
func (*lspCmd) Help() string {
	return `It speaks the Language Server Protocol over stdin and stdout; editors start it. docs/editors.md says how they are set up. What it finds is what prodlint run finds with the same configuration, in text that is not saved too.`
}

// editor judges what an editor has open.
type editor struct {
	cmd *lspCmd
	p   Process

	mu     sync.Mutex
	before map[string]*settings // of the last analysis, by directory
	warm   map[string]*driver.Warm
}

func (c *lspCmd) run(ctx context.Context, out io.Writer, p Process) (int, error) {
	if p.Stdin == nil {
		return Usage, errors.New("there is no stdin to read from")
	}
	e := &editor{cmd: c, p: p, before: map[string]*settings{}, warm: map[string]*driver.Warm{}}
	switch err := lsp.Serve(ctx, p.Stdin, out, lsp.Options{Version: Version, Rules: p.Rules, Analyse: e.analyse}); {
	case errors.Is(err, lsp.ErrExit):
		fmt.Fprintf(p.Stderr, "prodlint: %v\n", err)
		return Findings, nil // 1, as the protocol has it
	case err != nil:
		return Usage, err
	}
	return Clean, nil
}

// analyse judges a workspace as prodlint run does in its directory.
func (e *editor) analyse(ctx context.Context, asked lsp.Analysis) (*driver.Result, error) {
	a := analysis{
		Dir: asked.Dir, Packages: asked.Patterns, Preset: asked.Settings.Preset, Enable: asked.Settings.Enable, Disable: asked.Settings.Disable,
		Offline: e.cmd.Offline, cacheFlags: e.cmd.cacheFlags, NoCache: e.cmd.NoCache,
	}
	set, err := e.settings(&a)
	if err != nil {
		return nil, err
	}
	known, err := (&comparing{}).known(ctx, &a, set, e.p)
	if err != nil {
		return nil, err
	}
	opts := a.options(e.p, set)
	opts.Overlay, opts.Warm = asked.Overlay, e.warmOf(asked.Dir)
	opts.Patience = 0 // what is compiled once serves all the runs that follow
	result, err := driver.Run(ctx, opts)
	if err != nil {
		return nil, err
	}
	_ = opts.Cache.Trim() // entries that are there too long do no harm
	set.exclude(result)
	result.Findings = set.filter(result, false)
	return result, known.leaveOut(ctx, e.p, result, opts, false)
}

// warmOf returns what the analyses of a directory share.
func (e *editor) warmOf(dir string) *driver.Warm {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.warm[dir] == nil {
		e.warm[dir] = &driver.Warm{}
	}
	return e.warm[dir]
}

// settings reads the configuration as it is now. What it says of libraries counts as it was at first.
func (e *editor) settings(a *analysis) (*settings, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	set, err := a.settingsAfter(e.p, e.before[a.Dir])
	if err == nil {
		e.before[a.Dir] = set
	}
	return set, err
}

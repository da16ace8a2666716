package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/rule"
	"github.com/prodlint/prodlint/internal/setting"
)

// analysis is what the commands that analyse code have in common: what to read, and which findings count.
type analysis struct {
	Packages []string `arg:"" optional:"" sep:"none" help:"Package patterns, as the go command takes them. Default: ./..."`

	Dir      string   `short:"C" name:"chdir" placeholder:"DIR" help:"Run as if started in DIR."`
	Preset   string   `placeholder:"NAME" help:"default (stable rules at warning and error), strict (info findings too) or all (preview rules too)."`
	Enable   []string `placeholder:"RULE" help:"Run these rules besides those of the preset, and show their info findings; \"all\" is every rule."`
	Disable  []string `placeholder:"RULE" help:"Do not run these rules. Names win over \"all\"."`
	Config   string   `placeholder:"FILE" help:"Read this configuration instead of the nearest .prodlint.yml."`
	NoConfig bool     `help:"Read no configuration."`
	Tests    *bool    `negatable:"" help:"Judge _test.go files too."`
	Tags     []string `placeholder:"TAG" help:"Build tags."`

	cacheFlags
	NoCache bool `help:"Neither use nor keep results of other runs."`

	Offline bool          `help:"Keep the go command from the network: modules that are not in its cache are missing."`
	Timeout time.Duration `placeholder:"DURATION" help:"Stop after this time (90s, 5m), report what has been found by then, and exit with 3."`
}

// settings are flags and configuration combined.
type settings struct {
	config    *config.Config
	selection *config.Selection
	rules     []*rule.Rule
	failOn    rule.Severity
	tests     bool
	cache     *cache.Store
	beside    []beside.Migrations
	told      *setting.Settings
}

// settings reads the configuration and combines it with the flags.
func (c *analysis) settings(p Process) (*settings, error) { return c.settingsAfter(p, nil) }

// settingsAfter reads the configuration anew. What it says of libraries was added to the catalog when it was read before.
func (c *analysis) settingsAfter(p Process, before *settings) (*settings, error) {
	set := &settings{config: &config.Config{}}
	if !c.NoConfig || c.Config != "" {
		file := c.Config
		var err error
		if file == "" {
			if file, err = config.Find(c.Dir); err != nil {
				return nil, err
			}
		}
		if file != "" {
			if set.config, err = config.Load(file, p.names()); err != nil {
				return nil, err
			}
			if before == nil {
				err = set.config.AddTo(catalog.Default())
			}
			if err != nil {
				return nil, err
			}
		}
	}
	var metas []rule.Meta
	for _, r := range p.Rules {
		metas = append(metas, r.Meta)
	}
	var err error
	set.selection, err = config.Select(metas, set.config, config.Flags{Preset: c.Preset, Enable: c.Enable, Disable: c.Disable})
	if err != nil {
		return nil, err
	}
	for _, r := range p.Rules {
		if set.selection.Runs(r.Name) {
			set.rules = append(set.rules, r)
		}
	}
	if set.told, err = set.config.Settings(); err != nil {
		return nil, err
	}
	if set.beside, err = set.migrations(); err != nil {
		return nil, err
	}
	set.tests = set.config.Tests
	if c.Tests != nil {
		set.tests = *c.Tests
	}
	if !c.NoCache {
		set.cache, err = c.store(p)
	}
	return set, err
}

// compiling is how long the go command may compile dependencies in a command that runs once. A build cache that is kept has most of them.
const compiling = 20 * time.Second

// options are the driver's, for flags and settings.
func (c *analysis) options(p Process, set *settings) driver.Options {
	return driver.Options{
		Dir: c.Dir, Patterns: c.Packages, Tests: set.tests, Tags: c.Tags, Offline: c.Offline, Rules: set.rules, Cache: set.cache, Migrations: set.beside, Settings: set.told,
		Known: func(name string) bool { return slices.Contains(p.names(), name) }, Patience: compiling,
	}
}

// analyse runs the driver for as long as it may take, and shows how far it is.
func (c *analysis) analyse(ctx context.Context, p Process, opts driver.Options) (*driver.Result, error) {
	limited := ctx
	if c.Timeout != 0 {
		if c.Timeout < 0 {
			return nil, fmt.Errorf("--timeout is %s: want a time such as 90s or 5m", c.Timeout)
		}
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeoutCause(ctx, c.Timeout, fmt.Errorf("the time limit of %s was reached", c.Timeout))
		defer cancel()
	}
	progress := newProgress(p.Stderr)
	opts.Progress = progress.update
	result, err := driver.Run(limited, opts)
	progress.stop()
	_ = opts.Cache.Trim() // entries that are there too long do no harm
	if err == nil {
		err = ctx.Err()
	}
	return result, err
}

// exclude drops the errors about migrations that the configuration excludes: those of packages stay, for others depend on them.
func (s *settings) exclude(result *driver.Result) {
	n := len(result.Errors)
	result.Errors = slices.DeleteFunc(result.Errors, func(e driver.PackageError) bool {
		_, counts := s.selection.Judge("", rule.Error, s.relative(result.Root, e.File))
		return beside.SQL(e.File) && !counts
	})
	result.Complete = result.Complete || n > 0 && len(result.Errors) == 0
}

// filter keeps the findings that the settings ask for, at the severity they ask for.
func (s *settings) filter(result *driver.Result, suppressed bool) []driver.Finding {
	var out []driver.Finding
	for _, f := range result.Findings {
		var keep bool
		f.Severity, keep = s.selection.Judge(f.Rule, f.Severity, s.relative(result.Root, f.File))
		if keep && (suppressed || !f.Suppressed) {
			out = append(out, f)
		}
	}
	return out
}

// relative returns a file of the workspace relative to the configuration file.
func (s *settings) relative(root, file string) string {
	if s.config.File == "" {
		return file
	}
	base, err := filepath.Abs(filepath.Dir(s.config.File))
	if err != nil {
		return file
	}
	rel, err := filepath.Rel(base, filepath.Join(root, filepath.FromSlash(file)))
	if err != nil || strings.HasPrefix(rel, "..") {
		return file
	}
	return filepath.ToSlash(rel)
}

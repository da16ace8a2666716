// Package config reads .prodlint.yml and decides which rules run and which of their findings count.
package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/within"
)

// Name is the name of the configuration file.
const Name = ".prodlint.yml"

// All stands for every rule in Enable and Disable.
const All = "all"

// Presets lists the values of preset: stable rules at warning and error; info findings too; preview rules too.
var Presets = []string{"default", "strict", "all"}

// Levels lists the severities, gravest first.
var Levels = []string{"error", "warning", "info"}

// Config is the content of .prodlint.yml. The zero Config is what runs without a file.
type Config struct {
	Version  int               `yaml:"version,omitempty" json:"version,omitempty" jsonschema:"enum=1,description=Version of this format."`
	Preset   string            `yaml:"preset,omitempty" json:"preset,omitempty" jsonschema:"enum=default,enum=strict,enum=all,default=default,description=default: stable rules at warning and error. strict: their info findings too. all: preview rules too."`
	Enable   []string          `yaml:"enable,omitempty" json:"enable,omitempty" jsonschema:"description=Rules to run besides those of the preset. Their info findings are shown too."`
	Disable  []string          `yaml:"disable,omitempty" json:"disable,omitempty" jsonschema:"description=Rules not to run. Names win over all; disable wins over enable."`
	FailOn   string            `yaml:"fail-on,omitempty" json:"fail-on,omitempty" jsonschema:"enum=error,enum=warning,enum=info,default=warning,description=The least severity that makes the command exit with 1."`
	Tests    bool              `yaml:"tests,omitempty" json:"tests,omitempty" jsonschema:"default=false,description=Judge _test.go files too."`
	Exclude  []string          `yaml:"exclude,omitempty" json:"exclude,omitempty" jsonschema:"description=Files whose findings are dropped: globs relative to this file."`
	Severity map[string]string `yaml:"severity,omitempty" json:"severity,omitempty" jsonschema:"description=Severity by rule. Findings that the rule itself grades otherwise keep their grade."`
	// Overrides apply in order; the last one that names a rule for a file decides.
	Overrides []Override `yaml:"overrides,omitempty" json:"overrides,omitempty" jsonschema:"description=Rules switched for some paths. The last entry that names a rule decides."`
	// Catalog holds further lines for the table of library knowledge.
	Catalog string `yaml:"catalog,omitempty" json:"catalog,omitempty" jsonschema:"description=What functions of in-house libraries do: lines of prodlint's catalog (key kind attributes)."`

	// Options are those of rules, by rule and name.
	Options map[string]map[string]any `yaml:"options,omitempty" json:"options,omitempty" jsonschema:"description=Options of rules by rule and name. The page of a rule tells of them."`
	// Replicas are globs of names.
	Replicas []string `yaml:"replicas,omitempty" json:"replicas,omitempty" jsonschema:"description=Names of variables\\, fields and functions that lead to a read replica or another database that no request waits for; * stands for any part."`
	// Services are told apart by their directories.
	Services []Service `yaml:"services,omitempty" json:"services,omitempty" jsonschema:"description=Programs that keep running\\, where the code does not show it: rules about leaks and waiting are silent about programs that do their work and end. A directory belongs to the first that names it."`

	// Baseline is the file of accepted findings, relative to this file.
	Baseline string `yaml:"baseline,omitempty" json:"baseline,omitempty" jsonschema:"description=File of findings that are accepted for now: relative to this file and written by prodlint baseline write."`

	// Migrations says of directories what cannot be seen in them.
	Migrations []Migrations `yaml:"migrations,omitempty" json:"migrations,omitempty" jsonschema:"description=Directories of migrations whose database or tool prodlint does not find out by itself."`

	// File is where the configuration was read from, empty without one.
	File string `yaml:"-" json:"-"`
	// catalogLine is the line of File that the first line of Catalog stands on.
	catalogLine int
}

// keys are the keys of the file, for hints.
var keys = []string{"version", "preset", "enable", "disable", "fail-on", "tests", "exclude", "severity", "overrides", "catalog", "baseline", "paths",
	"migrations", "dir", "dialect", "tool", "options", "replicas", "services", "name", "packages"}

// Override switches rules for the files that match one of Paths.
type Override struct {
	Paths   []string `yaml:"paths" json:"paths" jsonschema:"minItems=1,description=Globs relative to this file."`
	Enable  []string `yaml:"enable,omitempty" json:"enable,omitempty" jsonschema:"description=Rules to run on these files."`
	Disable []string `yaml:"disable,omitempty" json:"disable,omitempty" jsonschema:"description=Rules not to run on these files."`
	// Severity is as that of the whole.
	Severity map[string]string `yaml:"severity,omitempty" json:"severity,omitempty" jsonschema:"description=Severity by rule on these files."`
}

// Find returns the nearest .prodlint.yml in dir or above it, or "" where there is none. The search ends at the root of the version control
// checkout; outside of one, at the nearest directory with a go.work or go.mod. A file that is a link to somewhere else is an error: the
// mistakes in a configuration are shown with their line.
func Find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	root := within.Top(dir)
	for {
		file := filepath.Join(dir, Name)
		if st, err := os.Stat(file); err == nil && !st.IsDir() {
			if err := within.New(root).Check(file); err != nil {
				return "", fmt.Errorf("%s: %w; --config names a configuration that lies elsewhere", file, err)
			}
			return file, nil
		} else if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		if dir == root || dir == filepath.Dir(dir) {
			return "", nil
		}
		dir = filepath.Dir(dir)
	}
}

// Load reads a configuration file. rules are the names of all rules.
// Mistakes in it are of type *Error; a file that cannot be read is an error of package os.
func Load(file string, rules []string) (*Config, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c, err := Parse(file, src, rules)
	if err != nil {
		return nil, err
	}
	c.File = file
	return c, nil
}

// Parse reads the text of a configuration file called name. Unknown keys, rules, levels and catalog kinds are errors of type *Error.
func Parse(name string, src []byte, rules []string) (*Config, error) {
	var c Config
	doc, err := Decode(name, src, &c, keys)
	if err != nil {
		return nil, err
	}
	d := &decoder{doc, rules}
	d.check(&c)
	if err := d.Err(); err != nil {
		return nil, err
	}
	return &c, nil
}

// AddTo adds the catalog lines of the configuration to a table. An error is of type *Error.
func (c *Config) AddTo(t *catalog.Table) error {
	if c.Catalog == "" {
		return nil
	}
	// Empty lines in front make the table count lines as the file does.
	text := strings.Repeat("\n", max(c.catalogLine-1, 0)) + c.Catalog
	return t.Read(c.File, strings.NewReader(text))
}

// decoder checks what the types cannot say.
type decoder struct {
	*Document
	rules []string
}

func (d *decoder) check(c *Config) {
	if d.node("version") != nil && c.Version != 1 {
		d.Fail(d.At("version"), "version %d is not known: want 1", c.Version)
	}
	d.oneOf(c.Preset, Presets, "preset")
	d.oneOf(c.FailOn, Levels, "fail-on")
	d.names(c.Enable, "enable")
	d.names(c.Disable, "disable")
	d.globs(c.Exclude, "exclude")
	if b := c.Baseline; d.node("baseline") != nil && (!filepath.IsLocal(filepath.FromSlash(b)) || path.Clean(b) == "." || strings.Contains(b, "\\")) {
		d.Fail(d.At("baseline"), "baseline is %q: want a path below the configuration file, with slashes", b)
	}
	d.levels(c.Severity, "severity")
	for i, o := range c.Overrides {
		if len(o.Paths) == 0 {
			d.Fail(d.At("overrides", i), "override without paths")
		}
		d.globs(o.Paths, "overrides", i, "paths")
		d.names(o.Enable, "overrides", i, "enable")
		d.names(o.Disable, "overrides", i, "disable")
		d.levels(o.Severity, "overrides", i, "severity")
	}
	d.migrations(c.Migrations)
	d.settings(c)
	if n := d.node("catalog"); n != nil && n.GetToken() != nil {
		c.catalogLine = n.GetToken().Position.Line
		if _, ok := n.(*ast.LiteralNode); ok {
			c.catalogLine++ // the text begins after the line with "|"
		}
		c.File = d.name
		if err := c.AddTo(&catalog.Table{}); err != nil {
			line, msg := c.catalogLine, err.Error()
			if rest, ok := strings.CutPrefix(msg, d.name+":"); ok {
				number, text, _ := strings.Cut(rest, ": ")
				if n, err := strconv.Atoi(number); err == nil {
					line, msg = n, text
				}
			}
			d.Fail(&Position{Line: line, Column: 1}, "catalog: %s", msg)
		}
	}
}

func (d *decoder) oneOf(value string, want []string, path ...any) {
	if n := d.node(path...); n == nil && value == "" {
		return
	}
	if !slices.Contains(want, value) {
		d.Fail(d.At(path...), "%v is %q: want one of %s", path[len(path)-1], value, strings.Join(want, ", "))
	}
}

func (d *decoder) names(names []string, path ...any) {
	for i, name := range names {
		if name != All && !slices.Contains(d.rules, name) {
			d.Fail(d.At(append(slices.Clone(path), i)...), "unknown rule %q%s", name, hint(name, d.rules))
		}
	}
}

// levels checks severities by rule.
func (d *decoder) levels(of map[string]string, path ...any) {
	for _, name := range slices.Sorted(maps.Keys(of)) {
		at := append(slices.Clone(path), name)
		if !slices.Contains(d.rules, name) {
			d.Fail(d.At(at...), "unknown rule %q%s", name, hint(name, d.rules))
		}
		d.oneOf(of[name], Levels, at...)
	}
}

func (d *decoder) globs(globs []string, path ...any) {
	for i, g := range globs {
		if _, err := compile(g); err != nil {
			d.Fail(d.At(append(slices.Clone(path), i)...), "%v", err)
		}
	}
}

package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	schemashow "github.com/prodlint/prodlint/internal/schema/show"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/term"
)

type schemaCmd struct {
	Dir      string   `arg:"" optional:"" default:"." help:"Directory in which to look for migrations. Default: the current one."`
	Format   string   `default:"text" placeholder:"FORMAT" help:"text, json, sql or mermaid."`
	Output   string   `short:"o" placeholder:"FILE" help:"Write to FILE."`
	Dialect  string   `placeholder:"NAME" help:"Only migrations for this database: postgresql, mysql or sqlite."`
	Table    []string `placeholder:"NAME" help:"Only these tables."`
	Config   string   `placeholder:"FILE" help:"Read this configuration instead of the nearest .prodlint.yml."`
	NoConfig bool     `help:"Read no configuration."`
}

// Help is what kong prints under the summary of the command.
func (*schemaCmd) Help() string {
	return `Reads the migrations as golang-migrate, goose, dbmate, sql-migrate, tern, atlas, pop, bun, Flyway, rambler or sqlc would, in order, and shows
the tables, columns and indexes that they make, each with the place of the statement that made it. No database is asked.

Exit codes: 0 all replayed, 2 wrong usage or no migrations, 3 some statements could not be replayed; they are named on stderr.`
}

func (c *schemaCmd) run(out io.Writer, p Process, color string) (int, error) {
	if !slices.Contains(schemashow.Formats(), c.Format) {
		return Usage, fmt.Errorf("--format is %q: want one of %s", c.Format, strings.Join(schemashow.Formats(), ", "))
	}
	if c.Dialect != "" && !slices.Contains(stmt.Dialects, stmt.Dialect(c.Dialect)) {
		return Usage, fmt.Errorf("--dialect is %q: want postgresql, mysql or sqlite", c.Dialect)
	}
	if st, err := os.Stat(c.Dir); err != nil || !st.IsDir() {
		return Usage, fmt.Errorf("%s is not a directory", c.Dir)
	}
	overrides, err := c.overrides(p)
	if err != nil {
		return Usage, err
	}
	histories, err := schema.Load(os.DirFS(c.Dir), overrides)
	if err != nil {
		return Usage, err
	}
	histories = slices.DeleteFunc(histories, func(h *schema.History) bool { return c.Dialect != "" && string(h.Set.Dialect) != c.Dialect })
	if len(histories) == 0 {
		return Usage, c.none()
	}
	if err := c.known(histories); err != nil {
		return Usage, err
	}
	code := Clean
	for _, h := range histories {
		if h.Set.Dialect == stmt.Unknown {
			code = Incomplete
			fmt.Fprintf(p.Stderr, "prodlint: %s: it is not known which database the migrations are for: name it under migrations in %s\n", term.Clean(h.Set.Dir), config.Name)
		}
		for _, problem := range h.Problems {
			code = Incomplete
			fmt.Fprintf(p.Stderr, "prodlint: %s\n", term.Clean(report.Redact(problem.String())))
		}
	}
	style := p.style(p.Stdout, color)
	text, err := schemashow.Render(c.Format, histories, c.Table, style)
	if err != nil {
		return Usage, err
	}
	return (&runCmd{Output: c.Output}).write(out, []byte(report.Redact(string(text))), code)
}

// none is the error where there are no migrations.
func (c *schemaCmd) none() error {
	notes, err := migrate.InGo(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	if len(notes) == 0 || c.Dialect != "" {
		return fmt.Errorf("no migrations found in %s", c.Dir)
	}
	return fmt.Errorf("no migrations found in %s, but code that makes a schema, which is not replayed: %s %s", c.Dir, notes[0].Path, notes[0].Text)
}

// known reports a table that no history has.
func (c *schemaCmd) known(histories []*schema.History) error {
	for _, name := range c.Table {
		var all []string
		found := false
		for _, h := range histories {
			found = found || h.Schema.Table(stmt.Split(name)) != nil
			for _, t := range h.Schema.Tables() {
				all = append(all, t.String())
			}
		}
		if !found {
			return unknown("table", name, all)
		}
	}
	return nil
}

// overrides returns what the configuration says of directories, relative to the directory that is read.
func (c *schemaCmd) overrides(p Process) ([]migrate.Override, error) {
	if c.NoConfig && c.Config == "" {
		return nil, nil
	}
	set, err := (&analysis{Dir: c.Dir, Config: c.Config}).settings(p)
	if err != nil {
		return nil, err
	}
	root, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, err
	}
	var out []migrate.Override
	for _, m := range set.beside {
		rel, err := filepath.Rel(root, m.Dir)
		if err != nil || strings.HasPrefix(rel, "..") {
			continue // outside of what is read
		}
		out = append(out, migrate.Override{Dir: filepath.ToSlash(rel), Dialect: stmt.Dialect(m.Dialect), Tool: migrate.Tool(m.Tool)})
	}
	return out, nil
}

// migrations returns what the configuration says of directories of migrations, with absolute directories.
func (s *settings) migrations() ([]beside.Migrations, error) {
	if len(s.config.Migrations) == 0 {
		return nil, nil
	}
	base, err := filepath.Abs(filepath.Dir(s.config.File))
	if err != nil {
		return nil, err
	}
	var out []beside.Migrations
	for _, m := range s.config.Migrations {
		dir := filepath.Join(base, filepath.FromSlash(m.Dir))
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%s: migrations: there is no directory %s", s.config.File, m.Dir)
		}
		out = append(out, beside.Migrations{Dir: dir, Dialect: m.Dialect, Tool: m.Tool})
	}
	return out, nil
}

package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/cache"
	"github.com/prodlint/prodlint/internal/catalog"
	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/doctor"
	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/route"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/summary"
	"github.com/prodlint/prodlint/internal/term"
)

type doctorCmd struct {
	analysis
	Format string `enum:"text,json" default:"text" placeholder:"FORMAT" help:"text or json."`
	Output string `short:"o" placeholder:"FILE" help:"Write to FILE."`
}

// Help is what kong prints under the summary of the command.
func (*doctorCmd) Help() string {
	return `Says what prodlint sees of the code and what it does not: packages that do not load, libraries that it does not know, routers that it does not read, migrations and their database, and entries of the configuration without effect. No rule is run.

Exit codes: 0 all is read that can be, 1 entries of the configuration have no effect, 2 wrong usage or configuration, 3 something could not be read.`
}

func (c *doctorCmd) run(ctx context.Context, out io.Writer, p Process, color string) (int, error) {
	r := &doctor.Report{Version: 1, Tool: "prodlint " + Version, Go: runtime.Version()}
	set, err := c.settings(p)
	var mistake *config.Error
	if errors.As(err, &mistake) {
		r.Config.Mistakes = append(r.Config.Mistakes, report.Redact(fmt.Sprintf("%s:%d:%d: %s", filepath.Base(mistake.File), mistake.Line, mistake.Column, mistake.Message)))
		a := c.analysis
		a.Config, a.NoConfig = "", true
		set, err = a.settings(p)
	}
	if err != nil {
		return Usage, err
	}
	around, err := driver.Surround(ctx, c.options(p, set))
	if err != nil {
		return Usage, err
	}
	r.Modules = around.Modules
	c.cache(r, p)
	c.libraries(r, around)
	if err := c.program(ctx, r, p, set); err != nil {
		return Usage, err
	}
	r.Packages.LeftOut = around.LeftOut
	tree := look(around.Root)
	for _, dir := range tree.modules {
		if !slices.Contains(around.ModuleDirs, dir) && dir != "." {
			r.Elsewhere = append(r.Elsewhere, dir)
		}
	}
	if err := c.databases(r, around, set); err != nil {
		return Usage, err
	}
	c.configuration(r, p, set, around, tree)
	r.Clean()
	text, err := c.render(r, p, color)
	if err != nil {
		return Usage, err
	}
	code := Clean
	switch {
	case len(r.Config.Mistakes) > 0:
		code = Usage
	case r.Incomplete():
		code = Incomplete
	case len(r.Config.Idle) > 0:
		code = Findings
	}
	return (&runCmd{Output: c.Output}).write(out, text, code)
}

func (c *doctorCmd) render(r *doctor.Report, p Process, color string) ([]byte, error) {
	if c.Format == "json" {
		text, err := json.MarshalIndent(r, "", "  ")
		return append(text, '\n'), err
	}
	style := p.style(p.Stdout, color)
	if c.Output != "" {
		style = term.Style{Color: color == "always"}
	}
	return []byte(report.Redact(r.Text(style))), nil
}

// cache tells where results are kept.
func (c *doctorCmd) cache(r *doctor.Report, p Process) {
	dir, _ := c.dir(p)
	if dir == "" || c.NoCache {
		return
	}
	r.Cache.Dir = dir
	s, err := cache.At(dir)
	if err != nil {
		r.Cache.Problem = err.Error()
		return
	}
	st, err := s.Stats()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.Cache.Problem = err.Error()
	}
	r.Cache.Dir, r.Cache.Entries, r.Cache.Bytes, r.Cache.Size = s.Dir(), st.Entries, st.Bytes, formatSize(st.Bytes)
}

func (c *doctorCmd) libraries(r *doctor.Report, around *driver.Surroundings) {
	for _, l := range around.Libraries {
		lib := doctor.Library{Module: l.Module, Version: l.Version, Packages: l.Packages, Reaches: l.Reaches}
		lib.Judge(catalog.Default())
		r.Libraries = append(r.Libraries, lib)
	}
}

// program reads the packages and tells where they are entered and what they call.
func (c *doctorCmd) program(ctx context.Context, r *doctor.Report, p Process, set *settings) error {
	opts := c.options(p, set)
	opts.Rules = nil
	opts.Linked = func(prog *summary.Program, place func(summary.Pos) summary.Pos) {
		doctor.AddCalls(r.Libraries, prog)
		m := route.Of(prog)
		n := map[route.Kind]int{}
		var order []route.Kind
		for _, e := range m.Entries {
			if n[e.Kind]++; n[e.Kind] == 1 {
				order = append(order, e.Kind)
			}
			if len(e.Open) > 0 {
				r.Entries.Open++
			}
		}
		for _, k := range order {
			r.Entries.Kinds = append(r.Entries.Kinds, doctor.Count{Kind: string(k), N: n[k]})
		}
		for _, u := range m.Unread {
			at := place(u.Call.Call.Pos)
			r.Entries.Unread = append(r.Entries.Unread, fmt.Sprintf("the routes that are registered with %s are not read (%s:%d)", u.Library, at.File, at.Line))
		}
		r.Entries.Cut = m.Cut
		r.Config.Idle = append(r.Config.Idle, idleReplicas(set.config, prog)...)
	}
	result, err := c.analyse(ctx, p, opts)
	if err != nil {
		return err
	}
	for _, e := range result.Errors {
		r.Packages.Failed = append(r.Packages.Failed, reportError(e).String())
	}
	for _, s := range set.config.Services {
		service := doctor.Service{Name: s.Name}
		for _, dir := range result.Dirs {
			if set.config.ServiceOf(set.relative(result.Root, dir)) == s.Name {
				service.Packages = append(service.Packages, dir)
			}
		}
		if len(service.Packages) == 0 {
			r.Config.Idle = append(r.Config.Idle, fmt.Sprintf("service %s: no package is in its directories", s.Name))
		}
		r.Services = append(r.Services, service)
	}
	r.Packages.Read, r.Packages.Files = result.Stats.Packages, result.Stats.Files
	return nil
}

// idleReplicas tells of names of replicas that nothing in the program has.
func idleReplicas(cfg *config.Config, prog *summary.Program) []string {
	var out []string
	for _, name := range cfg.Replicas {
		one := config.Config{Replicas: []string{name}}
		told, err := one.Settings()
		used := err == nil && slices.ContainsFunc(prog.Packages, func(pkg *summary.Package) bool {
			return slices.ContainsFunc(pkg.Nodes, func(v summary.Value) bool {
				return told.Replica([]string{v.Key[strings.LastIndexByte(v.Key, '.')+1:], v.Field})
			}) || slices.ContainsFunc(pkg.Calls, func(c summary.Call) bool {
				return told.Replica([]string{c.Callee[strings.LastIndexByte(c.Callee, '.')+1:]})
			})
		})
		if !used {
			out = append(out, "replicas: nothing is called "+name)
		}
	}
	return out
}

// databases tells of the migrations below the root, and of drivers for databases that have none.
func (c *doctorCmd) databases(r *doctor.Report, around *driver.Surroundings, set *settings) error {
	var overrides []migrate.Override
	for _, m := range set.beside {
		if rel, err := filepath.Rel(around.Root, m.Dir); err == nil && filepath.IsLocal(rel) {
			overrides = append(overrides, migrate.Override{Dir: filepath.ToSlash(rel), Dialect: stmt.Dialect(m.Dialect), Tool: migrate.Tool(m.Tool)})
		}
	}
	histories, err := schema.Load(os.DirFS(around.Root), overrides)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, h := range histories {
		d := doctor.Database{Dir: h.Set.Dir, Tool: string(h.Set.Tool), Why: h.Set.Why, Files: len(h.Set.Files), Tables: len(h.Schema.Tables())}
		if h.Set.Dialect != stmt.Unknown {
			d.Dialect = h.Set.Dialect.String()
			seen[string(h.Set.Dialect)] = true
		}
		for _, problem := range h.Problems {
			d.Problems = append(d.Problems, report.Redact(problem.String()))
		}
		if len(d.Problems) > 0 && h.Set.Guessed() {
			d.Notes = append(d.Notes, fmt.Sprintf("that it is %s is a guess: name the database under migrations in %s", d.Dialect, config.Name))
		}
		for _, n := range h.Set.Notes {
			d.Notes = append(d.Notes, n.Path+": "+n.Text)
		}
		r.Databases = append(r.Databases, d)
	}
	for _, e := range catalog.Default().All("dialect") {
		pkg, name := catalog.PackageOf(e.Key), e.Attrs["name"]
		if !seen[name] && slices.ContainsFunc(around.Libraries, func(l driver.Library) bool { return slices.Contains(l.Packages, pkg) }) {
			seen[name] = true
			d := doctor.Database{Dialect: name, Driver: pkg}
			if dialect := stmt.Dialect(name); slices.Contains(stmt.Dialects, dialect) {
				d.Dialect = dialect.String()
			}
			r.Databases = append(r.Databases, d)
		}
	}
	if len(histories) == 0 {
		notes, err := migrate.InGo(os.DirFS(around.Root))
		if err != nil {
			return err
		}
		for _, n := range notes {
			r.Databases = append(r.Databases, doctor.Database{Dir: n.Path, Tool: "Go code", Dialect: "not replayed", Why: n.Text})
		}
	}
	return nil
}

// configuration tells which rules run, and which entries have no effect.
func (c *doctorCmd) configuration(r *doctor.Report, p Process, set *settings, around *driver.Surroundings, tree *tree) {
	cfg := set.config
	r.Config.Preset = cmp.Or(c.Preset, cfg.Preset, config.Presets[0])
	r.Config.Rules, r.Config.Of = len(set.rules), len(p.Rules)
	if r.Config.File = cfg.File; cfg.File == "" {
		return
	}
	abs, err := filepath.Abs(cfg.File)
	if err != nil {
		return
	}
	if rel, err := filepath.Rel(around.Root, abs); err == nil && filepath.IsLocal(rel) {
		r.Config.File = filepath.ToSlash(rel)
	}
	var files []string
	for _, f := range tree.files {
		files = append(files, set.relative(around.Root, f))
	}
	r.Config.Idle = append(r.Config.Idle, cfg.Idle(files)...)
	for _, line := range cfg.CatalogPackages() {
		known := func(l driver.Library) bool { return slices.Contains(l.Packages, line) }
		own := slices.ContainsFunc(around.Modules, func(m string) bool { return line == m || strings.HasPrefix(line, m+"/") })
		if !own && !catalog.Standard(line) && !slices.ContainsFunc(around.Libraries, known) {
			r.Config.Idle = append(r.Config.Idle, fmt.Sprintf("catalog: nothing imports %s", line))
		}
	}
	if cfg.Baseline != "" {
		if _, err := c.load("", set); err != nil {
			r.Config.Mistakes = append(r.Config.Mistakes, "baseline: "+report.Redact(err.Error()))
		}
	}
}

// tree is what lies below the root of a workspace, relative to it.
type tree struct {
	files   []string // of Go and SQL
	modules []string // directories with a go.mod
}

// look walks a directory. What cannot be listed is left out: the run says so of packages.
func look(root string) *tree {
	t := &tree{}
	_ = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		base := d.Name()
		if d.IsDir() {
			if name != root && (strings.HasPrefix(base, ".") || base == "node_modules" || base == "vendor" || base == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return nil
		}
		switch rel = filepath.ToSlash(rel); {
		case base == "go.mod":
			t.modules = append(t.modules, filepath.ToSlash(filepath.Dir(rel)))
		case strings.HasSuffix(base, ".go"), strings.HasSuffix(base, ".sql"):
			t.files = append(t.files, rel)
		}
		return nil
	})
	return t
}

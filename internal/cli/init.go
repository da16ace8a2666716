package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/prodlint/prodlint/internal/config"
	"github.com/prodlint/prodlint/internal/doctor"
	"github.com/prodlint/prodlint/internal/schema"
	"github.com/prodlint/prodlint/internal/schema/migrate"
	"github.com/prodlint/prodlint/internal/schema/stmt"
	"github.com/prodlint/prodlint/internal/start"
	"github.com/prodlint/prodlint/internal/term"
	"github.com/prodlint/prodlint/internal/within"
)

type initCmd struct {
	Dir   string `short:"C" name:"chdir" placeholder:"DIR" help:"Run as if started in DIR."`
	CI    string `enum:"auto,github,gitlab,none" default:"auto" placeholder:"SERVER" help:"The CI server to write a step for: github, gitlab or none; auto looks for files of theirs."`
	Force bool   `help:"Overwrite files that are there."`
}

// Help is what kong prints under the summary of the command.
func (*initCmd) Help() string {
	return `Reads go.mod (or go.work) and the migrations, writes .prodlint.yml beside it and a step for CI, and says what prodlint will not see. Files that are there are left alone. Nothing is run or fetched.`
}

func (c *initCmd) run(out io.Writer, p Process) error {
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return err
	}
	root, modules, err := required(dir)
	if err != nil {
		return err
	}
	found := start.Project{Go: modules.goVersion}
	histories, err := schema.Load(os.DirFS(root), nil)
	if err != nil {
		return err
	}
	for _, h := range histories {
		if h.Set.Dialect == stmt.Unknown && h.Set.Dir != "." {
			found.Unclear = append(found.Unclear, h.Set.Dir)
		} else {
			found.Migrations = append(found.Migrations, fmt.Sprintf("%s (%s, %s)", h.Set.Dir, h.Set.Tool, h.Set.Dialect))
		}
	}
	top := within.Top(root)
	ci := c.CI
	if ci == "auto" {
		ci = start.Server(os.DirFS(top))
	}
	if rel, err := filepath.Rel(top, root); err == nil && filepath.IsLocal(rel) {
		found.Dir = filepath.ToSlash(rel)
	}
	files := []start.File{{Name: path.Join(found.Dir, config.Name), Text: start.Config(found)}}
	if name, text := start.CI(ci, Version, found); name != "" {
		files = append(files, start.File{Name: name, Text: text})
	}
	if err := c.write(out, top, files); err != nil {
		return err
	}
	if ci == "gitlab" {
		fmt.Fprintf(out, "add to .gitlab-ci.yml: include: [{local: /%s}]\n", start.GitLabFile)
	}
	return c.tell(out, root, modules, found)
}

// write writes files below top, or none of them where one is there. A link that leads out of top is an error.
func (c *initCmd) write(out io.Writer, top string, files []start.File) error {
	root, err := os.OpenRoot(top)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for _, f := range files {
		if _, err := root.Lstat(f.Name); err == nil && !c.Force {
			return fmt.Errorf("%s is there: nothing was written (--force overwrites it)", f.Name)
		} else if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.Name), 0o755); err != nil {
			return err
		}
		if err := root.WriteFile(f.Name, []byte(f.Text), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(out, "wrote %s\n", f.Name)
	}
	return nil
}

// tell says what will be seen, and what will not.
func (c *initCmd) tell(out io.Writer, root string, m *requirements, found start.Project) error {
	for _, set := range found.Migrations {
		fmt.Fprintf(out, "migrations: %s\n", term.Clean(set))
	}
	var unseen []string
	for _, dir := range found.Unclear {
		unseen = append(unseen, fmt.Sprintf("which database the migrations in %s are for: name it in %s", dir, config.Name))
	}
	if len(found.Migrations)+len(found.Unclear) == 0 {
		notes, err := migrate.InGo(os.DirFS(root))
		if err != nil {
			return err
		}
		if len(notes) > 0 {
			unseen = append(unseen, fmt.Sprintf("the schema: %s %s, which is not replayed", notes[0].Path, notes[0].Text))
		}
	}
	for _, l := range doctor.Required(m.required) {
		unseen = append(unseen, l.Module+" ("+l.Use+"): what goes through it is not read")
	}
	for _, dir := range look(root).modules {
		if !slices.Contains(m.dirs, dir) {
			unseen = append(unseen, fmt.Sprintf("%s, a module of its own: run prodlint there, or use it in go.work", dir))
		}
	}
	for _, u := range unseen {
		fmt.Fprintf(out, "not seen: %s\n", term.Clean(u))
	}
	_, err := fmt.Fprintln(out, "next: prodlint doctor says what is seen of the code, prodlint finds what is wrong with it")
	return err
}

// requirements are what the modules of a workspace say of themselves.
type requirements struct {
	goVersion string
	required  []string // modules, sorted
	dirs      []string // of the modules, relative to the root
}

// required reads go.work, else go.mod, in dir or above it, and returns their directory.
func required(dir string) (root string, out *requirements, err error) {
	top := within.Top(dir)
	find := func(name string) string {
		for at := dir; ; at = filepath.Dir(at) {
			if st, err := os.Stat(filepath.Join(at, name)); err == nil && !st.IsDir() {
				return at
			}
			if at == top || at == filepath.Dir(at) {
				return ""
			}
		}
	}
	out = &requirements{}
	if root = find("go.work"); root != "" {
		src, err := os.ReadFile(filepath.Join(root, "go.work"))
		if err != nil {
			return "", nil, err
		}
		work, err := modfile.ParseWork("go.work", src, nil)
		if err != nil {
			return "", nil, err
		}
		for _, u := range work.Use {
			out.dirs = append(out.dirs, filepath.ToSlash(filepath.Clean(filepath.FromSlash(u.Path))))
		}
	} else if root = find("go.mod"); root != "" {
		out.dirs = []string{"."}
	} else {
		return "", nil, fmt.Errorf("no go.mod in %s or any directory above it: run prodlint init inside a Go module", cmp.Or(dir, "."))
	}
	for _, d := range out.dirs {
		name := filepath.Join(root, filepath.FromSlash(d), "go.mod")
		src, err := os.ReadFile(name)
		if err != nil {
			return "", nil, err
		}
		mod, err := modfile.ParseLax(strings.TrimPrefix(filepath.ToSlash(filepath.Join(d, "go.mod")), "./"), src, nil)
		if err != nil {
			return "", nil, err
		}
		if mod.Go != nil {
			out.goVersion = cmp.Or(out.goVersion, mod.Go.Version)
		}
		for _, r := range mod.Require {
			if !r.Indirect {
				out.required = append(out.required, r.Mod.Path)
			}
		}
	}
	slices.Sort(out.required)
	out.required = slices.Compact(out.required)
	return root, out, nil
}

// Package beside shows the files that lie beside the code of a workspace and say what its databases look like: migrations in SQL and Go, and the
// configuration of the tools that run them. Rules see no other files, so that what they find depends on these alone.
package beside

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/prodlint/prodlint/internal/memo"
	"github.com/prodlint/prodlint/internal/within"
)

// Limit is the size of the largest file that is shown; the others hold rows.
const Limit = 32 << 20

// configurations are the files of migration tools and of sqlc.
var configurations = []string{"sqlc.yaml", "sqlc.yml", "sqlc.json", "atlas.sum", "atlas.hcl", "dbconfig.yml", "tern.conf", ".tern.conf"}

// Shows reports whether files of a name are shown: SQL, fizz, the configuration of migration tools, and Go files that are no tests.
func Shows(base string) bool {
	switch path.Ext(base) {
	case ".sql", ".fizz":
		return true
	case ".go":
		return !strings.HasSuffix(base, "_test.go")
	}
	return slices.Contains(configurations, base)
}

// SQL reports whether a file holds statements.
func SQL(name string) bool { return path.Ext(name) == ".sql" }

// Skipped reports whether a directory is passed over: those of version control, of package managers and of tests' data.
func Skipped(base string) bool {
	return base == "vendor" || base == "node_modules" || base == "testdata" || len(base) > 1 && (base[0] == '.' || base[0] == '_')
}

// Migrations is what the configuration says of a directory.
type Migrations struct {
	Dir           string // relative to the root, with slashes
	Dialect, Tool string // as in the configuration; empty where it does not say
}

// Tree is the files beside the code.
type Tree struct {
	// FS shows the files, rooted at the workspace. It is made for fs.WalkDir and fs.ReadFile.
	fs.FS
	Migrations []Migrations
	// Dirs are the directories of packages, relative to the root, with slashes, by import path.
	Dirs map[string]string

	// Known is what was worked out from the files, as Memo keeps it. Trees that show the same may share one; nil stands for a new one.
	Known *memo.Table

	once  sync.Once
	files []string // that it shows, listed once
	first sync.Once
}

// Memo returns what make, which looks at nothing but the tree, returned when it was first called with key, and which nobody changes from then on.
func (t *Tree) Memo(key any, make func() any) any {
	t.first.Do(func() { t.Known = cmp.Or(t.Known, &memo.Table{}) })
	return t.Known.Of(key, make)
}

// ReadDir lists a directory.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(t.FS, name) }

// ReadFile reads a file.
func (t *Tree) ReadFile(name string) ([]byte, error) { return fs.ReadFile(t.FS, name) }

// Dir shows the files below a directory.
type Dir struct {
	// Root is absolute.
	Root string
	// Module reports whether a directory with a go.mod, which is absolute, belongs to the workspace. Nil means that each does.
	Module func(dir string) bool
	// Boundary is around what may be read; nil means anything.
	Boundary *within.Boundary
	// Overlay maps absolute file names to contents in place of those on disk.
	Overlay map[string][]byte
	// Held returns what has been read of a file already, by its absolute name; nil holds nothing.
	Held func(abs string) ([]byte, bool)

	seen sync.Map // what is shown of Go files, by name
}

// Open opens a directory or a file.
func (d *Dir) Open(name string) (fs.File, error) {
	abs, err := d.abs("open", name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Lstat(abs); name != "." && err == nil && !info.IsDir() {
		if err := d.check(name, abs); err != nil {
			return nil, err
		}
	}
	return os.Open(abs)
}

// ReadDir lists the directories and the files that are shown. What is a link is left out, and so is what lies in another module.
func (d *Dir) ReadDir(name string) ([]fs.DirEntry, error) {
	abs, err := d.abs("readdir", name)
	if err != nil {
		return nil, err
	}
	list, err := os.ReadDir(abs)
	if err != nil {
		return nil, err
	}
	if name != "." && d.Module != nil && slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() == "go.mod" && !e.IsDir() }) && !d.Module(abs) {
		return nil, nil
	}
	return slices.DeleteFunc(list, func(e fs.DirEntry) bool {
		if e.IsDir() {
			return Skipped(e.Name())
		}
		return !e.Type().IsRegular() || !Shows(e.Name())
	}), nil
}

// ReadFile reads a file. What it says of a Go file is what Shown returns; the result is not to be changed.
func (d *Dir) ReadFile(name string) ([]byte, error) {
	if data, ok := d.seen.Load(name); ok {
		return data.([]byte), nil
	}
	data, err := d.read(name)
	if err != nil || path.Ext(name) != ".go" {
		return data, err
	}
	data = Shown(name, data)
	d.seen.Store(name, data)
	return data, nil
}

func (d *Dir) read(name string) ([]byte, error) {
	abs, err := d.abs("open", name)
	if err != nil {
		return nil, err
	}
	if data, ok := d.Overlay[abs]; ok {
		return data, nil
	}
	if d.Held != nil && Shows(path.Base(name)) {
		if data, ok := d.Held(abs); ok && len(data) <= Limit {
			return data, nil
		}
	}
	if err := d.check(name, abs); err != nil {
		return nil, err
	}
	return os.ReadFile(abs)
}

// Shown returns what is shown of a file with these contents: of a Go file that does not speak of migrations only what it may say to a database. An
// edit that leaves that as it is changes nothing that rules see beside the code.
func Shown(name string, src []byte) []byte {
	if reduced(name, src) {
		return reduce(src)
	}
	return src
}

func (d *Dir) abs(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return filepath.Join(d.Root, filepath.FromSlash(name)), nil
}

var errLarge = errors.New("it is too large to be read")

func (d *Dir) check(name, abs string) error {
	fail := func(err error) error { return &fs.PathError{Op: "open", Path: name, Err: err} }
	if !Shows(path.Base(name)) {
		return fail(fs.ErrNotExist)
	}
	info, err := os.Stat(abs)
	if err != nil {
		return err
	}
	if info.Size() > Limit {
		return fail(errLarge)
	}
	if d.Boundary != nil {
		if err := d.Boundary.Check(abs); err != nil {
			return fail(err)
		}
	}
	return nil
}

// Files returns the files that a tree shows, sorted. Directories that cannot be listed hold none. A Tree is listed once.
func Files(tree fs.FS) []string {
	if t, ok := tree.(*Tree); ok {
		t.once.Do(func() { t.files = list(t) })
		return t.files
	}
	return list(tree)
}

func list(tree fs.FS) []string {
	var out []string
	_ = fs.WalkDir(tree, ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case e.IsDir() && p != "." && Skipped(e.Name()):
			return fs.SkipDir
		case !e.IsDir() && Shows(e.Name()):
			out = append(out, p)
		}
		return nil
	})
	slices.Sort(out)
	return out
}

// Package revision writes the files of a git revision to a temporary directory, for code to be analysed as it was.
//
// Objects are read as they are stored. No checkout is made: hooks, filters, text conversions and file system monitors that the repository
// configures are not run, and nothing is fetched.
package revision

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// large is the size from which files are not written unless they are code: they are there, but empty.
const large = 1 << 20

// code are the endings of files that are written whatever their size.
var code = []string{".go", ".mod", ".sum", ".work", ".sql", ".fizz", ".s", ".S", ".c", ".h", ".cc", ".cpp"}

// Snapshot is a revision on disk. Below its temporary directory it has the path that the checkout has below the root of the file system, so
// that relative paths which leave the repository still lead to what is there.
type Snapshot struct {
	// Commit is the revision's hash.
	Commit string
	// Dir stands for the directory that Take was given. It may not exist in the revision.
	Dir string
	// Env are the settings that the environment needs besides: "GOWORK=…".
	Env []string
	// Notes say what is not as it was in the revision.
	Notes []string

	base string // the temporary directory, which stands for the root of the file system
	top  string // the checkout
}

// Revision is a commit that was found.
type Revision struct {
	repo   *repository
	dir    string
	Commit string
}

// Find resolves a revision in the git repository around a directory. "REV..." is where HEAD branched off from REV.
func Find(ctx context.Context, dir, rev string) (*Revision, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	repo, err := open(ctx, dir)
	if err != nil {
		return nil, err
	}
	commit, err := repo.resolve(ctx, rev)
	if err != nil {
		return nil, err
	}
	return &Revision{repo, dir, commit}, nil
}

// Take writes the files of the revision. The caller closes the snapshot.
func (r *Revision) Take(ctx context.Context) (_ *Snapshot, err error) {
	base, err := os.MkdirTemp("", "prodlint-rev-")
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Commit: r.Commit, base: base, top: filepath.FromSlash(r.repo.top)}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	if s.base, err = filepath.EvalSymlinks(base); err != nil {
		return nil, err
	}
	s.Dir = s.At(r.dir)
	if err := os.MkdirAll(s.At(s.top), 0o755); err != nil {
		return nil, err
	}
	objects, err := r.repo.tree(ctx, r.Commit)
	if err != nil {
		return nil, err
	}
	w, err := s.newWriter()
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.root.Close() }()
	if err := w.write(ctx, r.repo, objects); err != nil {
		return nil, err
	}
	if err := w.generated(ctx, r.repo); err != nil {
		return nil, err
	}
	s.outside(w.modules)
	return s, nil
}

// Close removes the files.
func (s *Snapshot) Close() error { return os.RemoveAll(s.base) }

// At returns the place in the snapshot that stands for an absolute file name.
func (s *Snapshot) At(name string) string {
	return filepath.Join(s.base, strings.TrimPrefix(name, filepath.VolumeName(name)))
}

// Real returns the file of the checkout that a file of the snapshot stands for.
func (s *Snapshot) Real(name string) string {
	rel, err := filepath.Rel(s.base, name)
	if err != nil || !filepath.IsLocal(rel) {
		return name
	}
	return filepath.Join(filepath.VolumeName(s.top)+string(filepath.Separator), rel)
}

// writer writes into the snapshot and nowhere else, whatever the names in the tree are.
type writer struct {
	s       *Snapshot
	root    *os.Root
	dirs    map[string]bool
	modules []string // go.mod and go.work files, as slash paths
}

func (s *Snapshot) newWriter() (*writer, error) {
	root, err := os.OpenRoot(s.At(s.top))
	if err != nil {
		return nil, err
	}
	return &writer{s: s, root: root, dirs: map[string]bool{}}, nil
}

// write writes the objects of a tree: files first, then symbolic links, so that no file goes through a link.
func (w *writer) write(ctx context.Context, repo *repository, objects []object) error {
	var files, links, modules []object
	for _, o := range objects {
		if !filepath.IsLocal(filepath.FromSlash(o.path)) || control(o.path) {
			continue
		}
		switch {
		case o.mode == "160000":
			modules = append(modules, o)
		case o.mode == "120000":
			links = append(links, o)
		case o.size > large && !slices.Contains(code, path.Ext(o.path)):
			if err := w.file(o.path, nil); err != nil {
				return err
			}
		default:
			files = append(files, o)
		}
	}
	if err := repo.contents(ctx, files, func(o object, data []byte) error { return w.file(o.path, data) }); err != nil {
		return err
	}
	for _, o := range modules { // before the links: nothing is copied through one
		w.submodule(o.path)
	}
	if err := repo.contents(ctx, links, func(o object, data []byte) error { return w.link(o.path, string(data)) }); err != nil {
		return err
	}
	for _, o := range links { // one may lead out through another, or nowhere
		at := filepath.Join(w.root.Name(), filepath.FromSlash(o.path))
		if real, err := filepath.EvalSymlinks(at); err != nil || !within(w.root.Name(), real) {
			if err := w.root.Remove(filepath.FromSlash(o.path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// control reports whether a path lies in a folder of a version control system. git does not check such paths out, and other tools would take
// their settings from them.
func control(name string) bool {
	return slices.ContainsFunc(strings.Split(strings.ToLower(name), "/"), func(s string) bool {
		return slices.Contains([]string{".git", ".hg", ".svn", ".bzr", ".jj", "_fossil_", ".fslckout", "git~1"}, s)
	})
}

func (w *writer) file(name string, data []byte) error {
	if dir := path.Dir(name); !w.dirs[dir] {
		if err := w.root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return fmt.Errorf("cannot write the files of the revision: %w", err)
		}
		w.dirs[dir] = true
	}
	if err := w.root.WriteFile(filepath.FromSlash(name), data, 0o644); err != nil {
		return fmt.Errorf("cannot write the files of the revision: %w", err)
	}
	if b := path.Base(name); b == "go.mod" || b == "go.work" {
		w.modules = append(w.modules, name)
	}
	return nil
}

// link makes a symbolic link that stays in the repository. Others are left out.
func (w *writer) link(name, target string) error {
	if path.IsAbs(target) || filepath.IsAbs(target) || !filepath.IsLocal(filepath.FromSlash(path.Join(path.Dir(name), target))) {
		return nil
	}
	err := w.root.MkdirAll(filepath.FromSlash(path.Dir(name)), 0o755)
	if err == nil {
		err = w.root.Symlink(filepath.FromSlash(target), filepath.FromSlash(name))
	}
	if err != nil {
		w.s.note("%s is left out: %v", name, err)
	}
	return nil
}

// submodule takes a submodule as it is checked out, for its objects are in another repository.
func (w *writer) submodule(name string) {
	real := filepath.Join(w.s.top, filepath.FromSlash(name))
	at, err := filepath.EvalSymlinks(real)
	if entries, derr := os.ReadDir(real); err != nil || derr != nil || len(entries) == 0 || !within(w.s.top, at) {
		w.s.note("submodule %s is left out: it is not checked out", name)
		return
	}
	if err := copyTree(real, filepath.Join(w.root.Name(), filepath.FromSlash(name))); err != nil {
		w.s.note("submodule %s is left out: %v", name, err)
		return
	}
	w.s.note("submodule %s is taken as it is now", name)
}

// generated adds the Go files that the checkout has but git ignores, as they are now: without them the revision would not compile.
func (w *writer) generated(ctx context.Context, repo *repository) error {
	names, err := repo.ignored(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := w.root.Lstat(filepath.FromSlash(name)); err == nil || control(name) {
			continue
		}
		real := filepath.Join(w.s.top, filepath.FromSlash(name))
		if st, err := os.Lstat(real); err != nil || !st.Mode().IsRegular() {
			continue
		}
		data, err := os.ReadFile(real)
		if err != nil {
			continue
		}
		if err := w.file(name, data); err != nil {
			w.s.note("%s is left out: %v", name, err)
		}
	}
	return nil
}

func (s *Snapshot) note(format string, args ...any) {
	s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
}

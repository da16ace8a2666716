// Package within keeps prodlint to the files of the code that it was asked to judge: a link that the code has laid to somewhere else is not
// followed, so that an analysis shows and changes nothing that its author could not have written there.
package within

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Limit is the size of the largest file that is read.
const Limit = 256 << 20

// Top returns the root of the version control checkout that dir lies in, else of the workspace (go.work), else of the module (go.mod),
// else dir. dir is absolute.
func Top(dir string) string {
	for _, marks := range [][]string{{".git", ".hg", ".jj", ".svn"}, {"go.work"}, {"go.mod"}} {
		for at := dir; ; at = filepath.Dir(at) {
			for _, m := range marks {
				if _, err := os.Stat(filepath.Join(at, m)); err == nil {
					return at
				}
			}
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	return dir
}

// Boundary is a set of directories. It may be used by several goroutines.
type Boundary struct {
	mu    sync.Mutex
	roots []string          // without links
	added map[string]bool   // as they were named
	dirs  map[string]string // what directories are without links, "" for those that do not lie within
}

// New returns the boundary around directories. Those that do not exist are left out.
func New(dirs ...string) *Boundary {
	b := &Boundary{dirs: map[string]string{}, added: map[string]bool{}}
	for _, dir := range dirs {
		b.Add(dir)
	}
	return b
}

// Add takes in another directory.
func (b *Boundary) Add(dir string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if dir == "" || b.added[dir] {
		return
	}
	b.added[dir] = true
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		b.roots = append(b.roots, real)
		clear(b.dirs)
	}
}

// Check returns an error unless file, and what it is a link to, is an ordinary file within the boundary. The error does not name the file.
func (b *Boundary) Check(file string) error {
	_, err := b.Stat(file)
	return err
}

// Stat is os.Stat for a file that Check has nothing against.
func (b *Boundary) Stat(file string) (os.FileInfo, error) {
	info, err := os.Lstat(file)
	if err != nil {
		return nil, reason(err)
	}
	inside := b.dir(filepath.Dir(file))
	if info.Mode()&os.ModeSymlink != 0 {
		real, err := filepath.EvalSymlinks(file)
		if err != nil {
			return nil, reason(err)
		}
		if info, err = os.Stat(real); err != nil {
			return nil, reason(err)
		}
		inside = b.dir(filepath.Dir(real))
	}
	switch {
	case !inside:
		return nil, fmt.Errorf("it is a link that leads out of the workspace: it is not read")
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("it is not an ordinary file: it is not read")
	case info.Size() > Limit:
		return nil, fmt.Errorf("it is larger than %d MiB: it is not read", Limit>>20)
	}
	return info, nil
}

// reason leaves the name of the file out of an error.
func reason(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}

// dir reports whether a directory lies within.
func (b *Boundary) dir(dir string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.real(dir) != ""
}

// real returns a directory without links, or "" where it does not lie within. What is known of the one above it is not asked again.
func (b *Boundary) real(dir string) string {
	real, ok := b.dirs[dir]
	if ok {
		return real
	}
	if above := b.dirs[filepath.Dir(dir)]; above != "" {
		if info, err := os.Lstat(dir); err == nil && info.Mode()&os.ModeSymlink == 0 {
			real = filepath.Join(above, filepath.Base(dir))
		}
	}
	if real == "" {
		if at, err := filepath.EvalSymlinks(dir); err == nil && b.holds(at) {
			real = at
		}
	}
	b.dirs[dir] = real
	return real
}

// holds reports whether a path without links lies within.
func (b *Boundary) holds(real string) bool {
	for _, root := range b.roots {
		rel, err := filepath.Rel(root, real)
		if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// ReadFile reads a file below dir, named with slashes. A link that leads out of dir, or is absolute, is an error, as is what is no ordinary file.
func ReadFile(dir, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > Limit {
		return nil, fmt.Errorf("%s is no ordinary file, or too large", name)
	}
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, Limit))
}

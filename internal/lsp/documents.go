package lsp

import (
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/prodlint/prodlint/internal/beside"
	"github.com/prodlint/prodlint/internal/watch"
)

// folder is a directory that is open in the editor.
type folder struct {
	dir, real string // as the client names it, and with links resolved
}

// document is a file that is open in the editor.
type document struct {
	uri     string
	path    string // real
	version int
	text    *text
}

// addFolders adds directories, and the workspaces of Go that they lie in.
func (s *server) addFolders(list []workspaceFolder) {
	for _, f := range list {
		dir, ok := pathOf(f.URI)
		if !ok {
			continue
		}
		real := dir
		if r, err := filepath.EvalSymlinks(dir); err == nil {
			real = r
		}
		s.folders = append(s.folders, folder{dir, real})
		if at := workspaceOf(real); at != "" {
			s.addRoot(at)
		}
	}
}

// refolded deals with folders that were added and removed.
func (s *server) refolded(p foldersParams) {
	gone := map[string]bool{}
	for _, f := range p.Event.Removed {
		if dir, ok := pathOf(f.URI); ok {
			gone[dir] = true
		}
	}
	s.folders = slices.DeleteFunc(s.folders, func(f folder) bool { return gone[f.dir] })
	s.addFolders(p.Event.Added)
	wanted := map[string]bool{}
	for _, f := range s.folders {
		wanted[workspaceOf(f.real)] = true
	}
	for _, d := range s.docs {
		wanted[s.rootOf(d.path)] = true
	}
	for _, r := range s.sortedRoots() {
		r.gone = !wanted[r.dir]
		s.touch(r)
	}
}

// workspaceOf returns the directory of the go.work, else of the go.mod, that a directory lies in, or "".
func workspaceOf(dir string) string {
	if work := workOf(dir); work != "" {
		return filepath.Dir(work)
	}
	if mod := nearest(dir, "go.mod"); mod != "" {
		return filepath.Dir(mod)
	}
	return ""
}

// workOf returns the go.work in force in a directory, or "".
func workOf(dir string) string {
	switch work := os.Getenv("GOWORK"); work {
	case "":
		return nearest(dir, "go.work")
	case "off":
		return ""
	default:
		return work
	}
}

// nearest returns the file of a name in a directory or the nearest one above it, or "".
func nearest(dir, name string) string {
	for {
		file := filepath.Join(dir, name)
		if st, err := os.Stat(file); err == nil && !st.IsDir() {
			return file
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

// patternsOf returns the patterns that name all packages of the workspace in a directory: in one of several modules "./..." alone names none
// where no module lies in the directory itself.
func patternsOf(dir string) []string {
	work := workOf(dir)
	data, err := os.ReadFile(work)
	if work == "" || err != nil {
		return nil
	}
	f, err := modfile.ParseWork(work, data, nil)
	if err != nil {
		return nil // the go command says what is wrong
	}
	var out []string
	for _, u := range f.Use {
		at := filepath.FromSlash(u.Path)
		if !filepath.IsAbs(at) {
			at = filepath.Join(filepath.Dir(work), at)
		}
		rel, err := filepath.Rel(dir, at)
		switch {
		case err != nil:
		case rel == ".":
			out = append(out, "./...")
		case filepath.IsLocal(rel):
			out = append(out, "./"+filepath.ToSlash(rel)+"/...")
		default:
			out = append(out, filepath.ToSlash(rel)+"/...")
		}
	}
	return out
}

// rootOf returns the workspace that a file belongs to, or "" for one that is none of ours: a file of a library that somebody looks at, say.
func (s *server) rootOf(path string) string {
	inFolder := slices.ContainsFunc(s.folders, func(f folder) bool { return below(f.real, path) })
	if len(s.folders) > 0 && !inFolder && !slices.ContainsFunc(s.sortedRoots(), func(r *root) bool { return below(r.dir, path) }) {
		return ""
	}
	if strings.Contains(filepath.ToSlash(path), "/pkg/mod/") || build.Default.GOROOT != "" && below(build.Default.GOROOT, path) {
		return ""
	}
	return workspaceOf(filepath.Dir(path))
}

// below reports whether a path is a directory or lies in it.
func below(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && (rel == "." || filepath.IsLocal(rel))
}

// ours reports whether a file says something to an analysis.
func ours(path string) bool {
	return beside.Shows(filepath.Base(path)) || filepath.Ext(path) == ".go"
}

func (s *server) opened(p openParams) {
	given, ok := pathOf(p.Document.URI)
	if !ok {
		return
	}
	path := realPath(given)
	d := &document{uri: p.Document.URI, path: path, version: p.Document.Version, text: newText(p.Document.Text)}
	s.docs[path] = d
	at := s.rootOf(path)
	if at == "" || !ours(path) {
		return
	}
	r, known := s.roots[at]
	if !known {
		r = s.addRoot(at)
	}
	if shown := r.shown[path]; shown != nil && shown.uri != d.uri {
		shown.stale = true // the client names the file in another way
		s.touch(r)
	}
	if !known || s.unsaved(d) {
		s.touch(r)
	}
}

func (s *server) changed(p changeParams) {
	d := s.document(p.Document.URI)
	if d == nil {
		return
	}
	for _, c := range p.Changes {
		d.text = d.text.edited(c)
	}
	d.version = p.Document.Version
	s.touchFile(d.path)
}

func (s *server) saved(p documentParams) {
	if d := s.document(p.Document.URI); d != nil {
		s.touchFile(d.path)
	}
}

func (s *server) closed(p documentParams) {
	if d := s.document(p.Document.URI); d != nil {
		delete(s.docs, d.path)
		s.touchFile(d.path)
	}
}

func (s *server) watched(p watchedParams) {
	for _, c := range p.Changes {
		path, ok := pathOf(c.URI)
		if !ok {
			continue
		}
		path = realPath(path)
		base := filepath.Base(path)
		if base == "go.mod" || base == "go.work" {
			for _, f := range s.folders {
				if at := workspaceOf(f.real); at != "" && s.roots[at] == nil && below(f.real, path) {
					s.touch(s.addRoot(at))
				}
			}
		}
		if base == ".prodlint.yml" || watch.Source(path, true) {
			s.touchFile(path)
		}
	}
}

// document returns the open document that a URI names, or nil.
func (s *server) document(uri string) *document {
	if path, ok := pathOf(uri); ok {
		return s.docs[realPath(path)]
	}
	return nil
}

// unsaved reports whether the editor has another text than the disk.
func (s *server) unsaved(d *document) bool {
	data, err := os.ReadFile(d.path)
	return err != nil || string(data) != d.text.data
}

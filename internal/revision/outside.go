package revision

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// outside brings what go.mod and go.work files name outside of the repository into the snapshot: the directories there are copied, as they are now.
func (s *Snapshot) outside(modules []string) {
	files := make([]string, 0, len(modules)+1)
	for _, m := range modules {
		files = append(files, filepath.Join(s.top, filepath.FromSlash(m)))
	}
	if work := s.work(); work != "" {
		files = append(files, work)
	}
	for _, file := range files {
		for _, dir := range directories(s.At(file)) {
			switch real := filepath.Join(filepath.Dir(file), dir); {
			case filepath.IsAbs(dir) && within(s.top, dir):
				s.note("%s names %s by an absolute path, which is taken as it is now", filepath.Base(file), dir)
			case filepath.IsAbs(dir) || within(s.top, real):
			default:
				s.bring(real)
			}
		}
	}
}

// bring copies a directory that lies outside of the repository.
func (s *Snapshot) bring(real string) {
	at := s.At(real)
	if _, err := os.Lstat(at); err == nil {
		return // there already, or above the repository
	}
	from, err := filepath.EvalSymlinks(real)
	if err == nil {
		_, err = os.Stat(filepath.Join(from, "go.mod"))
	}
	if err != nil {
		s.note("%s lies outside of the repository and is left out: there is no module", real)
		return
	}
	if err := copyTree(from, at); err != nil {
		s.note("%s lies outside of the repository and is left out: %v", real, err)
		return
	}
	s.note("%s lies outside of the repository and is taken as it is now", real)
}

// copyTree copies the ordinary files below a directory as far as they matter to an analysis. Large files that are no code are empty.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		at := filepath.Join(to, rel)
		switch {
		case d.IsDir() && (control(d.Name()) || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(at, 0o755)
		case !d.Type().IsRegular() || control(d.Name()):
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		var data []byte
		if info.Size() <= large || slices.Contains(code, filepath.Ext(name)) {
			if data, err = os.ReadFile(name); err != nil {
				return err
			}
		}
		return os.WriteFile(at, data, 0o644)
	})
}

// work brings the workspace file that counts into the snapshot, if it lies outside of the repository, and returns its name there;
// it returns "" where none is to be brought.
func (s *Snapshot) work() string {
	file := os.Getenv("GOWORK")
	given := file != ""
	if file == "off" {
		return ""
	}
	if !given {
		if file = above(s.Real(s.Dir)); file == "" || within(s.top, file) {
			return ""
		}
	}
	if given {
		s.Env = append(s.Env, "GOWORK="+s.At(file))
		if within(s.top, file) {
			return ""
		}
	}
	for _, name := range []string{file, strings.TrimSuffix(file, ".work") + ".work.sum"} {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if err = os.MkdirAll(filepath.Dir(s.At(name)), 0o755); err == nil {
			err = os.WriteFile(s.At(name), data, 0o644)
		}
		if err != nil {
			s.note("%s is left out: %v", name, err)
		}
	}
	return file
}

// above returns the nearest go.work in a directory or above it.
func above(dir string) string {
	for {
		file := filepath.Join(dir, "go.work")
		if st, err := os.Stat(file); err == nil && !st.IsDir() {
			return file
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

// directories returns the directories that a go.mod or go.work file names.
func directories(file string) []string {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var out []string
	var replaced []*modfile.Replace
	if filepath.Ext(file) == ".work" {
		f, err := modfile.ParseWork(file, data, nil)
		if err != nil {
			return nil
		}
		for _, u := range f.Use {
			out = append(out, filepath.FromSlash(u.Path))
		}
		replaced = f.Replace
	} else {
		f, err := modfile.Parse(file, data, nil)
		if err != nil {
			return nil
		}
		replaced = f.Replace
	}
	for _, r := range replaced {
		if r.New.Version == "" && modfile.IsDirectoryPath(r.New.Path) {
			out = append(out, filepath.FromSlash(r.New.Path))
		}
	}
	return out
}

// within reports whether a file lies in a directory or is it.
func within(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && filepath.IsLocal(rel)
}

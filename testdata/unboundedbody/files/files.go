// Package files answers with what is in files.
package files

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/gin-gonic/gin"
)

const limit = 1 << 20

// Shelf has files.
type Shelf struct {
	dir string
	fs  http.FileSystem
}

// Whole answers with the file that the path names.
func (s *Shelf) Whole(w http.ResponseWriter, r *http.Request) {
	f, err := s.fs.Open(r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	defer f.Close()
	data, err := io.ReadAll(f) // want:info "io.ReadAll reads a whole file that a request names into memory"
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(data)
}

// Named answers with the file of a name.
func (s *Shelf) Named(w http.ResponseWriter, r *http.Request) {
	data, err := s.load(r.PathValue("name"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	w.Write(data)
}

func (s *Shelf) load(name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.Base(name))) // want:info "os.ReadFile reads a whole file that a request names into memory"
	return data, err
}

// Gin answers with the file of a name.
func (s *Shelf) Gin(c *gin.Context) {
	data, err := os.ReadFile(s.dir + "/" + c.Param("name")) // want:info "use http.ServeContent or io.Copy"
	if err != nil {
		c.Status(http.StatusNotFound)
		return
	}
	c.Data(http.StatusOK, "application/octet-stream", data)
}

// Streamed does not keep it.
func (s *Shelf) Streamed(w http.ResponseWriter, r *http.Request) {
	f, err := s.fs.Open(r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	defer f.Close()
	io.Copy(w, f)
}

// Measured looks how long it is.
func (s *Shelf) Measured(w http.ResponseWriter, r *http.Request) {
	f, err := s.fs.Open(r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() > limit {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	data, err := io.ReadAll(f)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(data)
}

// Capped reads no more than so much.
func (s *Shelf) Capped(w http.ResponseWriter, r *http.Request) {
	f, err := s.fs.Open(r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(data)
}

// Own answers with a file of the program's own, and with what a file says.
func (s *Shelf) Own(w http.ResponseWriter, r *http.Request) {
	page, err := os.ReadFile(filepath.Join(s.dir, "index.html"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(page)
	settings, err := os.ReadFile(filepath.Join(s.dir, r.PathValue("name")))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	var out struct{ Title string }
	if err := json.Unmarshal(settings, &out); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	io.WriteString(w, out.Title)
}

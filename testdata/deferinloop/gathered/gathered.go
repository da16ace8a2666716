// Package gathered locks several at a time, and holds them until all is done.
package gathered

import (
	"net/http"
	"os"
	"sync"
)

type shelf struct {
	mu    sync.RWMutex
	books map[string]int
}

func total(shelves ...*shelf) (n int) {
	for _, s := range shelves {
		s.mu.RLock()
		defer s.mu.RUnlock()
	}
	for _, s := range shelves {
		n += len(s.books)
	}
	return n
}

func move(shelves []*shelf, book string) {
	for i := 0; i < len(shelves); i++ {
		shelves[i].mu.Lock()
		defer shelves[i].mu.Unlock()
	}
	for _, s := range shelves {
		delete(s.books, book)
	}
}

func count(shelves []*shelf, book string) (n int) {
	for _, s := range shelves {
		s.mu.RLock()
		defer s.mu.RUnlock() // want deferinloop "in a loop over shelves"
		n += s.books[book]
	}
	return n
}

func check(names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() // want deferinloop "os.File.Close in a loop over names"
	}
	return nil
}

// Serve serves.
func Serve(shelves []*shelf) {
	http.HandleFunc("GET /total", func(w http.ResponseWriter, r *http.Request) {
		move(shelves, r.FormValue("book"))
		if total(shelves...)+count(shelves, r.FormValue("book")) == 0 || check(r.Form["name"]) != nil {
			w.WriteHeader(http.StatusNotFound)
		}
	})
}

// Package goodserver bounds the bodies of all that it serves where it makes the server: what is wrapped there is not seen to be a router.
package goodserver

import (
	"io"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
)

type traced struct {
	name string
	next http.Handler
}

func (t *traced) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Server-Timing", t.name)
	t.next.ServeHTTP(w, r)
}

// wrap gives the server another handler around what it has.
type wrap func(http.Handler) http.Handler

// Server returns the server, which nobody has started yet.
func Server(around []wrap) *http.Server {
	r := chi.NewRouter()
	r.Post("/notes", note)
	var all http.Handler = &traced{"notes", around[0](r)}
	for _, w := range around {
		all = w(all)
	}
	all = http.MaxBytesHandler(all, 1<<20)
	return bounded(&http.Server{Handler: all, ReadHeaderTimeout: time.Second})
}

func bounded(s *http.Server) *http.Server {
	if s.ReadTimeout == 0 {
		s.ReadTimeout, s.WriteTimeout, s.IdleTimeout = time.Minute, time.Minute, time.Minute
	}
	return s
}

func note(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(text)
}

// Package goodwhole bounds the bodies of all that it serves, by what a library's middleware makes of its router.
package goodwhole

import (
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// Handler returns what is served.
func Handler() http.Handler {
	r := chi.NewRouter()
	r.Post("/notes", note)
	return middleware.RequestSize(1 << 20)(r)
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

// Package goodserved gives every request a deadline before a handler sees it.
package goodserved

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

var client = &http.Client{}

// Routes returns the handler of the service.
func Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Timeout(10 * time.Second))
	r.Get("/", show)
	return r
}

func show(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, "https://api.example.com", nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = client.Do(req)
}

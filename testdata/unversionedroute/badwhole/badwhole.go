// Package badwhole is an API without a version.
package badwhole

import (
	"encoding/json"
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Order is what clients get.
type Order struct {
	ID string `json:"id"`
}

// Routes registers the handlers.
func Routes() http.Handler {
	r := chi.NewRouter()
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	r.Get("/orders", list) // want:info unversionedroute "GET /orders and 5 other routes have no version, so no answer can change without breaking clients: put the API below /v1"
	r.Post("/orders", create)
	r.Route("/customers", func(r chi.Router) {
		r.Get("/", list)
		r.Get("/{id}", one)
	})
	r.Get("/carts/{id}", one)
	r.Get("/carts/{id}/lines", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, []Order{})
	})
	return r
}

func list(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, []Order{}) }

func one(w http.ResponseWriter, r *http.Request) {
	data, err := json.Marshal(Order{ID: chi.URLParam(r, "id")})
	if err != nil {
		http.Error(w, "cannot answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

func create(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(Order{})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

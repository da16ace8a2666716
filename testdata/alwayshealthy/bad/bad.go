// Package bad has readiness endpoints that cannot say no.
package bad

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
)

// without swallowederror: what matters is what the endpoint can say
// without missingtimeout: what matters is what the endpoint can say
// without unversionedroute: what matters is what the endpoint can say

type server struct{ db *sql.DB }

func (s *server) std() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("/ready", s.ready) // want "/ready answers 200"
	m.HandleFunc("/live", s.live)
	m.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") }) // want "/readyz answers 200"
	m.Handle("/health/ready", http.HandlerFunc(s.down))                                                 // want "/health/ready answers 200"
	return m
}

func (s *server) ready(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusOK) }

func (s *server) live(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusOK) }

// A body that nobody reads.
func (s *server) down(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, map[string]string{"database": s.state(r.Context())})
}

func (s *server) state(ctx context.Context) string {
	if err := s.db.PingContext(ctx); err != nil {
		return "down"
	}
	return "up"
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (s *server) chi() http.Handler {
	r := chi.NewRouter()
	r.Route("/internal", func(r chi.Router) {
		r.Get("/readiness", s.ready) // want "/internal/readiness answers 200"
	})
	return r
}

func (s *server) gorilla() http.Handler {
	r := mux.NewRouter()
	r.HandleFunc("/-/ready", s.ready).Methods(http.MethodGet) // want "/-/ready answers 200"
	return r
}

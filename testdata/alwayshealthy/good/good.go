// Package good can say no.
package good

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
)

// without swallowederror: what matters is what the endpoint can say
// without missingtimeout: what matters is what the endpoint can say

type server struct {
	db    *sql.DB
	ready atomic.Bool
}

func (s *server) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("/livez", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	m.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	m.HandleFunc("/readyz", s.readyz)
	m.HandleFunc("/ping", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "pong") })
	m.HandleFunc("/patients/{id}/health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "well") })
	m.HandleFunc("/health/articles", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "news") })
	return m
}

func (s *server) readyz(w http.ResponseWriter, r *http.Request) {
	checks := map[string]string{"database": "up"}
	status := http.StatusOK
	if err := s.ping(r.Context()); err != nil {
		checks["database"], status = "down", http.StatusServiceUnavailable
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(checks)
}

func (s *server) ping(ctx context.Context) error { return s.db.PingContext(ctx) }

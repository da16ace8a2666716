// Package goodhanded hands the answer on to what is not seen.
package goodhanded

import (
	"database/sql"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// without legacyproxy: what matters is who answers

type server struct {
	db    *sql.DB
	agent *url.URL
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/health", s.health)
	return mux
}

func (s *server) health(w http.ResponseWriter, r *http.Request) {
	httputil.NewSingleHostReverseProxy(s.agent).ServeHTTP(w, r)
}

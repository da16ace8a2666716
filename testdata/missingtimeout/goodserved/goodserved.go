// Package goodserved gives every request a deadline before a handler sees it.
package goodserved

// without connleak: what is done with the answers is left out

import (
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

var base = os.Getenv("API")

var client = &http.Client{}

// Routes returns the handler of the service.
func Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Timeout(limit))
	r.Get("/", show)
	return r
}

func show(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, base, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = client.Do(req) // want swallowederror "."
}

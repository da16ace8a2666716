// Package goodmiddleware gives every request a deadline by itself.
package goodmiddleware

// without connleak: what is done with the answers is left out

import (
	"context"
	"net/http"
	"time"
)

var client = &http.Client{}

// Deadline bounds what a handler may wait for.
func Deadline(limit time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Show answers with what another service says.
func Show(base string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, base, nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = client.Do(req) // want swallowederror "."
	}
}

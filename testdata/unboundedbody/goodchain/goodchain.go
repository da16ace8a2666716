// Package goodchain bounds the bodies of all that it serves, by middleware of its own around its router.
package goodchain

import (
	"io"
	"net/http"
)

func capped(n int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, n)
			next.ServeHTTP(w, r)
		})
	}
}

// Handler returns what is served.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /notes", note)
	return capped(1 << 20)(mux)
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

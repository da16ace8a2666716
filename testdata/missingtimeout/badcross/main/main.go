// Command main serves pages that it loads elsewhere.
package main

import (
	"net/http"
	"time"

	"prodlint.test/missingtimeout/badcross/fetch"
)

func main() {
	c := fetch.New()
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if err := c.Load(r.Context(), "https://example.com"); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second}
	_ = srv.ListenAndServe()
}

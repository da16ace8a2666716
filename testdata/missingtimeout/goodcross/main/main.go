// Command main serves pages that it loads elsewhere.
package main

import (
	"context"
	"net/http"
	"time"

	"prodlint.test/missingtimeout/goodcross/fetch"
)

func main() {
	c := fetch.New()
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), time.Second)
		defer cancel()
		if err := c.Load(ctx, "https://example.com"); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: time.Second}
	_ = srv.ListenAndServe()
}

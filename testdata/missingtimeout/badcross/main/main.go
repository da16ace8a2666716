// Command main serves pages that it loads elsewhere.
package main

import (
	"net/http"
	"os"
	"strconv"
	"time"

	"prodlint.test/missingtimeout/badcross/fetch"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

var base = os.Getenv("API")

func main() {
	c := fetch.New()
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if err := c.Load(r.Context(), base); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadHeaderTimeout: limit}
	_ = srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}

// Command main serves an API whose packages have a few routes each: it is told of once.
package main

import (
	"log/slog"
	"net/http"
	"os"
	"time"

	"prodlint.test/unversionedroute/spread/carts"
	"prodlint.test/unversionedroute/spread/orders"
	"prodlint.test/unversionedroute/spread/people"
)

// without gracefulshutdown: what matters is what is served

func main() {
	mux := http.NewServeMux()
	carts.Register(mux)
	orders.Register(mux)
	people.Register(mux)
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadTimeout: time.Minute}
	slog.Error("serve", "error", srv.ListenAndServe())
}

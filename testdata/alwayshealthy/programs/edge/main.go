// Command edge depends on nothing: that it answers is all there is to say.
package main

import (
	"log/slog"
	"net/http"
	"os"
	"time"
)

// without gracefulshutdown: what matters is which program owns the database

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadTimeout: time.Minute}
	slog.Error("serve", "error", srv.ListenAndServe())
}

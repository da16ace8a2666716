// The files are kept by a program that bounds what it is sent.
package main

import (
	"io"
	"log/slog"
	"net/http"
	"time"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /files", func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "too long", http.StatusRequestEntityTooLarge)
			return
		}
		_, _ = w.Write(b)
	})
	srv := &http.Server{Addr: ":8081", Handler: http.MaxBytesHandler(mux, 1<<20), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
	if err := srv.ListenAndServe(); err != nil { // want gracefulshutdown "SIGTERM cuts"
		slog.Error("serving", "error", err)
	}
}

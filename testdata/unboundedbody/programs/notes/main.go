// The notes are kept by another program, which does not.
package main

import (
	"encoding/csv"
	"io"
	"log/slog"
	"net/http"
	"time"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /notes", func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body) // want unboundedbody "reads the whole body into memory"
		if err != nil {
			http.Error(w, "no note", http.StatusBadRequest)
			return
		}
		_, _ = w.Write(b)
	})
	mux.HandleFunc("POST /table", func(w http.ResponseWriter, r *http.Request) {
		rows, err := csv.NewReader(r.Body).ReadAll() // want unboundedbody "reads the whole body into memory"
		if err != nil || len(rows) == 0 {
			http.Error(w, "no table", http.StatusBadRequest)
			return
		}
		_, _ = w.Write([]byte(rows[0][0]))
	})
	mux.HandleFunc("POST /scan", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil { // want unboundedbody "takes uploads of any size"
			http.Error(w, "no form", http.StatusBadRequest)
			return
		}
		f, _, err := r.FormFile("scan")
		if err != nil {
			http.Error(w, "no scan", http.StatusBadRequest)
			return
		}
		defer f.Close()
		w.WriteHeader(http.StatusCreated)
	})
	srv := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
	if err := srv.ListenAndServe(); err != nil { // want gracefulshutdown "SIGTERM cuts"
		slog.Error("serving", "error", err)
	}
}

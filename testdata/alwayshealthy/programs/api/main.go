// Command api has a database, and a health endpoint that does not ask it.
package main

import (
	"database/sql"
	"log/slog"
	"net/http"
	"os"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// without gracefulshutdown: what matters is which program owns the database

func main() {
	db, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		slog.Error("open", "error", err)
		return
	}
	db.SetMaxOpenConns(10)
	db.SetConnMaxLifetime(time.Hour)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { // want "/healthz answers 200"
		w.WriteHeader(http.StatusOK)
	})
	mux.HandleFunc("GET /total", func(w http.ResponseWriter, r *http.Request) {
		var n int
		if err := db.QueryRowContext(r.Context(), "SELECT total FROM totals WHERE day = current_date").Scan(&n); err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
		}
	})
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadTimeout: time.Minute}
	slog.Error("serve", "error", srv.ListenAndServe())
}

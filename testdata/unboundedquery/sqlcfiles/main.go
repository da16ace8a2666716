// Command sqlcfiles serves books by queries of which sqlc has made code: what is wrong with one is told at the query.
package main

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"

	"prodlint.test/unboundedquery/sqlcfiles/db"
)

func main() {
	pool, err := sql.Open("postgres", "")
	if err != nil {
		panic(err)
	}
	pool.SetMaxOpenConns(10)
	pool.SetConnMaxLifetime(time.Minute)
	q := db.New(pool)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /books", func(w http.ResponseWriter, r *http.Request) {
		books, err := q.ListBooks(r.Context())
		answer(w, books, err)
	})
	mux.HandleFunc("GET /search", func(w http.ResponseWriter, r *http.Request) {
		books, err := q.SearchBooks(r.Context(), "%"+r.FormValue("q")+"%")
		answer(w, books, err)
	})
	mux.HandleFunc("GET /stats", func(w http.ResponseWriter, r *http.Request) {
		stats, err := q.BookStats(r.Context())
		answer(w, stats, err)
	})
	mux.HandleFunc("GET /book", func(w http.ResponseWriter, r *http.Request) {
		book, err := q.GetBook(r.Context(), 1)
		answer(w, book, err)
	})
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	_ = srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}

func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(v)
}

// The service empties its tables for whoever asks.
package main

import (
	"database/sql"
	"log"
	"net/http"
	"time"

	"prodlint.test/destructiveop/cross/store"
)

func main() {
	db, err := sql.Open("postgres", "")
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(10)
	s := &store.Store{DB: db}
	http.HandleFunc("/clear", func(w http.ResponseWriter, r *http.Request) {
		if err := s.Clear(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
		if err := s.Exec(r.Context(), "TRUNCATE jobs"); err != nil { // want "TRUNCATE of jobs"
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	go every(s)
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

func every(s *store.Store) {
	for range time.Tick(time.Hour) {
		s.DB.Exec("DELETE FROM visits") // want "DELETE FROM visits"
	}
}

// Command api serves.
package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"prodlint.test/unboundedpool/cross/gen"
	"prodlint.test/unboundedpool/cross/store"
	"prodlint.test/unboundedpool/cross/tuned"
)

type server struct {
	store  *store.Store
	shown  *store.Shown
	client *gen.Client
}

func main() {
	dsn := os.Getenv("DATABASE_URL")
	db, err := tuned.Open(dsn)
	fail(err)
	db.SetMaxOpenConns(10)
	wrapped, err := tuned.New(dsn)
	fail(err)
	wrapped.SetMaxOpenConns(10)
	driver, err := tuned.NewDriver(dsn)
	fail(err)
	driver.DB().SetMaxOpenConns(10)
	s := &server{}
	s.store, err = store.New(dsn)
	fail(err)
	s.shown, err = store.NewShown(dsn)
	fail(err)
	s.client, err = gen.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	fail(err)
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: s, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.shown.DB.PingContext(r.Context()); err != nil {
		http.Error(w, "database", http.StatusServiceUnavailable)
	}
}

func fail(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

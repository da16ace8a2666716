// Command service serves with a pool that has no limit.
package main

import (
	"database/sql"
	"log"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"
)

func main() {
	if err := run(os.Getenv("DATABASE_URL"), os.Getenv("ADDR")); err != nil {
		log.Fatal(err)
	}
}

func run(dsn, addr string) error {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return err
	}
	defer db.Close()
	srv := &http.Server{Addr: addr, Handler: ping(db), ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}

func ping(db *sql.DB) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := db.PingContext(r.Context()); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
		}
	})
}

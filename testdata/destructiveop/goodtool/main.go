// A service with a command that an operator gives, and code that nothing runs.
package main

import (
	"database/sql"
	"log"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

var db *sql.DB

func main() {
	root := &cobra.Command{Use: "shop"}
	root.AddCommand(&cobra.Command{Use: "serve", Run: func(*cobra.Command, []string) { serve() }})
	root.AddCommand(&cobra.Command{Use: "reset", RunE: func(*cobra.Command, []string) error { return reset() }})
	if err := root.Execute(); err != nil {
		log.Fatal(err)
	}
}

func serve() {
	http.HandleFunc("/", handle)
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

// reset is what the operator asks for.
func reset() error {
	_, err := db.Exec("TRUNCATE orders")
	return err
}

// forget is left over.
func forget() error {
	_, err := db.Exec("DELETE FROM orders")
	return err
}

// inTx is given functions by everybody.
func inTx(f func(*sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return tx.Rollback()
	}
	return tx.Commit()
}

func handle(w http.ResponseWriter, r *http.Request) {
	if err := inTx(func(tx *sql.Tx) error { return tx.QueryRowContext(r.Context(), "SELECT 1").Err() }); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// truncateAll is left over, though what it is given to is not.
func truncateAll() error {
	return inTx(func(tx *sql.Tx) error {
		_, err := tx.Exec("DELETE FROM orders")
		return err
	})
}

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
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe())
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

var _ = time.Second

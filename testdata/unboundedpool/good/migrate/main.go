// Command migrate serves, or migrates: the pool of the second ends with it.
package main

import (
	"database/sql"
	"log"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"
	"github.com/spf13/cobra"
)

func main() {
	root := &cobra.Command{Use: "shop"}
	root.AddCommand(
		&cobra.Command{Use: "serve", RunE: serve},
		&cobra.Command{Use: "migrate", RunE: migrate},
	)
	if err := root.Execute(); err != nil {
		os.Exit(1)
	}
}

func open(dsn string) (*sql.DB, error) { return sql.Open("postgres", dsn) }

func serve(cmd *cobra.Command, args []string) error {
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: http.NotFoundHandler(), ReadHeaderTimeout: 5 * time.Second}
	return srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}

func migrate(cmd *cobra.Command, args []string) error {
	db, err := open(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.PingContext(cmd.Context()); err != nil {
		return err
	}
	log.Print("migrated")
	return nil
}

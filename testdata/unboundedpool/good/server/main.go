// Command server opens a pool for one statement before it serves. What is wrong there is that it stays open, not how large it may grow.
package main

import (
	"context"
	"database/sql"
	"log"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"
)

func main() {
	if err := run(context.Background(), os.Getenv("DATABASE_URL")); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, dsn string) error {
	if err := createDatabase(ctx, dsn); err != nil {
		return err
	}
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: http.NotFoundHandler(), ReadTimeout: 5 * time.Second}
	return srv.ListenAndServe() // want gracefulshutdown "SIGTERM cuts the requests"
}

func createDatabase(ctx context.Context, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err = db.ExecContext(ctx, "CREATE DATABASE shop")
	return err
}

// Command waits works in the background until it is stopped.
package main

import (
	"context"
	"database/sql"
	"log"
	"os"
	"os/signal"

	_ "github.com/lib/pq"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL")) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		log.Fatal(err)
	}
	go work(ctx, db)
	<-ctx.Done()
}

func work(ctx context.Context, db *sql.DB) { _ = db.PingContext(ctx) }

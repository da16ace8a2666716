// Command worker works through a table for ever.
package main

// without crashonstart: what matters is not how it starts

import (
	"context"
	"log"
	"os"
	"os/signal"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	db := sqlx.MustConnect("postgres", os.Getenv("DATABASE_URL")) // want unboundedpool "sqlx.MustConnect leaves the pool unlimited"
	defer db.Close()
	loop(ctx, db)
}

func loop(ctx context.Context, db *sqlx.DB) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			expire(ctx, db)
		}
	}
}

func expire(ctx context.Context, db *sqlx.DB) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if _, err := db.ExecContext(ctx, "DELETE FROM sessions WHERE expires_at < now()"); err != nil {
		log.Print(err)
	}
}

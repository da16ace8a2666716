// Command forever leaves its work to goroutines.
package main

import (
	"database/sql"
	"log"
	"os"

	_ "github.com/lib/pq"
)

func main() {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL")) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		log.Fatal(err)
	}
	go work(db)
	select {}
}

func work(db *sql.DB) { _ = db.Ping() }

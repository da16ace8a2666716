// Command goodpassing migrates when it starts, by a pool that it closes before it serves.
package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"github.com/gobuffalo/pop/v6"
)

func main() {
	migrate(os.Getenv("DATABASE_URL"))
	worker(os.Getenv("DATABASE_URL"))
	srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe())
}

func migrate(url string) {
	details := &pop.ConnectionDetails{Dialect: "postgres", URL: url}
	details.Options = map[string]string{"migration_table_name": "schema_migrations"}
	db, err := pop.NewConnection(details)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.Open(); err != nil {
		log.Fatal(err)
	}
	box, err := pop.NewMigrationBox(os.DirFS("migrations"), db)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := box.UpTo(0); err != nil {
		log.Fatal(err)
	}
}

// worker builds indexes, one statement after the other.
func worker(url string) {
	db, err := pop.NewConnection(&pop.ConnectionDetails{Dialect: "postgres", URL: url})
	if err != nil {
		return
	}
	defer db.Close()
	_ = db.RawQuery("CREATE INDEX CONCURRENTLY IF NOT EXISTS users_name ON users (name)").Exec()
}

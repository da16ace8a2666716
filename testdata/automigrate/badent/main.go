// A server whose ent client makes the schema.
package main

import (
	"context"
	"log"
	"net/http"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	_ "github.com/lib/pq"

	"prodlint.test/automigrate/badent/ent/migrate"
)

func main() {
	drv, err := sql.Open(dialect.Postgres, "") // want unboundedpool "sql.Open"
	if err != nil {
		log.Fatal(err)
	}
	client := struct{ Schema *migrate.Schema }{migrate.NewSchema(drv)}
	if err := client.Schema.Create(context.Background()); err != nil { // want "alters tables by Create"
		log.Fatal(err)
	}
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe())
}

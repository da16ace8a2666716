// Command tool does its work and ends: whoever runs it sees why it could not.
package main

import (
	"database/sql"
	"log"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib"
)

func main() {
	db, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.Ping(); err != nil {
		log.Fatal(err)
	}
	if _, err := db.Exec("DELETE FROM sessions WHERE expires < now()"); err != nil {
		log.Fatal(err)
	}
}

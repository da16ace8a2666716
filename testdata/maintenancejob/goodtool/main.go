// A tool that an operator runs.
package main

import (
	"database/sql"
	"log"
)

func main() {
	db, err := sql.Open("postgres", "")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := db.Exec("VACUUM FULL ANALYZE"); err != nil {
		log.Fatal(err)
	}
	for _, table := range []string{"a", "b"} {
		if _, err := db.Exec("OPTIMIZE TABLE " + table); err != nil {
			log.Fatal(err)
		}
	}
}

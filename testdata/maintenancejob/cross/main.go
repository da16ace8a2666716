// The service vacuums by a clock.
package main

import (
	"database/sql"
	"log"
	"time"

	"prodlint.test/maintenancejob/cross/jobs"
)

func main() {
	db, err := sql.Open("postgres", "")
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(10)
	for range time.Tick(3 * time.Hour) {
		if err := jobs.Vacuum(db); err != nil {
			log.Print(err)
		}
	}
}

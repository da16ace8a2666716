// A service on a file, which nobody else reads.
package main

import (
	"database/sql"
	"log"
	"net/http"
	"time"

	_ "modernc.org/sqlite"
)

func main() {
	db, err := sql.Open("sqlite", "app.db")
	if err != nil {
		log.Fatal(err)
	}
	if err := upgrade(db); err != nil {
		log.Fatal(err)
	}
	go func() {
		for range time.Tick(time.Hour) {
			db.Exec("ANALYZE")
			db.Exec("PRAGMA optimize")
		}
	}()
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe())
}

// upgrade gives back the space of what was dropped.
func upgrade(db *sql.DB) error {
	if _, err := db.Exec("DROP INDEX IF EXISTS old_index"); err != nil {
		return err
	}
	_, err := db.Exec("VACUUM")
	return err
}

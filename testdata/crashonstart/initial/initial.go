// Package initial reaches for the network before main runs.
package initial

import (
	"database/sql"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
)

// without missingtimeout: what matters is when it is asked
// without unboundedpool: what matters is when it is asked

var db *sql.DB

var shared = sqlx.MustConnect("postgres", os.Getenv("SHARED")) // want "runs in init"

func init() {
	var err error
	db, err = sql.Open("postgres", os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err)
	}
	if err := db.Ping(); err != nil { // want "runs in init"
		log.Fatal(err)
	}
}

var rates map[string]float64

func init() {
	res, err := http.Get(os.Getenv("RATES")) // want "runs in init"
	if err != nil {
		return
	}
	defer res.Body.Close()
	_ = json.NewDecoder(res.Body).Decode(&rates)
}

var countries = load() // want "runs in init"

func load() []string {
	rows, err := db.Query("SELECT code FROM countries")
	if err != nil {
		return nil
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var c string
		if rows.Scan(&c) == nil {
			out = append(out, c)
		}
	}
	if rows.Err() != nil {
		return nil
	}
	return out
}

// Rate is what the rates are for.
func Rate(code string) (float64, []string, *sqlx.DB) { return rates[code], countries, shared }

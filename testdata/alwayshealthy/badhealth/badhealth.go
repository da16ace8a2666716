// Package badhealth drops what the database says.
package badhealth

import (
	"database/sql"
	"io"
	"log"
	"net/http"
)

// without swallowederror: what matters is what the endpoint can say

var db *sql.DB

func Register() {
	http.HandleFunc("/api/health", health) // want "/api/health answers 200"
}

func health(w http.ResponseWriter, r *http.Request) {
	if err := db.PingContext(r.Context()); err != nil {
		log.Printf("ping: %v", err)
	}
	_, _ = io.WriteString(w, `{"ok":true}`)
}

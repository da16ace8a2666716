// Package goodchoice has its database in a file, unless it is told of a server.
package goodchoice

import (
	"net/http"
	"strings"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// without unboundedpool: what matters is where the database is

// Open opens what the address names.
func Open(address string) (*gorm.DB, error) {
	dialect := sqlite.Open("notes.db")
	if strings.HasPrefix(address, "postgres://") {
		dialect = postgres.Open(address)
	}
	return gorm.Open(dialect, &gorm.Config{})
}

// App serves notes.
type App struct{ db *gorm.DB }

// Routes registers the handlers.
func (a *App) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	return mux
}

// Package goodsqlite has its database in the process.
package goodsqlite

import (
	"database/sql"
	"net/http"

	_ "modernc.org/sqlite"
)

// without crashonstart: what matters is where the database is

func Run() (http.Handler, error) {
	db, err := sql.Open("sqlite", "shop.db")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("/stats", func(w http.ResponseWriter, r *http.Request) {
		if db.PingContext(r.Context()) != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	return mux, nil
}

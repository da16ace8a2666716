// Command server serves feeds.
package main

import (
	"database/sql"
	"log"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"

	"prodlint.test/nplusone/layers/handler"
	"prodlint.test/nplusone/layers/service"
	"prodlint.test/nplusone/layers/store"
)

func main() {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(20)
	feed := service.NewFeed(store.NewAuthors(db), store.NewPosts(db), store.NewStats(db))
	api := handler.New(feed)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feeds/{user}", api.Feed)
	mux.HandleFunc("GET /feeds", api.Feeds)
	srv := &http.Server{Addr: os.Getenv("ADDR"), Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

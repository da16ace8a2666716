// A server on a file of its own.
package main

import (
	"log"
	"net/http"
	"time"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

type User struct{ ID int64 }

func main() {
	db, err := gorm.Open(sqlite.Open("app.db"), &gorm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.AutoMigrate(&User{}); err != nil {
		log.Fatal(err)
	}
	store{db}.init()
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe())
}

type store struct{ db *gorm.DB }

func (s store) init() {
	if err := s.db.AutoMigrate(&User{}); err != nil {
		log.Fatal(err)
	}
}

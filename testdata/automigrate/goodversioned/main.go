// A server whose migrations are a list, each of which runs once.
package main

// without crashonstart: what matters is not how it starts

import (
	"log"
	"net/http"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// Migration is one step.
type Migration struct {
	ID string
	Up func(*gorm.DB) error
}

var migrations = []Migration{
	{ID: "1", Up: func(tx *gorm.DB) error {
		type user struct{ ID int64 }
		return tx.AutoMigrate(&user{})
	}},
	{ID: "2", Up: up2},
	{ID: "3", Up: addOrders20240102},
}

func up2(tx *gorm.DB) error {
	type order struct{ ID int64 }
	return tx.Migrator().CreateTable(&order{})
}

func addOrders20240102(tx *gorm.DB) error {
	type order struct{ ID, User int64 }
	return tx.AutoMigrate(&order{})
}

func main() {
	db, err := gorm.Open(postgres.Open(""), &gorm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		log.Fatal(err)
	}
	pool.SetMaxOpenConns(10)
	for _, m := range migrations {
		if err := m.Up(db); err != nil {
			log.Fatal(err)
		}
	}
	addOrders20240102(db)
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe())
}

// A program that migrates and ends.
package main

import (
	"log"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type User struct{ ID int64 }

func main() {
	db, err := gorm.Open(postgres.Open(""), &gorm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	if err := migrate(db); err != nil {
		log.Fatal(err)
	}
}

func migrate(db *gorm.DB) error { return db.AutoMigrate(&User{}) }

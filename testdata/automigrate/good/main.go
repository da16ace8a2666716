// A server that leaves its schema to a command of its own.
package main

// without crashonstart: what matters is not how it starts

import (
	"flag"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

type User struct{ ID int64 }

type config struct{ AutoMigrate bool }

var migrateOnly = flag.Bool("migrate", false, "migrate and exit")

func main() {
	root := &cobra.Command{Use: "shop"}
	root.AddCommand(
		&cobra.Command{Use: "serve", Run: func(*cobra.Command, []string) { serve(config{}) }},
		&cobra.Command{Use: "migrate", RunE: func(*cobra.Command, []string) error { return migrate() }},
	)
	switch os.Args[1] {
	case "migrate-now":
		byHand()
		return
	}
	if *migrateOnly {
		byFlag()
		return
	}
	if err := root.Execute(); err != nil {
		log.Fatal(err)
	}
}

func open() *gorm.DB {
	db, err := gorm.Open(postgres.Open(""), &gorm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		log.Fatal(err)
	}
	pool.SetMaxOpenConns(10)
	return db
}

func migrate() error { return open().AutoMigrate(&User{}) }

func byHand() {
	if err := open().AutoMigrate(&User{}); err != nil {
		log.Fatal(err)
	}
}

func byFlag() {
	if err := open().AutoMigrate(&User{}); err != nil {
		log.Fatal(err)
	}
}

func serve(cfg config) {
	db := open()
	if cfg.AutoMigrate {
		if err := db.AutoMigrate(&User{}); err != nil {
			log.Fatal(err)
		}
	}
	if os.Getenv("RUN_MIGRATIONS") != "" {
		byEnv(db)
	}
	if db.Migrator().HasTable(&User{}) {
		log.Print("there")
	}
	http.HandleFunc("/admin/migrate", func(w http.ResponseWriter, r *http.Request) {
		if err := db.WithContext(r.Context()).AutoMigrate(&User{}); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe()) // want gracefulshutdown "SIGTERM cuts the requests"
}

func byEnv(db *gorm.DB) {
	if err := db.AutoMigrate(&User{}); err != nil {
		log.Fatal(err)
	}
}

// leftOver is not called.
func leftOver(db *gorm.DB) error { return db.AutoMigrate(&User{}) }

// A server that changes its schema in every way when it starts.
package main

// without crashonstart: what matters is not how it starts

import (
	"context"
	"log"
	"net/http"
	"time"

	"github.com/go-gorp/gorp/v3"
	"github.com/go-pg/pg/v10"
	jgorm "github.com/jinzhu/gorm"
	"github.com/spf13/cobra"
	"github.com/uptrace/bun"
	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type User struct {
	ID   int64
	Name string
}

type Order struct{ ID int64 }

func main() {
	root := &cobra.Command{Use: "shop", RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context()) }}
	if err := root.Execute(); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context) error {
	db, err := open("postgres", "dsn")
	if err != nil {
		return err
	}
	if err := db.AutoMigrate(&User{}, &Order{}); err != nil { // want "each start of the server alters tables by AutoMigrate, with locks that nobody reviewed"
		return err
	}
	if err := db.AutoMigrate(&Order{}); err != nil { // one finding for a function
		return err
	}
	s := &store{db: db}
	s.init()
	old(nil)
	engines(nil, nil)
	if err := others(ctx, nil, nil, nil); err != nil {
		return err
	}
	run(setup)
	migrateAll(db, &User{}, &Order{})
	for _, m := range []migrator{s} {
		m.Migrate()
	}
	func() {
		db.Set("gorm:table_options", "ENGINE=InnoDB").AutoMigrate(&User{}) // want "AutoMigrate"
	}()
	go background(db)
	if !skipMigrations {
		unlessTold(db)
	}
	srv := &http.Server{Addr: ":8080", ReadTimeout: time.Second, ReadHeaderTimeout: time.Second}
	return srv.ListenAndServe()
}

func open(kind, dsn string) (*gorm.DB, error) {
	var d gorm.Dialector
	switch kind {
	case "postgres":
		d = postgres.Open(dsn)
	case "mysql":
		d = mysql.Open(dsn)
	default:
		d = sqlite.Open(dsn)
	}
	return gorm.Open(d, &gorm.Config{}) // want unboundedpool "gorm.Open"
}

type store struct{ db *gorm.DB }

func (s *store) init() {
	if !s.db.Migrator().HasTable(&User{}) {
		s.db.Migrator().CreateTable(&User{}) // want "CreateTable"
	}
}

type migrator interface{ Migrate() }

func (s *store) Migrate() {
	s.db.WithContext(context.Background()).AutoMigrate(&User{}) // want "AutoMigrate"
}

func old(db *jgorm.DB) {
	db.AutoMigrate(&User{}) // want "AutoMigrate"
}

func engines(e *xorm.Engine, s *xorm.Session) {
	if err := e.Sync2(new(User)); err != nil { // want "Sync2"
		log.Fatal(err)
	}
	sessions(e.NewSession())
	tables(e)
}

func sessions(s *xorm.Session) {
	s.Sync(new(User)) // want "Sync"
}

func tables(e *xorm.Engine) {
	e.CreateTables(new(User)) // want "CreateTables"
}

func others(ctx context.Context, b *bun.DB, p *pg.DB, g *gorp.DbMap) error {
	if _, err := b.NewCreateTable().Model((*User)(nil)).IfNotExists().Exec(ctx); err != nil { // want "Exec"
		return err
	}
	if err := gopg(p); err != nil {
		return err
	}
	return gorps(g)
}

func gopg(p *pg.DB) error {
	return p.Model((*User)(nil)).CreateTable(nil) // want "CreateTable"
}

func gorps(g *gorp.DbMap) error {
	return g.CreateTablesIfNotExists() // want "CreateTablesIfNotExists"
}

func run(f func()) { f() }

var shared *gorm.DB

func setup() {
	shared.AutoMigrate(&User{}) // want "AutoMigrate"
}

func migrateAll(db *gorm.DB, models ...any) {
	for _, m := range models {
		if err := db.AutoMigrate(m); err != nil { // want "AutoMigrate"
			log.Fatal(err)
		}
	}
}

func background(db *gorm.DB) {
	db.Debug().AutoMigrate(&Order{}) // want "AutoMigrate"
}

func init() {
	if shared != nil {
		shared.Migrator().AutoMigrate(&Order{}) // want "AutoMigrate"
	}
}

var skipMigrations bool

func unlessTold(db *gorm.DB) {
	db.AutoMigrate(&User{}) // want "AutoMigrate"
}

// Package bad keeps connections for ever.
package bad

import (
	"context"
	"database/sql"
	"os"

	_ "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

func direct(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn) // want connlifetime "connections of sql.Open live for ever"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(20)
	return db, nil
}

func forEver(dsn string) (*sql.DB, error) {
	db, err := sql.Open("mysql", dsn) // want connlifetime "call SetConnMaxLifetime"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetConnMaxLifetime(0)
	return db, nil
}

func neverIdle(dsn string) (*sql.DB, error) {
	db, err := sql.Open("mysql", dsn) // want connlifetime "stay with a server that has failed over"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetConnMaxLifetime(-1)
	db.SetConnMaxIdleTime(0)
	return db, nil
}

func connector(dsn string) (*sql.DB, error) {
	c, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c) // want connlifetime "connections of sql.OpenDB"
	db.SetMaxOpenConns(10)
	return db, nil
}

func wrapped(dsn string) (*sqlx.DB, error) {
	db, err := sqlx.Connect("postgres", dsn) // want connlifetime "connections of sqlx.Connect"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	return db, nil
}

func withContext(ctx context.Context, dsn string) (*sqlx.DB, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", dsn) // want connlifetime "sqlx.ConnectContext"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	return db, nil
}

func standard(cfg pgx.ConnConfig) *sql.DB {
	db := stdlib.OpenDB(cfg) // want connlifetime "stdlib.OpenDB"
	db.SetMaxOpenConns(10)
	return db
}

func mapper(dsn string) (*gorm.DB, error) {
	orm, err := gorm.Open(postgres.Open(dsn), &gorm.Config{}) // want connlifetime "gorm.Open"
	if err != nil {
		return nil, err
	}
	db, err := orm.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	db.SetMaxIdleConns(10)
	return orm, nil
}

func builder(dsn string) (*bun.DB, error) {
	db, err := sql.Open("postgres", dsn) // want connlifetime "connections of sql.Open"
	if err != nil {
		return nil, err
	}
	b := bun.NewDB(db, pgdialect.New())
	b.SetMaxOpenConns(10)
	return b, nil
}

func engine(dsn string) (*xorm.Engine, error) {
	e, err := xorm.NewEngine("mysql", dsn) // want connlifetime "xorm.NewEngine"
	if err != nil {
		return nil, err
	}
	e.SetMaxOpenConns(10)
	return e, nil
}

type store struct{ db *sql.DB }

func newStore() (*store, error) {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL")) // want connlifetime "connections of sql.Open"
	if err != nil {
		return nil, err
	}
	limit(db)
	return &store{db}, nil
}

func limit(db *sql.DB) {
	db.SetMaxOpenConns(15)
	db.SetMaxIdleConns(15)
}

var global *sql.DB

func setup(dsn string) (err error) {
	global, err = sql.Open("postgres", dsn) // want connlifetime "connections of sql.Open"
	if err != nil {
		return err
	}
	global.SetMaxOpenConns(10)
	return nil
}

// One cause, one finding: without a limit it is unboundedpool that reports, and names the lifetime.
func unlimited(dsn string) (*sql.DB, error) {
	return sql.Open("postgres", dsn) // want unboundedpool "call SetMaxOpenConns and SetConnMaxLifetime"
}

func lastingAndUnlimited(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "call SetMaxOpenConns$"
	if err != nil {
		return nil, err
	}
	db.SetConnMaxIdleTime(300e9)
	return db, nil
}

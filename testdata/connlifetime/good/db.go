// Package good has connections that end, or that nothing can move away from.
package good

import (
	"context"
	"database/sql"
	"time"

	_ "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	_ "github.com/mattn/go-sqlite3"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"
	_ "modernc.org/sqlite"
	"xorm.io/xorm"
)

func lifetime(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetConnMaxLifetime(5 * time.Minute)
	return db, nil
}

func idleTime(dsn string) (*sql.DB, error) {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetConnMaxIdleTime(time.Minute)
	return db, nil
}

type settings struct{ open, minutes int }

func configured(dsn string, s settings) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(s.open)
	db.SetConnMaxLifetime(time.Duration(s.minutes) * time.Minute)
	return db, nil
}

func tuned(dsn string) (*sqlx.DB, error) {
	db, err := sqlx.Connect("postgres", dsn)
	if err != nil {
		return nil, err
	}
	tune(db.DB)
	return db, nil
}

func tune(db *sql.DB) {
	db.SetMaxOpenConns(10)
	db.SetConnMaxLifetime(10 * time.Minute)
}

func raw(dsn string) (*sql.DB, error) { return sql.Open("mysql", dsn) }

func byCaller(dsn string) (*sql.DB, error) {
	db, err := raw(dsn)
	if err != nil {
		return nil, err
	}
	tune(db)
	return db, nil
}

type store struct{ db *sql.DB }

func newStore(dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	s := &store{db}
	s.limit(8)
	return s, nil
}

func (s *store) limit(n int) {
	s.db.SetMaxOpenConns(n)
	s.db.SetConnMaxIdleTime(3 * time.Minute)
}

type tunable interface {
	SetMaxOpenConns(int)
	SetConnMaxLifetime(time.Duration)
}

func tuneAny(t tunable) {
	t.SetMaxOpenConns(10)
	t.SetConnMaxLifetime(time.Minute)
}

func throughInterface(dsn string) (*sqlx.DB, error) {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	tuneAny(db)
	return db, nil
}

type option func(*sql.DB)

func withLifetime(d time.Duration) option { return func(db *sql.DB) { db.SetConnMaxLifetime(d) } }

func withLimit(n int) option { return func(db *sql.DB) { db.SetMaxOpenConns(n) } }

func open(dsn string, opts ...option) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	for _, o := range opts {
		o(db)
	}
	return db, nil
}

func optioned(dsn string) (*sql.DB, error) { return open(dsn, withLimit(5), withLifetime(time.Hour)) }

func all(dsns []string) ([]*sql.DB, error) {
	var out []*sql.DB
	for _, dsn := range dsns {
		db, err := sql.Open("postgres", dsn)
		if err != nil {
			return nil, err
		}
		out = append(out, db)
	}
	for _, db := range out {
		tune(db)
	}
	return out, nil
}

func embedded(file string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func pureGo(file string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	return db, nil
}

func mapperOverFile(file string) (*gorm.DB, error) {
	return gorm.Open(sqlite.Open(file), &gorm.Config{})
}

func native(ctx context.Context, dsn string) (*pgxpool.Pool, error) { return pgxpool.New(ctx, dsn) }

func overNative(ctx context.Context, dsn string) (*sql.DB, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	return stdlib.OpenDBFromPool(pool), nil
}

func mapper(dsn string) (*gorm.DB, error) {
	orm, err := gorm.Open(postgres.Open(dsn), &gorm.Config{})
	if err != nil {
		return nil, err
	}
	db, err := orm.DB()
	if err != nil {
		return nil, err
	}
	tune(db)
	return orm, nil
}

func resolved(dsn, replica string) (*gorm.DB, error) {
	orm, err := gorm.Open(postgres.Open(dsn), &gorm.Config{})
	if err != nil {
		return nil, err
	}
	plugin := dbresolver.Register(dbresolver.Config{Replicas: []gorm.Dialector{postgres.Open(replica)}}).SetMaxOpenConns(10).SetConnMaxLifetime(time.Hour)
	return orm, orm.Use(plugin)
}

func builder(dsn string) (*bun.DB, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	b := bun.NewDB(db, pgdialect.New())
	tune(b.DB)
	return b, nil
}

func engine(dsn string) (*xorm.Engine, error) {
	e, err := xorm.NewEngine("mysql", dsn)
	if err != nil {
		return nil, err
	}
	e.SetMaxOpenConns(10)
	e.SetConnMaxLifetime(time.Minute)
	return e, nil
}

// check opens a pool in passing.
func check(ctx context.Context, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	return db.PingContext(ctx)
}

// A session that holds locks must not end: somebody says so.
func locks(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetConnMaxLifetime(0)
	return db, nil
}

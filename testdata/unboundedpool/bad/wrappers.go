package bad

import (
	"context"
	"database/sql"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/XSAM/otelsql"
	"github.com/go-gorp/gorp/v3"
	"github.com/gobuffalo/pop/v6"
	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	jinzhu "github.com/jinzhu/gorm"
	"github.com/jmoiron/sqlx"
	"github.com/pocketbase/dbx"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type sqlxRepo struct{ db *sqlx.DB }

func newSQLXRepo(ctx context.Context, dsn string) (*sqlxRepo, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", dsn) // want unboundedpool "sqlx.ConnectContext leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	return &sqlxRepo{db: db}, nil
}

type sqlxOver struct{ *sqlx.DB }

func newSQLXOver(dsn string) (*sqlxOver, error) {
	raw, err := otelsql.Open("postgres", dsn) // want unboundedpool "otelsql.Open leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	return &sqlxOver{sqlx.NewDb(raw, "postgres")}, nil
}

type gormRepo struct{ db *gorm.DB }

func newGormRepo(dsn string) (*gormRepo, error) {
	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{PrepareStmt: true}) // want unboundedpool "gorm.Open leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxIdleConns(10)
	return &gormRepo{db: db.Debug()}, nil
}

type gormOver struct{ db *gorm.DB }

func newGormOver(dsn string) (*gormOver, error) {
	raw, err := sql.Open("mysql", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	db, err := gorm.Open(mysql.New(mysql.Config{Conn: raw}), &gorm.Config{}) // the pool is the one above
	return &gormOver{db: db}, err
}

func (r *gormRepo) first(ctx context.Context, v any) error {
	return r.db.WithContext(ctx).First(v).Error
}

type oldGorm struct{ db *jinzhu.DB }

func newOldGorm(dsn string) (*oldGorm, error) {
	db, err := jinzhu.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	db.DB().SetMaxOpenConns(0)
	return &oldGorm{db}, nil
}

type engine struct{ x *xorm.Engine }

func newEngine(dsn string) (e engine, err error) {
	e.x, err = xorm.NewEngine("mysql", dsn) // want unboundedpool "xorm.NewEngine leaves the pool unlimited"
	return e, err
}

type bunRepo struct{ db *bun.DB }

func newBunRepo(dsn string) *bunRepo {
	raw := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn))) // want unboundedpool "sql.OpenDB leaves the pool unlimited"
	return &bunRepo{db: bun.NewDB(raw, pgdialect.New())}
}

type entRepo struct{ drv *entsql.Driver }

func newEntRepo(dsn string) (*entRepo, error) {
	drv, err := entsql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	return &entRepo{drv}, err
}

type dbxRepo struct{ db *dbx.DB }

func newDBXRepo(dsn string) (*dbxRepo, error) {
	db, err := dbx.MustOpen("mysql", dsn) // want unboundedpool "dbx.MustOpen leaves the pool unlimited"
	return &dbxRepo{db}, err
}

type gorpRepo struct{ m *gorp.DbMap }

func newGorpRepo(dsn string) (*gorpRepo, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	return &gorpRepo{&gorp.DbMap{Db: db, Dialect: gorp.PostgresDialect{}}}, err
}

type pgxRepo struct{ db *sql.DB }

func newPGXRepo(cfg pgx.ConnConfig) *pgxRepo {
	return &pgxRepo{stdlib.OpenDB(cfg)} // want unboundedpool "stdlib.OpenDB leaves the pool unlimited"
}

func newPop(url string) (*pop.Connection, error) {
	return pop.NewConnection(&pop.ConnectionDetails{Dialect: "postgres", URL: url, IdlePool: 2}) // want unboundedpool "pop.ConnectionDetails has no Pool"
}

func newRedisPool(dial func() (redis.Conn, error)) *redis.Pool {
	return &redis.Pool{ // want unboundedpool "redis.Pool has no MaxActive"
		MaxIdle: 3,
		Dial:    dial,
	}
}

func newRedisPoolZero(dial func() (redis.Conn, error)) *redis.Pool {
	p := &redis.Pool{Dial: dial, MaxActive: 0} // want unboundedpool "MaxActive of 0"
	return p
}

func newRedisPoolOld(dial func() (redis.Conn, error)) *redis.Pool {
	return redis.NewPool(dial, 3) // want unboundedpool "redis.NewPool has no MaxActive"
}

func newRedisPoolBuilt(dial func() (redis.Conn, error)) *redis.Pool {
	p := new(redis.Pool) // want unboundedpool "redis.Pool has no MaxActive"
	p.Dial = dial
	return p
}

func mongoOptions(uri string) *options.ClientOptions {
	return options.Client().ApplyURI(uri).SetMaxPoolSize(0) // want unboundedpool "with 0 takes the limit off the pool"
}

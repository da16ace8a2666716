package good

import (
	"context"
	"database/sql"
	"os"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/XSAM/otelsql"
	"github.com/go-gorp/gorp/v3"
	"github.com/go-pg/pg/v10"
	"github.com/gobuffalo/pop/v6"
	"github.com/gomodule/redigo/redis"
	jinzhu "github.com/jinzhu/gorm"
	"github.com/jmoiron/sqlx"
	goredis "github.com/redis/go-redis/v9"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"
	"xorm.io/xorm"
)

type sqlxRepo struct{ *sqlx.DB }

func newSQLXRepo(dsn string, max int) (*sqlxRepo, error) {
	db, err := sqlx.Connect("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.Unsafe().SetMaxOpenConns(max)
	return &sqlxRepo{db}, nil
}

type sqlxOver struct{ db *sqlx.DB }

func newSQLXOver(dsn string) (*sqlxOver, error) {
	raw, err := otelsql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	s := &sqlxOver{sqlx.NewDb(raw, "postgres")}
	s.db.SetMaxOpenConns(9)
	return s, nil
}

type gormRepo struct{ db *gorm.DB }

func newGormRepo(dsn string) (*gormRepo, error) {
	db, err := gorm.Open(postgres.Open(dsn))
	if err != nil {
		return nil, err
	}
	if os.Getenv("DEBUG") != "" {
		db = db.Debug()
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(50)
	return &gormRepo{db: db}, nil
}

type gormOver struct{ db *gorm.DB }

func newGormOver(dsn string) (*gormOver, error) {
	raw, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: raw}), &gorm.Config{})
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err == nil {
		pool.SetMaxOpenConns(5)
	}
	return &gormOver{db: db}, err
}

type gormSQLite struct{ db *gorm.DB }

func newGormSQLite(file string) (*gormSQLite, error) {
	db, err := gorm.Open(dialector(file), &gorm.Config{})
	return &gormSQLite{db}, err
}

func dialector(file string) gorm.Dialector { return sqlite.Open(file) }

type resolved struct{ db *gorm.DB }

func newResolved(dsn, replica string) (*resolved, error) {
	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{})
	if err != nil {
		return nil, err
	}
	plugin := dbresolver.Register(dbresolver.Config{Replicas: []gorm.Dialector{postgres.Open(replica)}}).
		SetMaxIdleConns(4).
		SetMaxOpenConns(24)
	return &resolved{db}, db.Use(plugin)
}

type oldGorm struct{ db *jinzhu.DB }

func newOldGorm(dsn string) (*oldGorm, error) {
	db, err := jinzhu.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.DB().SetMaxOpenConns(30)
	return &oldGorm{db.LogMode(false)}, nil
}

type engines struct{ group *xorm.EngineGroup }

func newEngines(a, b string) (*engines, error) {
	primary, err := xorm.NewEngine("mysql", a)
	if err != nil {
		return nil, err
	}
	replica, err := xorm.NewEngine("mysql", b)
	if err != nil {
		return nil, err
	}
	group, err := xorm.NewEngineGroup(primary, []*xorm.Engine{replica})
	if err != nil {
		return nil, err
	}
	group.SetMaxOpenConns(10)
	return &engines{group}, nil
}

type bunRepo struct{ db *bun.DB }

func newBunRepo(dsn string) *bunRepo {
	r := &bunRepo{bun.NewDB(sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(dsn))), pgdialect.New())}
	r.db.SetMaxOpenConns(14)
	return r
}

type entRepo struct{ drv *entsql.Driver }

func newEntRepo(dsn string) (*entRepo, error) {
	drv, err := entsql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	drv.DB().SetMaxOpenConns(6)
	return &entRepo{drv}, nil
}

type gorpRepo struct{ m *gorp.DbMap }

func newGorpRepo(dsn string) (*gorpRepo, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	m := &gorp.DbMap{Db: db, Dialect: gorp.PostgresDialect{}}
	m.Db.SetMaxOpenConns(3)
	return &gorpRepo{m}, nil
}

type bounded struct {
	click *sql.DB
	pg    *pg.DB
	redis *goredis.Client
}

func newBounded(dsn string, click *clickhouse.Options, redis *goredis.Options) (*bounded, error) {
	opt, err := pg.ParseURL(dsn)
	if err != nil {
		return nil, err
	}
	return &bounded{clickhouse.OpenDB(click), pg.Connect(opt), goredis.NewClient(redis)}, nil
}

func newPop(url string) (*pop.Connection, error) {
	return pop.NewConnection(&pop.ConnectionDetails{Dialect: "postgres", URL: url, Pool: 10})
}

func newPopSQLite(file string) (*pop.Connection, error) {
	return pop.NewConnection(&pop.ConnectionDetails{Dialect: "sqlite3", Database: file})
}

func newRedisPool(dial func() (redis.Conn, error), max int) *redis.Pool {
	p := &redis.Pool{MaxIdle: 3, Dial: dial}
	p.MaxActive = max
	return p
}

func newRedisPoolBuilt(dial func() (redis.Conn, error)) *redis.Pool {
	var p redis.Pool
	p = redis.Pool{Dial: dial, MaxActive: 12, Wait: true}
	return &p
}

type caches struct{ pools []*redis.Pool }

func newCaches(dial func() (redis.Conn, error)) *caches {
	return &caches{pools: []*redis.Pool{{Dial: dial, MaxActive: 4}}}
}

func mongoOptions(uri string, size uint64) []*options.ClientOptions {
	return []*options.ClientOptions{options.Client().ApplyURI(uri), options.Client().SetMaxPoolSize(size), options.Client().SetMaxPoolSize(50)}
}

// A library of the company that limits what is handed to it.
func (r *sqlxRepo) ping(ctx context.Context) error { return r.PingContext(ctx) }

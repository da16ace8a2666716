// Package good limits its pools, or opens none that need it.
package good

import (
	"context"
	"database/sql"
	"flag"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"
	"github.com/spf13/viper"
)

// direct.
func direct(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	return db, nil
}

// The callee limits.
type store struct{ db *sql.DB }

func newStore(dsn string) (*store, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	tune(db, runtime.NumCPU()*2)
	return &store{db}, nil
}

func tune(db *sql.DB, n int) {
	db.SetMaxIdleConns(n)
	db.SetMaxOpenConns(n)
}

// The caller limits, before and after it keeps the handle.
func raw(dsn string) (*sql.DB, error) { return sql.Open("mysql", dsn) }

type kept struct{ db *sql.DB }

func newKept(dsn string, max int) (*kept, error) {
	db, err := raw(dsn)
	if err != nil {
		return nil, err
	}
	k := &kept{db: db}
	k.db.SetMaxOpenConns(max)
	return k, nil
}

// A getter behind an interface.
type driver interface{ DB() *sql.DB }

type pgStore struct{ handle *sql.DB }

func (p *pgStore) DB() *sql.DB { return p.handle }

func newPG(dsn string) (driver, error) {
	db, err := sql.Open("postgres", dsn)
	return &pgStore{handle: db}, err
}

func newDriver(dsn string) (driver, error) {
	d, err := newPG(dsn)
	if err != nil {
		return nil, err
	}
	d.DB().SetMaxOpenConns(20)
	return d, nil
}

// An interface whose method is promoted from the handle.
type conn interface {
	SetMaxOpenConns(n int)
	PingContext(ctx context.Context) error
}

type promoted struct{ *sql.DB }

func newPromoted(dsn string) (conn, error) {
	db, err := sql.Open("postgres", dsn)
	return &promoted{db}, err
}

func newConn(dsn string, max int) (conn, error) {
	c, err := newPromoted(dsn)
	if err == nil {
		c.SetMaxOpenConns(max)
	}
	return c, err
}

// Options.
type option func(*sql.DB)

func withMax(n int) option { return func(db *sql.DB) { db.SetMaxOpenConns(n) } }

type optioned struct{ db *sql.DB }

func newOptioned(dsn string, opts ...option) (*optioned, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	for _, o := range opts {
		o(db)
	}
	return &optioned{db}, nil
}

func defaults(dsn string) (*optioned, error) { return newOptioned(dsn, withMax(16)) }

// A loop over handles.
type cluster struct{ primary, replica *sql.DB }

func newCluster(a, b string) (*cluster, error) {
	primary, err := sql.Open("postgres", a)
	if err != nil {
		return nil, err
	}
	replica, err := sql.Open("postgres", b)
	if err != nil {
		return nil, err
	}
	for _, db := range []*sql.DB{primary, replica} {
		db.SetMaxOpenConns(12)
	}
	return &cluster{primary, replica}, nil
}

// A map of handles.
type shards struct{ all map[string]*sql.DB }

func (s *shards) open(dsns map[string]string) (err error) {
	for name, dsn := range dsns {
		if s.all[name], err = sql.Open("postgres", dsn); err != nil {
			return err
		}
	}
	for _, db := range s.all {
		db.SetMaxOpenConns(5)
	}
	return nil
}

// A global, limited in another function.
var shared *sql.DB

func setup(dsn string) (err error) {
	shared, err = sql.Open("postgres", dsn)
	return err
}

func limitShared(n int) { shared.SetMaxOpenConns(n) }

// Configuration whose default is a limit, or cannot be seen.
type config struct {
	MaxOpen int `yaml:"max_open"`
	MaxJobs int `env:"MAX_JOBS" envDefault:"8"`
}

var maxOpen = flag.Int("max-open", 25, "open connections")

type configured struct{ a, b, c, d, e *sql.DB }

func newConfigured(dsn string, cfg config) *configured {
	viper.SetDefault("db.max_conns", 10)
	c := &configured{}
	c.a, _ = sql.Open("postgres", dsn)
	c.a.SetMaxOpenConns(cfg.MaxOpen)
	c.b, _ = sql.Open("postgres", dsn)
	c.b.SetMaxOpenConns(*maxOpen)
	c.c, _ = sql.Open("postgres", dsn)
	c.c.SetMaxOpenConns(viper.GetInt("db.max_conns"))
	c.d, _ = sql.Open("postgres", dsn)
	c.d.SetMaxOpenConns(envInt("DB_MAX_OPEN", 20))
	c.e, _ = sql.Open("postgres", dsn)
	c.e.SetMaxOpenConns(cfg.MaxJobs)
	return c
}

func envInt(key string, fallback int) int {
	n, err := strconv.Atoi(os.Getenv(key))
	if err != nil {
		return fallback
	}
	return n
}

// required returns 0 beside an error, which is no default.
func required(key string) (int, error) {
	n, err := strconv.Atoi(os.Getenv(key))
	if err != nil {
		return 0, err
	}
	return n, nil
}

type demanding struct{ db *sql.DB }

func newDemanding(dsn string) (*demanding, error) {
	n, err := required("DB_MAX_OPEN_CONNS")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	return &demanding{db}, nil
}

// SQLite by name, by a name of one's own, by what callers pass.
type embedded struct{ a, b, c *sql.DB }

func newEmbedded(file string) (*embedded, error) {
	a, err := sql.Open("sqlite3", file)
	if err != nil {
		return nil, err
	}
	sql.Register("local", &sqlite3.SQLiteDriver{})
	b, err := sql.Open("local", file)
	if err != nil {
		return nil, err
	}
	c, err := openAs("sqlite", file)
	return &embedded{a, b, c}, err
}

func openAs(name, file string) (*sql.DB, error) { return sql.Open(name, file) }

// Over a pgxpool, which has a limit.
type pooled struct{ a, b *sql.DB }

func newPooled(ctx context.Context, dsn string) (*pooled, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	return &pooled{stdlib.OpenDBFromPool(pool), sql.OpenDB(stdlib.GetPoolConnector(pool))}, nil
}

// Opened and closed by one function.
func version(ctx context.Context, dsn string) (v string, err error) {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return "", err
	}
	defer func() {
		_ = db.Close()
	}()
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return v, db.GetContext(ctx, &v, "SELECT version()")
}

// A job with a struct around the handle that the function closes.
type migration struct{ db *sql.DB }

func (m *migration) up(ctx context.Context) error { return m.db.PingContext(ctx) }

func migrate(ctx context.Context, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	m := &migration{db: db}
	return m.up(ctx)
}

// Waiting for the database, before anything else.
func wait(ctx context.Context, dsn string) error {
	for {
		db, err := sql.Open("postgres", dsn)
		if err == nil {
			err = db.PingContext(ctx)
			_ = db.Close()
		}
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// A handler that uses a limited handle.
func handler(dsn string) (http.Handler, error) {
	db, err := direct(dsn)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := db.PingContext(r.Context()); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
		}
	}), err
}

// Only migrations and other jobs open this store.
type jobStore struct{ db *sql.DB }

func newJobStore(dsn string) (*jobStore, error) {
	db, err := sql.Open("postgres", dsn)
	return &jobStore{db}, err
}

func (j *jobStore) close() { _ = j.db.Close() }

func migrateJobs(ctx context.Context, dsn string) error {
	j, err := newJobStore(dsn)
	if err != nil {
		return err
	}
	defer j.close()
	return j.db.PingContext(ctx)
}

func prepareAndServe(ctx context.Context, dsn string, srv *http.Server) error {
	if err := migrateJobs(ctx, dsn); err != nil {
		return err
	}
	return srv.ListenAndServe()
}

// Package bad opens pools and limits none of them.
package bad

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"

	_ "github.com/go-sql-driver/mysql"
	"github.com/lib/pq"
)

// direct: the handle is returned.
func Direct(dsn string) (*sql.DB, error) {
	return sql.Open("postgres", dsn) // want:program unboundedpool "sql.Open leaves the pool unlimited"
}

// checked: returned after a ping.
func checked(ctx context.Context, dsn string) (*sql.DB, error) {
	db, err := sql.Open("pgx", dsn) // want unboundedpool "call SetMaxOpenConns"
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close() // on the way out only
		return nil, err
	}
	return db, nil
}

// store: kept in a field.
type store struct{ db *sql.DB }

func newStore(dsn string) (*store, error) {
	db, err := sql.Open("mysql", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(4) // bounds what is kept, not what is opened
	return &store{db: db}, nil
}

// assigned: straight into a field of the receiver.
type lazy struct {
	once sync.Once
	pool *sql.DB
	err  error
}

func (l *lazy) setup(dsn string) error {
	l.once.Do(func() {
		l.pool, l.err = sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	})
	return l.err
}

// global: a package variable.
var shared *sql.DB

func init() {
	var err error
	if shared, err = sql.Open("postgres", os.Getenv("DATABASE_URL")); err != nil { // want unboundedpool "sql.Open leaves the pool unlimited"
		panic(err)
	}
}

// must: through a generic helper that is told apart from other uses of it.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

type pair struct{ left, right *sql.DB }

func newPair(dsn string) *pair {
	left := must(sql.Open("postgres", dsn))
	left.SetMaxOpenConns(8)
	return &pair{left: left, right: must(sql.Open("postgres", dsn))} // want unboundedpool "sql.Open leaves the pool unlimited"
}

// connector: sql.OpenDB.
type connected struct{ db *sql.DB }

func connect(dsn string) (connected, error) {
	c, err := pq.NewConnector(dsn)
	if err != nil {
		return connected{}, err
	}
	return connected{sql.OpenDB(c)}, nil // want unboundedpool "sql.OpenDB leaves the pool unlimited"
}

// wrapper: an own type around the handle.
type wrapped struct{ *sql.DB }

func openWrapped(driverName, dsn string) (w wrapped, err error) {
	w.DB, err = sql.Open(driverName, dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	return w, err
}

// zero: a limit of 0 is none.
type zeroed struct{ db *sql.DB }

func newZeroed(dsn string) (*zeroed, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(0)
	db.SetMaxOpenConns(0)
	db.SetConnMaxLifetime(0)
	return &zeroed{db}, nil
}

// negative: so is less, also through a constant and a helper.
const unlimited = -1

type negative struct{ db *sql.DB }

func newNegative(dsn string) (*negative, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	setLimit(db, unlimited)
	return &negative{db}, nil
}

func setLimit(db *sql.DB, n int) { db.SetMaxOpenConns(n) }

// handlers: a local handle that closures of handlers use.
func routes(mux *http.ServeMux, dsn string) error {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	if err != nil {
		return err
	}
	mux.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
		if err := db.PingContext(r.Context()); err != nil {
			http.Error(w, "database", http.StatusServiceUnavailable)
		}
	})
	return nil
}

// registry: one handle a shard, in a map.
type shards struct{ byName map[string]*sql.DB }

func openShards(dsns map[string]string) (*shards, error) {
	s := &shards{byName: map[string]*sql.DB{}}
	for name, dsn := range dsns {
		db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
		if err != nil {
			return nil, fmt.Errorf("shard %s: %w", name, err)
		}
		s.byName[name] = db
	}
	return s, nil
}

// opener: behind an interface; only the idle limit is set by the caller.
type opener interface {
	open(dsn string) (*sql.DB, error)
}

type pgOpener struct{}

func (pgOpener) open(dsn string) (*sql.DB, error) {
	return sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
}

type service struct{ db *sql.DB }

func newService(o opener, dsn string) (*service, error) {
	db, err := o.open(dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(2)
	return &service{db: db}, nil
}

// switched: SQLite is only one of the drivers.
type switched struct{ db *sql.DB }

func newSwitched(kind, dsn string) (*switched, error) {
	name := "sqlite"
	if kind == "postgres" {
		name = "postgres"
	}
	db, err := sql.Open(name, dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	return &switched{db}, err
}

// options that tune everything but the number of connections.
type option func(*sql.DB)

func withIdle(n int) option { return func(db *sql.DB) { db.SetMaxIdleConns(n) } }

type optioned struct{ db *sql.DB }

func newOptioned(c driver.Connector, opts ...option) *optioned {
	o := &optioned{db: sql.OpenDB(c)} // want unboundedpool "sql.OpenDB leaves the pool unlimited"
	for _, opt := range opts {
		opt(o.db)
	}
	return o
}

var _ = errors.Join(func() error { _ = newOptioned(nil, withIdle(3)); return nil }())

// closable: the service closes its store when it ends, which a migration does at once.
type closable struct{ db *sql.DB }

func newClosable(dsn string) (*closable, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "sql.Open leaves the pool unlimited"
	return &closable{db}, err
}

func (c *closable) close() { _ = c.db.Close() }

func migrateClosable(ctx context.Context, dsn string) error {
	c, err := newClosable(dsn)
	if err != nil {
		return err
	}
	defer c.close()
	return c.db.PingContext(ctx)
}

func serveClosable(dsn string, srv *http.Server) error {
	c, err := newClosable(dsn)
	if err != nil {
		return err
	}
	defer c.close()
	return srv.ListenAndServe()
}

// Command good waits for what it needs, or goes on without.
package main

// without gracefulshutdown: what matters is how it starts

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/avast/retry-go/v4"
	"github.com/cenkalti/backoff/v4"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/nats-io/nats.go"
	"github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	_ "github.com/mattn/go-sqlite3"
)

var (
	word = regexp.MustCompile(`\w+`)
	port = mustInt(os.Getenv("PORT"))
	addr = flag.String("addr", ":8080", "where to listen")
)

func mustInt(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func init() {
	if os.Getenv("DSN") == "" {
		log.Fatal("DSN is not set")
	}
}

func main() {
	flag.Parse()
	ctx := context.Background()
	db, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err) // a DSN that does not parse
	}
	db.SetMaxOpenConns(20)
	if err := waitFor(ctx, db); err != nil {
		log.Fatal(err)
	}
	if _, err := dial(ctx); err != nil {
		log.Fatal(err)
	}
	if err := eventually(ctx, db); err != nil {
		log.Fatal(err)
	}
	if err := tried(ctx, db); err != nil {
		log.Fatal(err)
	}
	cache(ctx)
	files()
	nc, err := nats.Connect(os.Getenv("NATS"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	go probe(ctx, db)
	srv := &http.Server{Handler: handler(db), ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	log.Fatal(srv.Serve(l))
}

func waitFor(ctx context.Context, db *sql.DB) error {
	wait := time.Second
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		if wait > time.Minute {
			return err
		}
		time.Sleep(wait)
		wait *= 2
	}
}

func dial(ctx context.Context) (conn *amqp091.Connection, err error) {
	for range 10 {
		if conn, err = amqp091.Dial(os.Getenv("AMQP")); err == nil {
			return conn, nil
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, err
}

func eventually(ctx context.Context, db *sql.DB) error {
	return backoff.Retry(func() error { return db.PingContext(ctx) }, backoff.WithContext(backoff.NewExponentialBackOff(), ctx))
}

func tried(ctx context.Context, db *sql.DB) error {
	return retry.Do(func() error {
		if err := db.PingContext(ctx); err != nil {
			return err
		}
		return nil
	})
}

// cache is only faster with a cache.
func cache(ctx context.Context) *redis.Client {
	rdb := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS")})
	if err := rdb.Ping(ctx).Err(); err != nil {
		log.Printf("no cache for now: %v", err)
		return nil
	}
	return rdb
}

// files are in the process.
func files() {
	gdb, err := gorm.Open(sqlite.Open("app.db"), &gorm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	lite, err := sql.Open("sqlite3", "other.db")
	if err != nil {
		log.Fatal(err)
	}
	if err := lite.Ping(); err != nil {
		log.Fatal(err)
	}
	_ = gdb
}

// probe says in the log what it sees.
func probe(ctx context.Context, db *sql.DB) {
	for range time.Tick(time.Minute) {
		if err := db.PingContext(ctx); err != nil {
			log.Println(err)
		}
	}
}

func handler(db *sql.DB) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := db.PingContext(r.Context()); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		var name string
		if err := db.QueryRowContext(r.Context(), "SELECT name FROM users WHERE id = $1", r.FormValue("id")).Scan(&name); errors.Is(err, sql.ErrNoRows) {
			http.NotFound(w, r)
			return
		} else if err != nil {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		if !word.MatchString(name) || port == 0 {
			panic("a name without a word: " + name)
		}
	})
}

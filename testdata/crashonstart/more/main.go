// Command more is a service: what it needs it reaches through layers, at once or with patience.
package main

// without gracefulshutdown: what matters is how it starts

// without connlifetime: how long connections live is beside the point

// without unboundedpool: so is how many there are

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/cenkalti/backoff/v4"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/redis/go-redis/v9"
)

type app struct {
	db    *sql.DB
	cache *redis.Client
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		log.Fatal("PORT is not set")
	}
	a, err := newApp(context.Background()) // want crashonstart "sql.DB.PingContext"
	if err != nil {
		slog.Error("start", "err", err)
		os.Exit(1)
	}
	if err := a.warm(); err != nil {
		slog.Warn("goes on without a cache", "err", err)
	}
	if err := a.patient(); err != nil {
		log.Fatal(err)
	}
	if err := a.waiting(context.Background()); err != nil {
		log.Fatal(err)
	}
	a.must()
	http.HandleFunc("/", a.handle)
	srv := &http.Server{Addr: ":" + port, ReadHeaderTimeout: time.Second, ReadTimeout: time.Minute}
	log.Fatal(srv.ListenAndServe())
}

func newApp(ctx context.Context) (*app, error) {
	pool, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		return nil, err
	}
	if err := pool.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return &app{db: pool, cache: redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS")})}, nil
}

// warm is good to have.
func (a *app) warm() error { return a.cache.Ping(context.Background()).Err() }

// patient tries for a while.
func (a *app) patient() error {
	return backoff.Retry(func() error { return a.db.Ping() }, backoff.WithMaxRetries(backoff.NewExponentialBackOff(), 10))
}

func (a *app) waiting(ctx context.Context) (err error) {
	for wait := time.Second; wait < time.Minute; wait *= 2 {
		if err = a.db.PingContext(ctx); err == nil {
			return nil
		}
		time.Sleep(wait)
	}
	return err
}

func (a *app) must() {
	check(a.cache.Ping(context.Background()).Err()) // want crashonstart "Ping"
}

func check(err error) {
	if err != nil {
		slog.Error("no dependency", "err", err)
		os.Exit(1)
	}
}

// handle answers.
func (a *app) handle(w http.ResponseWriter, r *http.Request) {
	var n int
	err := a.db.QueryRowContext(r.Context(), "SELECT count(*) FROM visits WHERE path = $1", r.URL.Path).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = fmt.Fprint(w, n)
}

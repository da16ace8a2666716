// Package goodctx passes its context on, or has a reason not to.
package goodctx

// without connleak: what is done with the answers is left out

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

type store struct{ db *sql.DB }

func (s *store) save(ctx context.Context, id int) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id)
	return err
}

func (s *store) count() (n int, err error) {
	err = s.db.QueryRow("SELECT count(1) FROM orders").Scan(&n) // nobody hands it a context
	return n, err
}

func (s *store) handler(w http.ResponseWriter, r *http.Request) { _ = s.save(r.Context(), 1) } // want swallowederror "."

// The audit entry is to be written although the client hung up.
func (s *store) audit(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), limit)
	defer cancel()
	_ = s.save(ctx, 2)
	bounded, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	_ = s.save(bounded, 3)
}

// A goroutine that outlives the request cannot use its context.
func (s *store) later(w http.ResponseWriter, r *http.Request) {
	go func() { _ = s.save(context.Background(), 4) }() // want detachedwork "the INSERT on orders"
	go s.save(context.Background(), 5)                  // want detachedwork "the INSERT on orders"
	time.AfterFunc(limit, func() { _ = s.save(context.Background(), 6) })
}

// Cleaning up starts when the context has ended.
func (s *store) run(ctx context.Context) error {
	<-ctx.Done()
	return s.save(context.Background(), 7)
}

func (s *store) lease(ctx context.Context) error {
	defer func() { _ = s.save(context.Background(), 8) }()
	defer s.save(context.Background(), 9)
	return s.save(ctx, 10)
}

// A nil context is replaced, a given one is used.
func (s *store) fallback(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return s.save(ctx, 11)
}

// At the start there is nothing to cancel.
func (s *store) open() error { return s.save(context.Background(), 12) }

func log(ctx context.Context, msg string) { _, _ = ctx.Value(key{}), msg }

type key struct{}

// Nothing waits on the context of a log line.
func logged(w http.ResponseWriter, r *http.Request) { log(context.Background(), "served") }

func request(ctx context.Context, c *http.Client, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	_, err = c.Do(req.WithContext(ctx))
	return err
}

// The request is only built here.
func build(ctx context.Context, url string) (*http.Request, error) {
	return http.NewRequest(http.MethodGet, url, nil)
}

func command(ctx context.Context) ([]byte, error) {
	return exec.CommandContext(ctx, "uptime").Output()
}

// The process runs on by itself.
func daemon(ctx context.Context) error { return exec.Command("worker").Start() }

// A migration is not to be cut off half way.
func (s *store) migrate(ctx context.Context) error {
	_, err := s.db.Exec("CREATE TABLE orders (id bigint)")
	return err
}

// Whoever locks runs what it is given when it is done, and its context may be over by then.
func (s *store) lock(ctx context.Context, id int) (func() error, error) {
	if err := s.save(ctx, id); err != nil {
		return nil, err
	}
	return func() error { return s.save(context.Background(), -id) }, nil
}

func (s *store) deferred(ctx context.Context) error {
	release := func() { _ = s.save(context.Background(), 13) }
	defer release()
	return s.save(ctx, 14)
}

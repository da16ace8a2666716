// Package badctx waits on contexts that its callers cannot end.
package badctx

// without connleak: what is done with the answers is left out

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
	"gorm.io/gorm"
)

// limit comes from the environment: how long is not this package's to say.
var limit = seconds(os.Getenv("LIMIT"))

func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

var base = os.Getenv("API")

type store struct{ db *sql.DB }

func (s *store) count(ctx context.Context) (n int, err error) {
	err = s.db.QueryRow("SELECT count(1) FROM orders").Scan(&n) // want "sql.DB.QueryRow cannot be cancelled: call QueryRowContext with the context of"
	return n, err
}

func (s *store) total(ctx context.Context) (n int, err error) {
	err = s.db.QueryRowContext(context.Background(), "SELECT count(1) FROM orders").Scan(&n) // want "sql.DB.QueryRowContext outlives its caller on context.Background: pass the context of"
	return n, err
}

func (s *store) find(ctx context.Context, id int) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT n FROM orders WHERE id = $1", id).Scan(&n)
	return n, err
}

func (s *store) handler(w http.ResponseWriter, r *http.Request) {
	_, _ = s.find(context.TODO(), 1) // want "badctx.store.find outlives its caller on context.TODO: pass the request's context"
	ctx := context.WithValue(context.Background(), key{}, "x")
	_, _ = s.find(ctx, 2)                                    // want "badctx.store.find outlives its caller on context.Background"
	rows, err := s.db.Query("SELECT n FROM orders LIMIT 10") // want "sql.DB.Query cannot be cancelled: call QueryContext with the request's context" swallowederror "."
	if err != nil {
		return
	}
	defer rows.Close()
}

type key struct{}

func (s *store) gin(c *gin.Context) {
	_, _ = s.find(context.Background(), 3) // want "outlives its caller"
}

func (s *store) closure(ctx context.Context) {
	each([]int{1, 2}, func(id int) {
		_, _ = s.find(context.Background(), id) // want "outlives its caller"
	})
}

func each(ids []int, do func(int)) {
	for _, id := range ids {
		do(id)
	}
}

type callbacks struct{ onOrder func(id int) error }

func (s *store) consume(ctx context.Context) *callbacks {
	return &callbacks{onOrder: func(id int) error {
		_, err := s.find(context.Background(), id) // want "outlives its caller"
		return err
	}}
}

type finder interface {
	find(ctx context.Context, id int) (int, error)
}

func through(ctx context.Context, f finder) {
	_, _ = f.find(context.Background(), 7) // want "outlives its caller"
}

func wired(db *sql.DB) { through(context.Background(), &store{db}) }

var background = context.Background()

func cached(w http.ResponseWriter, r *http.Request, rdb *redis.Client) {
	_ = rdb.Get(background, "k").Err() // want "outlives its caller"
}

var client = &http.Client{Timeout: limit}

func explicit(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil) // want "http.NewRequestWithContext outlives its caller"
	if err != nil {
		return err
	}
	_, err = client.Do(req)
	return err
}

// The client ends the wait, so this is for the preset strict.
func implicit(ctx context.Context, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil) // want:info "http.NewRequest cannot be cancelled: call NewRequestWithContext"
	if err != nil {
		return err
	}
	_, err = client.Do(req)
	return err
}

func convert(w http.ResponseWriter, r *http.Request) {
	out, err := exec.Command("convert", "a", "b").Output() // want "exec.Command cannot be cancelled: call CommandContext"
	if err == nil {
		_, _ = w.Write(out)
	}
}

// A name that means two things is left to the reader.
func (s *store) shadowed(ctx context.Context, id int) error {
	if id > 0 {
		ctx := "x"
		_ = ctx
		return s.db.QueryRow("SELECT 1 FROM orders WHERE id = $1", id).Err() // want "call QueryRowContext"
	}
	return nil
}

// The group waits for its functions: they are part of the request.
func (s *store) group(ctx context.Context) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error {
		_, err := s.find(context.Background(), 8) // want "outlives its caller"
		return err
	})
	return g.Wait()
}

func (s *store) ginContext(c *gin.Context) {
	req, err := http.NewRequestWithContext(c.Request.Context(), http.MethodGet, base, nil)
	if err != nil {
		return
	}
	_, _ = new(http.Client).Do(req) // want "http.Client has no Timeout" swallowederror "."
}

func orm(ctx context.Context, db *gorm.DB, id int) error {
	return db.WithContext(context.Background()).Exec("DELETE FROM orders WHERE id = ?", id).Error // want "gorm.DB.WithContext outlives its caller"
}

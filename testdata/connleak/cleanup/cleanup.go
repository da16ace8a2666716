// Package cleanup hands what it opens to who closes it later: a test, or a scope that is like one.
package cleanup

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"
	"sync"
	"testing"
)

// scope runs what it is given when it ends.
type scope struct {
	mu  sync.Mutex
	end []func()
}

func (s *scope) Cleanup(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end = append(s.end, f)
}

func (s *scope) close() {
	for _, f := range s.end {
		f()
	}
}

type cleaner interface{ Cleanup(func()) }

var (
	_ cleaner = (*scope)(nil)
	_ cleaner = (*testing.T)(nil)
)

// Get fetches a page for a test.
func Get(t testing.TB, c *http.Client, req *http.Request) *http.Response {
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

// Begin opens a transaction that ends with the test.
func Begin(t *testing.T, db *sql.DB) *sql.Tx {
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tx.Rollback(); err != nil && err != sql.ErrTxDone {
			t.Error(err)
		}
	})
	return tx
}

var _ = (*scope).close

// Use reads what it has to.
func Use(ctx context.Context, db *sql.DB, c *http.Client, req *http.Request, s *scope) (int64, error) {
	resp, err := c.Do(req.WithContext(ctx))
	if err != nil {
		return 0, err
	}
	s.Cleanup(func() { _ = resp.Body.Close() })
	return io.Copy(io.Discard, resp.Body)
}

func through(cl cleaner, name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	cl.Cleanup(func() { _ = f.Close() })
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return nil, err
	}
	return f, nil
}

var _ = through
